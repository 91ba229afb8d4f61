package dispatch_test

import (
	"fmt"
	"os"
	"testing"
	"testing/synctest"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/channeltest"
	"github.com/contactkit/contactkit/channel/dispatch"
)

// A test of waits and retries takes no time in a bubble of testing/synctest: the platform asks for
// thirty seconds, the dispatcher waits them out, and the order of the thread holds.
func ExampleDispatcher_synctest() {
	var status dispatch.Status
	var waited bool
	TestWaits := func(t *testing.T) { // func TestWaits(t *testing.T) in a file of yours
		synctest.Test(t, func(t *testing.T) {
			ch, err := channeltest.NewMemory(channeltest.MemoryConfig{})
			if err != nil {
				t.Fatal(err)
			}
			d, err := dispatch.New(ch, dispatch.Config{})
			if err != nil {
				t.Fatal(err)
			}
			defer d.Close(t.Context())
			ch.Fail(&channel.Error{Kind: channel.ErrRateLimited, Scope: channel.ScopeThread, Wait: 30 * time.Second}, 1)

			begin := time.Now()
			to := channel.Thread{Platform: "memory", Account: "desk", Contact: "ann"}
			r, _, err := d.Prepare("answer/1", to, channel.Message{Text: "It comes at noon.", By: channel.ByPerson})
			if err != nil {
				t.Fatal(err)
			}
			if r, err = d.Deliver(t.Context(), r); err != nil {
				t.Error(err)
			}
			status, waited = r.Status(), time.Since(begin) >= 30*time.Second
		})
	}
	// go test runs yours. The lines of go test -v are no output of the example.
	out := os.Stdout
	os.Stdout = nil
	ok := testing.RunTests(func(string, string) (bool, error) { return true, nil }, []testing.InternalTest{{Name: "TestWaits", F: TestWaits}})
	os.Stdout = out
	fmt.Println(ok, status, waited)
	// Output: true sent true
}
