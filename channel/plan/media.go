package plan

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/contactkit/contactkit/channel"
)

// fitAttachments keeps the attachments in a form that is taken. An attachment that is taken in no
// form becomes its URL.
func (f *fitting) fitAttachments() {
	var kept []channel.Attachment
	for i, a := range f.Attachments {
		err := f.takes(a)
		as, ok := f.similar(a)
		if err == nil && (!ok || as.Kind == a.Kind) {
			kept = append(kept, a)
			continue
		}
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

// similar returns the attachment as the first of its kinds (channel.KindsFor) that is taken. A file
// that the platform has is known by its kind, so its type counts only if that kind is not taken.
func (f *fitting) similar(a channel.Attachment) (channel.Attachment, bool) {
	if a.ID != "" && f.takes(a) == nil {
		return a, true
	}
	for _, k := range channel.KindsFor(a.Kind, a.Type) {
		as := a
		if as.Kind = k; f.takes(as) == nil {
			return as, true
		}
	}
	return a, false
}

// misnamed reports whether the type of an attachment tells another kind than the message does.
func misnamed(m channel.Message, l channel.Limits) bool {
	f := &fitting{limits: l}
	return slices.ContainsFunc(m.Attachments, func(a channel.Attachment) bool {
		as, ok := f.similar(a)
		return ok && as.Kind != a.Kind
	})
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
