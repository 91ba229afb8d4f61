package plan_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/plan"
)

// Limits of the three platforms, as far as they matter here.
var (
	bot = channel.Limits{
		Text: channel.Length{Max: 4096, Unit: channel.UTF16}, Caption: channel.Length{Max: 1024, Unit: channel.UTF16},
		Attachments: 1,
		Media: []channel.MediaLimit{
			{Kind: channel.MediaImage, ByID: true, URL: 5 << 20, Upload: 10 << 20},
			{Kind: channel.MediaAudio, ByID: true, URL: 20 << 20, Upload: 50 << 20},
			{Kind: channel.MediaFile, ByID: true, URL: 20 << 20, Upload: 50 << 20},
		},
		QuickReplies: channel.ChoiceLimit{Max: 100, Text: channel.Length{Max: 64}, Asks: []string{channel.AskPhone}},
		Buttons:      channel.ChoiceLimit{Max: 100, Text: channel.Length{Max: 64}, Payload: channel.Length{Max: 64, Unit: channel.Bytes}},
		ButtonURLs:   true, ButtonTaps: true, NotTogether: true,
		Location: true, Card: true, ReplyTo: true,
		Spans: []channel.SpanKind{channel.SpanBold, channel.SpanItalic, channel.SpanLink, channel.SpanPre},
	}
	page = channel.Limits{
		Text:        channel.Length{Max: 2000, Unit: channel.UTF16},
		Attachments: 1,
		Media: []channel.MediaLimit{
			{Kind: channel.MediaImage, ByID: true, URL: 8 << 20, Upload: 25 << 20},
			{Kind: channel.MediaVideo, ByID: true, URL: 25 << 20, Upload: 25 << 20},
		},
		QuickReplies: channel.ChoiceLimit{Max: 13, Text: channel.Length{Max: 20}, Payload: channel.Length{Max: 1000}, Image: true},
		Buttons:      channel.ChoiceLimit{Max: 3, Text: channel.Length{Max: 20}, Payload: channel.Length{Max: 1000}},
		ButtonURLs:   true, ButtonTaps: true, ButtonText: channel.Length{Max: 640},
		ReplyTo: true,
	}
	direct = channel.Limits{
		Text: channel.Length{Max: 10000}, Caption: channel.Length{Max: 10000},
		Attachments:  1,
		Media:        []channel.MediaLimit{{Kind: channel.MediaImage, ByID: true, Upload: 5 << 20}},
		QuickReplies: channel.ChoiceLimit{Max: 20, Text: channel.Length{Max: 36}, Payload: channel.Length{Max: 1000}, Description: channel.Length{Max: 72}},
		Buttons:      channel.ChoiceLimit{Max: 3, Text: channel.Length{Max: 36}},
		ButtonURLs:   true,
	}
	tiny = channel.Limits{Text: channel.Length{Max: 20}}
)

func image(id string) channel.Attachment {
	return channel.Attachment{Kind: channel.MediaImage, ID: id}
}

func TestFit(t *testing.T) {
	heard := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	words := strings.TrimSpace(strings.Repeat("word ", 300)) // 1499 characters
	tests := []struct {
		name     string
		limits   channel.Limits
		overflow plan.Overflow
		give     channel.Message
		want     []channel.Message
		changes  []plan.Degradation
	}{
		{
			name:   "what fits stays as it is",
			limits: page,
			give:   channel.Message{Text: "Good morning", By: channel.ByPerson, Ref: "a", Heard: heard},
			want:   []channel.Message{{Text: "Good morning", By: channel.ByPerson, Ref: "a", Heard: heard}},
		},
		{
			name:    "sentences",
			limits:  tiny,
			give:    channel.Message{Text: "It is here. It is new. It is red.", By: channel.ByRobot, Heard: heard, NotAfter: heard.Add(time.Hour), Ref: "r"},
			want:    []channel.Message{{Text: "It is here.", By: channel.ByRobot, Heard: heard, NotAfter: heard.Add(time.Hour), Ref: "r"}, {Text: "It is new.", By: channel.ByRobot, Heard: heard, NotAfter: heard.Add(time.Hour)}, {Text: "It is red.", By: channel.ByRobot, Heard: heard, NotAfter: heard.Add(time.Hour)}},
			changes: []plan.Degradation{{Change: plan.Divided, Field: "text", Code: channel.CodeTooLong, Limit: 20, Got: 33}},
		},
		{
			name:    "a paragraph beats the sentences after it",
			limits:  tiny,
			give:    channel.Message{Text: "First it is\n\nso. Then not."},
			want:    []channel.Message{{Text: "First it is"}, {Text: "so. Then not."}},
			changes: []plan.Degradation{{Change: plan.Divided, Field: "text", Code: channel.CodeTooLong, Limit: 20, Got: 26}},
		},
		{
			name:    "a short first paragraph does not waste a message",
			limits:  tiny,
			give:    channel.Message{Text: "Hi\n\nHere come seven words."},
			want:    []channel.Message{{Text: "Hi\n\nHere come seven"}, {Text: "words."}},
			changes: []plan.Degradation{{Change: plan.Divided, Field: "text", Code: channel.CodeTooLong, Limit: 20, Got: 26}},
		},
		{
			name:    "a URL stays whole",
			limits:  tiny,
			give:    channel.Message{Text: "See this: http://a.example/b?c now."},
			want:    []channel.Message{{Text: "See this:"}, {Text: "http://a.example/b?c"}, {Text: "now."}},
			changes: []plan.Degradation{{Change: plan.Divided, Field: "text", Code: channel.CodeTooLong, Limit: 20, Got: 35}},
		},
		{
			name:    "a URL that is longer than a message",
			limits:  tiny,
			give:    channel.Message{Text: "See http://a.example/b-c-d?"},
			want:    []channel.Message{{Text: "See"}, {Text: "http://a.example/b-c"}, {Text: "-d?"}},
			changes: []plan.Degradation{{Change: plan.Divided, Field: "text", Code: channel.CodeTooLong, Limit: 20, Got: 27}, {Change: plan.Broken, Field: "text", Code: channel.CodeTooLong, Limit: 20, Got: 23}},
		},
		{
			name:    "Chinese sentences",
			limits:  tiny,
			give:    channel.Message{Text: "您好，感谢您的来信。我们已经收到了。请您稍等一下，谢谢。"},
			want:    []channel.Message{{Text: "您好，感谢您的来信。我们已经收到了。"}, {Text: "请您稍等一下，谢谢。"}},
			changes: []plan.Degradation{{Change: plan.Divided, Field: "text", Code: channel.CodeTooLong, Limit: 20, Got: 28}},
		},
		{
			name:    "no cluster is cut",
			limits:  channel.Limits{Text: channel.Length{Max: 12, Unit: channel.UTF16}},
			give:    channel.Message{Text: "👨‍👩‍👧👨‍👩‍👧🇫🇷🇩🇪"},
			want:    []channel.Message{{Text: "👨‍👩‍👧"}, {Text: "👨‍👩‍👧🇫🇷"}, {Text: "🇩🇪"}},
			changes: []plan.Degradation{{Change: plan.Divided, Field: "text", Code: channel.CodeTooLong, Limit: 12, Got: 24, Unit: channel.UTF16}},
		},
		{
			name:    "a cluster that is longer than a message",
			limits:  channel.Limits{Text: channel.Length{Max: 4}},
			give:    channel.Message{Text: "e\u0301\u0301\u0301\u0301\u0301"},
			want:    []channel.Message{{Text: "e\u0301\u0301\u0301"}, {Text: "\u0301\u0301"}},
			changes: []plan.Degradation{{Change: plan.Divided, Field: "text", Code: channel.CodeTooLong, Limit: 4, Got: 6}, {Change: plan.Broken, Field: "text", Code: channel.CodeTooLong, Limit: 4, Got: 5}},
		},
		{
			name:   "spans go on, and are not cut where they need not",
			limits: channel.Limits{Text: channel.Length{Max: 20}, Spans: []channel.SpanKind{channel.SpanBold, channel.SpanItalic}},
			give: channel.Message{Text: "Please bring your passport with you", Spans: []channel.Span{
				{Kind: channel.SpanBold, Start: 7, End: 26}, {Kind: channel.SpanItalic, Start: 0, End: 35}}},
			want: []channel.Message{
				{Text: "Please", Spans: []channel.Span{{Kind: channel.SpanItalic, Start: 0, End: 6}}},
				{Text: "bring your passport", Spans: []channel.Span{{Kind: channel.SpanBold, Start: 0, End: 19}, {Kind: channel.SpanItalic, Start: 0, End: 19}}},
				{Text: "with you", Spans: []channel.Span{{Kind: channel.SpanItalic, Start: 0, End: 8}}},
			},
			changes: []plan.Degradation{
				{Change: plan.Divided, Field: "text", Code: channel.CodeTooLong, Limit: 20, Got: 35},
				{Change: plan.Broken, Field: "spans[1]", Code: channel.CodeTooLong, Limit: 20, Got: 35},
			},
		},
		{
			name:     "truncated",
			limits:   tiny,
			overflow: plan.Truncate,
			give:     channel.Message{Text: "It is here. It is new. It is red."},
			want:     []channel.Message{{Text: "It is here.…"}},
			changes:  []plan.Degradation{{Change: plan.Shortened, Field: "text", Code: channel.CodeTooLong, Limit: 20, Got: 33}},
		},
		{
			name:    "a caption over the limit follows as text",
			limits:  bot,
			give:    channel.Message{Text: words, Attachments: []channel.Attachment{image("1")}, ReplyTo: "m"},
			want:    []channel.Message{{Attachments: []channel.Attachment{image("1")}, ReplyTo: "m"}, {Text: words}},
			changes: []plan.Degradation{{Change: plan.Moved, Field: "text", Code: channel.CodeTooLong, Limit: 1024, Got: 1499, Unit: channel.UTF16}},
		},
		{
			name:   "several attachments, their text and its choices",
			limits: page,
			give:   channel.Message{Text: "Which?", Attachments: []channel.Attachment{image("1"), image("2")}, QuickReplies: []channel.QuickReply{{Text: "Left", Payload: "l"}}},
			want: []channel.Message{{Attachments: []channel.Attachment{image("1")}}, {Attachments: []channel.Attachment{image("2")}},
				{Text: "Which?", QuickReplies: []channel.QuickReply{{Text: "Left", Payload: "l"}}}},
			changes: []plan.Degradation{
				{Change: plan.Moved, Field: "attachments", Code: channel.CodeTooMany, Limit: 1, Got: 2},
				{Change: plan.Moved, Field: "text", Code: channel.CodeConflict},
			},
		},
		{
			name:    "a voice message as audio, a file without a URL stays an error elsewhere",
			limits:  bot,
			give:    channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaVoice, URL: "https://files.example/1.ogg"}}},
			want:    []channel.Message{{Attachments: []channel.Attachment{{Kind: channel.MediaAudio, URL: "https://files.example/1.ogg"}}}},
			changes: []plan.Degradation{{Change: plan.Changed, Field: "attachments[0].kind", Code: channel.CodeUnsupported}},
		},
		{
			name:    "a picture too large goes as a file",
			limits:  bot,
			give:    channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaImage, File: "plan.png", Size: 12 << 20}}},
			want:    []channel.Message{{Attachments: []channel.Attachment{{Kind: channel.MediaFile, File: "plan.png", Size: 12 << 20}}}},
			changes: []plan.Degradation{{Change: plan.Changed, Field: "attachments[0].kind", Code: channel.CodeTooLarge}},
		},
		{
			name:    "a file as its URL",
			limits:  page,
			give:    channel.Message{Text: "Your invoice", Attachments: []channel.Attachment{{Kind: channel.MediaFile, URL: "https://files.example/2.pdf", Name: "Invoice 2"}}},
			want:    []channel.Message{{Text: "Your invoice\n\nInvoice 2: https://files.example/2.pdf"}},
			changes: []plan.Degradation{{Change: plan.Listed, Field: "attachments[0]", Code: channel.CodeUnsupported}},
		},
		{
			name:   "a place and a card that are not taken",
			limits: page,
			give: channel.Message{Location: &channel.Location{Latitude: 51.5, Longitude: -0.125, Name: "Shop", Address: "1 High Street"},
				Card: &channel.Card{Name: "Ann Clerk", Phone: "+441134960000"}, By: channel.ByPerson},
			want: []channel.Message{{Text: "Shop\n1 High Street\n51.5, -0.125\nAnn Clerk\n+441134960000", By: channel.ByPerson}},
			changes: []plan.Degradation{
				{Change: plan.Listed, Field: "location", Code: channel.CodeUnsupported},
				{Change: plan.Listed, Field: "card", Code: channel.CodeUnsupported},
			},
		},
		{
			name:    "a place that is taken goes alone",
			limits:  bot,
			give:    channel.Message{Text: "We are here", Location: &channel.Location{Latitude: 1, Longitude: 2}},
			want:    []channel.Message{{Location: &channel.Location{Latitude: 1, Longitude: 2}}, {Text: "We are here"}},
			changes: []plan.Degradation{{Change: plan.Moved, Field: "location", Code: channel.CodeConflict}},
		},
		{
			name:   "quick replies: too many, too long, too much",
			limits: channel.Limits{Text: page.Text, QuickReplies: channel.ChoiceLimit{Max: 2, Text: channel.Length{Max: 10}, Payload: channel.Length{Max: 3}, Asks: []string{channel.AskPhone}}},
			give: channel.Message{Text: "How?", QuickReplies: []channel.QuickReply{
				{Text: "By ordinary post", Payload: "mail"}, {Asks: channel.AskEmail, Text: "My address"}, {Text: "Fetch", Description: "here", Image: "https://i.example/1"}, {Text: "Fly"}, {}}},
			want: []channel.Message{{Text: "How?\n\n• My address\n• Fly", QuickReplies: []channel.QuickReply{{Text: "By…"}, {Text: "Fetch"}}}},
			changes: []plan.Degradation{
				{Change: plan.Shortened, Field: "quickReplies[0].text", Code: channel.CodeTooLong, Limit: 10, Got: 16},
				{Change: plan.Dropped, Field: "quickReplies[0].payload", Code: channel.CodeTooLong, Limit: 3, Got: 4},
				{Change: plan.Listed, Field: "quickReplies[1]", Code: channel.CodeUnsupported},
				{Change: plan.Dropped, Field: "quickReplies[2].description", Code: channel.CodeUnsupported},
				{Change: plan.Dropped, Field: "quickReplies[2].image", Code: channel.CodeUnsupported},
				{Change: plan.Listed, Field: "quickReplies[3]", Code: channel.CodeTooMany, Limit: 2, Got: 5},
				{Change: plan.Dropped, Field: "quickReplies[4]", Code: channel.CodeMissing},
			},
		},
		{
			name:    "no caption under a sticker",
			limits:  channel.Limits{Text: bot.Text, Caption: bot.Caption, Attachments: 1, Media: []channel.MediaLimit{{Kind: channel.MediaSticker, ByID: true}}},
			give:    channel.Message{Text: "Thanks!", Attachments: []channel.Attachment{{Kind: channel.MediaSticker, ID: "s"}}},
			want:    []channel.Message{{Attachments: []channel.Attachment{{Kind: channel.MediaSticker, ID: "s"}}}, {Text: "Thanks!"}},
			changes: []plan.Degradation{{Change: plan.Moved, Field: "text", Code: channel.CodeConflict}},
		},
		{
			name:    "no buttons under a picture where text and pictures go apart",
			limits:  page,
			give:    channel.Message{Attachments: []channel.Attachment{image("1")}, Buttons: []channel.Button{{Text: "Open", URL: "https://a.example"}, {Text: "Red", Payload: "r"}}},
			want:    []channel.Message{{Attachments: []channel.Attachment{image("1")}}, {Text: "• Open: https://a.example\n• Red"}},
			changes: []plan.Degradation{{Change: plan.Listed, Field: "buttons[0]", Code: channel.CodeConflict}, {Change: plan.Listed, Field: "buttons[1]", Code: channel.CodeConflict}, {Change: plan.Moved, Field: "text", Code: channel.CodeConflict}},
		},
		{
			name:    "quick replies where there are none",
			limits:  tiny,
			give:    channel.Message{Text: "Tea?", QuickReplies: []channel.QuickReply{{Text: "Yes"}, {Text: "No"}}},
			want:    []channel.Message{{Text: "Tea?\n\n• Yes\n• No"}},
			changes: []plan.Degradation{{Change: plan.Listed, Field: "quickReplies[0]", Code: channel.CodeUnsupported}, {Change: plan.Listed, Field: "quickReplies[1]", Code: channel.CodeUnsupported}},
		},
		{
			name:   "buttons to tap become quick replies",
			limits: direct,
			give:   channel.Message{Text: "Which?", Buttons: []channel.Button{{Text: "Page", URL: "https://a.example"}, {Text: "Red", Payload: "r"}}, QuickReplies: []channel.QuickReply{{Text: "Blue", Payload: "b"}}},
			want:   []channel.Message{{Text: "Which?", Buttons: []channel.Button{{Text: "Page", URL: "https://a.example"}}, QuickReplies: []channel.QuickReply{{Text: "Blue", Payload: "b"}, {Text: "Red", Payload: "r"}}}},
			changes: []plan.Degradation{
				{Change: plan.Changed, Field: "buttons[1]", Code: channel.CodeUnsupported},
			},
		},
		{
			name:   "quick replies become buttons where the two exclude each other",
			limits: bot,
			give:   channel.Message{Text: "Which?", Buttons: []channel.Button{{Text: "Page", URL: "https://a.example"}}, QuickReplies: []channel.QuickReply{{Text: "Blue"}, {Asks: channel.AskPhone, Text: "My number"}}},
			want:   []channel.Message{{Text: "Which?\n\n• My number", Buttons: []channel.Button{{Text: "Page", URL: "https://a.example"}, {Text: "Blue", Payload: "Blue"}}}},
			changes: []plan.Degradation{
				{Change: plan.Changed, Field: "quickReplies[0]", Code: channel.CodeConflict},
				{Change: plan.Listed, Field: "quickReplies[1]", Code: channel.CodeConflict},
			},
		},
		{
			name:   "buttons that lack something",
			limits: page,
			give: channel.Message{Text: "So", Buttons: []channel.Button{{URL: "https://a.example"}, {Text: "Both", URL: "https://b.example", Payload: "b"}, {Text: "Neither"},
				{Text: "Long", Payload: strings.Repeat("x", 1001)}, {Text: "A title that is too long for it", Payload: "p"}, {Text: "Fourth", URL: "https://d.example"}}},
			want: []channel.Message{{Text: "So\n\n• Neither\n• Long\n• Fourth: https://d.example",
				Buttons: []channel.Button{{Text: "https://a.example", URL: "https://a.example"}, {Text: "Both", URL: "https://b.example"}, {Text: "A title that is too…", Payload: "p"}}}},
			changes: []plan.Degradation{
				{Change: plan.Changed, Field: "buttons[0].text", Code: channel.CodeMissing},
				{Change: plan.Dropped, Field: "buttons[1].payload", Code: channel.CodeInvalid},
				{Change: plan.Listed, Field: "buttons[2]", Code: channel.CodeInvalid},
				{Change: plan.Listed, Field: "buttons[3]", Code: channel.CodeTooLong, Limit: 1000, Got: 1001},
				{Change: plan.Shortened, Field: "buttons[4].text", Code: channel.CodeTooLong, Limit: 20, Got: 31},
				{Change: plan.Listed, Field: "buttons[5]", Code: channel.CodeTooMany, Limit: 3, Got: 6},
			},
		},
		{
			name:   "the text beside buttons is shorter",
			limits: page,
			give:   channel.Message{Text: words, Buttons: []channel.Button{{Text: "Go", Payload: "g"}}},
			want: []channel.Message{{Text: strings.TrimSpace(strings.Repeat("word ", 256))},
				{Text: strings.TrimSpace(strings.Repeat("word ", 44)), Buttons: []channel.Button{{Text: "Go", Payload: "g"}}}},
			changes: []plan.Degradation{{Change: plan.Divided, Field: "text", Code: channel.CodeTooLong, Limit: 640, Got: 1499}},
		},
		{
			name:   "formatting that is not kept",
			limits: page,
			give: channel.Message{Text: "Read this now", Spans: []channel.Span{{Kind: channel.SpanBold, Start: 0, End: 4}, {Kind: channel.SpanLink, Start: 5, End: 9, Value: "https://a.example"},
				{Kind: channel.SpanBold, Start: 9, End: 99}}},
			want: []channel.Message{{Text: "Read this (https://a.example) now"}},
			changes: []plan.Degradation{
				{Change: plan.Dropped, Field: "spans[0]", Code: channel.CodeUnsupported},
				{Change: plan.Listed, Field: "spans[1]", Code: channel.CodeUnsupported},
				{Change: plan.Dropped, Field: "spans[2]", Code: channel.CodeInvalid},
			},
		},
		{
			name:   "spans move behind an inserted URL",
			limits: channel.Limits{Text: page.Text, Spans: []channel.SpanKind{channel.SpanBold}},
			give: channel.Message{Text: "Read this now", Spans: []channel.Span{{Kind: channel.SpanLink, Start: 5, End: 9, Value: "https://a.example"},
				{Kind: channel.SpanBold, Start: 10, End: 13}, {Kind: channel.SpanBold, Start: 5, End: 9}, {Kind: channel.SpanBold, Start: 0, End: 13}}},
			want: []channel.Message{{Text: "Read this (https://a.example) now", Spans: []channel.Span{{Kind: channel.SpanBold, Start: 30, End: 33}, {Kind: channel.SpanBold, Start: 5, End: 9}, {Kind: channel.SpanBold, Start: 0, End: 33}}}},
			changes: []plan.Degradation{
				{Change: plan.Listed, Field: "spans[0]", Code: channel.CodeUnsupported},
			},
		},
		{
			name:    "bytes that are no text",
			limits:  bot,
			give:    channel.Message{Text: "a\xff\xfeb\x00c", Spans: []channel.Span{{Kind: channel.SpanBold, Start: 3, End: 6}}},
			want:    []channel.Message{{Text: "a\uFFFDb\uFFFDc", Spans: []channel.Span{{Kind: channel.SpanBold, Start: 4, End: 9}}}},
			changes: []plan.Degradation{{Change: plan.Cleaned, Field: "text", Code: channel.CodeInvalid}},
		},
		{
			name:    "no reply to a certain message",
			limits:  tiny,
			give:    channel.Message{Text: "Yes", ReplyTo: "m_1"},
			want:    []channel.Message{{Text: "Yes"}},
			changes: []plan.Degradation{{Change: plan.Dropped, Field: "replyTo", Code: channel.CodeUnsupported}},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, changes, err := plan.Fit(tt.give, tt.limits, tt.overflow)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("messages (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.changes, changes); diff != "" {
				t.Errorf("changes (-want +got):\n%s", diff)
			}
		})
	}
}
