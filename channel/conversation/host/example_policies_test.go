package host_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/conversation/host"
	"github.com/contactkit/contactkit/channel/conversation/host/hosttest"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/session"
	"github.com/contactkit/contactkit/session/keyword"
	"github.com/contactkit/contactkit/session/routing"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/telegram/telegramtest"
	"github.com/contactkit/contactkit/worktime"
)

// policies is the record of a channel with a robot, a keyword, limits of silence, the last agent
// and offline messages. It has no credentials yet.
func policies() directory.Record {
	r := directory.Default("telegram")
	r.Tenant, r.ID, r.Name, r.State = "north", "parcels", "Parcels", directory.Active
	r.Service.Robot, r.Routing.Queue = "greeter", "parcels"
	// Phrase finds the word anywhere in a message. Without Mode it must be the whole message.
	r.Service.Keywords = keyword.Set{Mode: keyword.Phrase, List: []keyword.Word{{Text: "agent"}}}
	r.Silence.Customer, r.Silence.CustomerWarn = 20*60, 2*60 // seconds: a warning after 18 minutes, the end after 20
	r.Silence.Robot, r.Silence.Agent = 30, 5*60              // then to agents; then to another agent
	r.Routing.LastAgent, r.Routing.LastAgentFor, r.Routing.LastAgentWait = true, 24*60*60, 60
	r.Routing.QueueWait, r.Offline.On = 10*60, true // keep the message if no agent is found, and while no agent works
	// A notice without a text is not sent. Default has texts for Queued and a few others.
	r.Notices.Queued, r.Notices.Offline = "One moment, please.", "All of us are busy. We keep your message."
	r.Notices.Warning, r.Notices.End = "Are you still there?", "We close this conversation."
	return r
}

// holidays closes the desk on New Year's Day and on weekends. The notice names the next opening.
func holidays(r directory.Record) directory.Record {
	day, err := worktime.ParseSegments("09:00-12:00,13:00-18:00")
	if err != nil {
		log.Fatal(err)
	}
	closed, err := worktime.ParseHolidays("01-01 closed New Year's Day\n12-24 09:00-12:00 Christmas Eve")
	if err != nil {
		log.Fatal(err)
	}
	r.Hours = directory.Hours{Zone: "Europe/Paris", Schedule: worktime.Schedule{Workday: day}, Holidays: closed}
	r.Service.Mode = directory.Agent // no robot
	r.Notices.NonWorking = "We are closed. We open at {opening}."
	return r
}

// policiesConfig is the Config of a program with one channel.
func policiesConfig(r directory.Record) host.Config {
	return host.Config{
		Records: []directory.Record{r}, Directory: directory.Options{Drivers: []channel.Driver{telegram.Driver()}},
		Conversation: conversation.Config{Robot: conversation.Answering(func(context.Context, channel.Message) (string, error) {
			return "It is on its way.", nil
		})},
	}
}

// TestPolicies lets a customer leave the robot for an agent, who accepts and answers. After 18
// minutes of silence there is a warning, and after 20 the end. The customer who comes back is
// offered to the same agent.
func TestPolicies(t *testing.T) {
	hosttest.Run(t, policiesConfig(policies()), telegramtest.New(telegramtest.Config{}), func(t *testing.T, h *hosttest.Host, bot *telegramtest.Server) {
		mira := h.Thread(bot, "7001")
		h.Hear(bot, "7001", "Where is my parcel?")
		h.Hear(bot, "7001", "An agent, please!")
		h.Router("north").Set(routing.Agent{ID: "eve", Ready: true, All: 3}) // eve signs in, with room for three
		h.Settle()
		h.Do(mira, session.Event{Kind: session.AgentAccepted, Agent: "eve"}) // her click
		h.Say(mira, "eve", "It comes at noon.")
		h.Advance(18 * time.Minute)
		h.Advance(2 * time.Minute)
		h.Router("north").Set(routing.Agent{ID: "max", Ready: true, All: 3})
		h.Hear(bot, "7001", "Agent! It did not come.")
		if got := h.Row(mira).State.Agent; got != "eve" {
			t.Errorf("offered to %q, want the last agent", got)
		}
		var read []string
		for _, m := range bot.Sent() {
			read = append(read, m.Text)
		}
		want := []string{"It is on its way.", "One moment, please.", "It comes at noon.", "Are you still there?", "We close this conversation.", "One moment, please."}
		if !slices.Equal(read, want) {
			t.Errorf("the customer reads %q, want %q", read, want)
		}
	})
}

// TestHoliday begins, as every bubble, on Saturday, 1 January 2000: New Year's Day.
func TestHoliday(t *testing.T) {
	hosttest.Run(t, policiesConfig(holidays(policies())), telegramtest.New(telegramtest.Config{}), func(t *testing.T, h *hosttest.Host, bot *telegramtest.Server) {
		h.Hear(bot, "7001", "Is anybody there?")
		if got := bot.Sent()[0].Text; got != "We are closed. We open at 2000-01-03 09:00." {
			t.Errorf("the customer reads %q", got)
		}
	})
}

// Policies are fields of a channel's record: go test runs TestPolicies and TestHoliday.
func Example_policies() {
	out := os.Stdout
	os.Stdout = nil // the lines of go test -v are no output of the example
	ok := testing.RunTests(func(string, string) (bool, error) { return true, nil },
		[]testing.InternalTest{{Name: "TestPolicies", F: TestPolicies}, {Name: "TestHoliday", F: TestHoliday}})
	os.Stdout = out
	fmt.Println(ok)
	// Output: true
}
