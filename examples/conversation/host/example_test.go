package host_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"time"

	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/examples/conversation/host"
	"github.com/contactkit/contactkit/examples/desk/world"
	"github.com/contactkit/contactkit/session/keyword"
)

// A customer of a pretended Telegram writes to a host, whose robot answers. With real platforms,
// HTTP and Limiter are nil, and an http.Server serves h.Webhook.
func Example() {
	ctx, stop := context.WithTimeout(context.Background(), 2*time.Minute)
	defer stop()
	dir, err := os.MkdirTemp("", "host")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	internet := world.New(nil)
	telegram := internet.Platforms[0]
	r := telegram.Record
	r.State, r.Service.Robot, r.Routing.Queue = directory.Active, "echo", "parcels"
	r.Service.Keywords = keyword.Set{List: []keyword.Word{{Text: "agent"}}}
	h, err := host.Open(ctx, host.Config{File: filepath.Join(dir, "host.db"), Records: []directory.Record{r}, HTTP: internet.Client(), Limiter: world.Unlimited(nil)})
	if err != nil {
		fmt.Println(err)
		return
	}
	ended := make(chan error)
	running, end := context.WithCancel(ctx)
	go func() { ended <- h.Run(running) }()

	server := httptest.NewServer(h.Webhook)
	defer server.Close()
	telegram.Server.HookURL(server.URL+r.CallbackPath(), nil)
	telegram.Server.Say(telegram.Contact, "hello")
	fmt.Println("delivered:", telegram.Server.Flush(ctx))
	for len(telegram.Received()) == 0 && ctx.Err() == nil {
		time.Sleep(10 * time.Millisecond)
	}
	for _, m := range telegram.Received() {
		fmt.Println(m.Text)
	}
	end()
	fmt.Println(<-ended, h.Close())
	// Output:
	// delivered: <nil>
	// You said “hello”. Say “agent” for a person.
	// <nil> <nil>
}
