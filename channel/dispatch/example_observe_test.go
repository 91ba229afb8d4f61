package dispatch_test

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"sync"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
)

// counters replace those of a metrics library.
type counters struct {
	mu sync.Mutex
	n  map[dispatch.Event]int
}

func (c *counters) observe(o dispatch.Observation) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n[o.Event]++ // and o.Waited, o.Took into histograms
}

// Config.Observe is told of everything, for counters, histograms and logs.
func ExampleObservation() {
	ctx := context.Background()
	counts := &counters{n: make(map[dispatch.Event]int)}
	d, err := dispatch.New(&observeWire{losing: "lost"}, dispatch.Config{Observe: counts.observe})
	if err != nil {
		fmt.Println(err)
		return
	}
	for i, text := range []string{"one", "two", "lost"} {
		r, _, _ := d.Prepare(fmt.Sprint(i), channel.Thread{Platform: "wire", Account: "1", Contact: "ann"}, channel.Message{Text: text})
		_, _ = d.Deliver(ctx, r)
	}
	_ = d.Close(ctx)
	for _, what := range []dispatch.Event{dispatch.EventPrepared, dispatch.EventAccepted, dispatch.EventSent, dispatch.EventUncertain, dispatch.EventDone} {
		fmt.Println(what, counts.n[what])
	}
	// Output:
	// -> ann: one
	// -> ann: two
	// -> ann: lost
	// prepared 3
	// accepted 3
	// sent 2
	// uncertain 1
	// done 3
}

func ExampleLogTo() {
	ctx := context.Background()
	log := slog.New(slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{ReplaceAttr: func(groups []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey || a.Key == "waited" || a.Key == "took" {
			return slog.Attr{} // they differ each time
		}
		return a
	}}))
	d, err := dispatch.New(&observeWire{losing: "lost"}, dispatch.Config{Observe: dispatch.LogTo(log)})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer d.Close(ctx)
	r, _, _ := d.Prepare("9", channel.Thread{Platform: "wire", Account: "1", Contact: "ann"}, channel.Message{Text: "lost", By: channel.ByPerson})
	_, _ = d.Deliver(ctx, r)
	// Output:
	// -> ann: lost
	// level=WARN msg=dispatch dispatch.event=uncertain dispatch.key=9 dispatch.platform=wire dispatch.account=1 dispatch.priority=person dispatch.parts=1 dispatch.try=1 dispatch.error="wire: send: outcome uncertain"
}

// observeWire is a platform that takes 30 characters, prints what it is sent, and can lose an
// answer.
type observeWire struct{ losing string }

func (w *observeWire) Limits(channel.Thread) channel.Limits {
	return channel.Limits{Text: channel.Length{Max: 30}, Ref: channel.Length{Max: 100}, EchoesRef: true, EchoesOwn: true}
}

func (w *observeWire) Send(_ context.Context, to channel.Thread, m channel.Message) (channel.Sent, error) {
	fmt.Printf("-> %s: %s\n", to.Contact, m.Text)
	if m.Text == w.losing {
		return channel.Sent{}, &channel.Error{Op: channel.OpSend, Platform: "wire", Kind: channel.ErrUncertain}
	}
	return channel.Sent{IDs: []string{"m1"}}, nil
}
