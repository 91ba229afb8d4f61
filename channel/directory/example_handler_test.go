package directory_test

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/telegram"
)

// One endpoint for every channel of every tenant: the path of the call finds the channel, and each
// event comes with its owner. Events that are not for a session are stored apart.
func ExampleHandler() {
	d, err := directory.New(directory.Options{Drivers: []channel.Driver{telegram.Driver()}})
	if err != nil {
		log.Fatal(err)
	}
	record := directory.Default("telegram")
	record.Tenant, record.ID, record.Name, record.State = "north", "sales", "Sales", directory.Active
	record.Service.Robot, record.Routing.Queue = "greeter", "first-line"
	record.Secrets.Keys = map[string]channel.Keys{
		"token":         channel.NewKeys("71001:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"),
		"webhookSecret": channel.NewKeys("made-by-the-host"),
	}
	if err := d.Load(context.Background(), record); err != nil {
		log.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/", &directory.Handler{
		Directory: d,
		Store: func(ctx context.Context, got directory.Received) error { // one transaction, unique on Event.ID
			for _, r := range got.Events {
				if r.Skipped != "" {
					fmt.Println("kept apart:", r.Event.ID, r.Skipped)
					continue
				}
				if m, ok := r.Event.Body.(channel.Message); ok { // a body that cannot be decoded is stored as well
					fmt.Println(r.Owner.Tenant(), r.Owner.Name(), m.Text)
				}
			}
			return nil
		},
	})

	body := `{"update_id":9,"message":{"message_id":7,"from":{"id":68,"first_name":"Mira"},"chat":{"id":68,"type":"private"},"date":1781000000,"text":"Hei!"}}`
	for _, secret := range []string{"made-by-the-host", "guessed"} {
		r := httptest.NewRequest("POST", "/telegram/sales", strings.NewReader(body))
		r.Header.Set("X-Telegram-Bot-Api-Secret-Token", secret)
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, r)
		fmt.Println(w.Code)
	}
	// Output:
	// north Sales Hei!
	// 200
	// 401
}
