package facebook_test

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/facebook/facebooktest"
)

var customer = channel.Thread{Platform: "facebook", Account: "108000000000001", Contact: "7"}

// How does a file of the host's go out? By its name, opened when it is sent; or uploaded once and
// sent to many.
func ExampleChannel_Upload() {
	ctx := context.Background()
	meta, ch := mediaAtMeta(facebooktest.Config{})
	meta.Say("7", "My invoice, please")
	_, err := ch.Send(ctx, customer, channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaFile, File: "invoice.pdf"}}})
	fmt.Println(err)

	leaflet := channel.File{Body: io.NopCloser(strings.NewReader("%PDF-1.7 leaflet")), Name: "leaflet.pdf", Type: "application/pdf", Size: 16}
	uploaded, err := ch.Upload(ctx, customer, channel.Attachment{Kind: channel.MediaFile}, leaflet)
	fmt.Println(uploaded.ID != "", err)
	_, err = ch.Send(ctx, customer, channel.Message{Attachments: []channel.Attachment{uploaded}})
	fmt.Println(err)
	for _, m := range meta.Sent() {
		fmt.Println(m.Attachments[0].Name, m.Attachments[0].Type)
	}
	// Output:
	// <nil>
	// true <nil>
	// <nil>
	// invoice.pdf application/pdf
	// leaflet.pdf application/pdf
}

// How is a customer's photo read? At once: its address expires.
func ExampleChannel_OpenMedia() {
	ctx := context.Background()
	meta, ch := mediaAtMeta(facebooktest.Config{})
	meta.SendPhoto("7", "", []byte("\xff\xd8\xff\xe0 a photo"))
	meta.Deliver(&channel.Handler{Channel: ch, Store: func(_ context.Context, events []channel.Event) error {
		for _, ev := range events {
			m, ok := ev.Body.(channel.Message)
			if !ok || len(m.Attachments) == 0 {
				continue
			}
			file, err := channel.OpenMedia(ctx, ch, ev.Thread, m.Attachments[0])
			if err != nil {
				return err
			}
			content, err := io.ReadAll(file.Body)
			_ = file.Body.Close()
			fmt.Println(file.Type, len(content), err)
		}
		return nil
	}})
	// Output:
	// image/jpeg 12 <nil>
}

// Options are for what only Messenger has: cards side by side, a receipt, an agent's own name and
// picture.
func ExampleNative() {
	ctx := context.Background()
	meta, ch := mediaAtMeta(facebooktest.Config{})
	meta.Say("7", "Which lamps have you got?")
	ada, err := ch.CreatePersona(ctx, "108000000000001", facebook.Persona{Name: "Ada", Picture: "https://desk.example/ada.png"})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, o := range []facebook.Options{
		{Persona: ada, Generic: []facebook.Card{
			{Title: "Desk lamp", Subtitle: "24.95 €", Buttons: []facebook.Button{{Type: facebook.ButtonPostback, Title: "I take it", Payload: "BUY:desk"}}},
			{Title: "Floor lamp", Subtitle: "89.00 €", Buttons: []facebook.Button{{Type: facebook.ButtonPostback, Title: "I take it", Payload: "BUY:floor"}}},
		}},
		{Receipt: &facebook.Receipt{Recipient: "Grace", Order: "A-7", Currency: "EUR", Payment: "Card", Summary: facebook.Summary{Total: "24.95"}}},
	} {
		_, err := ch.Send(ctx, customer, channel.Message{Native: facebook.Native(o)})
		fmt.Println(err)
	}
	for _, m := range meta.Sent() {
		fmt.Println(m.Persona == ada, strings.Count(string(m.Template), `"title":`), strings.Contains(string(m.Template), "receipt"))
	}
	// Output:
	// <nil>
	// <nil>
	// true 4 false
	// false 0 true
}

// How does an agent get a thread that people in the Page's inbox have, and give it back?
func ExampleChannel_TakeControl() {
	ctx := context.Background()
	meta, ch := mediaAtMeta(facebooktest.Config{})
	meta.DefaultApp("108000000000001", meta.Config().AppID)
	meta.Say("7", "hello")
	meta.Control("7", facebook.PageInbox)
	owner, err := ch.ThreadOwner(ctx, customer)
	fmt.Println(owner.App == facebook.PageInbox, err)
	fmt.Println(ch.TakeControl(ctx, customer, "the desk answers"))
	_, err = ch.Send(ctx, customer, channel.Message{Text: "Here we are."})
	fmt.Println(err)
	fmt.Println(ch.PassControl(ctx, customer, facebook.PageInbox, "yours again"))
	// Output:
	// true <nil>
	// <nil>
	// <nil>
	// <nil>
}

// Who is the customer? Meta may withhold everything but the name in the conversation.
func ExampleChannel_FetchProfile() {
	ctx := context.Background()
	meta, ch := mediaAtMeta(facebooktest.Config{})
	meta.Meet(facebooktest.Person{ID: "7", First: "Grace", Last: "Brewster", Picture: "https://pictures.example/7"})
	meta.Meet(facebooktest.Person{ID: "8", First: "Hedy", Last: "Kiesler", Hidden: true})
	for _, contact := range []string{"7", "8"} {
		meta.Say(contact, "hi")
		who := customer
		who.Contact = contact
		p, err := channel.FetchProfile(ctx, ch, who)
		fmt.Printf("%q %q %v\n", p.Name, p.Picture, err)
	}
	// Output:
	// "Grace Brewster" "https://pictures.example/7" <nil>
	// "Hedy Kiesler" "" <nil>
}

// History reads what happened while the host was away, and says what Meta does not tell.
func ExampleChannel_History() {
	ctx := context.Background()
	meta, ch := mediaAtMeta(facebooktest.Config{})
	since := meta.Now()
	meta.Say("7", "Hello!")
	ids, keys := map[string]bool{}, map[string]bool{} // columns of the host's table of events
	meta.Deliver(&channel.Handler{Channel: ch, Store: func(_ context.Context, events []channel.Event) error {
		for _, ev := range events {
			ids[ev.ID], keys[facebook.FallbackKey(ev)] = true, true
		}
		return nil
	}})
	meta.Say("8", "Good morning")
	for range 22 { // while the host is away
		meta.Say("7", "Is anybody there?")
	}
	stored := 0
	for ev, err := range channel.History(ctx, ch, "108000000000001", since) {
		if err != nil {
			fmt.Println(err)
			return
		}
		if c, ok := ev.Body.(channel.Custom); ok {
			gap, _ := facebook.DecodeGap(c)
			fmt.Println(ev.Thread.Contact, "misses", gap.Missing)
			continue
		}
		// Two names, since Meta does not promise that webhooks and history name messages alike.
		if ids[ev.ID] || keys[facebook.FallbackKey(ev)] {
			continue
		}
		ids[ev.ID] = true
		stored++
	}
	fmt.Println(stored, "messages")
	// Output:
	// 7 misses 3
	// 21 messages
}

// mediaAtMeta makes a stand-in for Meta with a customer, and the channel of its app.
func mediaAtMeta(cfg facebooktest.Config) (*facebooktest.Server, *facebook.Channel) {
	clock := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	cfg.Now = func() time.Time { return clock }
	meta := facebooktest.New(cfg)
	ch, err := facebook.New(facebook.Config{
		AppID:       meta.Config().AppID,
		AppSecret:   channel.NewKeys(channel.Secret(meta.Config().AppSecret)),
		VerifyToken: channel.NewKeys(channel.Secret(meta.Config().VerifyToken)),
		Pages:       facebook.PageMap{"108000000000001": {Token: channel.Secret(meta.Config().Pages["108000000000001"])}},
		HistoryGap:  time.Millisecond,
		HTTP:        meta.Client(), Media: meta.Client(), Now: meta.Now,
		Files: mediaFiles{"invoice.pdf": "%PDF-1.7 …"}.open,
	})
	if err != nil {
		panic(err)
	}
	meta.Hook(&channel.Handler{Channel: ch, Store: func(context.Context, []channel.Event) error { return nil }})
	return meta, ch
}

// mediaFiles opens what a host has stored.
type mediaFiles map[string]string

func (f mediaFiles) open(_ context.Context, name string) (channel.File, error) {
	content, ok := f[name]
	if !ok {
		return channel.File{}, fmt.Errorf("%s: %w", name, fs.ErrNotExist)
	}
	return channel.File{Body: io.NopCloser(strings.NewReader(content)), Name: name, Size: int64(len(content))}, nil
}
