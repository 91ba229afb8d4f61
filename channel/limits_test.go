package channel_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
)

func runes(n int) channel.Length { return channel.Length{Max: n, Unit: channel.Runes} }

// generous limits allow something of everything.
func generous() channel.Limits {
	return channel.Limits{
		Text: runes(20), Caption: runes(10), Attachments: 2,
		Media: []channel.MediaLimit{
			{Kind: channel.MediaImage, Types: []string{"image/*", "application/x-drawing"}, ByID: true, URL: 1000, Upload: 2000},
			{Kind: channel.MediaFile, URL: -1, Upload: -1},
			{Kind: channel.MediaSticker, ByID: true},
		},
		QuickReplies: channel.ChoiceLimit{Max: 2, Text: runes(5), Payload: runes(6), Description: runes(7), Image: true, Asks: []string{channel.AskPhone}},
		Buttons:      channel.ChoiceLimit{Max: 2, Text: runes(5), Payload: channel.Length{Max: 6, Unit: channel.Bytes}},
		ButtonURLs:   true, ButtonTaps: true, ButtonText: runes(8), Location: true, Card: true, ReplyTo: true,
		Spans: []channel.SpanKind{channel.SpanBold}, Ref: runes(4),
	}
}

func TestLimitsAllow(t *testing.T) {
	image := channel.Attachment{Kind: channel.MediaImage, URL: "https://example.com/a.png", Type: "IMAGE/PNG; charset=binary", Size: 1000}
	for name, m := range map[string]channel.Message{
		"text": {Text: strings.Repeat("💡", 20)}, "caption": {Text: "ten runes!", Attachments: []channel.Attachment{image, image}},
		"by id": {Attachments: []channel.Attachment{{Kind: channel.MediaSticker, ID: "1", Size: 1 << 40}}}, "by file": {Attachments: []channel.Attachment{{Kind: channel.MediaImage, File: "a", Size: 2000, Type: "application/x-drawing"}}},
		"without a stated limit":    {Attachments: []channel.Attachment{{Kind: channel.MediaFile, File: "a", Size: 1 << 40, Type: "any/thing"}, {Kind: channel.MediaFile, URL: "http://example.com", Size: 1 << 40}}},
		"a size of zero is unknown": {Attachments: []channel.Attachment{{Kind: channel.MediaImage, URL: "https://example.com"}}},
		"quick replies":             {Text: "?", QuickReplies: []channel.QuickReply{{Text: "12345", Payload: "123456", Description: "1234567", Image: "https://example.com"}, {Asks: channel.AskPhone}}},
		"buttons":                   {Text: "12345678", Buttons: []channel.Button{{Text: "12345", Payload: "ééé"}, {Text: "b", URL: "https://example.com"}}},
		"buttons and quick replies": {Text: "?", Buttons: []channel.Button{{Text: "b", Payload: "p"}}, QuickReplies: []channel.QuickReply{{Text: "q"}}},
		"a location":                {Location: &channel.Location{}}, "a card": {Card: &channel.Card{}}, "a native part": {Native: channel.Native{Platform: "x", Kind: "k"}},
		"an answer": {Text: "a", ReplyTo: "1", Ref: "1234"}, "spans": {Text: "Grüße", Spans: []channel.Span{{Kind: channel.SpanBold, Start: 0, End: 7}, {Kind: channel.SpanBold, Start: 2, End: 4}}},
	} {
		if err := generous().Check(m); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestLimitsComplain(t *testing.T) {
	bare := channel.Limits{Text: runes(20)}
	noRefs := generous()
	noRefs.Ref = channel.Length{}
	noRefs.NotTogether = true
	noRefs.Caption = channel.Length{}
	noRefs.ButtonText = channel.Length{}
	noURLs := generous()
	noURLs.ButtonURLs = false
	noTaps := generous()
	noTaps.ButtonTaps = false
	plain := generous()
	plain.QuickReplies = channel.ChoiceLimit{Max: 2, Text: runes(5)}
	web := "https://example.com"
	image := func(a channel.Attachment) channel.Message {
		a.Kind = channel.MediaImage
		return channel.Message{Attachments: []channel.Attachment{a}}
	}
	replies := func(q ...channel.QuickReply) channel.Message {
		return channel.Message{Text: "?", QuickReplies: q}
	}
	buttons := func(b ...channel.Button) channel.Message { return channel.Message{Text: "?", Buttons: b} }
	tests := []struct {
		name   string
		limits channel.Limits
		m      channel.Message
		want   []string // field and code, with limit, count and unit where told
	}{
		{"nothing at all", bare, channel.Message{}, []string{"text missing"}},
		{"nothing but quick replies", generous(), channel.Message{QuickReplies: []channel.QuickReply{{Text: "q"}}}, []string{"text missing"}},
		{"the zero limits", channel.Limits{}, channel.Message{Text: "a"}, []string{"text too_long 0 1 "}},
		{"long text", bare, channel.Message{Text: strings.Repeat("é", 21)}, []string{"text too_long 20 21 runes"}},
		{"long caption", generous(), channel.Message{Text: "eleven runes", Attachments: image(channel.Attachment{ID: "1"}).Attachments}, []string{"text too_long 10 12 runes"}},
		{"text beside an attachment", noRefs, channel.Message{Text: "a", Attachments: image(channel.Attachment{ID: "1"}).Attachments}, []string{"text conflict"}},
		{"long text beside an attachment", noRefs, channel.Message{Text: strings.Repeat("a", 21), Attachments: image(channel.Attachment{ID: "1"}).Attachments}, []string{"text conflict", "text too_long 20 21 runes"}},
		{"long text beside buttons", generous(), channel.Message{Text: "123456789", Buttons: []channel.Button{{Text: "b", URL: web}}}, []string{"text too_long 8 9 runes"}},
		{"no buttons' own limit", noRefs, channel.Message{Text: strings.Repeat("a", 21), Buttons: []channel.Button{{Text: "b", URL: web}}}, []string{"text too_long 20 21 runes"}},

		{"unknown formatting", generous(), channel.Message{Text: "abc", Spans: []channel.Span{{Kind: channel.SpanItalic, End: 1}, {Kind: channel.SpanBold, End: 1}}}, []string{"spans[0] unsupported"}},
		{"spans outside", generous(), channel.Message{Text: "aéb", Spans: []channel.Span{
			{Kind: channel.SpanBold, Start: -1, End: 1}, {Kind: channel.SpanBold, Start: 0, End: 5}, {Kind: channel.SpanBold, Start: 1, End: 1}, {Kind: channel.SpanBold, Start: 3, End: 1},
			{Kind: channel.SpanBold, Start: 2, End: 4}, {Kind: channel.SpanBold, Start: 0, End: 2}, {Kind: channel.SpanBold, Start: 5, End: 6}}},
			[]string{"spans[0] invalid", "spans[1] invalid", "spans[2] invalid", "spans[3] invalid", "spans[4] invalid", "spans[5] invalid", "spans[6] invalid"}},

		{"no attachments", bare, image(channel.Attachment{URL: web}), []string{"attachments unsupported"}},
		{"too many attachments", generous(), channel.Message{Attachments: slices.Repeat(image(channel.Attachment{ID: "1"}).Attachments, 3)}, []string{"attachments too_many 2 3 "}},
		{"unknown kind", generous(), channel.Message{Attachments: []channel.Attachment{{Kind: "hologram", URL: web}, {URL: web}}}, []string{"attachments[0].kind unsupported", "attachments[1].kind unsupported"}},
		{"no handle", generous(), image(channel.Attachment{Name: "a.png"}), []string{"attachments[0] invalid"}},
		{"two handles", generous(), image(channel.Attachment{ID: "1", URL: web}), []string{"attachments[0] invalid"}},
		{"three handles", generous(), image(channel.Attachment{ID: "1", URL: web, File: "a"}), []string{"attachments[0] invalid"}},
		{"by id where there is none", generous(), channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaFile, ID: "1"}}}, []string{"attachments[0].id unsupported"}},
		{"by URL where there is none", generous(), channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaSticker, URL: web}}}, []string{"attachments[0].url unsupported"}},
		{"by file where there is none", generous(), channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaSticker, File: "a"}}}, []string{"attachments[0].file unsupported"}},
		{"no address of the web", generous(), channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaImage, URL: "file:///etc/passwd"}, {Kind: channel.MediaImage, URL: "example.com/a.png"}}},
			[]string{"attachments[0].url invalid", "attachments[1].url invalid"}},
		{"large by URL", generous(), image(channel.Attachment{URL: web, Size: 1001}), []string{"attachments[0].size too_large 1000 1001 "}},
		{"large by file", generous(), image(channel.Attachment{File: "a", Size: 2001}), []string{"attachments[0].size too_large 2000 2001 "}},
		{"wrong type", generous(), image(channel.Attachment{URL: web, Type: "video/mp4"}), []string{"attachments[0].type unsupported"}},
		{"a type that begins like one", generous(), image(channel.Attachment{URL: web, Type: "application/x-drawings"}), []string{"attachments[0].type unsupported"}},
		{"a class without its slash", generous(), image(channel.Attachment{URL: web, Type: "imagery/png"}), []string{"attachments[0].type unsupported"}},

		{"no quick replies", bare, replies(channel.QuickReply{Text: "q"}), []string{"quickReplies unsupported"}},
		{"too many quick replies", generous(), replies(slices.Repeat([]channel.QuickReply{{Text: "q"}}, 3)...), []string{"quickReplies too_many 2 3 "}},
		{"long parts of quick replies", generous(), replies(channel.QuickReply{Text: "123456", Payload: "1234567", Description: "12345678"}),
			[]string{"quickReplies[0].text too_long 5 6 runes", "quickReplies[0].payload too_long 6 7 runes", "quickReplies[0].description too_long 7 8 runes"}},
		{"parts of quick replies that do not exist", plain, replies(channel.QuickReply{Text: "q", Payload: "p", Description: "d", Image: "i"}, channel.QuickReply{Asks: channel.AskPhone}),
			[]string{"quickReplies[0].payload unsupported", "quickReplies[0].description unsupported", "quickReplies[0].image unsupported", "quickReplies[1].asks unsupported"}},
		{"quick replies that say nothing or ask too much", generous(), replies(channel.QuickReply{Payload: "p"}, channel.QuickReply{Asks: channel.AskEmail}), []string{"quickReplies[0].text missing", "quickReplies[1].asks unsupported"}},

		{"no buttons", bare, buttons(channel.Button{Text: "b", URL: web}), []string{"buttons unsupported"}},
		{"too many buttons", generous(), buttons(slices.Repeat([]channel.Button{{Text: "b", Payload: "p"}}, 3)...), []string{"buttons too_many 2 3 "}},
		{"long parts of buttons", generous(), buttons(channel.Button{Text: "123456", Payload: "éééé"}), []string{"buttons[0].text too_long 5 6 runes", "buttons[0].payload too_long 6 8 bytes"}},
		{"buttons that say or do nothing, or two things", generous(), buttons(channel.Button{Payload: "p"}, channel.Button{Text: "b"}), []string{"buttons[0].text missing", "buttons[1] invalid"}},
		{"a button that does two things", generous(), buttons(channel.Button{Text: "b", Payload: "p", URL: web}), []string{"buttons[0] invalid"}},
		{"a page where there is none", noURLs, buttons(channel.Button{Text: "b", URL: web}), []string{"buttons[0].url unsupported"}},
		{"a press where there is none", noTaps, buttons(channel.Button{Text: "b", Payload: "p"}), []string{"buttons[0].payload unsupported"}},
		{"buttons and quick replies", noRefs, channel.Message{Text: "?", Buttons: []channel.Button{{Text: "b", Payload: "p"}}, QuickReplies: []channel.QuickReply{{Text: "q"}}}, []string{"buttons conflict"}},

		{"things that do not exist", bare, channel.Message{Location: &channel.Location{}, Card: &channel.Card{}, ReplyTo: "1"}, []string{"location unsupported", "card unsupported", "replyTo unsupported"}},
		{"a long ref", generous(), channel.Message{Text: "a", Ref: "12345"}, []string{"ref too_long 4 5 runes"}},
		{"a ref that does not travel", noRefs, channel.Message{Text: "a", Ref: strings.Repeat("x", 1000)}, nil},
		{"many at once", bare, channel.Message{Text: strings.Repeat("a", 21), ReplyTo: "1", Buttons: []channel.Button{{}}, QuickReplies: []channel.QuickReply{{}}, Attachments: []channel.Attachment{{}}},
			[]string{"text conflict", "text too_long 20 21 runes", "attachments unsupported", "quickReplies unsupported", "buttons unsupported", "replyTo unsupported"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := tt.limits.Check(tt.m)
			var got []string
			for _, f := range channel.FieldErrors(err) {
				text := f.Field + " " + f.Code
				if f.Limit != 0 || f.Got != 0 {
					text = strings.Join([]string{text, num(f.Limit), num(f.Got), string(f.Unit)}, " ")
				}
				if f.Reason == "" {
					t.Errorf("%s has no reason", text)
				}
				got = append(got, text)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("complaints (-want +got):\n%s\n%v", diff, err)
			}
		})
	}
}

func num(n int) string {
	text, _ := json.Marshal(n)
	return string(text)
}

// Limits are data: stored, sent to a screen, compared.
func TestLimitsJSON(t *testing.T) {
	want := generous()
	want.Windows = []channel.Window{{Name: "standard", For: 24 * time.Hour}, {Name: "human_agent", By: channel.ByPerson, For: 168 * time.Hour}}
	want.Rates = []channel.Rate{{Scope: channel.ScopeAccount, N: 30, Per: time.Second, Cost: 2}}
	want.Abilities = channel.Abilities{Typing: true, History: true}
	data, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	var got channel.Limits
	if err := json.Unmarshal(data, &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("after a round trip (-want +got):\n%s", diff)
	}
	if data, err := json.Marshal(channel.Limits{}); err != nil || string(data) != `{"text":{"max":0},"caption":{"max":0},"attachments":0}` {
		t.Errorf("the zero limits are written as %s, %v", data, err)
	}
}

// FuzzLimitsCheck: no message makes Check panic, and what it complains about is named.
func FuzzLimitsCheck(f *testing.F) {
	f.Add("Grüße", 0, 3, "https://example.com", "p", int64(5), "image/png")
	f.Add("\xff\x00", -1, 1<<62, "file:", "", int64(-1), "image/*")
	f.Fuzz(func(t *testing.T, text string, start, end int, url, payload string, size int64, mime string) {
		m := channel.Message{Text: text, Spans: []channel.Span{{Kind: channel.SpanBold, Start: start, End: end}},
			Attachments:  []channel.Attachment{{Kind: channel.MediaImage, URL: url, Size: size, Type: mime}},
			QuickReplies: []channel.QuickReply{{Text: text, Payload: payload, Asks: mime}}, Buttons: []channel.Button{{Text: text, Payload: payload, URL: url}}, Ref: payload}
		for _, l := range []channel.Limits{{}, generous()} {
			err := l.Check(m)
			if err == nil {
				if s := m.Text[start:end]; s == "" {
					t.Error("an empty span passes")
				}
				continue
			}
			for _, f := range channel.FieldErrors(err) {
				if f.Field == "" || f.Code == "" || f.Reason == "" {
					t.Errorf("a complaint without field, code or reason: %+v", f)
				}
			}
		}
	})
}
