package whatsapp_test

import (
	"context"
	"fmt"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/pace"
	"github.com/contactkit/contactkit/examples/whatsapp"
	"github.com/contactkit/contactkit/examples/whatsapp/whatsapptest"
)

// pretended is a pretended WhatsApp with a channel of it and the last event that arrived.
type pretended struct {
	*whatsapptest.Server
	ch   *whatsapp.Channel
	last channel.Event
}

func newPretended(cfg whatsapptest.Config) *pretended {
	d := &pretended{Server: whatsapptest.New(cfg)}
	of := d.Config()
	var err error
	d.ch, err = whatsapp.New(whatsapp.Config{
		AppID: of.AppID, AppSecret: channel.NewKeys(channel.Secret(of.AppSecret)), VerifyToken: channel.NewKeys(channel.Secret(of.VerifyToken)),
		BusinessID: of.Business, Numbers: of.Numbers, Token: channel.Secret(of.Token), HTTP: d.Client(),
	})
	if err != nil {
		panic(err)
	}
	d.Hook(&channel.Handler{Channel: d.ch, Store: func(_ context.Context, events []channel.Event) error {
		d.last = events[len(events)-1].Clone()
		return nil
	}})
	return d
}

// How is the webhook set up? Subscribe does it, reads everything back, and says what is missing.
func ExampleChannel_Subscribe() {
	ctx := context.Background()
	d := newPretended(whatsapptest.Config{Fresh: true, Unregistered: true})
	sub, err := channel.Subscribe(ctx, d.ch, "https://desk.example/whatsapp")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(sub.URL, sub.Active)
	for _, f := range sub.Findings {
		fmt.Println(f.Code, "-", f.Text)
	}
	// Output:
	// https://desk.example/whatsapp true
	// not_verified - the phone number is not proved: NOT_VERIFIED
	// not_registered - the number cannot send: PENDING
}

// How does a new phone number become ready to send? By a code and a PIN.
func ExampleChannel_Register() {
	ctx := context.Background()
	d := newPretended(whatsapptest.Config{Unregistered: true})
	number := d.Config().Numbers[0]
	fmt.Println(d.ch.RequestCode(ctx, number, whatsapp.CodeBySMS, "en"))
	fmt.Println(d.ch.VerifyCode(ctx, number, channel.Secret(d.Code(number)))) // the code arrives on the phone
	fmt.Println(d.ch.Register(ctx, number, "482915"))
	n, err := d.ch.ReadNumber(ctx, number)
	fmt.Println(n.Phone, n.Status, n.Limit, err)
	// Output:
	// <nil>
	// <nil>
	// <nil>
	// +15550000011 CONNECTED TIER_250 <nil>
}

// How is the business profile of a number changed?
func ExampleChannel_SetBusinessProfile() {
	ctx := context.Background()
	d := newPretended(whatsapptest.Config{})
	number := d.Config().Numbers[0]
	if err := d.ch.SetBusinessProfile(ctx, number, whatsapp.BusinessProfile{About: "Lamps since 1911", Websites: []string{"https://shop.example"}}); err != nil {
		fmt.Println(err)
		return
	}
	p, err := d.ch.ReadBusinessProfile(ctx, number)
	fmt.Println(p.About, p.Websites, err)
	// Output: Lamps since 1911 [https://shop.example] <nil>
}

// How does an administrator fill in Meta's form, if the host does not call Subscribe?
func ExampleChannel_WebhookForm() {
	d := newPretended(whatsapptest.Config{})
	form, err := d.ch.WebhookForm("https://desk.example/whatsapp")
	fmt.Println(form.CallbackURL, form.VerifyToken, form.VerifyToken.Reveal(), form.Fields[0], err)
	// Output: https://desk.example/whatsapp [secret] example-verify-token messages <nil>
}

// Which settings does a directory ask for?
func ExampleDriver() {
	for _, f := range whatsapp.Driver().Fields {
		if f.Required {
			fmt.Println(f.Name, f.Kind, "-", f.Label)
		}
	}
	// Output:
	// appId text - App ID
	// appSecret keys - App secret
	// verifyToken keys - Verify token
	// businessId text - WhatsApp Business Account ID
	// numbers text - Phone number IDs
}

// How does the host learn that Meta rejected a template? The kinds of Custom have decoders.
func ExampleDecodeTemplate() {
	d := newPretended(whatsapptest.Config{})
	d.Judge("sale", "en_US", "REJECTED", "INVALID_FORMAT")
	if err := d.Flush(context.Background()); err != nil {
		fmt.Println(err)
		return
	}
	t, err := whatsapp.DecodeTemplate(d.last.Body.(channel.Custom))
	fmt.Println(t.Name, t.Event, t.Reason, err)
	// Output: sale REJECTED INVALID_FORMAT <nil>
}

// How many people may a campaign write to today? The number tells the step of its portfolio, and a
// limiter keeps it.
func ExampleStepOf() {
	ctx := context.Background()
	d := newPretended(whatsapptest.Config{})
	n, err := d.ch.ReadNumber(ctx, d.Config().Numbers[0])
	if err != nil {
		fmt.Println(err)
		return
	}
	step, ok := whatsapp.StepOf(n.Limit)
	fmt.Println(n.Limit, step, ok)

	r := whatsapp.NewPeople(step)
	campaign := []pace.Limit{{Bucket: pace.KindBucket(whatsapp.Platform, "our portfolio", r.Kind), N: r.N, Per: r.Per, Cost: 1}}
	limiter := pace.NewMemory(pace.MemoryConfig{Empty: true})
	for person := 1; ; person++ {
		grant, err := limiter.Acquire(ctx, campaign, time.Minute)
		if err != nil || grant.Wait > 0 {
			fmt.Println("person", person, "has to wait until tomorrow", err)
			return
		}
	}
	// Output:
	// TIER_250 250 true
	// person 251 has to wait until tomorrow <nil>
}
