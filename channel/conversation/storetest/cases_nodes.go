package storetest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/dispatch"
)

// nodeCases check several nodes that work on one store at once.
var nodeCases = []testCase{
	{"several nodes", "all receive all events, in other batches; each message is answered once", severalNodes},
}

func severalNodes(s *suite) {
	const nodes, contacts, messages = 4, 6, 5
	var events []directory.Routed
	var want []string
	for c := range contacts {
		for m := range messages {
			contact := fmt.Sprint("c", c)
			in := s.says(contact, fmt.Sprintf("in%d.%d", c, m), fmt.Sprintf("%d.%d", c, m))
			events = append(events, directory.Routed{Event: *in.Event})
			want = append(want, contact+" re "+in.Event.Body.(channel.Message).Text)
		}
	}
	var quiet atomic.Int64 // nodes that found nothing to do, one after the other
	var working sync.WaitGroup
	for n := range nodes {
		svc := s.node(fmt.Sprint("node", n), func(_ context.Context, c conversation.Call) (conversation.Said, error) {
			return conversation.Said{Messages: text("re " + c.Event.Body.(channel.Message).Text)}, nil
		})
		working.Go(func() {
			mine := slices.Clone(events)
			rand.New(rand.NewPCG(uint64(n), 1)).Shuffle(len(mine), func(i, j int) { mine[i], mine[j] = mine[j], mine[i] })
			for batch := range slices.Chunk(mine, 7) {
				if err := svc.Receive(s.t.Context(), batch); err != nil {
					s.t.Error(err)
				}
			}
			for range 500 {
				did, err := s.turn(svc, contacts)
				if err != nil {
					s.t.Error(err)
					return
				}
				if did {
					quiet.Store(0)
				} else if quiet.Add(1) > 2*nodes {
					return
				}
			}
		})
	}
	working.Wait()
	if _, err := s.turn(s.a, contacts); err != nil { // what a node still had when the others looked
		s.t.Error(err)
	}
	var got []string
	for _, m := range s.wire.sent {
		got = append(got, m.to.Contact+" "+m.text)
	}
	slices.Sort(got)
	slices.Sort(want)
	s.want("answers", got, want)
	for c := range contacts {
		v := s.view(fmt.Sprint("c", c))
		s.want("left", len(v.Inputs)+len(v.Calls)+len(v.Receipts), 0)
	}
}

// turn does once what Run does all the time.
func (s *suite) turn(svc *conversation.Service, contacts int) (did bool, err error) {
	ctx := s.t.Context()
	due, err := s.s.Due(ctx, conversation.DueQuery{Max: 10})
	if err != nil {
		return false, err
	}
	for _, t := range due {
		err = errors.Join(err, svc.Apply(ctx, t))
	}
	calls, failed := s.s.Calls(ctx, conversation.CallQuery{Node: "n", Lease: 1 << 40, Max: 3})
	err = errors.Join(err, failed)
	for _, c := range calls {
		err = errors.Join(err, svc.Ask(ctx, c))
	}
	for c := range contacts {
		before := len(s.wire.read(fmt.Sprint("c", c)))
		if failed := svc.DeliverThread(ctx, thread(fmt.Sprint("c", c))); !errors.Is(failed, dispatch.ErrClaimed) {
			err = errors.Join(err, failed)
		}
		did = did || len(s.wire.read(fmt.Sprint("c", c))) > before
	}
	return did || len(due)+len(calls) > 0, err
}
