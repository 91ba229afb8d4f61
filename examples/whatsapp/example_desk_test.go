package whatsapp_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/examples/whatsapp"
	"github.com/contactkit/contactkit/examples/whatsapp/whatsapptest"
)

// exampleDesk is a pretended WhatsApp with a channel of it. Every event that arrives is kept.
type exampleDesk struct {
	*whatsapptest.Server
	ch     *whatsapp.Channel
	events []channel.Event
}

func newExampleDesk(cfg whatsapptest.Config) *exampleDesk {
	noon := time.Date(2026, 11, 3, 12, 0, 0, 0, time.UTC)
	cfg.Now = func() time.Time { return noon }
	d := &exampleDesk{Server: whatsapptest.New(cfg)}
	of := d.Config()
	var err error
	d.ch, err = whatsapp.New(whatsapp.Config{
		AppID: of.AppID, AppSecret: channel.NewKeys(channel.Secret(of.AppSecret)), VerifyToken: channel.NewKeys(channel.Secret(of.VerifyToken)),
		BusinessID: of.Business, Numbers: of.Numbers, Token: channel.Secret(of.Token), HTTP: d.Client(), Media: d.Client(), Now: d.Now,
	})
	if err != nil {
		panic(err)
	}
	d.Meet(whatsapptest.Person{UserID: "DE.1000", Number: "491701234567", Name: "Ada"})
	d.Hook(&channel.Handler{Channel: d.ch, Store: func(_ context.Context, events []channel.Event) error {
		for _, e := range events { // a host stores them, unique on Event.ID
			d.events = append(d.events, e.Clone())
		}
		return nil
	}})
	return d
}

// next delivers what waits and returns the last event.
func (d *exampleDesk) next() channel.Event {
	if err := d.Flush(context.Background()); err != nil {
		panic(err)
	}
	return d.events[len(d.events)-1]
}

// How is a message answered? In the thread of its event, with the time of the event: outside 24
// hours Send refuses.
func ExampleChannel_Send() {
	ctx := context.Background()
	d := newExampleDesk(whatsapptest.Config{})
	d.Say("DE.1000", "Where is my order?")
	asked := d.next()
	answer := channel.Message{Text: "It left this morning.", By: channel.ByPerson, Heard: asked.Time}
	if _, err := d.ch.Send(ctx, asked.Thread, answer); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("sent:", d.Sent()[0].Text)
	d.Advance(25 * time.Hour)
	_, err := d.ch.Send(ctx, asked.Thread, answer)
	fmt.Println("a day later:", errors.Is(err, channel.ErrWindowClosed))
	// Output:
	// sent: It left this morning.
	// a day later: true
}

// How does the business write first, or after 24 hours? With an approved template.
func ExampleNative_template() {
	d := newExampleDesk(whatsapptest.Config{})
	_, err := d.ch.Send(context.Background(), channel.Thread{Platform: whatsapp.Platform, Account: d.Config().Numbers[0], Contact: "491701234567"},
		channel.Message{Native: whatsapp.Native(whatsapp.Options{
			Template: &whatsapp.Template{Name: "order_shipped", Language: "en_US", Body: []string{"4711"}},
		})})
	fmt.Println(d.Sent()[0].Template, d.Sent()[0].Values, err)
	// Output: order_shipped [4711] <nil>
}

// How does a customer choose? Buttons come back as a Press, a list of quick replies as a Message.
func ExampleChannel_Send_choices() {
	ctx := context.Background()
	d := newExampleDesk(whatsapptest.Config{})
	d.Say("DE.1000", "Hello")
	thread := d.next().Thread
	sent, err := d.ch.Send(ctx, thread, channel.Message{Text: "Is this about order 4711?", Buttons: []channel.Button{{Text: "Yes", Payload: "y"}, {Text: "No", Payload: "n"}}})
	if err != nil {
		fmt.Println(err)
		return
	}
	d.Press("DE.1000", sent.IDs[0], "y", "Yes")
	fmt.Println("pressed", d.next().Body.(channel.Press).Payload)
	sent, err = d.ch.Send(ctx, thread, channel.Message{Text: "What is it?", QuickReplies: []channel.QuickReply{
		{Text: "Billing", Payload: "billing", Description: "Invoices and refunds"}, {Text: "Something else"}}})
	if err != nil {
		fmt.Println(err)
		return
	}
	d.Choose("DE.1000", sent.IDs[0], "billing", "Billing")
	chosen := d.next().Body.(channel.Message)
	fmt.Println("chose", chosen.Text, chosen.Payload)
	// Output:
	// pressed y
	// chose Billing billing
}

// Did the message arrive? Statuses tell it, and whom a failure concerns.
func ExampleChannel_Receive_statuses() {
	ctx := context.Background()
	d := newExampleDesk(whatsapptest.Config{})
	d.Say("DE.1000", "Hello")
	sent, err := d.ch.Send(ctx, d.next().Thread, channel.Message{Text: "Hi", Ref: "outbox-1"})
	if err != nil {
		fmt.Println(err)
		return
	}
	d.Reach("DE.1000")
	d.Read("DE.1000")
	d.Lose("DE.1000", sent.IDs[0], 131026, "Message undeliverable")
	d.next()
	for _, e := range d.events[1:] {
		switch b := e.Body.(type) {
		case channel.Delivered:
			fmt.Println("delivered", b.Ref)
		case channel.Read:
			fmt.Println("read", b.Ref)
		case channel.Failed:
			fmt.Println("failed", b.Ref, b.Code, b.Affects)
		case channel.Custom:
			if s, err := whatsapp.DecodeStatus(b); err == nil {
				fmt.Println(s.Word, s.Ref, s.Category)
			}
		}
	}
	// Output:
	// sent outbox-1 service
	// delivered outbox-1
	// read outbox-1
	// failed outbox-1 131026 person
}

// Where does the conversation go on when a customer changes the phone number?
func ExampleChannel_Receive_moved() {
	d := newExampleDesk(whatsapptest.Config{})
	d.Say("DE.1000", "Hello")
	before := d.next().Thread
	d.ChangeNumber("DE.1000", "491709999999")
	e := d.next()
	moved := e.Body.(channel.Moved)
	fmt.Println(moved.From == before, e.Thread.Contact != before.Contact, e.From.Phone)
	// Output: true true 491709999999
}

// How is a received file read? By OpenMedia, which asks for its address first.
func ExampleChannel_OpenMedia() {
	ctx := context.Background()
	d := newExampleDesk(whatsapptest.Config{})
	d.SendFile("DE.1000", "document", "letter.txt", "text/plain", "my letter", []byte("Dear shop"))
	e := d.next()
	m := e.Body.(channel.Message)
	f, err := channel.OpenMedia(ctx, d.ch, e.Thread, m.Attachments[0])
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = f.Body.Close() }()
	data, err := io.ReadAll(f.Body)
	fmt.Println(m.Text, "-", f.Name, f.Type, string(data), err)
	// Output: my letter - letter.txt text/plain Dear shop <nil>
}

// How is a file given to WhatsApp before the message that shows it?
func ExampleChannel_Upload() {
	ctx := context.Background()
	d := newExampleDesk(whatsapptest.Config{})
	d.Say("DE.1000", "Hello")
	thread := d.next().Thread
	file := channel.File{Body: io.NopCloser(strings.NewReader("%PDF-1.7")), Name: "invoice.pdf", Size: -1}
	a, err := channel.Upload(ctx, d.ch, thread, channel.Attachment{Kind: channel.MediaFile}, file)
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = d.ch.Send(ctx, thread, channel.Message{Text: "Your invoice", Attachments: []channel.Attachment{a}})
	fmt.Println(d.Sent()[0].Name, d.Sent()[0].Text, err)
	// Output: invoice.pdf Your invoice <nil>
}

// How is a message marked as read, answered with a reaction, and shown as being answered?
func ExampleChannel_ShowTypingTo() {
	ctx := context.Background()
	d := newExampleDesk(whatsapptest.Config{})
	id := d.Say("DE.1000", "Hello")
	thread := d.next().Thread
	fmt.Println(channel.MarkRead(ctx, d.ch, thread, id))
	fmt.Println(d.ch.ShowTypingTo(ctx, thread, id))
	fmt.Println(channel.React(ctx, d.ch, thread, id, "👍"))
	// Output:
	// <nil>
	// <nil>
	// <nil>
}

// How does the desk see an answer that was written on the business's own phone? As a message of a
// person of the business.
func ExampleChannel_Receive_phone() {
	d := newExampleDesk(whatsapptest.Config{})
	d.PhoneSays("DE.1000", "I call you back.")
	e := d.next()
	m := e.Body.(channel.Message)
	fmt.Println(e.Origin, m.By, m.Text)
	// Output: person person I call you back.
}
