package main

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"

	"golang.org/x/sync/errgroup"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/facebook/facebooktest"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/telegram/telegramtest"
	"github.com/contactkit/contactkit/twitter"
	"github.com/contactkit/contactkit/twitter/twittertest"
)

// A World is three pretended platforms, each with its API on a loopback address.
type World struct{ platforms []*Pretended }

// Pretended is one pretended platform and our channel on it.
type Pretended struct {
	Name    string
	Contact string // a customer
	Server  Standin
	Channel channel.Channel

	Photo     func(contact, caption string) // the customer sends a photo
	Tap       func(contact, text string)    // the customer taps a quick reply
	Redeliver func()                        // the next webhook comes twice
	Received  func() []string               // the texts that customers got from us
	Handshake func(http.Handler) error      // the platform checks the endpoint; nil: it has no such check

	api *httptest.Server
}

// A Standin is what the three stand-in servers have in common.
type Standin interface {
	http.Handler
	HookURL(address string, client *http.Client)
	Flush(context.Context) error
	Run(context.Context) error
	Say(contact, text string) string
}

// NewWorld starts the platforms.
func NewWorld() (*World, error) {
	w := &World{}
	var errs []error
	for _, start := range []func() (*Pretended, error){pretendTelegram, pretendFacebook, pretendTwitter} {
		p, err := start()
		if err != nil {
			errs = append(errs, err)
			continue
		}
		w.platforms = append(w.platforms, p)
	}
	return w, errors.Join(errs...)
}

// Close stops the platforms.
func (w *World) Close() {
	for _, p := range w.platforms {
		p.api.Close()
	}
}

// Channels returns our channel on each platform.
func (w *World) Channels() []channel.Channel {
	var list []channel.Channel
	for _, p := range w.platforms {
		list = append(list, p.Channel)
	}
	return list
}

// Live delivers webhooks to the desk, and lets customers write, until ctx ends.
func (w *World) Live(ctx context.Context, desk string) error {
	group, ctx := errgroup.WithContext(ctx)
	for i, p := range w.platforms {
		p.Server.HookURL(desk+"/webhook/"+p.Name, nil)
		group.Go(func() error { return quiet(p.Server.Run(ctx)) })
		group.Go(func() error { return customers(ctx, p, i) })
	}
	return group.Wait()
}

// quiet turns the end of the program into no error.
func quiet(err error) error {
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// jpeg is the smallest thing that begins as a photo does.
var jpeg = []byte("\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9")

func pretendTelegram() (*Pretended, error) {
	s := telegramtest.New(telegramtest.Config{})
	cfg, api := s.Config(), httptest.NewServer(s)
	ch, err := telegram.New(telegram.Config{
		Token: channel.Secret(cfg.Token), WebhookSecret: channel.NewKeys(channel.Secret(cfg.WebhookSecret)), BaseURL: api.URL,
	})
	return &Pretended{
		Name: telegram.Platform, Contact: "5551000001", Server: s, Channel: ch, api: api,
		Photo:     func(contact, caption string) { s.SendPhoto(contact, caption, jpeg) },
		Tap:       func(contact, text string) { s.TapQuickReply(contact, text) },
		Redeliver: func() { s.Fail(telegramtest.Duplicate(), 1) },
		Received:  func() []string { return texts(s.Sent(), func(m telegramtest.Sent) string { return m.Text }) },
	}, err
}

func pretendFacebook() (*Pretended, error) {
	s := facebooktest.New(facebooktest.Config{})
	cfg, api := s.Config(), httptest.NewServer(s)
	pages := make(facebook.PageMap)
	for id, token := range cfg.Pages {
		pages[id] = facebook.Page{Token: channel.Secret(token)}
	}
	ch, err := facebook.New(facebook.Config{
		AppID: cfg.AppID, AppSecret: channel.NewKeys(channel.Secret(cfg.AppSecret)), VerifyToken: channel.NewKeys(channel.Secret(cfg.VerifyToken)),
		Pages: pages, BaseURL: api.URL, HumanAgent: true,
	})
	return &Pretended{
		Name: facebook.Platform, Contact: "7771000000000001", Server: s, Channel: ch, api: api,
		Photo:     func(contact, caption string) { s.SendPhoto(contact, caption, jpeg) },
		Tap:       func(contact, text string) { s.TapQuickReply(contact, text, "choice") },
		Redeliver: func() { s.Fail(facebooktest.Duplicate(), 1) },
		Received:  func() []string { return texts(s.Sent(), func(m facebooktest.Sent) string { return m.Text }) },
		Handshake: s.Handshake,
	}, err
}

func pretendTwitter() (*Pretended, error) {
	s := twittertest.New(twittertest.Config{})
	cfg, api := s.Config(), httptest.NewServer(s)
	ch, err := twitter.New(twitter.Config{
		Account: cfg.Account, APIKey: cfg.APIKey, APISecret: channel.NewKeys(channel.Secret(cfg.APISecret)),
		AccessToken: channel.Secret(cfg.AccessToken), AccessSecret: channel.Secret(cfg.AccessSecret),
		AppID: cfg.AppID, BaseURL: api.URL, UploadURL: api.URL,
	})
	return &Pretended{
		Name: twitter.Platform, Contact: "2221000000000000001", Server: s, Channel: ch, api: api,
		Photo:     func(contact, caption string) { s.SendPhoto(contact, caption, jpeg) },
		Tap:       func(contact, text string) { s.TapQuickReply(contact, text, "choice") },
		Redeliver: func() { s.Fail(twittertest.Duplicate(), 1) },
		Received:  func() []string { return texts(s.Sent(), func(m twittertest.Sent) string { return m.Text }) },
		Handshake: s.Handshake,
	}, err
}

func texts[T any](sent []T, text func(T) string) []string {
	list := make([]string, len(sent))
	for i, m := range sent {
		list[i] = text(m)
	}
	return list
}
