package channeltest

import (
	"context"
	"errors"
	"io"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
)

var abilityCases = []testCase{
	{name: "abilities", check: abilities,
		promise: "What Limits advertises is implemented, in every kind of thread."},
	{name: "unsupported abilities", check: unsupportedAbilities,
		promise: "What Limits does not advertise fails before any I/O with an error matching errors.ErrUnsupported and ErrRejected."},
	{name: "wrapper", check: wrapper,
		promise: "A wrapper with Unwrap hides no ability."},
}

// An ability is one of the functions beyond the verbs.
type ability struct {
	name string
	on   func(channel.Abilities) bool
	has  func(ch any) bool
	call func(ctx context.Context, ch channel.Channel, to channel.Thread) error
}

func as[T any](ch any) bool { _, ok := channel.As[T](ch); return ok }

var everyAbility = []ability{
	{"typing", func(a channel.Abilities) bool { return a.Typing }, as[channel.Typer],
		func(ctx context.Context, ch channel.Channel, to channel.Thread) error {
			return channel.ShowTyping(ctx, ch, to)
		}},
	{"mark read", func(a channel.Abilities) bool { return a.MarkRead }, as[channel.ReadMarker],
		func(ctx context.Context, ch channel.Channel, to channel.Thread) error {
			return channel.MarkRead(ctx, ch, to, "1")
		}},
	{"open media", func(a channel.Abilities) bool { return a.OpenMedia }, as[channel.MediaOpener],
		func(ctx context.Context, ch channel.Channel, to channel.Thread) error {
			_, err := channel.OpenMedia(ctx, ch, to, channel.Attachment{Kind: channel.MediaImage, ID: "1"})
			return err
		}},
	{"upload", func(a channel.Abilities) bool { return a.Upload }, as[channel.Uploader],
		func(ctx context.Context, ch channel.Channel, to channel.Thread) error {
			_, err := channel.Upload(ctx, ch, to, channel.Attachment{Kind: channel.MediaImage}, channel.File{Body: io.NopCloser(strings.NewReader("x")), Size: 1})
			return err
		}},
	{"profile", func(a channel.Abilities) bool { return a.Profile }, as[channel.Profiler],
		func(ctx context.Context, ch channel.Channel, to channel.Thread) error {
			_, err := channel.FetchProfile(ctx, ch, to)
			return err
		}},
	{"edit", func(a channel.Abilities) bool { return a.Edit }, as[channel.Editor],
		func(ctx context.Context, ch channel.Channel, to channel.Thread) error {
			return channel.EditMessage(ctx, ch, to, "1", channel.Message{Text: "x"})
		}},
	{"delete", func(a channel.Abilities) bool { return a.Delete }, as[channel.Deleter],
		func(ctx context.Context, ch channel.Channel, to channel.Thread) error {
			return channel.DeleteMessage(ctx, ch, to, "1")
		}},
	{"react", func(a channel.Abilities) bool { return a.React }, as[channel.Reactor],
		func(ctx context.Context, ch channel.Channel, to channel.Thread) error {
			return channel.React(ctx, ch, to, "1", "👍")
		}},
	{"answer press", func(a channel.Abilities) bool { return a.AnswerPress }, as[channel.PressAnswerer],
		func(ctx context.Context, ch channel.Channel, to channel.Thread) error {
			return channel.AnswerPress(ctx, ch, to, channel.Press{ID: "1"}, "x")
		}},
	{"draft", func(a channel.Abilities) bool { return a.Draft }, as[channel.Drafter],
		func(ctx context.Context, ch channel.Channel, to channel.Thread) error {
			return channel.Draft(ctx, ch, to, "1", channel.Message{Text: "x"})
		}},
	{"subscribe", func(a channel.Abilities) bool { return a.Subscribe }, as[channel.Subscriber],
		func(ctx context.Context, ch channel.Channel, _ channel.Thread) error {
			_, err := channel.Subscribe(ctx, ch, "https://example.com/hook")
			_, err2 := channel.CheckSubscription(ctx, ch)
			return both(err, err2, channel.Unsubscribe(ctx, ch))
		}},
	{"history", func(a channel.Abilities) bool { return a.History }, as[channel.HistoryReader],
		func(ctx context.Context, ch channel.Channel, to channel.Thread) error {
			for _, err := range channel.History(ctx, ch, to.Account, time.Time{}) {
				if err != nil {
					return err
				}
			}
			return nil
		}},
	{"reply to post", func(a channel.Abilities) bool { return a.ReplyToPost }, as[channel.PostReplier],
		func(ctx context.Context, ch channel.Channel, to channel.Thread) error {
			_, err := channel.ReplyToPost(ctx, ch, to, channel.Post{ID: "1"}, channel.Message{Text: "x"})
			return err
		}},
	{"read post", func(a channel.Abilities) bool { return a.ReadPost }, as[channel.PostReader],
		func(ctx context.Context, ch channel.Channel, to channel.Thread) error {
			_, err := channel.ReadPost(ctx, ch, to, channel.Post{ID: "1"})
			return err
		}},
	{"hide post", func(a channel.Abilities) bool { return a.HidePost }, as[channel.PostHider],
		func(ctx context.Context, ch channel.Channel, to channel.Thread) error {
			return channel.HidePost(ctx, ch, to, channel.Post{ID: "1"}, true)
		}},
	{"delete post", func(a channel.Abilities) bool { return a.DeletePost }, as[channel.PostDeleter],
		func(ctx context.Context, ch channel.Channel, to channel.Thread) error {
			return channel.DeletePost(ctx, ch, to, channel.Post{ID: "1"})
		}},
	{"like post", func(a channel.Abilities) bool { return a.LikePost }, as[channel.PostLiker],
		func(ctx context.Context, ch channel.Channel, to channel.Thread) error {
			return channel.LikePost(ctx, ch, to, channel.Post{ID: "1"}, true)
		}},
}

// both returns an error that matches only what all of them match: nil if one is nil.
func both(errs ...error) error {
	for _, err := range errs {
		if !errors.Is(err, errors.ErrUnsupported) {
			return err
		}
	}
	return errs[0]
}

// threads returns every kind of thread, by name.
func (s *suite) threads() map[string]channel.Thread {
	all := map[string]channel.Thread{"thread": s.h.Thread}
	for name, to := range s.h.Threads {
		all[name] = to
	}
	return all
}

func abilities(s *suite) {
	ch := s.receiver()
	for name, to := range s.threads() {
		offered := ch.Limits(to).Abilities
		for _, a := range everyAbility {
			if a.on(offered) && !a.has(ch) {
				s.Errorf("%s: Limits offers %q, and the channel does not implement it", name, a.name)
			}
		}
	}
}

func unsupportedAbilities(s *suite) {
	ch, w := s.link()
	for name, to := range s.threads() {
		offered := ch.Limits(to).Abilities
		for _, a := range everyAbility {
			if a.on(offered) {
				continue
			}
			err := a.call(s.Context(), ch, to)
			if !errors.Is(err, errors.ErrUnsupported) || !errors.Is(err, channel.ErrRejected) {
				s.Errorf("%s: Limits does not offer %q, and calling it gives %v, want an error matching %q", name, a.name, err, errors.ErrUnsupported)
			}
			if n := w.count(); n != 0 {
				s.Errorf("%s: %q is not there, and still calls the platform", name, a.name)
			}
		}
	}
}

// outer is a host's wrapper, for logging perhaps.
type outer struct{ channel.Channel }

// Unwrap returns what is wrapped.
func (o outer) Unwrap() channel.Channel { return o.Channel }

func wrapper(s *suite) {
	ch, w := s.link()
	twice := outer{outer{ch}}
	for _, a := range everyAbility {
		if a.has(ch) != a.has(twice) {
			s.Errorf("%q is hidden by a wrapper", a.name)
		}
		if !a.on(ch.Limits(s.h.Thread).Abilities) {
			if err := a.call(s.Context(), twice, s.h.Thread); !errors.Is(err, errors.ErrUnsupported) {
				s.Errorf("%q through a wrapper: %v, want an error matching %q", a.name, err, errors.ErrUnsupported)
			}
		}
	}
	if n := w.count(); n != 0 {
		s.Errorf("%d calls for what is not there", n)
	}
}
