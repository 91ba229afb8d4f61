package channel_test

import (
	"context"
	"errors"
	"io"
	"iter"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
)

// able can do everything, and notes what it was asked.
type able struct {
	bare
	calls *[]string
}

func (a able) note(what ...string) { *a.calls = append(*a.calls, strings.Join(what, " ")) }

func (a able) ShowTyping(_ context.Context, to channel.Thread) error {
	a.note("typing", to.Contact)
	return nil
}
func (a able) MarkRead(_ context.Context, to channel.Thread, id string) error {
	a.note("read", to.Contact, id)
	return nil
}
func (a able) OpenMedia(_ context.Context, of channel.Thread, m channel.Attachment) (channel.File, error) {
	a.note("open", of.Contact, m.ID)
	return channel.File{Name: "a.png"}, nil
}
func (a able) Upload(_ context.Context, to channel.Thread, m channel.Attachment, f channel.File) (channel.Attachment, error) {
	a.note("upload", to.Contact, f.Name)
	m.ID = "u1"
	return m, f.Body.Close()
}
func (a able) FetchProfile(_ context.Context, of channel.Thread) (channel.Profile, error) {
	a.note("profile", of.Contact)
	return channel.Profile{Timezone: "Z"}, nil
}
func (a able) EditMessage(_ context.Context, in channel.Thread, id string, m channel.Message) error {
	a.note("edit", in.Contact, id, m.Text)
	return nil
}
func (a able) DeleteMessage(_ context.Context, in channel.Thread, id string) error {
	a.note("delete", in.Contact, id)
	return nil
}
func (a able) React(_ context.Context, in channel.Thread, id, emoji string) error {
	a.note("react", in.Contact, id, emoji)
	return nil
}
func (a able) AnswerPress(_ context.Context, in channel.Thread, p channel.Press, text string) error {
	a.note("answer", in.Contact, p.ID, text)
	return nil
}
func (a able) Draft(_ context.Context, to channel.Thread, key string, m channel.Message) error {
	a.note("draft", to.Contact, key, m.Text)
	return nil
}
func (a able) Subscribe(_ context.Context, url string) (channel.Subscription, error) {
	a.note("subscribe", url)
	return channel.Subscription{URL: url}, nil
}
func (a able) CheckSubscription(context.Context) (channel.Subscription, error) {
	a.note("check")
	return channel.Subscription{Active: true}, nil
}
func (a able) Unsubscribe(context.Context) error { a.note("unsubscribe"); return nil }
func (a able) History(_ context.Context, account string, _ time.Time) iter.Seq2[channel.Event, error] {
	return func(yield func(channel.Event, error) bool) {
		a.note("history", account)
		yield(channel.Event{ID: "h1"}, nil)
	}
}

func (a able) ReplyToPost(_ context.Context, in channel.Thread, p channel.Post, m channel.Message) (channel.Sent, error) {
	a.note("reply", in.Contact, p.ID, m.Text)
	return channel.Sent{IDs: []string{"p2"}}, nil
}
func (a able) PostLimits(in channel.Thread) channel.Limits {
	a.note("post limits", in.Contact)
	return channel.Limits{Text: channel.Length{Max: 280}}
}
func (a able) ReadPost(_ context.Context, in channel.Thread, p channel.Post) (channel.Post, error) {
	a.note("read post", in.Contact, p.ID)
	return channel.Post{ID: p.ID, Text: "now"}, nil
}
func (a able) HidePost(_ context.Context, in channel.Thread, p channel.Post, hidden bool) error {
	a.note("hide", in.Contact, p.ID, strconv.FormatBool(hidden))
	return nil
}
func (a able) DeletePost(_ context.Context, in channel.Thread, p channel.Post) error {
	a.note("delete post", in.Contact, p.ID)
	return nil
}
func (a able) LikePost(_ context.Context, in channel.Thread, p channel.Post, liked bool) error {
	a.note("like", in.Contact, p.ID, strconv.FormatBool(liked))
	return nil
}

// closable notes that it was closed.
type closable struct {
	io.Reader
	closed *bool
}

func (c closable) Close() error { *c.closed = true; return nil }

// callAll calls every ability, and returns the errors and what the calls gave.
func callAll(t *testing.T, ch channel.Channel) (errs []error, gave []string) {
	ctx, to := t.Context(), channel.Thread{Platform: "bare", Account: "a", Contact: "c"}
	closed := false
	file := channel.File{Body: closable{strings.NewReader("x"), &closed}, Name: "f"}
	opened, err1 := channel.OpenMedia(ctx, ch, to, channel.Attachment{ID: "m"})
	uploaded, err2 := channel.Upload(ctx, ch, to, channel.Attachment{Name: "n"}, file)
	profile, err3 := channel.FetchProfile(ctx, ch, to)
	subscribed, err4 := channel.Subscribe(ctx, ch, "https://example.com")
	checked, err5 := channel.CheckSubscription(ctx, ch)
	errs = []error{channel.ShowTyping(ctx, ch, to), channel.MarkRead(ctx, ch, to, "1"), err1, err2, err3, channel.EditMessage(ctx, ch, to, "2", channel.Message{Text: "t"}),
		channel.DeleteMessage(ctx, ch, to, "3"), channel.React(ctx, ch, to, "4", "👍"), channel.AnswerPress(ctx, ch, to, channel.Press{ID: "5"}, "yes"), channel.Draft(ctx, ch, to, "6", channel.Message{Text: "so far"}), err4, err5, channel.Unsubscribe(ctx, ch)}
	post := channel.Post{ID: "7"}
	replied, err6 := channel.ReplyToPost(ctx, ch, to, post, channel.Message{Text: "hi"})
	read, err7 := channel.ReadPost(ctx, ch, to, post)
	if read.Text != "" {
		gave = append(gave, read.Text)
	}
	errs = append(errs, err6, err7, channel.HidePost(ctx, ch, to, post, true), channel.DeletePost(ctx, ch, to, post), channel.LikePost(ctx, ch, to, post, false))
	gave = append(gave, replied.IDs...)
	if max := channel.PostLimits(ch, to).Text.Max; max > 0 {
		gave = append(gave, strconv.Itoa(max))
	}
	for e, err := range channel.History(ctx, ch, "a", noon) {
		errs = append(errs, err)
		gave = append(gave, e.ID)
	}
	if checked.Active {
		gave = append(gave, "active")
	}
	if !closed {
		t.Error("Upload did not close the file")
	}
	return errs, append(gave, opened.Name, uploaded.ID, uploaded.Name, profile.Timezone, subscribed.URL)
}

// wrapped is a host's wrapper.
type wrapped struct{ channel.Channel }

func (w wrapped) Unwrap() channel.Channel { return w.Channel }

func TestAbilities(t *testing.T) {
	var calls []string
	for name, ch := range map[string]channel.Channel{"direct": able{calls: &calls}, "wrapped": wrapped{able{calls: &calls}}, "wrapped twice": wrapped{wrapped{able{calls: &calls}}}} {
		calls = nil
		errs, gave := callAll(t, ch)
		if err := errors.Join(errs...); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if diff := cmp.Diff([]string{"now", "p2", "280", "h1", "active", "a.png", "u1", "n", "Z", "https://example.com"}, gave); diff != "" {
			t.Errorf("%s: results (-want +got):\n%s", name, diff)
		}
		want := []string{"open c m", "upload c f", "profile c", "subscribe https://example.com", "check", "typing c", "read c 1", "edit c 2 t", "delete c 3", "react c 4 👍", "answer c 5 yes", "draft c 6 so far", "unsubscribe", "reply c 7 hi", "read post c 7", "hide c 7 true", "delete post c 7", "like c 7 false", "post limits c", "history a"}
		if diff := cmp.Diff(want, calls); diff != "" {
			t.Errorf("%s: calls (-want +got):\n%s", name, diff)
		}
	}
}

func TestUnsupported(t *testing.T) {
	for name, ch := range map[string]channel.Channel{"direct": bare{}, "wrapped": wrapped{bare{}}, "hidden": struct{ channel.Channel }{able{}}, "wrapping nothing": wrapped{wrapped{bare{}}}} {
		errs, gave := callAll(t, ch)
		var ops []string
		for _, err := range errs {
			if !errors.Is(err, errors.ErrUnsupported) || !errors.Is(err, channel.ErrRejected) {
				t.Errorf("%s: %v, want an error matching ErrUnsupported and ErrRejected", name, err)
				continue
			}
			e, _ := errors.AsType[*channel.Error](err)
			ops = append(ops, e.Platform+" "+e.Op)
		}
		want := []string{"bare typing", "bare mark read", "bare open media", "bare upload", "bare profile", "bare edit", "bare delete", "bare react", "bare answer press", "bare draft", "bare subscribe",
			"bare check subscription", "bare unsubscribe", "bare reply to post", "bare read post", "bare hide post", "bare delete post", "bare like post", "bare history"}
		if diff := cmp.Diff(want, ops); diff != "" {
			t.Errorf("%s: platforms and operations (-want +got):\n%s", name, diff)
		}
		if diff := cmp.Diff([]string{"", "", "", "", "", ""}, gave); diff != "" {
			t.Errorf("%s: results of what is not there (-want +got):\n%s", name, diff)
		}
	}
	// A mere Sender has no platform to name.
	if err := channel.ShowTyping(t.Context(), sender{}, channel.Thread{}); err == nil || err.Error() != "channel: typing: rejected: channel has no such ability: unsupported operation" {
		t.Errorf("a mere sender: %v", err)
	}
	if _, err := channel.Upload(t.Context(), bare{}, channel.Thread{}, channel.Attachment{}, channel.File{}); !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("an upload without a body: %v", err)
	}
}

// sender is no whole channel.
type sender struct{}

func (sender) Limits(channel.Thread) channel.Limits { return channel.Limits{} }
func (sender) Send(context.Context, channel.Thread, channel.Message) (channel.Sent, error) {
	return channel.Sent{}, nil
}

func TestAs(t *testing.T) {
	var calls []string
	inner := able{calls: &calls}
	if got, ok := channel.As[able](wrapped{wrapped{inner}}); !ok || got.calls != inner.calls {
		t.Errorf("As does not reach the channel itself: %v, %v", got, ok)
	}
	if got, ok := channel.As[wrapped](wrapped{wrapped{inner}}); !ok || got.Channel != channel.Channel(wrapped{inner}) {
		t.Errorf("As does not stop at the outermost: %v, %v", got, ok)
	}
	for name, ch := range map[string]any{"nil": nil, "no channel": 7, "a wrapper of nothing": wrapped{}, "bare": bare{}} {
		if _, ok := channel.As[channel.Typer](ch); ok {
			t.Errorf("%s can show typing", name)
		}
	}
}

func TestSettingsKey(t *testing.T) {
	s := channel.Settings{Keys: map[string]channel.Keys{"secret": channel.NewKeys("new", "old"), "none": nil}}
	if got := []string{s.Key("secret").Reveal(), s.Key("none").Reveal(), s.Key("other").Reveal(), (channel.Settings{}).Key("x").Reveal()}; !cmp.Equal(got, []string{"new", "", "", ""}) {
		t.Errorf("keys %q", got)
	}
}
