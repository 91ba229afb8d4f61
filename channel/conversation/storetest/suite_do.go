package storetest

import (
	"fmt"
	"sync"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/session"
)

// many runs a function so often at once.
func many(n int, f func(i int)) {
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() { f(i) })
	}
	wg.Wait()
}

// say lets a robot answer a question, or an agent speak.
func (s *suite) say(svc *conversation.Service, contact, id string, said conversation.Said) conversation.Result {
	s.t.Helper()
	r, err := svc.Say(s.t.Context(), thread(contact), id, said)
	if err != nil {
		s.t.Fatal(err)
	}
	return r
}

// do lets the session hear of something.
func (s *suite) do(contact string, e session.Event) conversation.Result {
	s.t.Helper()
	s.serial++
	if e.ID == "" {
		e.ID = fmt.Sprint("do/", s.serial)
	}
	r, err := s.a.Do(s.t.Context(), thread(contact), e)
	if err != nil {
		s.t.Fatal(err)
	}
	return r
}

func text(texts ...string) []channel.Message {
	var list []channel.Message
	for _, t := range texts {
		list = append(list, channel.Message{Text: t})
	}
	return list
}
