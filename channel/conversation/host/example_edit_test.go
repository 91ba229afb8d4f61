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

// A second Page of the same app joins while the host runs, and the app secret is replaced. Edit
// checks the record, puts it to use, tells Meta of the Page, and lets open conversations follow: it
// calls Changed.
func ExampleHost_Edit() {
	var read []string
	TestSecondPage := func(t *testing.T) { // func TestSecondPage(t *testing.T) in a file of yours
		meta := facebooktest.New(facebooktest.Config{Pages: map[string]string{"24001": "token-of-24001", "24002": "token-of-24002"}})
		hosttest.Run(t, editShop(), meta, func(t *testing.T, h *hosttest.Host, meta *facebooktest.Server) {
			got, err := h.Edit(t.Context(), "shop", func(r *directory.Record) { // an administrator saves the form
				r.Pages = append(r.Pages, directory.Page{ID: "24002", Name: "Second shop"})
				r.Secrets.Tokens["pages"]["24002"] = channel.NewKeys("token-of-24002")
			})
			if err != nil || len(got.Subscription.Accounts) != 2 {
				t.Fatal(got.Subscription, err)
			}
			h.Hear(meta, "24002/7001", "hello")
			for _, m := range meta.Sent() {
				read = append(read, m.Text)
			}
		})
	}
	fmt.Println(editTest(TestSecondPage), read)
	// Output: true [You said: hello]
}

// editTest runs a test from an example; go test does it for yours. The lines of go test -v are no
// output of the example.
func editTest(test func(*testing.T)) (ok bool) {
	defer func(out *os.File) { os.Stdout = out }(os.Stdout)
	os.Stdout = nil
	return testing.RunTests(func(string, string) (bool, error) { return true, nil }, []testing.InternalTest{{Name: "Test", F: test}})
}
