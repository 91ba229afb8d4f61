package channel_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
)

func at(id string, minute int) channel.Event {
	return channel.Event{ID: id, Time: time.Date(2026, 3, 2, 9, minute, 0, 0, time.UTC)}
}

func TestInOrder(t *testing.T) {
	since := time.Date(2026, 3, 2, 9, 1, 0, 0, time.UTC)
	tests := []struct {
		name string
		give []channel.Event
		want string
	}{
		{"none", nil, ""},
		{"newest first", []channel.Event{at("d", 4), at("c", 3), at("b", 2)}, "bcd"},
		{"newest first, two at one instant", []channel.Event{at("d", 4), at("c2", 3), at("c1", 3), at("b", 2)}, "bc1c2d"},
		{"oldest first, two at one instant", []channel.Event{at("b", 2), at("c1", 3), at("c2", 3), at("d", 4)}, "bc1c2d"},
		{"conversation after conversation, each oldest first", []channel.Event{at("b", 2), at("c1", 3), at("e", 5), at("c2", 3), at("d", 4)}, "bc1c2de"},
		{"all at one instant", []channel.Event{at("c1", 3), at("c2", 3)}, "c1c2"},
		{"before since, and at it", []channel.Event{at("b", 1), at("a", 0)}, "b"},
		{"without a time", []channel.Event{at("c", 3), {ID: "x"}, at("b", 2)}, "xbc"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := channel.InOrder(told(tt.give...), since)
			ids := ""
			for _, ev := range got {
				ids += ev.ID
			}
			if diff := cmp.Diff(tt.want, ids); diff != "" || err != nil {
				t.Errorf("InOrder (-want +got):\n%s%v", diff, err)
			}
		})
	}
}

// A walk that breaks off has told the newest alone: the host must know.
func TestInOrderOfABrokenWalk(t *testing.T) {
	got, err := channel.InOrder(told(at("d", 4), at("c", 3), channel.Event{ID: "!"}), time.Time{})
	if err == nil || len(got) != 2 || got[0].ID != "c" || got[1].ID != "d" {
		t.Errorf("InOrder = %v, %v; want c, d and the error", got, err)
	}
}
