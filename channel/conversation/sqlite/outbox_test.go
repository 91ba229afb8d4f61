package sqlite_test

import (
	"context"
	"errors"
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/conversation/sqlite"
	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/channel/dispatch/outboxtest"
)

func TestOutbox(t *testing.T) {
	ctx := context.Background() // a test that ends must not take back what it put
	var c clock
	change := func(t *testing.T, s dispatch.OutboxStore, to channel.Thread, change conversation.Change) {
		t.Helper()
		if err := s.(*sqlite.Store).Update(ctx, to, nil, func(conversation.View) (conversation.Change, error) { return change, nil }); err != nil {
			t.Fatal(err)
		}
	}
	outboxtest.Run(t, outboxtest.Harness{
		New: func(t *testing.T) dispatch.OutboxStore {
			s, _ := newStore(t, sqlite.Options{Now: c.now})
			return s
		},
		Put: func(t *testing.T, s dispatch.OutboxStore, receipts ...dispatch.Receipt) {
			for _, r := range receipts {
				change(t, s, r.To, conversation.Change{New: []dispatch.Receipt{r}})
			}
		},
		Get: func(t *testing.T, s dispatch.OutboxStore, key string) dispatch.Receipt {
			r, err := s.(*sqlite.Store).Receipt(ctx, key)
			if err != nil {
				t.Fatal(err)
			}
			return r
		},
		Replace: func(t *testing.T, s dispatch.OutboxStore, r dispatch.Receipt) {
			change(t, s, r.To, conversation.Change{Changed: []dispatch.Receipt{r}})
		},
		Advance: c.advance,
	})
}

func TestReceiptThatIsNotThere(t *testing.T) {
	s, _ := newStore(t, sqlite.Options{})
	if r, err := s.Receipt(t.Context(), "k"); !errors.Is(err, sqlite.ErrNotFound) {
		t.Errorf("Receipt returns %+v and %v, want ErrNotFound", r, err)
	}
}
