package facebook_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/facebook/facebooktest"
)

// instagramHost is a channel with one Instagram account: of Instagram Login, or linked to a Page.
func instagramHost(t testing.TB, viaPage bool) (*facebooktest.Server, *facebook.Channel, *[]channel.Event) {
	t.Helper()
	cfg, page := direct(), facebook.Page{Token: "IGAAexample0token", InstagramLogin: true}
	cfg.Instagram[instagramAt] = facebooktest.Instagram{Username: "shop", Token: "IGAAexample0token"}
	if viaPage {
		cfg.Instagram[instagramAt] = facebooktest.Instagram{Username: "shop", Page: standInPage}
		page = facebook.Page{LinkedTo: standInPage}
	}
	fb, ch := standIn(t, cfg, func(c *facebook.Config) {
		c.Pages.(facebook.PageMap)[instagramAt] = page
		if !viaPage {
			c.Instagram.AppID, c.Instagram.AppSecret = "731000000000002", channel.NewKeys("example0instagram0secret0example")
			delete(c.Pages.(facebook.PageMap), standInPage)
		}
	})
	events := new([]channel.Event)
	fb.Hook(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		call, _ := channel.ReadWebhook(r)
		got, err := ch.Receive(call)
		if err != nil {
			t.Errorf("receive: %v", err)
			w.WriteHeader(channel.StatusCode(err))
			return
		}
		*events = append(*events, got.Events...)
		got.Reply.ServeHTTP(w, r)
	}))
	return fb, ch, events
}

// take returns the events that came since.
func take(t testing.TB, fb *facebooktest.Server, events *[]channel.Event) []channel.Event {
	t.Helper()
	*events = nil
	if err := fb.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	return *events
}

// An Instagram account receives and answers messages and comments through a Page and without one:
// the same calls of a host.
func TestInstagramJourney(t *testing.T) {
	for name, viaPage := range map[string]bool{"Instagram Login": false, "through a Page": true} {
		t.Run(name, func(t *testing.T) {
			fb, ch, events := instagramHost(t, viaPage)
			ada := instagramAt + "/6500000000000001"
			fb.Say(ada, "price?")
			got := take(t, fb, events)
			if len(got) != 1 || got[0].Thread.Account != instagramAt || got[0].Body.(channel.Message).Text != "price?" {
				t.Fatalf("received %+v", got)
			}
			thread := got[0].Thread
			sent, err := ch.Send(t.Context(), thread, channel.Message{Text: "12 €"})
			if err != nil || len(sent.IDs) != 1 {
				t.Fatalf("sent %v, %v", sent, err)
			}
			if s := fb.Sent(); len(s) != 1 || s[0].Page != instagramAt || s[0].Text != "12 €" {
				t.Errorf("Meta took %+v", s)
			}
			if echo := take(t, fb, events); len(echo) != 1 || echo[0].Body.(channel.Message).ID != sent.IDs[0] || echo[0].Origin == channel.OriginContact {
				t.Errorf("echo %+v", echo)
			}
			fb.Read(ada)
			if seen := take(t, fb, events); len(seen) != 1 {
				t.Errorf("seen %+v", seen)
			}
			if p, err := ch.FetchProfile(t.Context(), thread); err != nil || p.Person.ID != thread.Contact {
				t.Errorf("profile %+v, %v", p, err)
			}
			if _, err := ch.Send(t.Context(), thread, channel.Message{Text: strings.Repeat("ä", 501)}); len(channel.FieldErrors(err)) != 1 {
				t.Errorf("1,002 bytes: %v", err)
			}
			fb.Advance(25 * time.Hour)
			if _, err := ch.Send(t.Context(), thread, channel.Message{Text: "late"}); !errors.Is(err, channel.ErrWindowClosed) {
				t.Errorf("after 25 hours: %v", err)
			}

			fb.CommentOn(ada, "17890000000000002", "", "nice")
			got = take(t, fb, events)
			if len(got) != 1 || got[0].Body.(channel.Post).Text != "nice" {
				t.Fatalf("comment %+v", got)
			}
			public, post := got[0].Thread, got[0].Body.(channel.Post)
			if _, err := ch.ReplyToPost(t.Context(), public, post, channel.Message{Text: "Thank you!"}); err != nil {
				t.Fatalf("answer in public: %v", err)
			}
			own := take(t, fb, events)
			if len(own) != 1 || own[0].Origin == channel.OriginContact || own[0].Body.(channel.Post).ReplyTo != post.ID {
				t.Errorf("the own comment came back as %+v", own)
			}
			if _, err := ch.Send(t.Context(), public, channel.Message{Text: "Your code: 7"}); err != nil {
				t.Errorf("answer in private: %v", err)
			}
			if _, err := ch.Send(t.Context(), public, channel.Message{Text: "Again"}); !errors.Is(err, channel.ErrRejected) {
				t.Errorf("a second answer in private: %v", err)
			}
			if err := ch.HidePost(t.Context(), public, post, true); err != nil || !fb.Comments()[post.ID].Hidden {
				t.Errorf("hide: %v", err)
			}
			if _, err := ch.ReplyToPost(t.Context(), public, post, channel.Message{Text: "x"}); !errors.Is(err, channel.ErrRejected) {
				t.Errorf("answer to a hidden comment: %v", err)
			}
			if err := ch.LikePost(t.Context(), public, post, true); !errors.Is(err, errors.ErrUnsupported) {
				t.Errorf("like: %v", err)
			}
			if c, err := ch.ReadComment(t.Context(), public, post.ID); err != nil || c.Text != "nice" || !c.Hidden {
				t.Errorf("read %+v, %v", c, err)
			}
			if p, err := channel.ReadPost(t.Context(), ch, public, post); err != nil || p.Text != "nice" || p.Change != "hidden" || p.Kind != post.Kind || p.ReplyTo != post.ReplyTo {
				t.Errorf("read post %+v, %v", p, err)
			}
			if _, err := channel.ReadPost(t.Context(), ch, public, channel.Post{ID: post.ID, Kind: channel.PostMention}); !errors.Is(err, errors.ErrUnsupported) {
				t.Errorf("read a mention elsewhere: %v", err)
			}
			if err := ch.DeletePost(t.Context(), public, post); err != nil {
				t.Errorf("delete: %v", err)
			}
			if _, err := ch.ReadComment(t.Context(), public, post.ID); err == nil {
				t.Error("a deleted comment can be read")
			}
			if _, err := channel.ReadPost(t.Context(), ch, public, post); !isGone(err) {
				t.Errorf("read a deleted comment: %v", err)
			}

			take(t, fb, events) // the echo of the private answer
			id := fb.MentionIn(ada, "17890000000000077", "@shop is great")
			got = take(t, fb, events)
			if len(got) != 1 || got[0].Body.(channel.Post).ID != id {
				t.Fatalf("mention %+v", got)
			}
			if viaPage { // with Instagram Login it comes as a comment, and no guide says how to answer it
				if _, err := ch.ReplyToPost(t.Context(), got[0].Thread, got[0].Body.(channel.Post), channel.Message{Text: "Thanks!"}); err != nil {
					t.Errorf("answer to a mention: %v", err)
				}
			}
		})
	}
}

// An account of Instagram Login is subscribed and checked with its own token; the app's webhooks
// are left alone.
func TestInstagramLoginSubscription(t *testing.T) {
	cfg := direct()
	cfg.Fresh = true
	cfg.Instagram[instagramAt] = facebooktest.Instagram{Username: "shop", Token: "IGAAexample0token"}
	fb, ch := standIn(t, cfg, func(c *facebook.Config) {
		c.Pages = facebook.PageMap{instagramAt: {Token: "IGAAexample0token", InstagramLogin: true}}
	})
	sub, err := ch.CheckSubscription(t.Context())
	if diff := cmp.Diff([]string{"unchecked 1", "not_subscribed 1!"}, codes(sub.Findings)); err != nil || diff != "" {
		t.Errorf("fresh: %v (-want +got):\n%s", err, diff)
	}
	sub, err = ch.Connect(t.Context(), instagramAt, "")
	if diff := cmp.Diff([]string{"unchecked 1"}, codes(sub.Findings)); err != nil || diff != "" || len(sub.Accounts) != 1 {
		t.Errorf("connected %v: %v (-want +got):\n%s", sub.Accounts, err, diff)
	}
	if err := ch.Disconnect(t.Context(), instagramAt); err != nil {
		t.Errorf("disconnect: %v", err)
	}
	if sub, _ = ch.CheckSubscription(t.Context()); len(sub.Accounts) != 0 {
		t.Errorf("still subscribed: %v", sub.Accounts)
	}
	fb.Revoke("IGAAexample0token", 463)
	if _, err = ch.Connect(t.Context(), instagramAt, ""); !errors.Is(err, channel.ErrUnauthorized) {
		t.Errorf("a dead token: %v", err)
	}
}

// A webhook call of Instagram Login is signed with the Instagram app secret; without it in the
// configuration it is forged.
func TestInstagramSecret(t *testing.T) {
	fb, _, _ := instagramHost(t, false)
	other, err := facebook.New(forServer(fb, nil))
	if err != nil {
		t.Fatal(err)
	}
	refused := false
	fb.Hook(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		call, _ := channel.ReadWebhook(r)
		_, err := other.Receive(call)
		refused = refused || errors.Is(err, channel.ErrForged)
	}))
	fb.Say(instagramAt+"/6500000000000001", "hi")
	_ = fb.Flush(t.Context())
	if !refused {
		t.Error("a call was taken without the Instagram app secret")
	}
}
