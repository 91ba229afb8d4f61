package channel_test

import (
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
)

func TestOpenWindow(t *testing.T) {
	const day = 24 * time.Hour
	standard, agent, robot := channel.Window{Name: "standard", For: day}, channel.Window{Name: "human_agent", By: channel.ByPerson, For: 7 * day}, channel.Window{Name: "robot", By: channel.ByRobot, For: time.Hour}
	all := []channel.Window{standard, agent, robot}
	tests := []struct {
		name    string
		windows []channel.Window
		by      channel.Author
		ago     time.Duration // how long ago the customer wrote; negative: never
		want    channel.Window
		until   time.Duration // from then on
		ok      bool
	}{
		{"no windows", nil, channel.ByRobot, 1000 * day, channel.Window{}, 0, true},
		{"no windows, and nobody wrote", nil, channel.ByRobot, -1, channel.Window{}, 0, true},
		{"nobody wrote", all, channel.ByPerson, -1, channel.Window{}, 0, false},
		{"just now", all, channel.ByPerson, 0, standard, day, true},
		{"a nanosecond before the end", all, channel.ByRobot, day - 1, standard, day, true},
		{"a robot at the end", all, channel.ByRobot, day, channel.Window{}, 0, false},
		{"a person at the end of the first", all, channel.ByPerson, day, agent, 7 * day, true},
		{"a person a nanosecond before the last end", all, channel.ByPerson, 7*day - 1, agent, 7 * day, true},
		{"a person at the last end", all, channel.ByPerson, 7 * day, channel.Window{}, 0, false},
		{"an automatic notice", all, channel.ByAutomatic, 2 * day, channel.Window{}, 0, false},
		{"an unknown author is as strict as a robot", all, "", 2 * day, channel.Window{}, 0, false},
		{"the order is the preference", []channel.Window{agent, standard}, channel.ByPerson, time.Minute, agent, 7 * day, true},
		{"only for others", []channel.Window{agent}, channel.ByRobot, 0, channel.Window{}, 0, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			heard := noon.Add(-tt.ago)
			if tt.ago < 0 {
				heard = time.Time{}
			}
			w, until, ok := channel.OpenWindow(channel.Limits{Windows: tt.windows}, tt.by, heard, noon)
			var wantUntil time.Time
			if tt.until > 0 {
				wantUntil = heard.Add(tt.until)
			}
			if w != tt.want || !until.Equal(wantUntil) || ok != tt.ok {
				t.Errorf("OpenWindow = %+v, %v, %v, want %+v, %v, %v", w, until, ok, tt.want, wantUntil, tt.ok)
			}
		})
	}
	// A platform's clock may be ahead of ours.
	if _, until, ok := channel.OpenWindow(channel.Limits{Windows: all}, channel.ByRobot, noon.Add(time.Minute), noon); !ok || !until.Equal(noon.Add(day+time.Minute)) {
		t.Errorf("a message from the future: %v, %v", until, ok)
	}
}
