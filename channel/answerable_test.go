package channel_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
)

func TestAnswerable(t *testing.T) {
	say := func(text string, change func(*channel.Event)) channel.Event {
		e := channel.Event{ID: text, Origin: channel.OriginContact, Body: channel.Message{Text: text}}
		if change != nil {
			change(&e)
		}
		return e
	}
	events := []channel.Event{
		say("one", nil),
		say("of nobody known", func(e *channel.Event) { e.Origin = channel.OriginUnknown }),
		say("ours", func(e *channel.Event) { e.Origin = channel.OriginUs }),
		say("a colleague's", func(e *channel.Event) { e.Origin = channel.OriginPerson }),
		say("another app's", func(e *channel.Event) { e.Origin = channel.OriginOtherApp }),
		say("the platform's", func(e *channel.Event) { e.Origin = channel.OriginPlatform }),
		say("of a later version", func(e *channel.Event) { e.Origin = "later" }),
		say("on standby", func(e *channel.Event) { e.Standby = true }),
		say("automatic", func(e *channel.Event) { e.Body = channel.Message{By: channel.ByAutomatic} }),
		say("a press", func(e *channel.Event) { e.Body = channel.Press{} }),
		say("two", nil),
		say("three", nil),
	}
	var got []string
	for e, m := range channel.Answerable(events) {
		if got = append(got, e.ID+" "+m.Text); len(got) == 2 {
			break
		}
	}
	if diff := cmp.Diff([]string{"one one", "two two"}, got); diff != "" {
		t.Errorf("answerable (-want +got):\n%s", diff)
	}
}
