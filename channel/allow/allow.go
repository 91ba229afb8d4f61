// Package allow judges files that customers send, before one reaches an agent: an allow-list by
// kind, type and size. The first bytes of a file say its type; the label that came with it is only
// the sender's claim.
//
//	list := allow.List{
//		{Kind: channel.MediaImage, Types: []string{"image/jpeg", "image/png"}, Max: 10 << 20},
//		{Kind: channel.MediaFile, Types: []string{"application/pdf"}, Max: 20 << 20},
//	}
//	if err := list.Judge(attachment); err != nil { … }  // by what the platform tells, before anything is fetched
//	f, err := channel.OpenMedia(ctx, ch, thread, attachment)
//	f, err = list.Open(attachment, f)                   // by the bytes, and bounded while they are read
//
// Story mentions of Instagram may be shown and never stored ("Story Mention"): see [Keep].
package allow

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/contactkit/contactkit/channel"
)

// Rule allows one kind of file.
type Rule struct {
	Kind channel.MediaKind // if empty, every kind
	// Types are MIME types, "image/png", or classes of them, "image/*". If empty, every type is
	// allowed, also an unknown one.
	Types []string
	// Max is the largest file in bytes. Zero: no limit.
	Max int64
}

// List allows a file that at least one of its rules allows. The empty List allows none. A List is
// plain data: it may be stored, and used concurrently.
type List []Rule

// ErrNotAllowed is matched by the errors of Judge, Open and of reading a file that Open returned,
// together with a *channel.FieldError that names the field: "kind", "type" or "size".
var ErrNotAllowed = errors.New("file is not allowed")

// refusal is ErrNotAllowed with its reason.
type refusal struct{ why *channel.FieldError }

func (r refusal) Error() string   { return ErrNotAllowed.Error() + ": " + r.why.Error() }
func (r refusal) Unwrap() []error { return []error{ErrNotAllowed, r.why} }

// Check complains about each rule that can allow nothing, one *channel.FieldError each:
// "rules[2].types[0]".
func (l List) Check() error {
	var errs []error
	for i, r := range l {
		for j, t := range r.Types {
			if class, sub, ok := strings.Cut(t, "/"); !ok || class == "" || sub == "" || strings.Contains(class, "*") {
				errs = append(errs, &channel.FieldError{Field: fmt.Sprintf("rules[%d].types[%d]", i, j), Code: channel.CodeInvalid,
					Reason: "type must be a MIME type such as image/png, or a class such as image/*"})
			}
		}
		if r.Max < 0 {
			errs = append(errs, &channel.FieldError{Field: fmt.Sprintf("rules[%d].max", i), Code: channel.CodeInvalid, Reason: "largest size must not be negative"})
		}
	}
	return errors.Join(errs...)
}

// Judge returns nil if a file of the attachment's kind, claimed type and claimed size may be
// allowed, so that it is worth opening. A size or type that the platform does not tell is not held
// against the file. Links, which are no files, are allowed.
func (l List) Judge(a channel.Attachment) error {
	if a.Kind == channel.MediaLink {
		return nil
	}
	return l.judge(a.Kind, channel.MediaType(a.Type), a.Size, true)
}

// judge finds a rule for a file. An empty type is unknown; if claimed is true, it may turn out to
// be any.
func (l List) judge(kind channel.MediaKind, mimeType string, size int64, claimed bool) error {
	field, reason := "kind", fmt.Sprintf("files of the kind %s are not allowed", kind)
	largest := int64(0)
	for _, r := range l {
		switch {
		case r.Kind != "" && r.Kind != kind:
		case !r.takes(mimeType, claimed):
			if field == "kind" {
				field, reason = "type", fmt.Sprintf("%s of the type %s is not allowed", kind, orUnknown(mimeType))
			}
		case r.Max > 0 && size > r.Max:
			field, largest = "size", max(largest, r.Max)
		default:
			return nil
		}
	}
	why := &channel.FieldError{Field: field, Code: channel.CodeUnsupported, Reason: reason}
	if field == "size" {
		why.Code, why.Reason, why.Limit, why.Got = channel.CodeTooLarge, "file has too many bytes", int(largest), int(size)
	}
	return refusal{why}
}

func orUnknown(mimeType string) string {
	if mimeType == "" {
		return "unknown"
	}
	return mimeType
}

// takes reports whether a rule allows a type.
func (r Rule) takes(mimeType string, claimed bool) bool {
	if len(r.Types) == 0 || mimeType == "" && claimed {
		return true
	}
	return slices.ContainsFunc(r.Types, func(t string) bool {
		if class, ok := strings.CutSuffix(t, "/*"); ok {
			return strings.HasPrefix(mimeType, strings.ToLower(class)+"/")
		}
		return channel.MediaType(t) == mimeType && mimeType != ""
	})
}

// Open looks at the first bytes of an opened file and returns it with the Type that they show, or
// closes it and refuses it. A file whose bytes show another kind than the attachment's, such as a
// program called a picture, is judged by what it is. Reading more bytes than the rules allow for
// such a file fails with an error matching ErrNotAllowed, whatever size was claimed. f.Body may be
// nil for a file without content.
func (l List) Open(a channel.Attachment, f channel.File) (channel.File, error) {
	f = shown(f)
	kind := actual(a.Kind, f.Type)
	if err := l.judge(kind, channel.MediaType(f.Type), max(f.Size, 0), false); err != nil {
		if f.Body != nil {
			_ = f.Body.Close()
		}
		return channel.File{}, err
	}
	if most := l.most(kind, channel.MediaType(f.Type)); most > 0 && f.Body != nil {
		f.Body = &bounded{body: f.Body, left: most, most: most}
	}
	return f, nil
}

// shown returns a file with the Type that its first bytes show. A label only makes that more exact,
// such as a document within a ZIP file; if the bytes show nothing, the type is unknown whatever the
// label says. See decision 280.
func shown(f channel.File) channel.File {
	label := f.Type
	f.Type = ""
	if f = channel.Sniff(f); f.Type != "" {
		f = channel.Sniff(f, label)
	}
	return f
}

// actual is the kind of a file by its bytes. Voice messages, stickers and animations look like
// sounds, pictures and films.
func actual(claimed channel.MediaKind, mimeType string) channel.MediaKind {
	shown := channel.KindOf(mimeType)
	alike := map[channel.MediaKind][]channel.MediaKind{
		channel.MediaVoice:     {channel.MediaAudio, channel.MediaVideo}, // WebM and MP4 hold sounds as well
		channel.MediaAudio:     {channel.MediaAudio, channel.MediaVideo},
		channel.MediaSticker:   {channel.MediaImage, channel.MediaAnimation, channel.MediaVideo, channel.MediaFile},
		channel.MediaAnimation: {channel.MediaAnimation, channel.MediaImage, channel.MediaVideo},
		channel.MediaImage:     {channel.MediaImage, channel.MediaAnimation},
		channel.MediaVideo:     {channel.MediaVideo},
		channel.MediaFile:      {channel.MediaFile, channel.MediaImage, channel.MediaVideo, channel.MediaAudio, channel.MediaAnimation},
		channel.MediaOther:     {channel.MediaFile},
	}
	if slices.Contains(alike[claimed], shown) {
		return claimed
	}
	return shown
}

// most is the largest size that a rule allows for such a file; zero: no limit.
func (l List) most(kind channel.MediaKind, mimeType string) int64 {
	most := int64(0)
	for _, r := range l {
		if (r.Kind == "" || r.Kind == kind) && r.takes(mimeType, false) {
			if r.Max == 0 {
				return 0
			}
			most = max(most, r.Max)
		}
	}
	return most
}
