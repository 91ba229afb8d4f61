package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"strings"

	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/session"
)

// demoQueues are the skill queues of the pretended shop.
var demoQueues = []string{"support", "billing"}

// demoRecord gives a channel policies under which much can be seen within a minute.
func demoRecord(r directory.Record) directory.Record {
	r.State = directory.Active
	r.Service.Mode, r.Service.Robot, r.Service.Assistant = directory.Hybrid, "faq", "faq"
	r.Service.Keywords = session.Keywords{Mode: session.MatchPhrase, List: []session.Keyword{
		{Text: "agent"}, {Text: "human"}, {Text: "person"}, {Text: "talk to a person"}, {Text: "人工"}, {Text: "موظف"},
	}}
	r.Routing.Queue = "support"
	r.Routing.RequestTTL, r.Routing.QueueWait = 20, 90
	r.Silence.Customer, r.Silence.CustomerWarn, r.Silence.Called = 300, 60, 120
	r.Silence.Agent, r.Silence.Robot = 90, 10
	r.Offline.On = true
	r.Notices = directory.Notices{
		NonWorking: "We are closed just now.",
		Offline:    "Nobody is free. Leave a message, and we will write to you.",
		Warning:    "Are you still there?",
		End:        "Goodbye! Write again whenever you like.",
	}
	return r
}

// demoPeople are the first who sign in. Their passwords are made up and printed once; each can change in the console.
func demoPeople(ctx context.Context, s *store.Store, out io.Writer) error {
	var there []store.Person
	err := s.View(ctx, func(t *store.Tx) (err error) {
		there, err = t.People()
		return err
	})
	if err != nil || len(there) > 0 {
		return err
	}
	for _, p := range []store.Person{
		{ID: "admin", Name: "Administrator", Role: store.RoleAdmin, Queues: demoQueues, Room: 5},
		{ID: "agent", Name: "First agent", Role: store.RoleAgent, Queues: demoQueues[:1], Room: 3},
		{ID: "second", Name: "Second agent", Role: store.RoleAgent, Queues: demoQueues, Room: 3},
	} {
		password := strings.ToLower(rand.Text()[:12])
		if err := s.PutPerson(ctx, p, password); err != nil {
			return err
		}
		fmt.Fprintf(out, "sign in as %-6s with the password %s\n", p.ID, password)
	}
	return nil
}
