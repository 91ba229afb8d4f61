package twitter_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/twitter"
)

func TestReplay(t *testing.T) {
	for _, product := range []twitter.Product{twitter.Enterprise, twitter.AccountActivity} {
		t.Run(string(product), func(t *testing.T) {
			x := fresh()
			ch := managed(t, x, product)
			_, err := ch.Subscribe(t.Context(), desk)
			require.NoError(t, err)
			list, err := ch.Webhooks(t.Context())
			require.NoError(t, err)
			var ids []string
			host := receiving(ch, func(ev channel.Event) { ids = append(ids, ev.ID) })
			x.Say(ada, "lost")
			began := x.Now()
			x.Deliver(host)
			x.Advance(2 * time.Hour)
			_, err = ch.Replay(t.Context(), list[0].ID, began.Add(-time.Minute), began.Add(5*time.Minute))
			require.NoError(t, err)
			x.Deliver(host)
			x.Deliver(host)
			if len(ids) != 3 || ids[0] != ids[1] || ids[2] == ids[0] {
				t.Errorf("events %q: want the message twice with one ID, then the end of the job", ids)
			}
			_, err = ch.Replay(t.Context(), list[0].ID, began, began)
			if len(channel.FieldErrors(err)) != 1 {
				t.Errorf("an empty stretch: %v", err)
			}
		})
	}
	if _, err := managed(t, fresh(), twitter.Premium).Replay(t.Context(), "1", time.Unix(0, 0), time.Unix(60, 0)); !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("premium: %v, want ErrUnsupported", err)
	}
}
