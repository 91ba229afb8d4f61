package plan_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/plan"
)

// A button becomes what the thread takes, and each change names the button or quick
// reply that was given.
func TestFitChoices(t *testing.T) {
	replies := channel.ChoiceLimit{Max: 3, Text: channel.Length{Max: 3}, Payload: channel.Length{Max: 10}}
	text := channel.Length{Max: 200}
	image := []channel.MediaLimit{{Kind: channel.MediaImage, ByID: true}}
	shown := []channel.Attachment{{Kind: channel.MediaImage, ID: "1"}}
	tests := []struct {
		name    string
		limits  channel.Limits
		give    channel.Message
		want    []channel.Message
		changes []plan.Degradation
	}{
		{
			"buttons become quick replies behind those that were given",
			channel.Limits{Text: text, QuickReplies: replies},
			channel.Message{Text: "Choose", QuickReplies: []channel.QuickReply{{Text: "north"}}, Buttons: []channel.Button{{Text: "south", Payload: "s"}, {Text: "west", Payload: "w"}}},
			[]channel.Message{{Text: "Choose", QuickReplies: []channel.QuickReply{{Text: "no…"}, {Text: "so…", Payload: "s"}, {Text: "we…", Payload: "w"}}}},
			[]plan.Degradation{
				{Change: plan.Changed, Field: "buttons[0]", Code: channel.CodeUnsupported}, {Change: plan.Changed, Field: "buttons[1]", Code: channel.CodeUnsupported},
				{Change: plan.Shortened, Field: "quickReplies[0].text", Code: channel.CodeTooLong, Limit: 3, Got: 5},
				{Change: plan.Shortened, Field: "buttons[0].text", Code: channel.CodeTooLong, Limit: 3, Got: 5}, {Change: plan.Shortened, Field: "buttons[1].text", Code: channel.CodeTooLong, Limit: 3, Got: 4},
			},
		},
		{
			"buttons that only open pages give way to quick replies",
			channel.Limits{Text: text, QuickReplies: replies, Buttons: channel.ChoiceLimit{Max: 3, Text: channel.Length{Max: 20}}, ButtonURLs: true, NotTogether: true},
			channel.Message{Text: "Choose", Buttons: []channel.Button{{Text: "yes", Payload: "y"}, {Text: "Open", URL: "https://a.example"}}},
			[]channel.Message{{Text: "Choose\n\n• Open: https://a.example", QuickReplies: []channel.QuickReply{{Text: "yes", Payload: "y"}}}},
			[]plan.Degradation{{Change: plan.Changed, Field: "buttons[0]", Code: channel.CodeUnsupported}, {Change: plan.Listed, Field: "buttons[1]", Code: channel.CodeConflict}},
		},
		{
			"no button opens a page, and nothing is in its way",
			channel.Limits{Text: text, QuickReplies: replies, ButtonURLs: true},
			channel.Message{Text: "Choose", Buttons: []channel.Button{{Text: "Open", URL: "https://a.example"}}},
			[]channel.Message{{Text: "Choose\n\n• Open: https://a.example"}},
			[]plan.Degradation{{Change: plan.Listed, Field: "buttons[0]", Code: channel.CodeUnsupported}},
		},
		{
			"a tap has no place where there are neither buttons for it nor quick replies",
			channel.Limits{Text: text, Buttons: channel.ChoiceLimit{Max: 3, Text: channel.Length{Max: 20}}, ButtonURLs: true, NotTogether: true},
			channel.Message{Text: "Choose", Buttons: []channel.Button{{Text: "yes", Payload: "y"}, {Text: "Open", URL: "https://a.example"}}},
			[]channel.Message{{Text: "Choose\n\n• yes", Buttons: []channel.Button{{Text: "Open", URL: "https://a.example"}}}},
			[]plan.Degradation{{Change: plan.Listed, Field: "buttons[0]", Code: channel.CodeUnsupported}},
		},
		{
			"no button is tapped, and nothing is in its way",
			channel.Limits{Text: text, ButtonTaps: true},
			channel.Message{Text: "Choose", Buttons: []channel.Button{{Text: "yes", Payload: "y"}}},
			[]channel.Message{{Text: "Choose\n\n• yes"}},
			[]plan.Degradation{{Change: plan.Listed, Field: "buttons[0]", Code: channel.CodeUnsupported}},
		},
		{
			"a quick reply is no button where there are none",
			channel.Limits{Text: text, ButtonTaps: true},
			channel.Message{Text: "Choose", QuickReplies: []channel.QuickReply{{Text: "yes"}}},
			[]channel.Message{{Text: "Choose\n\n• yes"}},
			[]plan.Degradation{{Change: plan.Listed, Field: "quickReplies[0]", Code: channel.CodeUnsupported}},
		},
		{
			"a button that says and does nothing is dropped",
			channel.Limits{Text: text},
			channel.Message{Text: "Choose", Buttons: []channel.Button{{}}},
			[]channel.Message{{Text: "Choose"}},
			[]plan.Degradation{{Change: plan.Dropped, Field: "buttons[0]", Code: channel.CodeInvalid}},
		},
		{
			"the text of several pictures keeps the choices, if these pictures may have them",
			channel.Limits{Text: text, Caption: text, Attachments: 10, Media: image, Buttons: channel.ChoiceLimit{Max: 3, Text: channel.Length{Max: 20}}, ButtonURLs: true},
			channel.Message{Text: "Look", Attachments: []channel.Attachment{shown[0], shown[0]}, Buttons: []channel.Button{{Text: "Open", URL: "https://a.example"}}},
			[]channel.Message{{Text: "Look", Attachments: []channel.Attachment{shown[0], shown[0]}, Buttons: []channel.Button{{Text: "Open", URL: "https://a.example"}}}},
			nil,
		},
		{
			"one picture keeps its text and the choices, also if several may not",
			channel.Limits{Text: text, Caption: text, Attachments: 10, AlbumBare: true, Media: image, Buttons: channel.ChoiceLimit{Max: 3, Text: channel.Length{Max: 20}}, ButtonURLs: true},
			channel.Message{Text: "Look", Attachments: shown, Buttons: []channel.Button{{Text: "Open", URL: "https://a.example"}}},
			[]channel.Message{{Text: "Look", Attachments: shown, Buttons: []channel.Button{{Text: "Open", URL: "https://a.example"}}}},
			nil,
		},
		{
			"a picture without a text has quick replies, and no buttons",
			channel.Limits{Text: text, Attachments: 1, Media: image, QuickReplies: replies, Buttons: channel.ChoiceLimit{Max: 3, Text: channel.Length{Max: 20}}, ButtonURLs: true},
			channel.Message{Attachments: shown, Buttons: []channel.Button{{Text: "yes", Payload: "y"}, {Text: "Open", URL: "https://a.example"}}},
			[]channel.Message{{Attachments: shown}, {Text: "• Open: https://a.example", QuickReplies: []channel.QuickReply{{Text: "yes", Payload: "y"}}}},
			[]plan.Degradation{
				{Change: plan.Changed, Field: "buttons[0]", Code: channel.CodeUnsupported}, {Change: plan.Listed, Field: "buttons[1]", Code: channel.CodeConflict},
				{Change: plan.Moved, Field: "text", Code: channel.CodeConflict},
			},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			parts, changes, err := plan.Fit(tt.give, tt.limits, plan.Split)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, parts); diff != "" {
				t.Errorf("messages (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.changes, changes); diff != "" {
				t.Errorf("changes (-want +got):\n%s", diff)
			}
		})
	}
}
