package whatsapp_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/channel/pace"
	"github.com/contactkit/contactkit/channel/standin"
	"github.com/contactkit/contactkit/examples/whatsapp"
	"github.com/contactkit/contactkit/examples/whatsapp/whatsapptest"
)

// desk is a host: a directory of channels, a dispatcher, and a store that keeps each event once.
type desk struct {
	*whatsapptest.Server
	t    *testing.T
	dir  *directory.Directory
	disp *dispatch.Dispatcher

	mu       sync.Mutex
	events   []channel.Event
	known    map[string]bool
	receipts map[string]dispatch.Receipt
}

// openDesk sets up one tenant's channel from the form of the driver.
func openDesk(t *testing.T, cfg whatsapptest.Config) *desk {
	t.Helper()
	cfg.AppSecret, cfg.VerifyToken, cfg.Token, cfg.RequireProof = appSecret.Reveal(), verifyToken.Reveal(), token.Reveal(), true
	d := &desk{Server: whatsapptest.New(cfg), t: t, known: make(map[string]bool), receipts: make(map[string]dispatch.Receipt)}
	var err error
	d.dir, err = directory.New(directory.Options{Drivers: []channel.Driver{whatsapp.Driver()}, HTTP: d.Client(), Media: d.Client(), Now: d.Now,
		Files: files{"invoice": "%PDF-1.7"}.open})
	require.NoError(t, err)
	record := directory.Default(whatsapp.Platform)
	record.Tenant, record.ID, record.Name, record.State = "north", "wa1", "Shop", directory.Active
	record.Routing.Queue = "first-line"
	record.Settings = map[string]string{"appId": d.Config().AppID, "businessId": d.Config().Business, "numbers": d.Config().Numbers[0], "linkNumbers": "true"}
	record.Secrets.Keys = map[string]channel.Keys{"appSecret": channel.NewKeys(appSecret), "verifyToken": channel.NewKeys(verifyToken), "token": channel.NewKeys(token)}
	_, err = d.dir.Add(t.Context(), record)
	require.NoError(t, err)
	d.disp, err = dispatch.New(d.dir.Sender(), dispatch.Config{Limiter: pace.NewMemory(pace.MemoryConfig{Empty: true})})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, d.disp.Close(context.Background())) })
	d.Hook(&directory.Handler{Directory: d.dir, Store: d.store})
	return d
}

// store keeps what arrives, each event once, and settles what was sent.
func (d *desk) store(_ context.Context, got directory.Received) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, routed := range got.Events {
		e := routed.Event.Clone()
		if d.known[e.ID] {
			continue
		}
		d.known[e.ID] = true
		d.events = append(d.events, e)
		for key, receipt := range d.receipts {
			if settled, ok := receipt.Settle(e); ok {
				d.receipts[key] = settled
			}
		}
	}
	return nil
}

// take delivers what waits and returns the new events.
func (d *desk) take() []channel.Event {
	d.t.Helper()
	require.NoError(d.t, d.Flush(d.t.Context()))
	d.mu.Lock()
	defer d.mu.Unlock()
	events := d.events
	d.events = nil
	return events
}

// deliver sends a message by the dispatcher and keeps its receipt.
func (d *desk) deliver(key string, to channel.Thread, m channel.Message) error {
	d.t.Helper()
	r, _, err := d.disp.Prepare(key, to, m)
	require.NoError(d.t, err)
	r, err = d.disp.Deliver(d.t.Context(), r)
	d.mu.Lock()
	defer d.mu.Unlock()
	d.receipts[key] = r
	return err
}

// A week at a desk: set up from a form, asked, answered within the limits, settled by statuses,
// written to by template after the window, and moved to a new phone number.
func TestJourney(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := openDesk(t, whatsapptest.Config{Fresh: true, Unregistered: true, Now: time.Now, Pair: standin.Rate{Kind: standin.SlidingWindow, N: 1, Per: 6 * time.Second}})
		d.Meet(whatsapptest.Person{UserID: userID, Number: phone, Name: "Ada"})

		// The administrator sets up the number and the webhook.
		entry, ok := d.dir.Find("wa1")
		require.True(t, ok)
		ch, ok := channel.As[*whatsapp.Channel](entry.Channel())
		require.True(t, ok)
		number := ch.Info().Accounts[0]
		require.NoError(t, ch.RequestCode(t.Context(), number, whatsapp.CodeBySMS, "en"))
		require.NoError(t, ch.VerifyCode(t.Context(), number, channel.Secret(d.Code(number))))
		require.NoError(t, ch.Register(t.Context(), number, "123456"))
		sub, err := d.dir.Subscribe(t.Context(), "wa1", "https://desk.example")
		require.NoError(t, err)
		if !sub.Active || len(sub.Findings) > 0 {
			t.Fatalf("subscribed: %+v", sub)
		}

		// The desk writes first, to the phone number, which only a template may do.
		to := channel.Thread{Platform: whatsapp.Platform, Account: number, Contact: phone}
		if err := d.deliver("k0", to, channel.Message{Text: "Hello", Ref: "k0"}); !errors.Is(err, channel.ErrWindowClosed) {
			t.Errorf("a text to a person who never wrote: %v", err)
		}
		shipped := whatsapp.Native(whatsapp.Options{Template: &whatsapp.Template{Name: "order_shipped", Language: "en_US", Body: []string{"4711"}}})
		require.NoError(t, d.deliver("k1", to, channel.Message{Native: shipped, Ref: "k1"}))

		// The news of the template, and the answer, come in the thread of the user id: the two are
		// joined, once.
		joined := d.take()
		if diff := cmp.Diff([]string{"moved", "custom"}, kinds(joined)); diff != "" {
			t.Fatalf("events (-want +got):\n%s", diff)
		}
		time.Sleep(time.Minute) // the person is one, under two names: the dispatcher paces each
		d.Say(phone, "Where is it?")
		asked := d.take()
		if diff := cmp.Diff([]string{"message"}, kinds(asked)); diff != "" {
			t.Fatalf("events (-want +got):\n%s", diff)
		}
		thread := asked[0].Thread
		if joined[0].Body != (channel.Moved{From: to}) || joined[0].Thread != thread || thread.Contact != userID {
			t.Errorf("joined: %+v", joined[0])
		}

		// A long answer with a file goes in the pace of the platform: six seconds apart, nothing
		// refused.
		long := ""
		for i := range 700 {
			long += fmt.Sprintf("Line %d. ", i)
		}
		began := time.Now()
		require.NoError(t, d.deliver("k2", thread, channel.Message{Text: long, Ref: "k2", By: channel.ByPerson, Heard: asked[0].Time,
			QuickReplies: []channel.QuickReply{{Text: "Thanks"}, {Text: "More"}}}))
		require.NoError(t, d.deliver("k3", thread, channel.Message{Ref: "k3", By: channel.ByPerson, Heard: asked[0].Time,
			Attachments: []channel.Attachment{{Kind: channel.MediaFile, File: "invoice", Name: "invoice.pdf"}}}))
		parts := len(d.receipts["k2"].Parts)
		if took := time.Since(began); parts < 2 || took < time.Duration(parts)*6*time.Second {
			t.Errorf("%d parts in %v", parts, took)
		}
		if refused := slices.DeleteFunc(d.Calls(), func(c standin.Call) bool { return c.Status < 400 }); len(refused) != 1 { // the text of before
			t.Errorf("refused: %+v", refused)
		}

		// An answer is lost. The status that carries our name of the message settles it.
		time.Sleep(6 * time.Second)
		d.Fail(standin.LoseAnswer().On("/messages"), 1)
		if err := d.deliver("k4", thread, channel.Message{Text: "It arrives today.", Ref: "k4", By: channel.ByPerson, Heard: asked[0].Time}); !errors.Is(err, channel.ErrUncertain) {
			t.Fatalf("a lost answer: %v", err)
		}
		d.Reach(userID)
		d.take()
		if r := d.receipts["k4"]; r.Status() != dispatch.Sent || len(r.IDs()) != 1 {
			t.Errorf("after the status: %q, %q", r.Status(), r.IDs())
		}

		// An accepted message fails later: the receipt says whom it concerns.
		time.Sleep(6 * time.Second)
		require.NoError(t, d.deliver("k5", thread, channel.Message{Text: "Bye.", Ref: "k5", By: channel.ByPerson, Heard: asked[0].Time}))
		d.Lose(userID, d.receipts["k5"].IDs()[0], 131026, "Message undeliverable")
		d.take()
		if r := d.receipts["k5"]; r.Status() != dispatch.Failed || r.Parts[0].Affects != channel.AffectsPerson || r.Parts[0].Code != "131026" {
			t.Errorf("after the failure: %+v", r.Parts[0])
		}

		// A day later only a template goes; the person has a new phone number, and the thread goes
		// on.
		time.Sleep(25 * time.Hour)
		if err := d.deliver("k6", thread, channel.Message{Text: "Still there?", By: channel.ByPerson, Heard: asked[0].Time}); !errors.Is(err, channel.ErrWindowClosed) {
			t.Errorf("after a day: %v", err)
		}
		next := d.ChangeNumber(userID, "491709999999")
		moved := d.take()
		want := channel.Thread{Platform: whatsapp.Platform, Account: number, Contact: next}
		if len(moved) != 1 || moved[0].Thread != want || moved[0].Body != (channel.Moved{From: thread}) {
			t.Errorf("moved: %+v", moved)
		}
		require.NoError(t, d.deliver("k7", want, channel.Message{Native: shipped, By: channel.ByAutomatic, Heard: asked[0].Time}))
	})
}

func kinds(events []channel.Event) (all []string) {
	for _, e := range events {
		all = append(all, channel.Kind(e.Body))
	}
	return all
}
