package dispatch_test

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/channel/standin"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/facebook/facebooktest"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/telegram/telegramtest"
	"github.com/contactkit/contactkit/twitter"
	"github.com/contactkit/contactkit/twitter/twittertest"
)

// film opens a short video.
func film(context.Context, string) (channel.File, error) {
	const content = "\x00\x00\x00\x18ftypisom a film"
	return channel.File{Body: io.NopCloser(strings.NewReader(content)), Name: "film.mp4", Type: "video/mp4", Size: int64(len(content))}, nil
}

// x is an X channel on a stand-in, to which Ada has written.
func x(t *testing.T, api twitter.API, processing time.Duration) (*twittertest.Server, *twitter.Channel, channel.Thread) {
	t.Helper()
	s, ch := xWith(t, api, twittertest.Config{Processing: processing})
	s.Say("2001", "Show me")
	return s, ch, channel.Thread{Platform: twitter.Platform, Account: s.Config().Account, Contact: "2001"}
}

func xWith(t *testing.T, api twitter.API, cfg twittertest.Config, rates ...channel.Rate) (*twittertest.Server, *twitter.Channel) {
	t.Helper()
	cfg.Now, cfg.NoV11 = time.Now, api == twitter.V2
	s := twittertest.New(cfg)
	c := s.Config()
	ch, err := twitter.New(twitter.Config{
		Account: c.Account, APIKey: c.APIKey, APISecret: channel.NewKeys(channel.Secret(c.APISecret)), AppID: c.AppID, API: api,
		AccessToken: channel.Secret(c.AccessToken), AccessSecret: channel.Secret(c.AccessSecret), HTTP: s.Client(), Files: film, Rates: rates,
	})
	if err != nil {
		t.Fatal(err)
	}
	return s, ch
}

// page is a Page on a stand-in, to which Ada has written.
func page(t *testing.T) (*facebooktest.Server, *facebook.Channel, channel.Thread) {
	t.Helper()
	s, ch := pageWith(t, facebooktest.Config{})
	s.Say("24001", "Show me")
	return s, ch, channel.Thread{Platform: facebook.Platform, Account: "108000000000001", Contact: "24001"}
}

func pageWith(t *testing.T, cfg facebooktest.Config) (*facebooktest.Server, *facebook.Channel) {
	t.Helper()
	cfg.Now = time.Now
	s := facebooktest.New(cfg)
	c := s.Config()
	pages := make(facebook.PageMap)
	for id, token := range c.Pages {
		pages[id] = facebook.Page{Token: channel.Secret(token)}
	}
	ch, err := facebook.New(facebook.Config{
		AppID: c.AppID, AppSecret: channel.NewKeys(channel.Secret(c.AppSecret)), VerifyToken: channel.NewKeys(channel.Secret(c.VerifyToken)),
		Pages: pages, HTTP: s.Client(), Files: film,
	})
	if err != nil {
		t.Fatal(err)
	}
	return s, ch
}

// A file that was prepared and that the platform does not hold any more is prepared anew, once.
// An ID of the host's own is refused at once: there is no file to prepare.
func TestAPreparedFileThatIsGone(t *testing.T) {
	sender := map[string]func(*testing.T) (channel.Sender, channel.Thread, func() int){
		"X, v1.1": func(t *testing.T) (channel.Sender, channel.Thread, func() int) {
			s, ch, to := x(t, twitter.V11, 0)
			return ch, to, func() int { return len(s.Sent()) }
		},
		"X, v2": func(t *testing.T) (channel.Sender, channel.Thread, func() int) {
			s, ch, to := x(t, twitter.V2, 0)
			return ch, to, func() int { return len(s.Sent()) }
		},
		"Bad Media of X": func(t *testing.T) (channel.Sender, channel.Thread, func() int) {
			s, ch, to := x(t, twitter.V11, 0)
			s.Fail(standin.Status(403, `{"errors":[{"code":151,"message":"There was an error sending your message: Bad Media."}]}`).On("/events/new"), 1)
			return ch, to, func() int { return len(s.Sent()) }
		},
		"Facebook": func(t *testing.T) (channel.Sender, channel.Thread, func() int) {
			s, ch, to := page(t)
			return ch, to, func() int { return len(s.Sent()) }
		},
	}
	for name, open := range sender {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ch, to, arrived := open(t)
				d := newDispatcher(t, ch, dispatch.Config{Files: film})
				r, _, err := d.Prepare("k", to, channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaVideo, File: "film.mp4"}}})
				if err != nil {
					t.Fatal(err)
				}
				r.Parts[0].Ready = []channel.Attachment{{Kind: channel.MediaVideo, ID: "1234567890"}}
				r.Parts[0].ReadyAt = time.Now().Add(-time.Hour)
				if r, err = d.Deliver(t.Context(), r); err != nil || r.Status() != dispatch.Sent || arrived() != 1 || r.Parts[0].Try != 2 {
					t.Errorf("%q after %d tries: %v; %d arrived", r.Status(), r.Parts[0].Try, err, arrived())
				}
				own := channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaVideo, ID: "1234567890"}}}
				if r, _, err = d.Prepare("own", to, own); err != nil {
					t.Fatal(err)
				}
				r, err = d.Deliver(t.Context(), r)
				e, _ := errors.AsType[*channel.Error](err)
				if r.Status() != dispatch.Failed || e == nil || !e.StaleFile || r.Parts[0].Try != 1 {
					t.Errorf("an ID of the host's own: %q after %d tries: %v", r.Status(), r.Parts[0].Try, err)
				}
			})
		})
	}
}

// Telegram takes a file with its message, so nothing is prepared; a file_id that it does not know
// ends the message, and the error says that the file must be uploaded.
func TestAFileIDThatTelegramDoesNotKnow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, ch, threads := bot(t, telegramtest.Config{}, nil, 1)
		d := newDispatcher(t, ch, dispatch.Config{Files: film})
		r, _, err := d.Prepare("k", threads[0], channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaVideo, ID: "BAADBAAD"}}})
		if err != nil {
			t.Fatal(err)
		}
		r, err = d.Deliver(t.Context(), r)
		if e, ok := errors.AsType[*channel.Error](err); r.Status() != dispatch.Failed || !ok || !e.StaleFile || e.Platform != telegram.Platform {
			t.Errorf("%q: %v", r.Status(), err)
		}
	})
}

// A video whose processing by X takes longer than the bound of its upload is uploaded once.
func TestAVideoThatXProcessesForLong(t *testing.T) {
	for _, api := range []twitter.API{twitter.V11, twitter.V2} {
		t.Run(string(api), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s, ch, to := x(t, api, 5*time.Minute)
				d := newDispatcher(t, ch, dispatch.Config{Files: film, PrepareWithin: 2 * time.Minute})
				r, err := accept(t, d, "k", to, video("film.mp4")).Wait()
				if err != nil || len(s.Sent()) != 1 {
					t.Errorf("%q: %v", r.Status(), err)
				}
				media := uploads(s.Calls())
				if len(media) != 1 {
					t.Errorf("%d uploads began, want one", len(media))
				}
			})
		})
	}
}

// uploads lists the calls that begin an upload at X.
func uploads(calls []standin.Call) (begun []string) {
	for _, c := range calls {
		if strings.HasSuffix(c.Path, "/initialize") || strings.Contains(c.Body, "command=INIT") {
			begun = append(begun, c.Path)
		}
	}
	return begun
}
