package directory_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/channel/standin"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/telegram/telegramtest"
)

func TestSenderStates(t *testing.T) {
	ctx := context.Background()
	server := &api{token: token("t")}
	o := options()
	o.HTTP = &http.Client{Transport: server}
	d := newDirectory(t, o, bot("bot", "Sales", 71001))
	sender := d.Sender()
	if sender.Limits(customer).Text.Max != 4096 || sender.Limits(channel.Thread{}).Text.Max != 0 {
		t.Errorf("limits: %v", sender.Limits(customer).Text)
	}
	require.NoError(t, channel.ShowTyping(ctx, sender, customer))
	if err := channel.React(ctx, sender, customer, "5", "👍"); !errors.Is(err, errors.ErrUnsupported) && err != nil {
		t.Errorf("an ability of the channel: %v", err)
	}
	_, err := d.Move(ctx, "bot", directory.Paused)
	require.NoError(t, err)
	calls := len(server.calls)
	_, err = sender.Send(ctx, customer, channel.Message{Text: "hi"})
	if !errors.Is(err, directory.ErrPaused) || !errors.Is(err, channel.ErrUnavailable) {
		t.Errorf("a paused channel: %v", err)
	}
	for name, err := range map[string]error{
		"typing": channel.ShowTyping(ctx, sender, customer),
		"read":   channel.MarkRead(ctx, sender, customer, "5"),
		"edit":   channel.EditMessage(ctx, sender, customer, "5", channel.Message{}),
		"delete": channel.DeleteMessage(ctx, sender, customer, "5"),
		"react":  channel.React(ctx, sender, customer, "5", "👍"),
		"press":  channel.AnswerPress(ctx, sender, customer, channel.Press{}, ""),
	} {
		if !errors.Is(err, directory.ErrPaused) {
			t.Errorf("%s of a paused channel: %v", name, err)
		}
	}
	_, err1 := channel.OpenMedia(ctx, sender, customer, channel.Attachment{})
	_, err2 := channel.Upload(ctx, sender, customer, channel.Attachment{}, channel.File{Body: ioNopCloser{strings.NewReader("")}})
	_, err3 := channel.FetchProfile(ctx, sender, customer)
	if !errors.Is(err1, directory.ErrPaused) || !errors.Is(err2, directory.ErrPaused) || !errors.Is(err3, directory.ErrPaused) {
		t.Errorf("media %v, upload %v, profile %v", err1, err2, err3)
	}
	if len(server.calls) != calls {
		t.Errorf("%d calls of a paused channel", len(server.calls)-calls)
	}
}

// Against the stand-in: an answer under way when the token is replaced ends with the channel it
// began with.
func TestACallKeepsItsChannel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := telegramtest.New(telegramtest.Config{})
		o := options()
		o.Now, o.HTTP = time.Now, server.Client()
		account, _, _ := strings.Cut(server.Config().Token, ":")
		r := bot("bot", "Sales", 1)
		r.Secrets.Keys["token"] = channel.NewKeys(channel.Secret(server.Config().Token))
		d := newDirectory(t, o, r)
		server.Say("7001", "hello")
		server.Fail(standin.Delay(2*time.Second), 1)
		done := make(chan error)
		go func() {
			_, err := d.Sender().Send(t.Context(), channel.Thread{Platform: "telegram", Account: account, Contact: "7001"}, channel.Message{Text: "hi"})
			done <- err
		}()
		synctest.Wait()
		stored := find(d, "bot")
		require.NoError(t, d.Remove("bot", stored.Rev))
		if err := <-done; err != nil {
			t.Errorf("the send: %v", err)
		}
		if n := len(server.Sent()); n != 1 {
			t.Errorf("%d messages arrived", n)
		}
	})
}

// A node that has not loaded a record loads it for its limits: otherwise a message planned there
// would fail for good.
func TestLimitsLoadTheRecord(t *testing.T) {
	var asked []directory.Query
	o := options()
	o.Load = func(_ context.Context, q directory.Query) ([]directory.Record, error) {
		asked = append(asked, q)
		if q.Account != "71001" {
			return nil, nil
		}
		return []directory.Record{bot("bot", "Sales", 71001)}, nil
	}
	sender := newDirectory(t, o).Sender()
	to := channel.Thread{Platform: "telegram", Account: "71001", Contact: "7001"}
	for range 2 {
		if got := sender.Limits(to).Text.Max; got != 4096 {
			t.Errorf("the limit of a text is %d, want 4096", got)
		}
	}
	if len(asked) != 1 {
		t.Errorf("%d questions %v, want 1", len(asked), asked)
	}
	to.Account = "9"
	if !sender.Limits(to).IsZero() {
		t.Error("limits of an account that nobody has")
	}
}

// A dispatcher that stopped sending for an account goes on by itself after the record was changed
// on this node, however it was changed.
func TestADispatcherGoesOnWithNewCredentials(t *testing.T) {
	const next = "7100000001:BBFnewnewnewnewnewnewnewnewnewnewnew"
	for name, change := range map[string]func(context.Context, *directory.Directory, directory.Record) error{
		"Replace": func(ctx context.Context, d *directory.Directory, r directory.Record) error {
			_, err := d.Replace(ctx, r)
			return err
		},
		"Load": func(ctx context.Context, d *directory.Directory, r directory.Record) error {
			r.Rev++
			return d.Load(ctx, r)
		},
		"Sync": func(ctx context.Context, d *directory.Directory, r directory.Record) error {
			r.Rev++
			return d.Sync(ctx, func(yield func(directory.Record, error) bool) { yield(r, nil) })
		},
		"LoadSecrets": func(ctx context.Context, d *directory.Directory, r directory.Record) error {
			r.Secrets.Rev++
			_, err := d.LoadSecrets(ctx, r.Tenant, r.Connector, r.Secrets)
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			server := telegramtest.New(telegramtest.Config{})
			o := options()
			o.HTTP, o.Overlap = server.Client(), -1
			o.Lookup.Secret = func(context.Context, string, string) (bool, error) { return true, nil }
			r := bot("bot", "Sales", 1)
			r.Connector = "shared"
			r.Secrets.Keys["token"] = channel.NewKeys(channel.Secret(server.Config().Token))
			d := newDirectory(t, o, r)
			out, err := dispatch.New(d.Sender(), dispatch.Config{})
			require.NoError(t, err)
			defer out.Close(t.Context())
			server.Say("7001", "hello")
			to := channel.Thread{Platform: "telegram", Account: "7100000001", Contact: "7001"}
			send := func(key string) error {
				r, _, err := out.Prepare(key, to, channel.Message{Text: key})
				require.NoError(t, err)
				_, err = out.Deliver(t.Context(), r)
				return err
			}
			require.NoError(t, send("1"))
			server.Rotate(next)
			if err := send("2"); !errors.Is(err, channel.ErrUnauthorized) {
				t.Errorf("the former token: %v", err)
			}
			if err := send("3"); !errors.Is(err, dispatch.ErrCircuit) {
				t.Errorf("after a refusal: %v", err)
			}
			record := find(d, "bot")
			record.Secrets = record.Secrets.Clone()
			record.Secrets.Keys["token"] = channel.NewKeys(next)
			require.NoError(t, change(t.Context(), d, record))
			if err := send("4"); err != nil {
				t.Errorf("the new token: %v", err)
			}
		})
	}
}

// An administrator hears of credentials and of money, and not of a person whom the platform
// refuses. Where the platform does not say whom it refuses, or the refusal is one that it does not
// document, the second contact tells.
func TestWhatIsAlerted(t *testing.T) {
	const ada, ben = "7001", "7002"
	unknown := func(code string) error { return &channel.Error{Kind: channel.ErrUnauthorized, Code: code} }
	message := func(code string) error {
		return &channel.Error{Kind: channel.ErrUnauthorized, Code: code, Affects: channel.AffectsMessage}
	}
	type sent struct {
		to  string
		err error
	}
	for _, tt := range []struct {
		name string
		sent []sent
		want int // alerts
	}{
		{"credentials", []sent{{ada, &channel.Error{Kind: channel.ErrUnauthorized, Affects: channel.AffectsCredentials}}}, 1},
		{"a permission", []sent{{ada, &channel.Error{Kind: channel.ErrUnauthorized, Affects: channel.AffectsApp}}}, 1},
		{"money", []sent{{ada, &channel.Error{Kind: channel.ErrCredit, Affects: channel.AffectsCredit}}}, 1},
		{"money of an unknown kind", []sent{{ada, &channel.Error{Kind: channel.ErrCredit}}}, 1},
		{"a person", []sent{{ada, &channel.Error{Kind: channel.ErrUnauthorized, Affects: channel.AffectsPerson}}}, 0},
		{"a message", []sent{{ada, message("a")}, {ada, message("a")}}, 0},
		{"a message of two", []sent{{ada, message("a")}, {ben, message("a")}}, 1},
		{"a message of two, another code", []sent{{ada, message("a")}, {ben, message("b")}}, 0},
		{"money of a message", []sent{{ada, &channel.Error{Kind: channel.ErrCredit, Affects: channel.AffectsMessage}}}, 0},
		{"unreachable", []sent{{ada, &channel.Error{Kind: channel.ErrUnreachable, Affects: channel.AffectsPerson}}}, 0},
		{"unknown to one", []sent{{ada, unknown("403")}, {ada, unknown("403")}}, 0},
		{"unknown to two", []sent{{ada, unknown("403")}, {ben, unknown("403")}, {ada, unknown("403")}}, 1},
		{"unknown, another code", []sent{{ada, unknown("403")}, {ben, unknown("404")}}, 0},
		{"unknown, another code between", []sent{{ada, unknown("403")}, {ada, unknown("404")}, {ben, unknown("403")}}, 1},
		{"unknown, accepted between", []sent{{ada, unknown("403")}, {ben, nil}, {ben, unknown("403")}}, 0},
	} {
		var alerts []directory.Alert
		var answer error
		o := options()
		driver := telegram.Driver()
		open := driver.Open
		driver.Open = func(s channel.Settings) (channel.Channel, error) {
			ch, err := open(s)
			return refusing{ch, func() error { return answer }}, err
		}
		o.Drivers = []channel.Driver{driver}
		o.Alert = func(a directory.Alert) { alerts = append(alerts, a) }
		d := newDirectory(t, o, bot("bot", "Sales", 71001))
		for _, m := range tt.sent {
			answer = m.err
			_, err := d.Sender().Send(t.Context(), channel.Thread{Platform: "telegram", Account: "71001", Contact: m.to}, channel.Message{Text: "hi"})
			if !errors.Is(err, m.err) {
				t.Fatal(err)
			}
		}
		if len(alerts) != tt.want || len(alerts) > 0 && alerts[0].Account != "71001" {
			t.Errorf("%s: alerts %+v, want %d", tt.name, alerts, tt.want)
		}
	}
}

// refusing is a channel whose platform answers every message with err.
type refusing struct {
	channel.Channel
	err func() error
}

func (r refusing) Send(context.Context, channel.Thread, channel.Message) (channel.Sent, error) {
	return channel.Sent{}, r.err()
}
