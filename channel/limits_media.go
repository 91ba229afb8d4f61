package channel

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// MediaLimit is what a thread takes of one kind of attachment.
type MediaLimit struct {
	Kind   MediaKind `json:"kind"`
	Types  []string  `json:"types,omitempty"`  // MIME types as [MediaType] writes them, "image/*" for all of a class; none: any
	ByID   bool      `json:"byId,omitempty"`   // by the platform's handle
	URL    int64     `json:"url,omitempty"`    // bytes at most by URL; 0: not by URL; -1: no limit is stated
	Upload int64     `json:"upload,omitempty"` // bytes at most by upload; 0: no upload, as in a channel without Files; -1: no limit is stated

	URLTypes []string `json:"urlTypes,omitempty"` // MIME types by URL, where they are fewer than Types; none: as Types
	Sides    int      `json:"sides,omitempty"`    // pixels of width and height together at most, by URL and upload; 0: no limit is stated
	Bare     bool     `json:"bare,omitempty"`     // it goes without a text, whatever Caption says
	Ratio    int      `json:"ratio,omitempty"`    // the longer side is at most so many times the shorter; 0: no limit is stated
}

// GoTogether reports whether attachments are of kinds that may be in one message; one alone always
// is.
func (l Limits) GoTogether(attachments ...Attachment) bool {
	if len(attachments) < 2 || len(l.Together) == 0 {
		return true
	}
	return slices.ContainsFunc(l.Together, func(set []MediaKind) bool {
		return !slices.ContainsFunc(attachments, func(a Attachment) bool { return !slices.Contains(set, a.Kind) })
	})
}

// bare reports whether m has an attachment of a kind that goes without a text.
func (l Limits) bare(m Message) bool {
	return slices.ContainsFunc(m.Attachments, func(a Attachment) bool {
		return slices.ContainsFunc(l.Media, func(limit MediaLimit) bool { return limit.Kind == a.Kind && limit.Bare })
	})
}

func (c *complaints) attachments(l Limits, m Message) {
	if len(m.Attachments) == 0 {
		return
	}
	if l.Attachments == 0 {
		c.add("attachments", CodeUnsupported, "attachments cannot be sent here")
		return
	}
	c.count("attachments", len(m.Attachments), l.Attachments)
	if len(m.Attachments) > 1 {
		c.album(l, m)
	}
	for i, a := range m.Attachments {
		c.attachment(fmt.Sprintf("attachments[%d]", i), l, a)
	}
}

// album checks what only several attachments can do wrong.
func (c *complaints) album(l Limits, m Message) {
	if !l.GoTogether(m.Attachments...) {
		c.add("attachments", CodeConflict, "attachments of these kinds cannot go in one message here")
	}
	if l.AlbumBare && len(m.Buttons) > 0 {
		c.add("buttons", CodeConflict, "several attachments go without buttons here")
	}
	if l.AlbumBare && len(m.QuickReplies) > 0 {
		c.add("quickReplies", CodeConflict, "several attachments go without quick replies here")
	}
}

func (c *complaints) attachment(field string, l Limits, a Attachment) {
	at := slices.IndexFunc(l.Media, func(m MediaLimit) bool { return m.Kind == a.Kind })
	if at < 0 {
		c.add(field+".kind", CodeUnsupported, fmt.Sprintf("attachments of kind %q cannot be sent here", a.Kind))
		return
	}
	limit := l.Media[at]
	handles := 0
	for _, h := range [...]string{a.ID, a.URL, a.File} {
		if h != "" {
			handles++
		}
	}
	if handles != 1 {
		c.add(field, CodeInvalid, "exactly one of id, url and file is needed")
		return
	}
	var most int64
	types := limit.Types
	switch {
	case a.ID != "":
		if !limit.ByID {
			c.add(field+".id", CodeUnsupported, "this kind cannot be sent by the platform's handle")
		}
		return
	case a.URL != "":
		if most = limit.URL; most == 0 {
			c.add(field+".url", CodeUnsupported, "this kind cannot be sent by URL")
			return
		}
		if !isAddress(a.URL) {
			c.add(field+".url", CodeInvalid, "an http or https address is needed")
			return
		}
		if len(limit.URLTypes) > 0 {
			types = limit.URLTypes
			if a.Type == "" {
				a.Type = typeByName(a.URL)
			}
		}
	default:
		if most = limit.Upload; most == 0 {
			c.add(field+".file", CodeUnsupported, "this kind cannot be uploaded, or the channel was made without Files")
			return
		}
	}
	if most > 0 && a.Size > most {
		*c = append(*c, &FieldError{Field: field + ".size", Code: CodeTooLarge, Reason: "the file has too many bytes", Limit: int(most), Got: int(a.Size)})
	}
	if !takesType(types, a.Type) {
		c.add(field+".type", CodeUnsupported, fmt.Sprintf("files of type %q cannot be sent as %s", a.Type, a.Kind))
	}
	if long, short := max(a.Width, a.Height), min(a.Width, a.Height); short > 0 {
		if limit.Sides > 0 && long+short > limit.Sides {
			*c = append(*c, &FieldError{Field: field + ".width", Code: CodeTooLarge, Reason: "width and height together have too many pixels", Limit: limit.Sides, Got: long + short})
		}
		if limit.Ratio > 0 && long > limit.Ratio*short {
			*c = append(*c, &FieldError{Field: field + ".width", Code: CodeInvalid, Reason: "one side is too long for the other", Limit: limit.Ratio, Got: (long + short - 1) / short})
		}
	}
}

// isAddress reports whether s is an absolute address of http or https without white space.
func isAddress(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != "" && !strings.ContainsAny(s, " \t\r\n")
}

// typeByName guesses the MIME type of a file from the end of its address, for the kinds of file
// that people send. It is empty for other names, such as that of a program that may give out any
// file.
func typeByName(address string) string {
	path, _, _ := strings.Cut(address, "#")
	path, _, _ = strings.Cut(path, "?")
	switch strings.ToLower(path[strings.LastIndexAny(path, "./")+1:]) {
	case "pdf":
		return "application/pdf"
	case "zip":
		return "application/zip"
	case "doc", "docx":
		return "application/msword"
	case "xls", "xlsx":
		return "application/vnd.ms-excel"
	case "ppt", "pptx":
		return "application/vnd.ms-powerpoint"
	case "txt", "csv", "log", "md":
		return "text/plain"
	case "jpg", "jpeg":
		return "image/jpeg"
	case "png":
		return "image/png"
	case "gif":
		return "image/gif"
	case "webp":
		return "image/webp"
	case "mp3":
		return "audio/mpeg"
	case "m4a":
		return "audio/mp4"
	case "ogg", "oga", "opus":
		return "audio/ogg"
	case "wav":
		return "audio/wav"
	case "flac":
		return "audio/flac"
	case "aac":
		return "audio/aac"
	case "mp4", "m4v":
		return "video/mp4"
	case "mov":
		return "video/quicktime"
	case "webm":
		return "video/webm"
	case "avi":
		return "video/x-msvideo"
	case "mkv":
		return "video/x-matroska"
	case "rar", "7z", "gz", "tar":
		return "application/x-archive"
	}
	return ""
}

// takesType reports whether a list of types has a MIME type. An empty list has all of them, and
// every list a type that says nothing.
func takesType(types []string, mimeType string) bool {
	mime := MediaType(mimeType)
	return mime == "" || len(types) == 0 || slices.ContainsFunc(types, func(t string) bool { return matchType(t, mime) })
}

// matchType compares MIME types whatever their labels; "image/*" matches a class.
func matchType(pattern, mime string) bool {
	if class, ok := strings.CutSuffix(pattern, "*"); ok {
		return strings.HasPrefix(mime, class)
	}
	return mime == MediaType(pattern)
}
