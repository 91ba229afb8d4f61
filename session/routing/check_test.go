package routing_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/session/routing"
)

func TestConfigCheck(t *testing.T) {
	ok := routing.Config{
		Media: []string{"x", "y", "z", "u", "v", "w"}, Point: routing.MaxPoint, Answer: routing.MaxWait,
		Queues: []routing.Queue{{ID: "q", Select: routing.LeastLoaded, TTL: routing.MaxWait, Stages: []routing.Stage{
			{Needs: []routing.Need{{Skill: "s"}, {Skill: "t", Level: 255}}}, {After: 0}, {After: routing.MaxWait},
		}}},
	}
	if err := ok.Check(); err != nil {
		t.Errorf("a configuration at its bounds: %v", err)
	}
	bad := routing.Config{
		Media: []string{"x", "", "x", "y", "z", "u", "v"}, Point: -1, Answer: routing.MaxWait + 1,
		Queues: []routing.Queue{
			{ID: "q", Select: 9, TTL: -time.Second, Stages: []routing.Stage{
				{After: 1, Needs: []routing.Need{{Skill: ""}, {Skill: "s"}, {Skill: "s", Level: 2}}},
				{After: time.Minute}, {After: time.Second},
			}},
			{ID: "q", Stages: make([]routing.Stage, 11)},
			{Stages: []routing.Stage{{Needs: make([]routing.Need, 11)}}},
		},
	}
	var got []string
	for _, line := range strings.Split(bad.Check().Error(), "\n") {
		if !strings.Contains(line, "Queues[2].Stages[0].Needs[") { // eleven of a kind
			got = append(got, line)
		}
	}
	want := []string{
		"Media: must be at most 6, not 7",
		"Media[1]: must be a name, not empty",
		`Media[2]: must be unique, not "x" again`,
		"Queues[0].Select: must be one of [longest-available round-robin least-skilled most-skilled least-loaded], not 9",
		"Queues[0].TTL: must be 0s to 720h0m0s, not -1s",
		"Queues[0].Stages[0].After: must be 0s to 0s, not 1ns",
		"Queues[0].Stages[0].Needs[0].Skill: must be a name, not empty",
		`Queues[0].Stages[0].Needs[2].Skill: must be unique, not "s" again`,
		"Queues[0].Stages[2].After: must be 1m0s to 720h0m0s, not 1s",
		`Queues[1].ID: must be unique, not "q" again`,
		"Queues[1].Stages: must be at most 10, not 11",
		"Queues[2].ID: must be a name, not empty",
		"Queues[2].Stages[0].Needs: must be at most 10, not 11",
		"Point: must be 0s to 24h0m0s, not -1ns",
		"Answer: must be 0s to 720h0m0s, not 720h0m0.000000001s",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("complaints (-want +got):\n%s", diff)
	}
	if _, err := routing.New(bad); err == nil {
		t.Error("New takes a configuration that Check refuses")
	}
}

// A request for an unknown queue or medium is refused with the field, and changes nothing.
func TestWaitRefuses(t *testing.T) {
	b := board(t, routing.Config{Media: []string{"x"}, Queues: []routing.Queue{{ID: "q"}}})
	wait(t, b, routing.Request{ID: "r", Queue: "q", Media: "x", Since: start}, start)
	for field, r := range map[string]routing.Request{
		"Queue": {ID: "r", Queue: "other", Media: "x"},
		"Media": {ID: "r", Queue: "q", Media: "fax"},
	} {
		before := b.Explain("r")
		_, wait := b.Wait(r, start)
		_, all := b.WaitAll([]routing.Request{r}, start)
		_, taken := b.Taken(r, "ann", start)
		_, hold := b.Hold(r, "ann", start)
		for call, err := range map[string]error{"Wait": wait, "WaitAll": all, "Taken": taken, "Hold": hold} {
			if e, ok := errors.AsType[*routing.FieldError](err); !ok || e.Field != field {
				t.Errorf("%s of %+v: %v, want a complaint about %s", call, r, err, field)
			}
		}
		if after := b.Explain("r"); after != before {
			t.Errorf("a refused request changed the board: %s", after)
		}
	}
	out, err := b.WaitAll([]routing.Request{{ID: "bad"}, {ID: "good", Queue: "q", Media: "x"}}, start)
	if err == nil || len(out) != 0 || b.Explain("good") == "not on the board" {
		t.Errorf("WaitAll with one bad request: %v, %v, %s", out, err, b.Explain("good"))
	}
}

func TestSelectionText(t *testing.T) {
	for s := routing.LongestAvailable; s <= routing.LeastLoaded; s++ {
		c := routing.Config{Media: []string{"x"}, Point: time.Minute, Queues: []routing.Queue{{ID: "q", Select: s, TTL: time.Hour,
			Stages: []routing.Stage{{Needs: []routing.Need{{Skill: "s", Level: 3}}}, {After: time.Second}}}}}
		b, err := json.Marshal(c)
		var back routing.Config
		if err2 := json.Unmarshal(b, &back); err != nil || err2 != nil || !cmp.Equal(c, back) {
			t.Errorf("%s came back as %+v: %v, %v", b, back, err, err2)
		}
	}
	if got := routing.Selection(5).String(); got != "5" {
		t.Errorf("an unknown selection is %q", got)
	}
	if _, err := routing.Selection(5).MarshalText(); err == nil {
		t.Error("a selection without a word is written")
	}
	var s routing.Selection
	if err := s.UnmarshalText([]byte("best")); err == nil {
		t.Error("an unknown word is read")
	}
}
