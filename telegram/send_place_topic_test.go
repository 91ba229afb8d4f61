package telegram_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/telegram/telegramtest"
)

// A message in a line of answers, in a topic, or from one member alone is answered in the same
// place.
func TestAnswersReachThePlaceOfTheQuestion(t *testing.T) {
	const plain, forum = "-1002100000555", "-1002100000999"
	ch, server := hired(t, telegramtest.Config{}, nil)
	server.Group(plain, "Kiosk talk")
	server.Group(forum, "Kiosk forum")
	server.Topic(forum, "33", "Orders")
	first := server.SayIn(plain, ada, "first")
	server.AnswerIn(plain, ada, first, "second")
	server.SayInTopic(forum, "33", ada, "third")
	server.SayEphemeral(plain, ada, "fourth")
	server.LinkedPost(plain, "-1003100000111", "Kiosk news", "Two for one")

	threads := make(map[string]channel.Thread)
	for _, ev := range received(t, ch, server) {
		switch b := ev.Body.(type) {
		case channel.Message:
			threads[b.Text] = ev.Thread
			if _, err := ch.Send(t.Context(), ev.Thread, channel.Message{Text: "answer to " + b.Text}); err != nil {
				t.Errorf("%s: %v", b.Text, err)
			}
		case channel.Post:
			if ev.Origin == channel.OriginContact || ev.Renews || b.Text != "Two for one" {
				t.Errorf("a post of the linked channel: %+v", ev)
			}
		}
	}
	if threads["first"] != threads["second"] {
		t.Errorf("a reply splits its conversation: %v and %v", threads["first"], threads["second"])
	}
	type arrival struct{ Text, To, Topic, Receiver string }
	var got []arrival
	for _, s := range server.Sent() {
		got = append(got, arrival{s.Text, s.To, s.Topic, s.Receiver})
	}
	want := []arrival{
		{"answer to Hei", ada, "", ""}, {"answer to first", plain, "", ""}, {"answer to second", plain, "", ""},
		{"answer to third", forum, "33", ""}, {"answer to fourth", plain, "", ada},
	}
	if diff := cmp.Diff(want, got, sortedBy(func(a arrival) string { return a.Text })); diff != "" {
		t.Errorf("sent (-want +got):\n%s", diff)
	}
}

// A place that is gone is gone for its thread alone: the person is reached in every other one.
func TestATopicThatIsGoneIsNoLostPerson(t *testing.T) {
	const forum = "-1002100000999"
	topic := func(id string) channel.Thread {
		return channel.Thread{Platform: "telegram", Account: bot, Contact: "group:" + forum, Topic: id}
	}
	for name, tt := range map[string]struct {
		gone channel.Thread
		end  func(*telegramtest.Server)
	}{
		"closed":                    {topic("33"), func(s *telegramtest.Server) { s.CloseTopic(forum, "33") }},
		"deleted":                   {topic("33"), func(s *telegramtest.Server) { s.DeleteTopic(forum, "33") }},
		"closed, then deleted":      {topic("33"), func(s *telegramtest.Server) { s.CloseTopic(forum, "33"); s.DeleteTopic(forum, "33") }},
		"never there":               {topic("34"), func(*telegramtest.Server) {}},
		"General closed":            {topic(""), func(s *telegramtest.Server) { s.CloseTopic(forum, "1") }},
		"General closed, by its id": {topic("1"), func(s *telegramtest.Server) { s.CloseTopic(forum, "1") }},
	} {
		t.Run(name, func(t *testing.T) {
			ch, server := hired(t, telegramtest.Config{}, nil)
			server.Group(forum, "Kiosk forum")
			server.Topic(forum, "33", "Orders")
			server.Topic(forum, "44", "Returns")
			tt.end(server)
			_, err := ch.Send(t.Context(), tt.gone, channel.Message{Text: "x"})
			e, _ := errors.AsType[*channel.Error](err)
			if e == nil || e.Kind != channel.ErrUnreachable || e.Scope != channel.ScopeThread || e.Affects != channel.AffectsPerson {
				t.Errorf("%#v, want ErrUnreachable for this thread alone", err)
			}
			for _, other := range []channel.Thread{topic("44"), private} {
				if _, err := ch.Send(t.Context(), other, channel.Message{Text: "x"}); err != nil {
					t.Errorf("to %v: %v", other, err)
				}
			}
		})
	}
}

// A robot's draft is no message, and its end may be the customer's.
func TestDraftOfARobot(t *testing.T) {
	ch, server := hired(t, telegramtest.Config{}, nil)
	received(t, ch, server)
	for _, text := range []string{"", "You", "You have"} {
		if err := channel.Draft(t.Context(), ch, private, "turn-7", channel.Message{Text: text}); err != nil {
			t.Fatal(err)
		}
	}
	drafts := server.Drafts()
	if len(drafts) != 3 || drafts[2].Text != "You have" || drafts[0].ID != drafts[2].ID || len(server.Sent()) != 0 {
		t.Errorf("drafts %+v, messages %+v", drafts, server.Sent())
	}
	server.StopDraft(ada, drafts[0].ID)
	events := received(t, ch, server)
	if len(events) != 1 || events[0].Thread != private || events[0].Body.(channel.Custom).Kind != "stopped_message_generation" {
		t.Errorf("after the stop: %+v", events)
	}
}
