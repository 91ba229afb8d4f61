package host_test

import (
	"context"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/conversation/host"
	"github.com/contactkit/contactkit/channel/conversation/host/hosttest"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/standin"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/facebook/facebooktest"
)

// resendConfig is the Config of a host that sends lost messages again.
func resendConfig() host.Config {
	return host.Config{
		Directory: directory.Options{Drivers: []channel.Driver{facebook.Driver()}},
		Conversation: conversation.Config{Resend: true, Robot: conversation.Answering(func(_ context.Context, m channel.Message) (string, error) {
			return "You said: " + m.Text, nil
		})},
	}
}

// TestResend breaks the connection while an answer is sent, so that it may have arrived. The host
// asks Facebook's history after a minute or more. The answer is not there, and is sent again.
func TestResend(t *testing.T) {
	hosttest.Run(t, resendConfig(), facebooktest.New(facebooktest.Config{}), func(t *testing.T, h *hosttest.Host, meta *facebooktest.Server) {
		meta.Fail(standin.Drop(), 1)
		h.Hear(meta, "24001", "hello")
		if n := len(meta.Sent()); n != 0 {
			t.Fatalf("%d messages arrived, want none yet", n)
		}
		h.Advance(10 * time.Minute) // Conversation.DoubtEvery is five
		if sent := meta.Sent(); len(sent) != 1 || sent[0].Text != "You said: hello" {
			t.Errorf("the customer reads %v", sent)
		}
	})
}

// A message that may have arrived is sent again if the platform does not have it: go test runs
// TestResend.
func Example_resend() {
	out := os.Stdout
	os.Stdout = nil // the lines of go test -v are no output of the example
	ok := testing.RunTests(func(string, string) (bool, error) { return true, nil }, []testing.InternalTest{{Name: "TestResend", F: TestResend}})
	os.Stdout = out
	fmt.Println(ok)
	// Output: true
}
