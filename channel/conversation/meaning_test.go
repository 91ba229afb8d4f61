package conversation_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/session"
	"github.com/contactkit/contactkit/session/keyword"
)

var nine = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

func matcher(t testing.TB, words ...string) *keyword.Matcher {
	t.Helper()
	set := keyword.Set{Mode: keyword.Exact}
	for _, w := range words {
		set.List = append(set.List, keyword.Word{Text: w})
	}
	m, err := keyword.Compile(set)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// Every body of every origin, live and on standby, with facts that make the most of it.
func TestMeaning(t *testing.T) {
	origins := []channel.Origin{channel.OriginContact, channel.OriginPerson, channel.OriginUnknown, channel.OriginUs, channel.OriginOtherApp, channel.OriginPlatform}
	all := func(what string) []string { return strings.Fields(strings.Repeat(what+" ", len(origins))) }
	contact := func(what string) []string { return append([]string{what}, all("ignore")[1:]...) }
	for _, tt := range []struct {
		body channel.Body
		want []string // by origin
	}{
		{channel.Message{ID: "1", Text: "hi"}, []string{"contact-message", "person-message", "person-message", "ignore", "ignore", "ignore"}},
		{channel.Message{ID: "ours", Text: "hi"}, []string{"contact-message", "ignore", "ignore", "ignore", "ignore", "ignore"}},
		{channel.Press{ID: "1", Button: "yes"}, contact("contact-message")},
		{channel.Started{Ref: "x"}, contact("contact-message")},
		{channel.Blocked{}, all("contact-gone")},
		{channel.Unblocked{}, all("ignore")},
		{channel.Handover{Kind: channel.HandoverPassed, To: "us"}, all("control-returned")},
		{channel.Handover{Kind: channel.HandoverPassed, From: "us", To: "them"}, all("control-lost")},
		{channel.Handover{Kind: channel.HandoverPassed}, all("ignore")},
		{channel.Handover{Kind: channel.HandoverTaken, From: "us"}, all("control-lost")},
		{channel.Handover{Kind: channel.HandoverTaken, From: "them"}, all("ignore")},
		{channel.Handover{Kind: channel.HandoverRequested, From: "them"}, all("ignore")},
		{channel.Handover{Kind: channel.HandoverRoles}, all("ignore")},
		{channel.Moved{}, all("move")},
		{channel.Failed{ID: "1"}, all("ignore")},
		{channel.Edited{}, all("ignore")},
		{channel.Deleted{}, all("ignore")},
		{channel.Reacted{}, all("ignore")},
		{channel.Delivered{}, all("ignore")},
		{channel.Read{}, all("ignore")},
		{channel.Typing{}, all("ignore")},
		{channel.Post{}, all("ignore")},
		{channel.Revoked{}, all("ignore")},
		{channel.Custom{Kind: channel.KindMalformed}, all("ignore")},
	} {
		for _, standby := range []bool{false, true} {
			var got []string
			for _, o := range origins {
				events, outcome := conversation.Meaning(channel.Event{ID: "e", Origin: o, Standby: standby, Body: tt.body},
					conversation.Facts{App: "us", Ours: func(id string) bool { return id == "ours" }})
				got = append(got, meant(events, outcome))
				for _, e := range events {
					if e.ID != "e" || e.Standby != (standby && e.Kind == session.ContactMessage) {
						t.Errorf("%s of %q means %+v", channel.Kind(tt.body), o, e)
					}
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("%s %+v, standby %v (-want +got):\n%s", channel.Kind(tt.body), tt.body, standby, diff)
			}
		}
	}
}

func meant(events []session.Event, o conversation.Outcome) string {
	switch o {
	case conversation.Ignore:
		return "ignore"
	case conversation.Hold:
		return "hold"
	case conversation.Move:
		return "move"
	}
	var kinds []string
	for _, e := range events {
		kinds = append(kinds, e.Kind.String())
	}
	return strings.Join(kinds, "+")
}

// The fields of the session event of a contact's message.
func TestMeaningOfContactMessage(t *testing.T) {
	facts := conversation.Facts{Keywords: matcher(t, "agent"), Thanks: matcher(t, "bye"), Present: true, Phase: session.PhaseRobot}
	queued := facts
	queued.Phase = session.PhaseQueued
	closed := facts
	closed.Phase = session.PhaseClosed
	base := session.Event{Kind: session.ContactMessage, ID: "e", Time: nine, NoRenew: true, Present: true}
	with := func(change func(*session.Event)) session.Event { e := base; change(&e); return e }
	for _, tt := range []struct {
		name  string
		event channel.Event
		facts conversation.Facts
		want  session.Event
	}{
		{"text", channel.Event{Body: channel.Message{Text: "hi"}}, facts, base},
		{"renews", channel.Event{Renews: true, Body: channel.Message{Text: "hi"}}, facts, with(func(e *session.Event) { e.NoRenew = false })},
		{"standby", channel.Event{Standby: true, Body: channel.Message{Text: "hi"}}, facts, with(func(e *session.Event) { e.Standby = true })},
		{"keyword", channel.Event{Body: channel.Message{Text: "agent"}}, facts, with(func(e *session.Event) { e.Keyword = true })},
		{"keyword in a closed thread", channel.Event{Body: channel.Message{Text: "agent"}}, closed, with(func(e *session.Event) { e.Keyword = true })},
		{"keyword in the queue", channel.Event{Body: channel.Message{Text: "agent"}}, queued, base},
		{"closing word", channel.Event{Body: channel.Message{Text: "bye"}}, queued, with(func(e *session.Event) { e.Thanks = true })},
		{"quick reply", channel.Event{Body: channel.Message{Text: "yes", Payload: "y"}}, facts, with(func(e *session.Event) { e.Press = true })},
		{"away message", channel.Event{Body: channel.Message{Text: "hi", By: channel.ByAutomatic}}, facts, with(func(e *session.Event) { e.Automatic = true })},
		{"button", channel.Event{Body: channel.Press{Button: "agent"}}, facts, with(func(e *session.Event) { e.Press = true })},
		{"start", channel.Event{Body: channel.Started{}}, facts, base},
	} {
		tt.event.ID, tt.event.Time, tt.event.Origin = "e", nine, channel.OriginContact
		events, outcome := conversation.Meaning(tt.event, tt.facts)
		if diff := cmp.Diff([]session.Event{tt.want}, events); diff != "" || outcome != conversation.Pass {
			t.Errorf("%s: outcome %v (-want +got):\n%s", tt.name, outcome, diff)
		}
	}
}

// A message of a person or of unknown origin waits while a part of ours is under way, unless it is
// ours.
func TestMeaningWhileSending(t *testing.T) {
	facts := conversation.Facts{Sending: true, Ours: func(id string) bool { return id == "ours" }}
	for _, tt := range []struct {
		origin channel.Origin
		id     string
		want   conversation.Outcome
	}{
		{channel.OriginUnknown, "x", conversation.Hold}, {channel.OriginPerson, "x", conversation.Hold}, {channel.OriginUnknown, "ours", conversation.Ignore},
		{channel.OriginContact, "x", conversation.Pass}, {channel.OriginUs, "x", conversation.Ignore}, {channel.OriginUnknown, "", conversation.Hold},
	} {
		if _, got := conversation.Meaning(channel.Event{ID: "e", Origin: tt.origin, Body: channel.Message{ID: tt.id}}, facts); got != tt.want {
			t.Errorf("%q of %q: %v, want %v", tt.id, tt.origin, got, tt.want)
		}
	}
}

// Without our app's id a Handover says nothing.
func TestMeaningOfHandoverWithoutApp(t *testing.T) {
	for _, h := range []channel.Handover{{Kind: channel.HandoverPassed, To: "us"}, {Kind: channel.HandoverTaken, From: "us"}, {Kind: channel.HandoverTaken}} {
		if events, got := conversation.Meaning(channel.Event{ID: "e", Body: h}, conversation.Facts{}); got != conversation.Ignore {
			t.Errorf("%+v means %v", h, events)
		}
	}
}

func TestUnreadable(t *testing.T) {
	other := channel.Attachment{Kind: channel.MediaOther, Name: "encrypted"}
	for _, tt := range []struct {
		m    channel.Message
		want bool
	}{
		{channel.Message{Attachments: []channel.Attachment{other}}, true},
		{channel.Message{Attachments: []channel.Attachment{other, other}}, true},
		{channel.Message{Text: "hi", Attachments: []channel.Attachment{other}}, false},
		{channel.Message{Attachments: []channel.Attachment{other, {Kind: channel.MediaImage, ID: "1"}}}, false},
		{channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaOther, URL: "https://a.example"}}}, false},
		{channel.Message{Location: &channel.Location{}, Attachments: []channel.Attachment{other}}, false},
		{channel.Message{}, false},
	} {
		if got := conversation.Unreadable(tt.m); got != tt.want {
			t.Errorf("%+v: %v", tt.m, got)
		}
	}
}

// The meaning of a platform's events for the session.
func ExampleMeaning() {
	ann := channel.Thread{Platform: "telegram", Account: "7", Contact: "42"}
	for _, e := range []channel.Event{
		{ID: "1", Thread: ann, Origin: channel.OriginContact, Body: channel.Message{ID: "1", Text: "hello"}},
		{ID: "2", Thread: ann, Origin: channel.OriginPerson, Body: channel.Message{ID: "2", Text: "I help you."}},
		{ID: "3", Thread: ann, Origin: channel.OriginUs, Body: channel.Message{ID: "3", Text: "our own echo"}},
		{ID: "4", Thread: ann, Origin: channel.OriginContact, Body: channel.Blocked{}},
		{ID: "5", Thread: ann, Origin: channel.OriginContact, Body: channel.Typing{}},
	} {
		events, outcome := conversation.Meaning(e, conversation.Facts{})
		for _, ev := range events {
			fmt.Println(channel.Kind(e.Body), "→", ev.Kind)
		}
		if outcome == conversation.Ignore {
			fmt.Println(channel.Kind(e.Body), "→ nothing")
		}
	}
	// Output:
	// message → contact-message
	// message → person-message
	// message → nothing
	// blocked → contact-gone
	// typing → nothing
}
