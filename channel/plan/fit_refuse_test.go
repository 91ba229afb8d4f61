package plan_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/plan"
)

// once is a thread that takes one message only.
func once(l channel.Limits) channel.Limits {
	l.Windows = []channel.Window{{Name: "private_reply", For: 1, Once: true}}
	return l
}

func TestFitRefuses(t *testing.T) {
	tests := []struct {
		name     string
		limits   channel.Limits
		overflow plan.Overflow
		give     channel.Message
		want     []string
	}{
		{"nothing to say", page, plan.Split, channel.Message{QuickReplies: []channel.QuickReply{{Text: "Yes"}}}, []string{"text missing"}},
		{"nothing but white space", tiny, plan.Split, channel.Message{Text: strings.Repeat(" ", 21)}, []string{"text missing"}},
		{"a file that goes in no form", page, plan.Split, channel.Message{Text: "x", Attachments: []channel.Attachment{image("1"), {Kind: channel.MediaFile, File: "a.pdf"}}}, []string{"attachments[1].kind unsupported"}},
		{"no text at all", channel.Limits{}, plan.Split, channel.Message{Text: "x"}, []string{"text missing", "text too_long"}},
		{"a character longer than a message", channel.Limits{Text: channel.Length{Max: 1, Unit: channel.UTF16}}, plan.Split, channel.Message{Text: "a🙂"}, []string{"text missing", "text too_long"}},
		{"a long text where one message is taken", once(tiny), plan.Split, channel.Message{Text: "twenty-one characters and more"}, []string{"text conflict"}},
		{"refuse: a long text", tiny, plan.Refuse, channel.Message{Text: "twenty-one characters", ReplyTo: "m"}, []string{"text too_long", "replyTo unsupported"}},
		{"refuse: a place beside a text", bot, plan.Refuse, channel.Message{Text: "here", Location: &channel.Location{}}, []string{"location conflict"}},
		{"refuse: bytes that are no text", page, plan.Refuse, channel.Message{Text: "\xff"}, []string{"text invalid"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			parts, changes, err := plan.Fit(tt.give, tt.limits, tt.overflow)
			if !errors.Is(err, channel.ErrRejected) || parts != nil || changes != nil {
				t.Fatalf("got %v, %v, %v; want an ErrRejected alone", parts, changes, err)
			}
			var got []string
			for _, e := range channel.FieldErrors(err) {
				got = append(got, e.Field+" "+e.Code)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("complaints (-want +got):\n%s", diff)
			}
		})
	}
}

func TestFitLeavesTheMessageAlone(t *testing.T) {
	give := channel.Message{Text: "a\xff[link]", Spans: []channel.Span{{Kind: channel.SpanLink, Start: 2, End: 8, Value: "https://a.example"}, {Kind: channel.SpanBold, Start: 1, End: 8}},
		Buttons: []channel.Button{{Text: "x\x00", Payload: "p"}}, QuickReplies: []channel.QuickReply{{Text: "y\x00"}, {Text: "z"}}}
	before := channel.Message{Text: give.Text, Spans: append([]channel.Span(nil), give.Spans...), Buttons: append([]channel.Button(nil), give.Buttons...), QuickReplies: append([]channel.QuickReply(nil), give.QuickReplies...)}
	for _, l := range []channel.Limits{bot, page, direct, {Text: page.Text, Spans: []channel.SpanKind{channel.SpanBold}}} {
		if _, _, err := plan.Fit(give, l, plan.Split); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(before, give); diff != "" {
			t.Fatalf("the given message changed (-before +after):\n%s", diff)
		}
	}
}

func TestShorten(t *testing.T) {
	tests := []struct {
		give string
		max  int
		unit channel.Unit
		want string
	}{
		{"short", 5, channel.Runes, "short"},
		{"Order number 4711", 12, channel.Runes, "Order…"},
		{"Donaudampfschifffahrt", 10, channel.Runes, "Donaudamp…"},
		{"  leading", 8, channel.Runes, "leading…"},
		{"🇫🇷🇩🇪🇮🇹", 9, channel.UTF16, "🇫🇷🇩🇪…"},
		{"🇫🇷🇩🇪🇮🇹", 8, channel.UTF16, "🇫🇷…"},
		{"abc", 2, channel.Bytes, "ab"},
		{"abcd", 3, channel.Bytes, "…"},
		{"abc", 1, channel.Runes, "…"},
		{"a\xffbc", 3, channel.Runes, "a\uFFFD…"},
		{"abc", 0, channel.Runes, ""},
	}
	for _, tt := range tests {
		if got := plan.Shorten(tt.give, channel.Length{Max: tt.max, Unit: tt.unit}); got != tt.want {
			t.Errorf("Shorten(%q, %d %s) = %q, want %q", tt.give, tt.max, tt.unit, got, tt.want)
		}
	}
}
