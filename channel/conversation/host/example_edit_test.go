package host_test

import (
	"context"
	"fmt"
	"os"
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/conversation/host"
	"github.com/contactkit/contactkit/channel/conversation/host/hosttest"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/facebook/facebooktest"
)

// editShop is the Config of a host with one Page.
func editShop() host.Config {
	page := directory.Default("facebook")
	page.Tenant, page.ID, page.Name, page.State = "north", "shop", "Shop", directory.Active
	page.Service.Mode, page.Service.Robot = directory.Bot, "echo"
	page.Pages = []directory.Page{{ID: "24001"}}
	return host.Config{
		Records: []directory.Record{page}, BaseURL: "https://desk.example", // the platforms call this address
		Directory: directory.Options{Drivers: []channel.Driver{facebook.Driver()}},
		Conversation: conversation.Config{Robot: conversation.Answering(func(_ context.Context, m channel.Message) (string, error) {
			return "You said: " + m.Text, nil
		})},
	}
}

// TestSecondPage lets a second Page of the same app join while the host runs. Edit checks the
// record, puts it to use, tells Meta of the Page, and lets open conversations follow: it calls
// Changed.
func TestSecondPage(t *testing.T) {
	meta := facebooktest.New(facebooktest.Config{Pages: map[string]string{"24001": "token-of-24001", "24002": "token-of-24002"}})
	hosttest.Run(t, editShop(), meta, func(t *testing.T, h *hosttest.Host, meta *facebooktest.Server) {
		got, err := h.Edit(t.Context(), "shop", func(r *directory.Record) { // where an administrator's form is saved
			r.Pages = append(r.Pages, directory.Page{ID: "24002", Name: "Second shop"})
			r.Secrets.Tokens["pages"]["24002"] = channel.NewKeys("token-of-24002")
		})
		if err != nil || len(got.Subscription.Accounts) != 2 {
			t.Fatal(got.Subscription, err)
		}
		h.Hear(meta, "24002/7001", "hello") // a customer of the second Page
		if sent := meta.Sent(); len(sent) != 1 || sent[0].Text != "You said: hello" {
			t.Errorf("the customer reads %v", sent)
		}
	})
}

// A record changes while the host runs: go test runs TestSecondPage.
func ExampleHost_Edit() {
	out := os.Stdout
	os.Stdout = nil // the lines of go test -v are no output of the example
	ok := testing.RunTests(func(string, string) (bool, error) { return true, nil }, []testing.InternalTest{{Name: "TestSecondPage", F: TestSecondPage}})
	os.Stdout = out
	fmt.Println(ok)
	// Output: true
}
