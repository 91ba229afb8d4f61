package conversation_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/directory"
)

// traceKey is the key of a host's trace in a context.
type traceKey struct{}

func traceOf(ctx context.Context) string {
	trace, _ := ctx.Value(traceKey{}).(string)
	return trace
}

// short is a trace, or how long it is.
func short(trace string) string {
	if len(trace) > 20 {
		return fmt.Sprint(len(trace), " bytes")
	}
	return trace
}

// noted is a platform that notes the trace of each message.
type noted struct {
	recorder
	mu   sync.Mutex
	sent []string
}

func (n *noted) Send(ctx context.Context, to channel.Thread, m channel.Message) (channel.Sent, error) {
	n.mu.Lock()
	n.sent = append(n.sent, m.Text+": "+short(traceOf(ctx)))
	n.mu.Unlock()
	return n.recorder.Send(ctx, to, m)
}

// The trace of a webhook call on one node goes on in the robot's call and in the sending on another
// one. A warning that only time leads to has none, and too long a text is not stored.
func TestTraceGoesOverNodes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		platform, store := new(noted), conversation.NewMemory(conversation.MemoryConfig{})
		cfg := config(t, store, platform)
		robot := cfg.Robot
		cfg.Robot = func(ctx context.Context, c conversation.Call) (conversation.Said, error) {
			said, err := robot(ctx, c)
			for i := range said.Messages {
				said.Messages[i].Text += " (asked: " + short(traceOf(ctx)) + ")"
			}
			return said, err
		}
		cfg.Trace = traceOf
		cfg.Resume = func(ctx context.Context, trace string) context.Context {
			return context.WithValue(ctx, traceKey{}, trace)
		}
		receiver, worker := newService(t, cfg), newService(t, cfg)
		ctx, cancel := context.WithCancel(t.Context())
		over := make(chan struct{})
		go func() { _ = worker.Run(ctx); close(over) }()
		longest := strings.Repeat("x", 1024)
		for _, call := range []struct{ id, text, trace string }{
			{"1", "hi", "trace 1"}, {"2", "there?", longest + "x"}, {"3", "well?", longest},
		} {
			receiving := context.WithValue(t.Context(), traceKey{}, call.trace)
			require.NoError(t, receiver.Receive(receiving, []directory.Routed{said(call.id, call.text)}))
			time.Sleep(10 * time.Second)
		}
		time.Sleep(time.Hour)
		cancel()
		<-over
		want := []string{
			"re hi (asked: trace 1): trace 1", "re there? (asked: ): ", "re well? (asked: 1024 bytes): 1024 bytes",
			"(still-there): ", "(ended): ",
		}
		if diff := cmp.Diff(want, platform.sent); diff != "" {
			t.Errorf("messages with their traces (-want +got):\n%s", diff)
		}
	})
}
