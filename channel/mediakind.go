package channel

import (
	"cmp"
	"fmt"
	"mime"
	"path"
	"slices"
	"strings"
)

// kin are the kinds as which a file may be sent instead, best first.
var kin = map[MediaKind][]MediaKind{
	MediaVoice:     {MediaAudio, MediaFile},
	MediaAudio:     {MediaFile},
	MediaAnimation: {MediaVideo, MediaFile},
	MediaVideo:     {MediaFile},
	MediaSticker:   {MediaImage, MediaFile},
	MediaImage:     {MediaFile},
}

// KindsFor returns the kinds as which a file of the MIME type can be sent if its attachment has the
// given kind, best first. The type decides: a GIF that is called an image is an animation, and a
// picture that is called a video is an image. If kind is MediaFile, MediaFile comes first, then the
// kind of the type. Text types, and types that say nothing, leave the kind as it is: nearly any
// bytes look like text, and an error page in the place of a picture must not be sent as a document.
func KindsFor(kind MediaKind, mimeType string) []MediaKind {
	mimeType = MediaType(mimeType)
	told := KindOf(mimeType)
	switch {
	case mimeType == "":
		return withKin(kind)
	case kind == MediaFile, kind == MediaOther, kind == MediaLink, kind == "":
		if told == MediaFile {
			return []MediaKind{kind}
		}
		if kind == MediaFile {
			return []MediaKind{kind, told}
		}
		return []MediaKind{told}
	case strings.HasPrefix(mimeType, "text/"):
		return []MediaKind{kind}
	case told == MediaAnimation && (kind == MediaAnimation || kind == MediaImage):
		return []MediaKind{told, MediaImage, MediaVideo, MediaFile}
	case agrees(kind, told, mimeType):
		return withKin(kind)
	}
	return withKin(told)
}

func withKin(kind MediaKind) []MediaKind { return append([]MediaKind{kind}, kin[kind]...) }

// agrees reports whether a file of a type may be of a kind, where told is the type's own kind.
func agrees(kind, told MediaKind, mimeType string) bool {
	switch kind {
	case MediaVoice:
		return told == MediaAudio
	case MediaAnimation:
		return told == MediaVideo
	case MediaSticker: // a picture, or one of Telegram's two moving forms
		return told == MediaImage || mimeType == "video/webm" || mimeType == "application/x-tgsticker"
	}
	return kind == told
}

// KindFor returns the first kind in KindsFor(kind, mimeType) that a thread with these limits takes.
// It looks at kinds and types only, not at sizes. It is not ok if the thread takes the file in no
// form.
func (l Limits) KindFor(kind MediaKind, mimeType string) (as MediaKind, ok bool) {
	for _, k := range KindsFor(kind, mimeType) {
		if slices.ContainsFunc(l.Media, func(m MediaLimit) bool { return m.Kind == k && takesType(m.Types, mimeType) }) {
			return k, true
		}
	}
	return kind, false
}

// Describe tells an open file from its first bytes. It returns the file, to be read from its
// beginning, and the attachment to send to a thread with these limits. In the attachment, Name and
// Type are filled in, and Kind is that of KindFor. If Width or Height was 0, both are set from the
// first 512 bytes of a picture, if these tell them: those of a PNG, GIF and WebP do, those of a
// JPEG sometimes. If the picture is too large for the MediaLimit of its kind (Sides, Ratio), Kind
// is the next one in KindsFor that takes it. Every platform sends files by what Describe tells,
// whatever labels they have. The name's extension counts if neither bytes nor labels tell a type.
//
// The given a.Kind must be a kind that the thread takes. If it is another, or empty, the error is a
// FieldError about "kind", even if KindFor knows a kind for the file. If you do not know the kind,
// call f = Sniff(f) and then l.KindFor(KindOf(f.Type), f.Type). A file that the thread takes in no
// form yields a FieldError about "type". After an error the caller closes the file.
func (l Limits) Describe(a Attachment, f File) (Attachment, File, error) {
	f.Name = cmp.Or(a.Name, f.Name)
	f, head := sniffFile(f, []string{a.Type, f.Type, mime.TypeByExtension(path.Ext(f.Name))})
	f.Type = sound(a.Kind, f.Type)
	a.Name, a.Type = f.Name, f.Type
	if width, height := sidesOf(head); width > 0 && (a.Width <= 0 || a.Height <= 0) {
		a.Width, a.Height = width, height
	}
	if !slices.ContainsFunc(l.Media, func(m MediaLimit) bool { return m.Kind == a.Kind }) {
		return a, f, &FieldError{Field: "kind", Code: CodeUnsupported, Reason: fmt.Sprintf("attachments of kind %q cannot be sent here", a.Kind)}
	}
	kind, ok := l.KindFor(a.Kind, a.Type)
	if !ok {
		return a, f, &FieldError{Field: "type", Code: CodeUnsupported, Reason: fmt.Sprintf("files of type %q cannot be sent as %s", a.Type, a.Kind)}
	}
	a.Kind = l.showing(kind, a)
	return a, f, nil
}

// showing returns the first of the KindsFor an attachment that is taken with its sides; kind, if
// none is.
func (l Limits) showing(kind MediaKind, a Attachment) MediaKind {
	for _, k := range KindsFor(a.Kind, a.Type) {
		if slices.ContainsFunc(l.Media, func(m MediaLimit) bool { return m.Kind == k && takesType(m.Types, a.Type) && m.takesSides(a) }) {
			return k
		}
	}
	return kind
}

// sound returns the type of a sound in a container that may hold a film as well: the bytes do not
// tell which, so the kind counts.
func sound(kind MediaKind, mimeType string) string {
	if kind != MediaAudio && kind != MediaVoice {
		return mimeType
	}
	switch mimeType {
	case "video/mp4":
		return "audio/mp4"
	case "video/webm":
		return "audio/webm"
	case "application/ogg":
		return "audio/ogg"
	}
	return mimeType
}

// CheckUnopened is Check, but it ignores the types that the message claims for files of the host's
// (Attachment.File): a channel opens them when it sends the message, and Describe tells then what
// they are.
func (l Limits) CheckUnopened(m Message) error {
	if slices.ContainsFunc(m.Attachments, func(a Attachment) bool { return a.File != "" && a.Type != "" }) {
		m.Attachments = slices.Clone(m.Attachments)
		for i := range m.Attachments {
			if m.Attachments[i].File != "" {
				m.Attachments[i].Type = ""
			}
		}
	}
	return l.Check(m)
}
