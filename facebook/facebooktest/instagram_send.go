package facebooktest

import (
	"mime"
	"net/http"
	"slices"
	"strings"
	"unicode"
)

// instagramTypes are the files that Instagram takes, by kind of attachment ("Send a Message",
// "Upload Media"). M4A is audio/mp4.
var instagramTypes = map[string][]string{
	"image": {"image/png", "image/jpeg", "image/gif"},
	"audio": {"audio/aac", "audio/mp4", "audio/m4a", "audio/x-m4a", "audio/wav", "audio/wave", "audio/x-wav", "video/mp4"},
	"video": {"video/mp4", "video/ogg", "application/ogg", "video/x-msvideo", "video/avi", "video/quicktime", "video/webm"},
	"file":  {"application/pdf"},
}

// mostInstagramAlbum and leastInstagramAlbum bound message.attachments ("Send a Message", 6 May
// 2026).
const (
	leastInstagramAlbum = 2
	mostInstagramAlbum  = 10
)

// checkInstagramFile holds a file to the formats, size and names that Instagram takes. Meta looks
// at the content; a content whose first bytes say nothing is taken for what the request says.
func checkInstagramFile(f Attachment) *graphError {
	told, _, err := mime.ParseMediaType(f.Type)
	types := instagramTypes[f.Kind]
	if err != nil || !slices.Contains(types, told) {
		return errMediaType
	}
	switch shown, _, _ := mime.ParseMediaType(http.DetectContentType(f.Data)); {
	case shown == "application/octet-stream", shown == "text/plain" && f.Kind != "file": // it says nothing
	case !slices.Contains(types, shown):
		return errMediaType
	}
	if f.Kind == "image" && len(f.Data) > mostImageURL {
		return errMediaSize
	}
	if strings.IndexFunc(f.Name, func(r rune) bool { return r > unicode.MaxASCII }) >= 0 {
		return invalid("The name of an uploaded file must have ASCII characters only")
	}
	return nil
}

// album reads message.attachments, which Instagram alone has: 2 to 10 images by URL or id.
func (s *Server) album(r *request, o *outgoing, list []attachment) *graphError {
	if len(list) < leastInstagramAlbum || len(list) > mostInstagramAlbum {
		return invalid("Param message[attachments] must have %d to %d elements", leastInstagramAlbum, mostInstagramAlbum)
	}
	for _, a := range list {
		if a.Kind != "image" {
			return invalid("Param message[attachments][type] must be one of {image}")
		}
		if e := s.attach(r, o, &a); e != nil {
			return e
		}
	}
	return nil
}

// instagramReply holds a quick reply to what Instagram takes: texts. Meta switched off the other
// kinds on 5 October 2026.
func instagramReply(q quickReply) *graphError {
	switch {
	case q.Kind != "text":
		return invalid("Param message[quick_replies][content_type] must be one of {text}")
	case q.Image != "":
		return invalid("Param message[quick_replies][image_url] is not supported on Instagram")
	}
	return nil
}

// instagramTemplate holds a template to those that Instagram has, with two kinds of button.
func instagramTemplate(t template) *graphError {
	if !slices.Contains([]string{"generic", "button", "product"}, t.Type) {
		return invalid("Param message[attachment][payload][template_type] must be one of {generic, button, product}")
	}
	buttons := t.Buttons
	for _, el := range t.Elements {
		buttons = append(buttons, el.Buttons...)
	}
	for _, b := range buttons {
		if b.Kind != "web_url" && b.Kind != "postback" {
			return invalid("Param buttons[type] must be one of {web_url, postback}")
		}
	}
	return nil
}
