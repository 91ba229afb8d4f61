package plan

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/contactkit/contactkit/channel"
)

// kin are the kinds as which an attachment may go instead, best first.
var kin = map[channel.MediaKind][]channel.MediaKind{
	channel.MediaVoice:     {channel.MediaAudio, channel.MediaFile},
	channel.MediaAudio:     {channel.MediaFile},
	channel.MediaAnimation: {channel.MediaVideo, channel.MediaFile},
	channel.MediaVideo:     {channel.MediaFile},
	channel.MediaSticker:   {channel.MediaImage, channel.MediaFile},
	channel.MediaImage:     {channel.MediaFile},
}

// fitAttachments keeps the attachments in a form that is taken. An attachment that is taken in no
// form becomes its URL.
func (f *fitting) fitAttachments() {
	var kept []channel.Attachment
	for i, a := range f.Attachments {
		err := f.takes(a)
		if err == nil {
			kept = append(kept, a)
			continue
		}
		as, ok := f.similar(a)
		why := channel.CodeUnsupported
		if all := channel.FieldErrors(err); len(all) > 0 {
			why = all[0].Code
		}
		switch {
		case ok:
			f.note(Changed, fmt.Sprintf("attachments[%d].kind", i), why)
			kept = append(kept, as)
		case a.URL != "":
			f.note(Listed, fmt.Sprintf("attachments[%d]", i), why)
			line := channel.Clean(a.URL)
			if a.Name != "" {
				line = channel.Clean(a.Name) + ": " + line
			}
			f.lines = append(f.lines, line)
		default:
			for _, e := range channel.FieldErrors(err) {
				own := *e
				own.Field = strings.Replace(e.Field, "attachments[0]", fmt.Sprintf("attachments[%d]", i), 1)
				f.errs = append(f.errs, &own)
			}
		}
	}
	f.Attachments = kept
}

// takes returns what is wrong with an attachment alone.
func (f *fitting) takes(a channel.Attachment) error {
	return f.limits.Check(channel.Message{Attachments: []channel.Attachment{a}})
}

// similar returns the attachment as the first kindred kind that is taken. The kind that its type
// says comes first: a GIF that is called an image is an animation, and a picture that is called a
// file may go as an image.
func (f *fitting) similar(a channel.Attachment) (channel.Attachment, bool) {
	kinds := kin[a.Kind]
	switch told := channel.KindOf(a.Type); {
	case told == channel.MediaAnimation:
		kinds = append([]channel.MediaKind{told, channel.MediaImage}, kinds...)
	case told != channel.MediaFile && (a.Kind == channel.MediaFile || a.Kind == channel.MediaOther):
		kinds = []channel.MediaKind{told}
	}
	for _, k := range kinds {
		as := a
		if as.Kind = k; k != a.Kind && f.takes(as) == nil {
			return as, true
		}
	}
	return a, false
}

// fitPlaces turns a location and a card into lines where they are not taken.
func (f *fitting) fitPlaces() {
	if l := f.Location; l != nil && !f.limits.Location {
		f.note(Listed, "location", channel.CodeUnsupported)
		f.addLines(l.Name, l.Address, degrees(l.Latitude)+", "+degrees(l.Longitude), l.URL)
		f.Location = nil
	}
	if c := f.Card; c != nil && !f.limits.Card {
		f.note(Listed, "card", channel.CodeUnsupported)
		f.addLines(c.Name, c.Phone)
		f.Card = nil
	}
}

// degrees writes an angle so that it can be pasted into a map.
func degrees(angle float64) string { return strconv.FormatFloat(angle, 'f', -1, 64) }

func (f *fitting) addLines(lines ...string) {
	for _, s := range lines {
		if s = channel.Clean(s); s != "" {
			f.lines = append(f.lines, s)
		}
	}
}

// appendLines says after the text what has no other form, one thing in a line.
func (f *fitting) appendLines() {
	if len(f.lines) == 0 {
		return
	}
	if f.Text != "" {
		f.Text += "\n\n"
	}
	f.Text += strings.Join(f.lines, "\n")
}
