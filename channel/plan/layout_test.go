package plan_test

import (
	"reflect"
	"slices"
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

// A marked part of a text is not cut in two, in whatever order the marks are given.
func TestMarksInAnyOrderStayWhole(t *testing.T) {
	l := channel.Limits{Text: channel.Length{Max: 25}, Spans: []channel.SpanKind{channel.SpanBold}}
	early, late := channel.Span{Kind: channel.SpanBold, Start: 20, End: 29}, channel.Span{Kind: channel.SpanBold, Start: 30, End: 39}
	for _, spans := range [][]channel.Span{{early, late}, {late, early}} {
		parts := fitted(t, l, channel.Message{Text: "aaaa bbbb cccc dddd eeee ffff gggg hhhh", Spans: spans})
		if len(parts) != 2 || parts[1].Text != "eeee ffff gggg hhhh" {
			t.Errorf("parts: %+v", parts)
		}
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

// A text without quick replies has the whole length, also if something else moves.
func TestTextWithoutChoicesHasItsOwnLimit(t *testing.T) {
	l := channel.Limits{Text: channel.Length{Max: 100}, QuickReplyText: channel.Length{Max: 30}, Location: true}
	m := channel.Message{Text: strings.Repeat("a", 75), Location: &channel.Location{Latitude: 1}}
	if parts := fitted(t, l, m); len(parts) != 2 || parts[1].Text != m.Text {
		t.Errorf("parts: %+v", parts)
	}
}

// Each thing that goes in a message of its own is noted once.
func TestWhatMovesIsNoted(t *testing.T) {
	l := channel.Limits{Text: channel.Length{Max: 100}, Location: true, Card: true}
	place, card := &channel.Location{Latitude: 1}, &channel.Card{Name: "Ada", Phone: "1"}
	for name, tt := range map[string]struct {
		give channel.Message
		want []string
	}{
		"a place and a card": {channel.Message{Location: place, Card: card}, []string{"location", "card"}},
		"a place and a text": {channel.Message{Location: place, Text: "here"}, []string{"location"}},
		"a card and a text":  {channel.Message{Card: card, Text: "she"}, []string{"card"}},
	} {
		_, changes, err := plan.Fit(tt.give, l, plan.Split)
		var got []string
		for _, c := range changes {
			if c.Change == plan.Moved {
				got = append(got, c.Field)
			}
		}
		if err != nil || !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v moved, %v, want %v", name, got, err, tt.want)
		}
	}
}

// No part ends in an opening bracket, and a URL ends where Chinese begins if it would not fit.
func TestBordersWithoutSpaces(t *testing.T) {
	l := channel.Limits{Text: channel.Length{Max: 20}}
	numbers := "一二三四五六七八九十一二三四五六七八九"
	for text, want := range map[string][]string{
		numbers + "（注意事项":              {numbers, "（注意事项"},
		"http://a.example/b" + numbers: {"http://a.example/b一二", "三四五六七八九十一二三四五六七八九"},
	} {
		parts, changes, err := plan.Fit(channel.Message{Text: text}, l, plan.Split)
		var got []string
		for _, p := range parts {
			got = append(got, p.Text)
		}
		if !slices.Equal(got, want) || len(changes) != 1 || changes[0].Change != plan.Divided || err != nil {
			t.Errorf("%s: %q, %v, %v, want %q", text, got, changes, err, want)
		}
	}
}

// A link is no quick reply: where no button can open it, it is a line of the text.
func TestALinkWhereNoButtonOpensIt(t *testing.T) {
	l := channel.Limits{Text: channel.Length{Max: 100}, QuickReplies: channel.ChoiceLimit{Max: 3, Text: channel.Length{Max: 10}, Payload: channel.Length{Max: 10}}}
	parts := fitted(t, l, channel.Message{Text: "Choose", Buttons: []channel.Button{{Text: "Open", URL: "https://a.example"}, {Text: "Yes", Payload: "y"}}})
	if len(parts) != 1 || len(parts[0].QuickReplies) != 1 || parts[0].QuickReplies[0].Payload != "y" || !strings.Contains(parts[0].Text, "https://a.example") {
		t.Errorf("parts: %+v", parts)
	}
}

// Every text of a choice is cleaned, and noted.
func TestChoicesAreCleaned(t *testing.T) {
	const bad, good = "a\xff", "a\uFFFD"
	l := channel.Limits{Text: channel.Length{Max: 100}, ButtonTaps: true, ButtonURLs: true,
		QuickReplies: channel.ChoiceLimit{Max: 3, Text: channel.Length{Max: 10}, Payload: channel.Length{Max: 10}, Description: channel.Length{Max: 10}},
		Buttons:      channel.ChoiceLimit{Max: 3, Text: channel.Length{Max: 10}, Payload: channel.Length{Max: 10}}}
	parts, changes, err := plan.Fit(channel.Message{Text: "Choose", QuickReplies: []channel.QuickReply{{Text: bad, Payload: bad, Description: bad}},
		Buttons: []channel.Button{{Text: bad, Payload: bad}}}, l, plan.Split)
	var fields []string
	for _, c := range changes {
		if c.Change == plan.Cleaned {
			fields = append(fields, c.Field)
		}
	}
	want := []string{"quickReplies[0].text", "quickReplies[0].payload", "quickReplies[0].description", "buttons[0].text", "buttons[0].payload"}
	if err != nil || !slices.Equal(fields, want) {
		t.Errorf("cleaned %v, %v, want %v", fields, err, want)
	}
	for _, p := range parts {
		for _, q := range p.QuickReplies {
			if q.Text != good || q.Payload != good || q.Description != good {
				t.Errorf("quick reply %+q", q)
			}
		}
	}
}

// A location and a card are messages of their own, before the text that goes with them.
func TestLocationAndCardGoAlone(t *testing.T) {
	l := channel.Limits{Text: channel.Length{Max: 100}, Location: true, Card: true}
	place, card := &channel.Location{Name: "Shop"}, &channel.Card{Name: "Ann", Phone: "+49301234567"}
	parts := fitted(t, l, channel.Message{Text: "here", Location: place, Card: card})
	if want := []channel.Message{{Location: place}, {Card: card}, {Text: "here"}}; !reflect.DeepEqual(parts, want) {
		t.Errorf("parts: %+v, want %+v", parts, want)
	}
}

// Formatting at the very start of a text that has to be cleaned stays where it was.
func TestSpansOfACleanedText(t *testing.T) {
	l := channel.Limits{Text: channel.Length{Max: 100}, Spans: []channel.SpanKind{channel.SpanBold}}
	for _, tt := range []struct{ given, want channel.Span }{
		{channel.Span{Kind: channel.SpanBold, Start: 0, End: 2}, channel.Span{Kind: channel.SpanBold, Start: 0, End: 4}},
		{channel.Span{Kind: channel.SpanBold, Start: 1, End: 2}, channel.Span{Kind: channel.SpanBold, Start: 1, End: 4}},
		{channel.Span{Kind: channel.SpanBold, Start: 2, End: 4}, channel.Span{Kind: channel.SpanBold, Start: 4, End: 6}},
	} {
		parts := fitted(t, l, channel.Message{Text: "a\xffbc", Spans: []channel.Span{tt.given}})
		if want := []channel.Message{{Text: "a\uFFFDbc", Spans: []channel.Span{tt.want}}}; !reflect.DeepEqual(parts, want) {
			t.Errorf("%v: %+v, want %+v", tt.given, parts, want)
		}
	}
}

// A text that is short enough for a message, but not for one with buttons, is cut once more; a URL
// that is cut there is noted.
func TestCutBeforeButtonsIsNoted(t *testing.T) {
	l := channel.Limits{Text: channel.Length{Max: 100}, ButtonText: channel.Length{Max: 20}, ButtonTaps: true, Buttons: channel.ChoiceLimit{Max: 1, Text: channel.Length{Max: 10}, Payload: channel.Length{Max: 10}}}
	m := channel.Message{Text: "https://a.example/a/long/way/to/a/page", Buttons: []channel.Button{{Text: "Yes", Payload: "y"}}}
	parts, changes, err := plan.Fit(m, l, plan.Split)
	if err != nil || len(parts) != 2 || parts[0].Text+parts[1].Text != m.Text {
		t.Fatalf("parts: %+v, %v", parts, err)
	}
	if !slices.ContainsFunc(changes, func(d plan.Degradation) bool {
		return d.Change == plan.Broken && d.Field == "text" && d.Got == len(m.Text)
	}) {
		t.Errorf("the cut of the URL is not noted: %v", changes)
	}
	// A span that ends where the cut is stays whole.
	m.Text, m.Spans = "A bold first line.\nThe second one.", []channel.Span{{Kind: channel.SpanBold, Start: 0, End: 18}, {Kind: channel.SpanBold, Start: 19, End: 33}}
	l.Spans = []channel.SpanKind{channel.SpanBold}
	_, changes, err = plan.Fit(m, l, plan.Split)
	if err != nil || slices.ContainsFunc(changes, func(d plan.Degradation) bool { return d.Change == plan.Broken }) {
		t.Errorf("nothing is broken: %v, %v", changes, err)
	}
}
