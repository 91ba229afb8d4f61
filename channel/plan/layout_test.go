package plan_test

import (
	"strings"
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/plan"
)

// The last part of a divided text keeps the quick replies, and with them the shorter limit.
func TestTextBesideQuickReplies(t *testing.T) {
	l := channel.Limits{Text: channel.Length{Max: 100}, QuickReplies: channel.ChoiceLimit{Max: 3, Text: channel.Length{Max: 10}}, QuickReplyText: channel.Length{Max: 30}}
	m := channel.Message{Text: strings.TrimSpace(strings.Repeat("word ", 15)), QuickReplies: []channel.QuickReply{{Text: "Yes"}}}
	parts := fitted(t, l, m)
	if len(parts) < 2 || len(parts[len(parts)-1].QuickReplies) != 1 {
		t.Fatalf("parts: %+v", parts)
	}
	for i, p := range parts {
		if err := l.Check(p); err != nil {
			t.Errorf("part %d: %v", i, err)
		}
	}
	m.QuickReplies = nil
	if parts := fitted(t, l, m); len(parts) != 1 {
		t.Errorf("without quick replies there are %d parts", len(parts))
	}
}

// A sound that goes without a text is followed by it.
func TestTextAfterABareAttachment(t *testing.T) {
	l := channel.Limits{Text: channel.Length{Max: 100}, Caption: channel.Length{Max: 100}, Attachments: 1, Media: []channel.MediaLimit{{Kind: channel.MediaAudio, ByID: true, Bare: true}}}
	parts := fitted(t, l, channel.Message{Text: "Listen", Attachments: []channel.Attachment{{Kind: channel.MediaAudio, ID: "1"}}})
	if len(parts) != 2 || len(parts[0].Attachments) != 1 || parts[1].Text != "Listen" {
		t.Errorf("parts: %+v", parts)
	}
}

func fitted(t *testing.T, l channel.Limits, m channel.Message) []channel.Message {
	t.Helper()
	parts, _, err := plan.Fit(m, l, plan.Split)
	if err != nil {
		t.Fatal(err)
	}
	return parts
}
