package channeltest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/internal/call"
)

// MemoryPlatform is the platform's name of a Memory.
const MemoryPlatform = "memory"

// MemoryConfig says how a Memory behaves. The zero value is a platform that can do everything, with one account.
type MemoryConfig struct {
	Accounts []string          // none: "desk"
	Keys     channel.Keys      // prove webhook calls; nil: one made-up key. Empty secrets are refused
	Limits   channel.Limits    // zero: MemoryLimits(). Its Abilities say which functions work
	HTTP     *http.Client      // for calls of the platform; nil: they stay within the Memory
	Now      func() time.Time  // the clock of windows and of events; nil: time.Now
	Profiles []channel.Profile // what FetchProfile knows, by Person.ID
}

// MemoryLimits are the limits of a Memory whose configuration has none: everything is allowed, of everything some.
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
			React: true, AnswerPress: true, Subscribe: true, History: true},
	}
}

// Memory is a channel without a platform, for the unit tests of hosts: Webhook makes the calls of a platform, Sent shows
// what was answered. It passes this package's suite. Its methods may be called concurrently.
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
	_ channel.Typer         = (*Memory)(nil)
	_ channel.ReadMarker    = (*Memory)(nil)
	_ channel.MediaOpener   = (*Memory)(nil)
	_ channel.Uploader      = (*Memory)(nil)
	_ channel.Profiler      = (*Memory)(nil)
	_ channel.Editor        = (*Memory)(nil)
	_ channel.Deleter       = (*Memory)(nil)
	_ channel.Reactor       = (*Memory)(nil)
	_ channel.PressAnswerer = (*Memory)(nil)
	_ channel.Subscriber    = (*Memory)(nil)
	_ channel.HistoryReader = (*Memory)(nil)
)

// memoryToken is the credential that a Memory shows to itself.
const memoryToken = "memory-token-9+/=&?7"

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
		keys: cfg.Keys, limits: cfg.Limits, now: cfg.Now, book: newBook(cfg.Profiles),
	}
	if m.limits.Text.Max == 0 {
		m.limits = MemoryLimits()
	}
	if m.now == nil {
		m.now = time.Now
	}
	m.book.now = m.now
	m.client = call.Client(cfg.HTTP)
	if cfg.HTTP == nil {
		m.client.Transport = &wire{handler: m.book}
	}
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
	err := m.call(ctx, channel.OpSend, record{Thread: to, Message: msg}, &sent)
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

// Platform is the API that the channel calls, for a test that puts something between them by MemoryConfig.HTTP.
func (m *Memory) Platform() http.Handler { return m.book }

// Fail makes the next n calls, of Send and of the abilities, fail with err before anything reaches the platform. err is one of the
// kinds, or a *channel.Error with more to tell, a wait perhaps; another error counts as ErrUnavailable.
func (m *Memory) Fail(err error, n int) { m.book.fail(err, n, false) }

// LoseAnswer makes the next n calls arrive and their answers go astray: ErrUncertain.
func (m *Memory) LoseAnswer(n int) { m.book.fail(channel.ErrUncertain, n, true) }

// MemorySent is a message that a Memory took.
type MemorySent struct {
	ID      string // the platform's name of it, as in channel.Sent
	Thread  channel.Thread
	Message channel.Message
	Time    time.Time
	Edited  bool     // EditMessage changed Message
	Deleted bool     // DeleteMessage took it back
	Reacted []string // by React, on a message of ours
}

// Sent returns what was sent so far, in order, as it reads now.
func (m *Memory) Sent() []MemorySent { return m.book.snapshot() }

// Log returns the calls that the platform took, in order, abilities included: "send 1", "typing", "mark read 17".
func (m *Memory) Log() []string { return m.book.journal() }

// book is the platform's side of a Memory.
type book struct {
	now      func() time.Time
	profiles []channel.Profile

	mu       sync.Mutex
	sent     []MemorySent
	log      []string
	files    map[string]stored
	told     []channel.Event // for History
	hook     string
	failures []failure
	made     int // events that Webhook named
}

type failure struct {
	err  error
	late bool // after the platform acted
}

type stored struct {
	name, mime string
	data       []byte
}

func newBook(profiles []channel.Profile) *book {
	return &book{profiles: slices.Clone(profiles), files: make(map[string]stored)}
}

func (b *book) fail(err error, n int, late bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for range n {
		b.failures = append(b.failures, failure{err, late})
	}
}

// next takes the failure of the next call.
func (b *book) next() (failure, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.failures) == 0 {
		return failure{}, false
	}
	f := b.failures[0]
	b.failures = b.failures[1:]
	return f, true
}

func (b *book) snapshot() []MemorySent {
	b.mu.Lock()
	defer b.mu.Unlock()
	out := slices.Clone(b.sent)
	for i := range out {
		out[i].Reacted = slices.Clone(out[i].Reacted)
	}
	return out
}

func (b *book) journal() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.log)
}
