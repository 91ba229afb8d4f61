package facebooktest_test

import (
	"testing"
	"time"

	"github.com/contactkit/contactkit/facebook/facebooktest"
)

func TestWindows(t *testing.T) {
	s := frozen(facebooktest.Config{})
	s.Say("24001", "hi")
	try := func(rest string) int {
		t.Helper()
		r := send(t, s, `{"recipient":{"id":"24001"},"message":{"text":"x"}`+rest+`}`)
		return r.Error.Sub
	}
	const human = `,"messaging_type":"MESSAGE_TAG","tag":"HUMAN_AGENT"`
	steps := []struct {
		advance time.Duration
		rest    string
		sub     int
	}{
		{24*time.Hour - 1, `,"messaging_type":"RESPONSE"`, 0},
		{1, `,"messaging_type":"RESPONSE"`, 2018278},
		{0, `,"messaging_type":"UPDATE"`, 2018278},
		{0, "", 2018278},
		{0, human, 0},
		{6*24*time.Hour - 1, human, 0},
		{1, human, 2018278},
	}
	for i, step := range steps {
		s.Advance(step.advance)
		if got := try(step.rest); got != step.sub {
			t.Errorf("step %d: %d, want %d", i, got, step.sub)
		}
	}
	s.Press("24001", "More", "MORE") // opens the 24 hours, not the 7 days
	if got := try(`,"messaging_type":"RESPONSE"`); got != 0 {
		t.Errorf("after a press: %d", got)
	}
	if got := try(human); got != 2018278 {
		t.Errorf("HUMAN_AGENT after a press: %d", got)
	}
	s.Say("24001", "hi again")
	if got := try(human); got != 0 {
		t.Errorf("after a message: %d", got)
	}
	if r := send(t, frozen(facebooktest.Config{NoHumanAgent: true}), `{"recipient":{"id":"1"},"message":{"text":"x"}`+human+`}`); r.Error.Code != 200 || r.status != 403 {
		t.Errorf("without the feature: %s", r.body)
	}
}
