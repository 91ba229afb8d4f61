package plan_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/plan"
)

// albums are limits under which several attachments go in one message, if they are alike, and then
// without choices.
var albums = func() channel.Limits {
	l := bot
	l.Attachments, l.AlbumBare = 3, true
	l.Together = [][]channel.MediaKind{{channel.MediaImage}, {channel.MediaFile}}
	return l
}()

func file(id string) channel.Attachment { return channel.Attachment{Kind: channel.MediaFile, ID: id} }

func TestFitAlbums(t *testing.T) {
	button := []channel.Button{{Text: "Ok", Payload: "ok"}}
	attached := func(a ...channel.Attachment) channel.Message { return channel.Message{Attachments: a} }
	conflict := plan.Degradation{Change: plan.Moved, Field: "attachments", Code: channel.CodeConflict}
	text := plan.Degradation{Change: plan.Moved, Field: "text", Code: channel.CodeConflict}
	tests := []struct {
		name    string
		give    channel.Message
		want    []channel.Message
		changes []plan.Degradation
	}{
		{"alike, with a caption", channel.Message{Text: "See", Attachments: []channel.Attachment{image("1"), image("2")}},
			[]channel.Message{{Text: "See", Attachments: []channel.Attachment{image("1"), image("2")}}}, nil},
		{"of two sorts, in their order", channel.Message{Text: "See", Attachments: []channel.Attachment{image("1"), image("2"), file("3"), image("4")}},
			[]channel.Message{attached(image("1"), image("2")), attached(file("3")), attached(image("4")), {Text: "See"}},
			[]plan.Degradation{{Change: plan.Moved, Field: "attachments", Code: channel.CodeTooMany, Limit: 3, Got: 4}, text}},
		{"of two sorts, few", channel.Message{Attachments: []channel.Attachment{image("1"), file("2")}},
			[]channel.Message{attached(image("1")), attached(file("2"))}, []plan.Degradation{conflict}},
		{"more than go in one", channel.Message{Attachments: []channel.Attachment{image("1"), image("2"), image("3"), image("4")}},
			[]channel.Message{attached(image("1"), image("2"), image("3")), attached(image("4"))},
			[]plan.Degradation{{Change: plan.Moved, Field: "attachments", Code: channel.CodeTooMany, Limit: 3, Got: 4}}},
		{"with a text and choices", channel.Message{Text: "Which?", Attachments: []channel.Attachment{image("1"), image("2")}, Buttons: button},
			[]channel.Message{attached(image("1"), image("2")), {Text: "Which?", Buttons: button}}, []plan.Degradation{text}},
		{"with choices alone", channel.Message{Attachments: []channel.Attachment{image("1"), image("2"), image("3")}, Buttons: button},
			[]channel.Message{attached(image("1"), image("2")), {Attachments: []channel.Attachment{image("3")}, Buttons: button}}, []plan.Degradation{conflict}},
		{"one, with a caption and choices", channel.Message{Text: "This?", Attachments: []channel.Attachment{image("1")}, Buttons: button},
			[]channel.Message{{Text: "This?", Attachments: []channel.Attachment{image("1")}, Buttons: button}}, nil},
		{"with a place, which has the choices", channel.Message{Attachments: []channel.Attachment{image("1"), image("2")}, Location: &channel.Location{Latitude: 1}, Buttons: button},
			[]channel.Message{attached(image("1"), image("2")), {Location: &channel.Location{Latitude: 1}, Buttons: button}},
			[]plan.Degradation{{Change: plan.Moved, Field: "location", Code: channel.CodeConflict}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, changes, err := plan.Fit(tt.give, albums, plan.Split)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("parts (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.changes, changes); diff != "" {
				t.Errorf("changes (-want +got):\n%s", diff)
			}
		})
	}
}

// Whatever attachments and choices there are, each part passes, and the attachments keep their
// order.
func TestAlbumsLoseNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := albums
		l.Attachments = rapid.IntRange(1, 4).Draw(t, "limit")
		var m channel.Message
		m.Text = strings.Repeat("word ", rapid.IntRange(0, 400).Draw(t, "words"))
		for i := range rapid.IntRange(0, 9).Draw(t, "attachments") {
			kind := rapid.SampledFrom([]channel.MediaKind{channel.MediaImage, channel.MediaFile, channel.MediaAudio}).Draw(t, "kind")
			m.Attachments = append(m.Attachments, channel.Attachment{Kind: kind, ID: string(rune('a' + i))})
		}
		if rapid.Bool().Draw(t, "buttons") {
			m.Buttons = []channel.Button{{Text: "Ok", Payload: "ok"}}
		}
		if m.Text == "" && m.Attachments == nil {
			return
		}
		parts, _, err := plan.Fit(m, l, plan.Split)
		if err != nil {
			t.Fatalf("Fit: %v", err)
		}
		var all []channel.Attachment
		for _, p := range parts {
			if err := l.Check(p); err != nil {
				t.Errorf("a part does not fit: %v", err)
			}
			all = append(all, p.Attachments...)
		}
		if diff := cmp.Diff(m.Attachments, all); diff != "" {
			t.Errorf("attachments (-want +got):\n%s", diff)
		}
		if !slices.Equal(m.Buttons, parts[len(parts)-1].Buttons) {
			t.Errorf("the last part has %d buttons", len(parts[len(parts)-1].Buttons))
		}
	})
}
