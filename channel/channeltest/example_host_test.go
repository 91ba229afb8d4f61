package channeltest_test

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"testing"
	"testing/synctest"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/channeltest"
)

// CheckHost finds a host that answers its own messages, one that loses a body it cannot decode, and
// more. The host under test answers in the background, so the test runs in a bubble, where
// synctest.Wait waits for it and a minute takes no time.
func ExampleCheckHost() {
	newHost := func(_ testing.TB, ch channel.Channel) http.Handler { // the host's own constructor
		seen := map[string]bool{}
		return &channel.Handler{Channel: ch, Store: func(_ context.Context, events []channel.Event) error {
			for _, e := range events {
				m, ok := e.Body.(channel.Message)
				if seen[e.ID] || !ok || e.Origin != channel.OriginContact || e.Standby {
					continue
				}
				seen[e.ID] = true
				time.AfterFunc(0, func() { // a worker
					_, _ = ch.Send(context.Background(), e.Thread, channel.Message{Text: "You said: " + m.Text, Heard: e.Time})
				})
			}
			return nil
		}}
	}
	TestHost := func(t *testing.T) { // func TestHost(t *testing.T) in a file of yours
		channeltest.CheckHost(t, channeltest.Host{New: newHost, Settle: func() { time.Sleep(time.Millisecond) }})
	}
	fmt.Println(exampleTest(TestHost))
	// Output: true
}

// A host gives up after a minute. In a bubble of testing/synctest that minute passes at once, and
// the platform's clock with it, because Memory and the stand-ins use sockets nowhere.
func ExampleMemory_synctest() {
	TestPatience := func(t *testing.T) { // func TestPatience(t *testing.T) in a file of yours
		synctest.Test(t, func(t *testing.T) {
			ch, err := channeltest.NewMemory(channeltest.MemoryConfig{})
			if err != nil {
				t.Fatal(err)
			}
			ch.Fail(channel.ErrUnavailable, 3)
			begin := time.Now()
			to := channel.Thread{Platform: "memory", Account: "desk", Contact: "customer"}
			for range 4 {
				if _, err = ch.Send(t.Context(), to, channel.Message{Text: "Hello"}); err == nil {
					break
				}
				time.Sleep(20 * time.Second)
			}
			if waited := time.Since(begin); err != nil || waited != time.Minute {
				t.Errorf("sent after %v: %v", waited, err)
			}
		})
	}
	fmt.Println(exampleTest(TestPatience))
	// Output: true
}

// exampleTest runs a test from an example; go test does it for yours. The lines of go test -v are
// no output of the example.
func exampleTest(test func(*testing.T)) (ok bool) {
	defer func(out *os.File) { os.Stdout = out }(os.Stdout)
	os.Stdout = nil
	return testing.RunTests(func(string, string) (bool, error) { return true, nil }, []testing.InternalTest{{Name: "Test", F: test}})
}
