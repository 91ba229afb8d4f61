package dispatch_test

import (
	"bytes"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
)

// Everything that happens to a receipt is told in its order, and before Deliver returns; and who is
// told may ask the dispatcher.
func TestWhatIsObserved(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &platform{limits: slow(), latency: constant(100 * time.Millisecond),
			fault: failing(nil, limited(channel.ScopeThread, 2*time.Second), nil, fail(channel.ErrRejected, errors.New("no")))}
		var d *dispatch.Dispatcher
		var got []string
		d = newDispatcher(t, p, dispatch.Config{Observe: func(o dispatch.Observation) {
			line := string(o.Event)
			if o.Part > 0 {
				line += " second"
			}
			if o.Took > 0 {
				line += " took " + o.Took.String()
			}
			if o.Wait > 0 {
				line += " wait " + o.Wait.Round(10*time.Millisecond).String()
			}
			if o.Event == dispatch.EventDone {
				line += " after " + o.Waited.Round(10*time.Millisecond).String()
			}
			got = append(got, line)
			d.Waiting()
			d.Renew("test", "another")
		}})
		_, _ = accept(t, d, "k", thread("a"), channel.Message{Text: "First part of it. Second part."}).Wait()
		_, _ = accept(t, d, "l", thread("a"), channel.Message{Text: "refused"}).Wait()
		want := []string{
			"prepared", "accepted", "sent took 100ms",
			"held_up wait 1s", "paused wait 2s", "retried second wait 2s", "sent second took 100ms", "done after 3.25s",
			"prepared", "accepted", "held_up wait 1s", "failed took 50ms", "done after 1.05s",
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("told (-want +got):\n%s", diff)
		}
	})
}

// A log line says what happened, and nothing of what was said.
func TestALogLineHoldsNoText(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		p := &platform{limits: short, fault: failing(fail(channel.ErrUnavailable, nil), fail(channel.ErrRejected, nil))}
		d := newDispatcher(t, p, dispatch.Config{Observe: dispatch.LogTo(slog.New(slog.NewJSONHandler(&out, &slog.HandlerOptions{Level: slog.LevelDebug})))})
		_, _ = accept(t, d, "k", thread("a"), channel.Message{Text: "my password is cat"}).Wait()
		for _, want := range []string{`"level":"DEBUG"`, `"event":"retried"`, `"level":"WARN"`, `"event":"failed"`, `"key":"k"`, `"wait":`} {
			if !strings.Contains(out.String(), want) {
				t.Errorf("no %s in:\n%s", want, out.String())
			}
		}
		if strings.Contains(out.String(), "password") {
			t.Errorf("a text in the log:\n%s", out.String())
		}
	})
}
