package telegram_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/standin"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/telegram/apifabric/apifabrictest"
	"github.com/contactkit/contactkit/telegram/telegramtest"
)

// A day at a desk that talks to Telegram: a deep link, buttons, a phone number, an edit, an album,
// refusals, a block.
func Example_journey() {
	d, err := directDesk(os.Stdout)
	if err != nil {
		fmt.Println(err)
		return
	}
	journey(d)
	// Output:
	// Ada Byron starts, by the link "order_100-abc"
	// desk: Welcome, is it about order 100? -> 1 sent
	// Ada Byron presses Yes
	// desk: How can we reach you? -> 1 sent
	// Ada Byron: [number +4755501234, own true]
	// Ada Byron: The lamp 💡 is brokn
	// Ada Byron corrects: The lamp 💡 is broken
	// Ada Byron: See here [image] [image]
	//   kept 5 bytes
	//   kept 4 bytes
	// Ada Byron: [at 59.9 10.7]
	// desk: Sorry! A new one is on its way. -> 1 sent
	// desk: wrong window -> 1 sent
	// desk: [at 59.9 10.8] -> 1 sent
	// desk: one -> rate limited, wait 3s
	// desk: two -> outcome uncertain
	// desk: (4097 characters) -> rejected
	// Ada Byron: blocked
	// desk: three -> contact unreachable
	// Ada Byron: unblocked
	// desk: Welcome back -> 1 sent
}

// The same day through Huawei's API Fabric: certificates of both sides, an app key and secret, a
// token from a port of its own.
func Example_journeyThroughAGateway() {
	d, err := gatewayDesk(os.Stdout)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer d.stop()
	journey(d)
	// Output:
	// Ada Byron starts, by the link "order_100-abc"
	// desk: Welcome, is it about order 100? -> 1 sent
	// Ada Byron presses Yes
	// desk: How can we reach you? -> 1 sent
	// Ada Byron: [number +4755501234, own true]
	// Ada Byron: The lamp 💡 is brokn
	// Ada Byron corrects: The lamp 💡 is broken
	// Ada Byron: See here [image] [image]
	//   kept 5 bytes
	//   kept 4 bytes
	// Ada Byron: [at 59.9 10.7]
	// desk: Sorry! A new one is on its way. -> 1 sent
	// desk: wrong window -> 1 sent
	// desk: [at 59.9 10.8] -> 1 sent
	// desk: one -> rate limited, wait 3s
	// desk: two -> outcome uncertain
	// desk: (4097 characters) -> rejected
	// Ada Byron: blocked
	// desk: three -> contact unreachable
	// Ada Byron: unblocked
	// desk: Welcome back -> 1 sent
}

// desk is a host in small: it receives, stores, answers, and logs all that it sees.
type desk struct {
	ch      channel.Channel
	bot     *telegramtest.Server
	gateway *apifabrictest.Gateway // nil: Telegram is called itself
	stop    func()

	out    io.Writer      // the story
	ledger bytes.Buffer   // every log line, event, error and file of the host
	files  []channel.File // received
	last   channel.Event
	album  telegram.Albums
}

// log keeps a value in each form in which a host might.
func (d *desk) log(what string, v any) {
	slog.New(slog.NewJSONHandler(&d.ledger, nil)).Info(what, "value", v)
	slog.New(slog.NewTextHandler(&d.ledger, nil)).Info(what, "value", v)
	fmt.Fprintf(&d.ledger, "%v %+v %#v\n", v, v, v)
	if data, err := json.Marshal(v); err == nil {
		d.ledger.Write(data)
	}
}

func (d *desk) tell(format string, args ...any) { fmt.Fprintf(d.out, format+"\n", args...) }

// receive takes in what Telegram delivers.
func (d *desk) receive() {
	h := journeyReceiver(d.ch, func(got channel.Delivery) {
		for _, ev := range got.Events {
			d.log("event", ev.Clone())
			for _, ready := range d.album.Add(ev.Clone(), d.bot.Now()) {
				d.show(ready)
			}
		}
	})
	for d.bot.Pending() > 0 {
		for _, status := range d.bot.Deliver(h) {
			if status != http.StatusOK {
				d.tell("delivery answered %d", status)
			}
		}
	}
	for _, ready := range d.album.Due(d.bot.Now().Add(telegram.AlbumQuiet)) {
		d.show(ready)
	}
}

func (d *desk) show(ev channel.Event) {
	d.last = ev
	switch b := ev.Body.(type) {
	case channel.Started:
		d.tell("%s starts, by the link %q", ev.From.Name, b.Ref)
	case channel.Message:
		d.tell("%s: %s", ev.From.Name, words(b))
		for _, a := range b.Attachments {
			d.keep(ev.Thread, a)
		}
	case channel.Edited:
		d.tell("%s corrects: %s", ev.From.Name, words(b.Message))
	case channel.Press:
		d.tell("%s presses %s", ev.From.Name, b.Button)
		d.log("answer press", channel.AnswerPress(context.Background(), d.ch, ev.Thread, b, "Thank you"))
	default:
		d.tell("%s: %s", ev.From.Name, channel.Kind(ev.Body))
	}
}

// keep stores an attachment and its content.
func (d *desk) keep(of channel.Thread, a channel.Attachment) {
	d.log("attachment", a)
	f, err := channel.OpenMedia(context.Background(), d.ch, of, a)
	d.log("open media", err)
	if err != nil {
		d.tell("  cannot be opened: %v", kind(err))
		return
	}
	defer f.Body.Close()
	content, err := io.ReadAll(f.Body)
	d.log("read media", err)
	f.Body = nil
	d.log("file", f)
	d.ledger.Write(content)
	d.files = append(d.files, f)
	d.tell("  kept %d bytes", len(content))
}

// answer sends a message and tells what became of it.
func (d *desk) answer(m channel.Message) channel.Sent {
	sent, err := d.ch.Send(context.Background(), d.last.Thread, m)
	d.log("send", err)
	d.log("sent", sent)
	if err != nil {
		d.tell("desk: %s -> %v", words(m), kind(err))
		return channel.Sent{}
	}
	d.tell("desk: %s -> %d sent", words(m), len(sent.IDs))
	return sent
}

// open makes the desk's channel by the Driver, as a host does from an administrator's form.
func (d *desk) open(driver channel.Driver, s channel.Settings) error {
	d.log("settings", s)
	ch, err := driver.Open(s)
	d.log("open", err)
	d.ch = ch
	return err
}

func words(m channel.Message) string {
	parts := []string{m.Text}
	for _, a := range m.Attachments {
		parts = append(parts, "["+string(a.Kind)+"]")
	}
	if m.Location != nil {
		parts = append(parts, fmt.Sprintf("[at %.1f %.1f]", m.Location.Latitude, m.Location.Longitude))
	}
	if m.Card != nil {
		parts = append(parts, fmt.Sprintf("[number %s, own %v]", m.Card.Phone, m.Card.Own))
	}
	line := strings.TrimSpace(strings.Join(parts, " "))
	if len(line) > 80 {
		line = fmt.Sprintf("(%d characters)", len(line))
	}
	return line
}

// kind is what an error means.
func kind(err error) error {
	if e, ok := errors.AsType[*channel.Error](err); ok {
		if e.Wait > 0 {
			return fmt.Errorf("%w, wait %v", e.Kind, e.Wait)
		}
		return e.Kind
	}
	return err
}

// journey is a day at the desk. It is the same with and without a gateway; so nothing is uploaded,
// which no gateway is known to take.
func journey(d *desk) {
	ctx := context.Background()
	const customer = "6804410077"
	d.log("channel", d.ch)
	d.bot.Meet(telegramtest.Person{ID: customer, First: "Ada", Last: "Byron", Language: "nb"})
	d.bot.Start(customer, "order_100-abc")
	d.receive()
	d.log("typing", channel.ShowTyping(ctx, d.ch, d.last.Thread))
	ask := d.answer(channel.Message{Text: "Welcome, is it about order 100?", Spans: []channel.Span{{Kind: channel.SpanBold, Start: 0, End: 7}}, By: channel.ByRobot,
		Buttons: []channel.Button{{Text: "Yes", Payload: "order:yes"}, {Text: "No", Payload: "order:no"}}})
	d.bot.Press(customer, ask.IDs[0], "order:yes")
	d.receive()
	d.answer(channel.Message{Text: "How can we reach you?", By: channel.ByRobot, QuickReplies: []channel.QuickReply{{Text: "My number", Asks: channel.AskPhone}, {Text: "Here"}}})
	d.bot.ShareContact(customer, "+4755501234")
	d.receive()
	typo := d.bot.Say(customer, "The lamp 💡 is brokn")
	d.receive()
	d.bot.Edit(customer, typo, "The lamp 💡 is broken")
	d.receive()
	d.bot.SendAlbum(customer, "See here", []byte("front"), []byte("back"))
	d.receive()
	d.bot.SendLocation(customer, 59.9, 10.7)
	d.receive()

	reply := d.answer(channel.Message{Text: "Sorry! A new one is on its way.", By: channel.ByPerson, ReplyTo: typo})
	d.log("edit", channel.EditMessage(ctx, d.ch, d.last.Thread, reply.IDs[0], channel.Message{Text: "Sorry! A new one leaves today."}))
	oops := d.answer(channel.Message{Text: "wrong window"})
	d.log("delete", channel.DeleteMessage(ctx, d.ch, d.last.Thread, oops.IDs[0]))
	d.answer(channel.Message{Location: &channel.Location{Latitude: 59.91, Longitude: 10.75, Name: "Kiosk", Address: "Karl Johans gate 1"}})

	// Things go wrong.
	d.bot.Fail(standin.Status(429, `{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 3","parameters":{"retry_after":3}}`), 1)
	d.answer(channel.Message{Text: "one"})
	d.bot.Fail(standin.LoseAnswer(), 1)
	d.answer(channel.Message{Text: "two"})
	d.answer(channel.Message{Text: strings.Repeat("x", 4097)})
	d.bot.Block(customer)
	d.receive()
	d.answer(channel.Message{Text: "three"})
	d.bot.Unblock(customer)
	d.receive()
	d.answer(channel.Message{Text: "Welcome back"})
	sub, err := channel.CheckSubscription(ctx, d.ch)
	d.log("subscription", sub)
	d.log("subscription", err)
}

// directDesk talks to Telegram itself.
func directDesk(out io.Writer) (*desk, error) {
	d := &desk{out: out, stop: func() {}}
	now := func() time.Time { return time.Date(2026, 6, 9, 12, 0, 0, 0, time.UTC) }
	d.bot = telegramtest.New(telegramtest.Config{Token: journeyToken.Reveal(), WebhookSecret: journeySecret.Reveal(), Now: now})
	return d, d.open(telegram.Driver(), channel.Settings{
		Keys: map[string]channel.Keys{"token": channel.NewKeys(journeyToken), "webhookSecret": channel.NewKeys(journeySecret)},
		HTTP: d.bot.Client(), Now: now, Files: journeyHostFiles,
	})
}

// gatewayDesk talks to it through API Fabric on sockets: certificates of both sides, the gateway's
// as a leaf in DER, a token from a port of its own.
func gatewayDesk(out io.Writer) (*desk, error) {
	d := &desk{out: out, stop: func() {}}
	now := func() time.Time { return time.Date(2026, 6, 9, 12, 0, 0, 0, time.UTC) }
	d.bot = telegramtest.New(telegramtest.Config{Token: journeyToken.Reveal(), WebhookSecret: journeySecret.Reveal(), Now: now})
	d.gateway = apifabrictest.New(apifabrictest.Config{Bot: d.bot, AppSecret: appSecret, Now: now})
	tokenURL, businessURL, stop, err := d.gateway.Start()
	if err != nil {
		return nil, err
	}
	d.stop = stop
	leaf, err := d.gateway.Certificate()
	if err != nil {
		return nil, err
	}
	own, key, err := d.gateway.Identity("desk")
	if err != nil {
		return nil, err
	}
	system := telegram.System{FabricAddress: strings.TrimPrefix(tokenURL, "https://"), Trusted: []string{businessURL}}
	return d, d.open(system.Driver(), channel.Settings{
		Values: map[string]string{
			"account": journeyBot, "gatewayUrl": businessURL, "gatewayAppKey": d.gateway.Config().AppKey,
			"gatewayPath": relayPath, "gatewayFilePath": filePath, "gatewayEncoder": "bot_api",
		},
		Keys: map[string]channel.Keys{"gatewayAppSecret": channel.NewKeys(appSecret), "webhookSecret": channel.NewKeys(journeySecret)},
		TLS:  channel.TLS{Trust: [][]byte{leaf}, Certificate: own, Key: channel.Secret(key)},
		Now:  now,
	})
}

const appSecret = "kiosk-app-secret-of-api-fabric"

const relayPath = "/apiaccess/example/telegram/{method}"

const filePath = "/apiaccess/example/file/{file_id}"

// journeyHostFiles opens the files of the tests: the content of a file is its name.
func journeyHostFiles(_ context.Context, name string) (channel.File, error) {
	content, found := strings.CutPrefix(name, "content:")
	switch {
	case found:
		return channel.File{Body: io.NopCloser(strings.NewReader(content)), Name: "host.txt", Type: "text/plain", Size: int64(len(content))}, nil
	case name == "streamed":
		return channel.File{Body: io.NopCloser(strings.NewReader("of no known length")), Size: -1}, nil
	case name == "cut short":
		return channel.File{Body: io.NopCloser(strings.NewReader("abc")), Size: 4}, nil
	case name == "offline":
		return channel.File{}, fmt.Errorf("no answer from the store of bot %s", journeyToken.Reveal())
	}
	return channel.File{}, fmt.Errorf("%s: %w", name, fs.ErrNotExist)
}

// journeyReceiver is a host's webhook handler.
func journeyReceiver(ch channel.Receiver, store func(channel.Delivery)) http.Handler {
	return &channel.Handler{Channel: ch, Store: func(_ context.Context, events []channel.Event) error {
		store(channel.Delivery{Events: events})
		return nil
	}}
}

const journeyBot = "7310000042"

const journeyToken = channel.Secret(journeyBot + ":AAHk9-Kiosk_tokenForTestsOnly0123456")

const journeySecret = channel.Secret("kiosk-secret_0123456789")
