package channeltest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"time"

	"github.com/contactkit/contactkit/channel"
)

// MemoryPlatform is the platform's name of a Memory.
const MemoryPlatform = "memory"

// MemoryConfig says how a Memory behaves. The zero value is a platform that can do everything, with
// one account.
type MemoryConfig struct {
	Accounts []string          // none: "desk"
	Keys     channel.Keys      // prove webhook calls; nil: one made-up key. Empty secrets are refused
	Limits   channel.Limits    // if Text.Max is 0, MemoryLimits() in its place. Its Abilities say which functions work
	HTTP     *http.Client      // for calls of the platform; nil: they stay within the Memory
	Now      func() time.Time  // the clock of windows and of events; nil: time.Now
	Profiles []channel.Profile // what FetchProfile knows, by Person.ID
}

// MemoryLimits are the limits of a Memory whose configuration has none: texts, files, choices,
// places and cards are allowed, each up to a limit that a test can reach.
func MemoryLimits() channel.Limits {
	length := func(n int) channel.Length { return channel.Length{Max: n, Unit: channel.Runes} }
	return channel.Limits{
		Text: length(4000), Caption: length(1000), Attachments: 10,
		Media: []channel.MediaLimit{
			{Kind: channel.MediaImage, Types: []string{"image/*"}, ByID: true, URL: 5 << 20, Upload: 10 << 20},
			{Kind: channel.MediaVideo, ByID: true, URL: 20 << 20, Upload: 50 << 20}, {Kind: channel.MediaAudio, ByID: true, URL: 20 << 20, Upload: 50 << 20},
			{Kind: channel.MediaFile, ByID: true, URL: 20 << 20, Upload: 50 << 20},
		},
		QuickReplies: channel.ChoiceLimit{Max: 10, Text: length(20), Payload: length(1000), Asks: []string{channel.AskPhone}},
		Buttons:      channel.ChoiceLimit{Max: 5, Text: length(30), Payload: length(1000)},
		ButtonURLs:   true, ButtonTaps: true, Location: true, Card: true, ReplyTo: true,
		Spans: []channel.SpanKind{channel.SpanBold, channel.SpanItalic, channel.SpanLink},
		Ref:   length(500), EchoesRef: true, EchoesOwn: true,
		Abilities: channel.Abilities{Typing: true, MarkRead: true, OpenMedia: true, Upload: true, Profile: true, Edit: true, Delete: true,
			React: true, AnswerPress: true, Draft: true, Subscribe: true, History: true,
			ReplyToPost: true, ReadPost: true, HidePost: true, DeletePost: true, LikePost: true},
	}
}

// Memory is a channel without a platform, for the unit tests of hosts: Webhook makes the calls of a
// platform, Sent shows what was answered. It passes this package's suite. Its methods may be called
// concurrently.
type Memory struct {
	info   channel.Info
	keys   channel.Keys
	limits channel.Limits
	client *http.Client
	now    func() time.Time
	book   *book
}

var (
	_ channel.Channel       = (*Memory)(nil)
	_ channel.HeaderChecker = (*Memory)(nil)
	_ channel.Typer         = (*Memory)(nil)
	_ channel.ReadMarker    = (*Memory)(nil)
	_ channel.MediaOpener   = (*Memory)(nil)
	_ channel.Uploader      = (*Memory)(nil)
	_ channel.Profiler      = (*Memory)(nil)
	_ channel.Editor        = (*Memory)(nil)
	_ channel.Deleter       = (*Memory)(nil)
	_ channel.Reactor       = (*Memory)(nil)
	_ channel.PressAnswerer = (*Memory)(nil)
	_ channel.Drafter       = (*Memory)(nil)
	_ channel.Subscriber    = (*Memory)(nil)
	_ channel.HistoryReader = (*Memory)(nil)
	_ channel.PostReplier   = (*Memory)(nil)
	_ channel.PostHider     = (*Memory)(nil)
	_ channel.PostDeleter   = (*Memory)(nil)
	_ channel.PostLiker     = (*Memory)(nil)
)

// NewMemory builds a Memory, and joins all complaints about its configuration.
func NewMemory(cfg MemoryConfig) (*Memory, error) {
	if cfg.Keys == nil {
		cfg.Keys = channel.NewKeys("memory-webhook-key")
	}
	if err := cfg.Keys.Check("keys"); err != nil {
		return nil, fmt.Errorf("memory: without a key anybody could write to the desk: %w", err)
	}
	accounts := slices.Sorted(slices.Values(cfg.Accounts))
	if len(accounts) == 0 {
		accounts = []string{"desk"}
	}
	m := &Memory{
		info: channel.Info{Platform: MemoryPlatform, App: "memory-app", Accounts: accounts},
		keys: cfg.Keys, limits: cfg.Limits, now: cfg.Now,
	}
	if m.limits.Text.Max == 0 {
		m.limits = MemoryLimits()
	}
	if m.now == nil {
		m.now = time.Now
	}
	m.book = &book{now: m.now, profiles: slices.Clone(cfg.Profiles), files: make(map[string]record)}
	if cfg.HTTP == nil {
		cfg.HTTP = &http.Client{Transport: &wire{handler: m.book}}
	}
	m.client = client(cfg.HTTP)
	return m, nil
}

// Info tells the platform "memory" and the accounts.
func (m *Memory) Info() channel.Info {
	i := m.info
	i.Accounts = slices.Clone(i.Accounts)
	return i
}

// Limits returns those of the configuration, for every thread.
func (m *Memory) Limits(channel.Thread) channel.Limits { return m.limits }

// Format writes the platform and the first account: fmt would print the keys.
func (m *Memory) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, m.String()) }

// String returns the platform and the first account.
func (m *Memory) String() string { return fmt.Sprintf("memory.Channel(%s)", m.info.Accounts[0]) }

// Send keeps the message for Sent.
func (m *Memory) Send(ctx context.Context, to channel.Thread, msg channel.Message) (channel.Sent, error) {
	if err := m.admit(to, msg); err != nil {
		return channel.Sent{}, err
	}
	var sent channel.Sent
	err := m.call(ctx, opSend, record{Thread: to, Message: msg}, &sent)
	return sent, err
}

// admit refuses what must not reach the platform.
func (m *Memory) admit(to channel.Thread, msg channel.Message) error {
	errs := []error{m.ours(to), m.limits.Check(msg)}
	if !msg.NotAfter.IsZero() && !m.now().Before(msg.NotAfter) {
		errs = append(errs, &channel.FieldError{Field: "notAfter", Code: channel.CodeInvalid, Reason: "the message is useless by now"})
	}
	if !msg.Native.IsZero() {
		errs = append(errs, &channel.FieldError{Field: "native", Code: channel.CodeUnsupported, Reason: "a memory has no native parts"})
	}
	if err := errors.Join(errs...); err != nil {
		return &channel.Error{Op: channel.OpSend, Platform: MemoryPlatform, Kind: channel.ErrRejected, Err: err}
	}
	if !msg.Heard.IsZero() {
		if _, _, ok := channel.OpenWindow(m.limits, msg.By, msg.Heard, m.now()); !ok {
			return &channel.Error{Op: channel.OpSend, Platform: MemoryPlatform, Kind: channel.ErrWindowClosed}
		}
	}
	return nil
}

// ours returns the complaints about a thread that is not of this channel.
func (m *Memory) ours(to channel.Thread) error {
	var errs []error
	if to.Platform != MemoryPlatform {
		errs = append(errs, &channel.FieldError{Field: "thread.platform", Code: channel.CodeInvalid, Reason: "the thread is on another platform"})
	}
	if !slices.Contains(m.info.Accounts, to.Account) {
		errs = append(errs, &channel.FieldError{Field: "thread.account", Code: channel.CodeInvalid, Reason: "the thread is another account's"})
	}
	if to.Contact == "" {
		errs = append(errs, &channel.FieldError{Field: "thread.contact", Code: channel.CodeMissing, Reason: "nobody is addressed"})
	}
	return errors.Join(errs...)
}

// Platform is the API that the channel calls, for a test that puts something between them by
// MemoryConfig.HTTP.
func (m *Memory) Platform() http.Handler { return m.book }

// Fail makes the next n calls, of Send and of the abilities, fail with err before anything reaches
// the platform. err is one of package channel's Err… values, or a *channel.Error, which can also
// hold a wait; any other error counts as ErrUnavailable.
func (m *Memory) Fail(err error, n int) { m.book.fail(failure{err: err}, n) }

// LoseAnswer lets the next n calls take effect and loses their answers: they return ErrUncertain.
func (m *Memory) LoseAnswer(n int) {
	m.book.fail(failure{err: channel.ErrUncertain, late: true}, n)
}

// MemorySent is a message that a Memory took.
type MemorySent struct {
	ID       string // the platform's name of it, as in channel.Sent
	Thread   channel.Thread
	Message  channel.Message
	Time     time.Time
	Edited   bool   // EditMessage changed Message
	Deleted  bool   // DeleteMessage took it back
	Reaction string // the emoji of the last React; empty if none
	Post     string // ReplyToPost: the id of the post that it answers in public; empty: the message is private
}

// Sent returns what was sent so far, in order, as it reads now.
func (m *Memory) Sent() []MemorySent {
	m.book.mu.Lock()
	defer m.book.mu.Unlock()
	return slices.Clone(m.book.sent)
}

// Log returns the calls that the platform took, in order, abilities included: "send 1", "typing",
// "mark read in-17".
func (m *Memory) Log() []string {
	m.book.mu.Lock()
	defer m.book.mu.Unlock()
	return slices.Clone(m.book.log)
}
