package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"strings"

	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/session/keyword"
)

// demoQueues are the skill queues of the pretended shop.
var demoQueues = []string{"support", "billing"} // the first one is the first agent's

// keywords ask for a person where the administrator has not chosen others.
var keywords = keyword.Set{Mode: keyword.Phrase, List: []keyword.Word{
	{Text: "agent"}, {Text: "human"}, {Text: "person"}, {Text: "talk to a person"}, {Text: "人工"}, {Text: "موظف"},
}}

// demoRecord gives a channel policies under which much can be seen within a minute.
func demoRecord(r directory.Record) directory.Record {
	r.State = directory.Active
	r.Service.Mode, r.Service.Robot, r.Service.Assistant = directory.Hybrid, "faq", "faq"
	r.Service.Keywords = keywords
	r.Routing.Queue = "support"
	r.Routing.RequestTTL, r.Routing.QueueWait = 20, 90
	r.Silence.Customer, r.Silence.CustomerWarn, r.Silence.Called = 300, 60, 120
	r.Silence.Agent, r.Silence.Robot = 90, 10
	r.Offline.On, r.Offline.Reassign = true, 300
	r.Notices = directory.Notices{
		NonWorking: "We are closed just now. We open at {opening}.",
		Offline:    "Nobody is free. Leave a message, and we will write to you.",
		Warning:    "Are you still there?",
		End:        "Goodbye! Write again whenever you like.",

		Queued:       "One moment, we are looking for somebody who can help. You are number {place} in the queue.",
		StillWaiting: "All our agents are busy. You keep your place.",
		AgentBusy:    "Your agent will be with you in a moment.",
		RobotBusy:    "One moment, please.",
		Transferred:  "A colleague takes over.",
		NoAgent:      "Nobody is free. Please write again later.",
		RobotFailed:  "Sorry, our robot is out of order. Please try again later.",
		Translations: []directory.Translation{
			{Language: "de", Notice: "non-working", Text: "Wir haben gerade geschlossen. Wir öffnen um {opening}."},
			{Language: "de", Notice: "queued", Text: "Einen Moment, wir suchen jemanden, der helfen kann. Sie sind Nummer {place}."},
		},
	}
	return r
}

// firstPeople adds people to a new desk, so that one can sign in. The passwords are made up and
// printed once; everybody can change their own.
func firstPeople(ctx context.Context, s *store.Store, queues []string, pretended bool, out io.Writer) error {
	var there []store.Person
	err := s.View(ctx, func(t *store.Tx) (err error) {
		there, err = t.People()
		return err
	})
	if err != nil || len(there) > 0 {
		return err
	}
	people := []store.Person{{ID: "admin", Name: "Administrator", Role: store.RoleAdmin, Queues: queues, Room: 5}}
	if pretended {
		people = append(people,
			store.Person{ID: "supervisor", Name: "Supervisor", Role: store.RoleSupervisor, Queues: queues, Room: 3},
			store.Person{ID: "agent", Name: "First agent", Role: store.RoleAgent, Queues: queues[:1], Room: 3},
			store.Person{ID: "second", Name: "Second agent", Role: store.RoleAgent, Queues: queues, Room: 3})
	}
	for _, p := range people {
		password := strings.ToLower(rand.Text()[:12])
		if err := s.PutPerson(ctx, p, password); err != nil {
			return err
		}
		fmt.Fprintf(out, "Sign in as %-10s with the password %s (it is not shown again)\n", p.ID, password)
	}
	return nil
}
