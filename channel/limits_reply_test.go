package channel_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
)

// A text with quick replies may have a lower limit than other texts.
func TestLimitsOfTextBesideQuickReplies(t *testing.T) {
	l := channel.Limits{Text: runes(10), QuickReplies: channel.ChoiceLimit{Max: 1, Text: runes(5)}, QuickReplyText: runes(4)}
	m := channel.Message{Text: "Which"}
	if err := l.Check(m); err != nil {
		t.Errorf("without quick replies: %v", err)
	}
	m.QuickReplies = []channel.QuickReply{{Text: "Yes"}}
	want := []*channel.FieldError{{Field: "text", Code: channel.CodeTooLong, Reason: "too long", Limit: 4, Got: 5, Unit: string(channel.Runes)}}
	if diff := cmp.Diff(want, channel.FieldErrors(l.Check(m))); diff != "" {
		t.Errorf("complaints (-want +got):\n%s", diff)
	}
	m.Text = strings.Repeat("?", 4)
	if err := l.Check(m); err != nil {
		t.Errorf("at the limit: %v", err)
	}
}

// Some kinds of attachment go without a text on platforms that have captions.
func TestLimitsOfBareAttachments(t *testing.T) {
	l := channel.Limits{Text: runes(10), Caption: runes(10), Attachments: 1, Media: []channel.MediaLimit{
		{Kind: channel.MediaImage, ByID: true}, {Kind: channel.MediaAudio, ByID: true, Bare: true}}}
	m := channel.Message{Text: "Listen", Attachments: []channel.Attachment{{Kind: channel.MediaAudio, ID: "1"}}}
	want := []*channel.FieldError{{Field: "text", Code: channel.CodeConflict, Reason: "an attachment of this kind goes without a text here"}}
	if diff := cmp.Diff(want, channel.FieldErrors(l.Check(m))); diff != "" {
		t.Errorf("complaints (-want +got):\n%s", diff)
	}
	m.Attachments[0].Kind = channel.MediaImage
	if err := l.Check(m); err != nil {
		t.Errorf("a picture: %v", err)
	}
}
