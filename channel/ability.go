package channel

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"time"
)

// As finds what ch, or a channel that it wraps, can do beyond Channel: it follows Unwrap() Channel, so that a logging wrapper hides
// nothing. Hosts call the functions of this package instead (ShowTyping, MarkRead, …).
func As[T any](ch any) (T, bool) {
	for ch != nil {
		if t, ok := ch.(T); ok {
			return t, true
		}
		w, ok := ch.(interface{ Unwrap() Channel })
		if !ok {
			break
		}
		ch = w.Unwrap()
	}
	var none T
	return none, false
}

// Unsupported is the error of an ability that a channel or thread does not have. It matches errors.ErrUnsupported and ErrRejected.
func Unsupported(platform, op string) error {
	return &Error{Op: op, Platform: platform, Kind: ErrRejected, Err: fmt.Errorf("%s has no such ability: %w", platform, errors.ErrUnsupported)}
}

func unsupported(ch Sender, op string) error {
	platform := "channel"
	if c, ok := ch.(Channel); ok {
		platform = c.Info().Platform
	}
	return Unsupported(platform, op)
}

// A Typer can show the contact that someone is writing.
type Typer interface {
	ShowTyping(ctx context.Context, to Thread) error
}

// ShowTyping shows the contact for a few seconds that someone is writing.
func ShowTyping(ctx context.Context, ch Sender, to Thread) error {
	if t, ok := As[Typer](ch); ok {
		return t.ShowTyping(ctx, to)
	}
	return unsupported(ch, "typing")
}

// A ReadMarker can show the contact that a message was read.
type ReadMarker interface {
	MarkRead(ctx context.Context, to Thread, messageID string) error
}

// MarkRead shows the contact that the message, and on most platforms all before it, was read.
func MarkRead(ctx context.Context, ch Sender, to Thread, messageID string) error {
	if m, ok := As[ReadMarker](ch); ok {
		return m.MarkRead(ctx, to, messageID)
	}
	return unsupported(ch, "mark read")
}

// File is an open file on its way in or out. The receiver closes Body.
type File struct {
	Body io.ReadCloser
	Name string
	Type string // MIME type; empty: unknown
	Size int64  // bytes; -1: unknown
}

// Files opens a file of the host's by the name that stands in Attachment.File. It may be called again for the same name.
type Files func(ctx context.Context, name string) (File, error)

// A MediaOpener can open what a received attachment refers to.
type MediaOpener interface {
	OpenMedia(ctx context.Context, of Thread, a Attachment) (File, error)
}

// OpenMedia opens an attachment that was received in the thread. It goes only to the platform's own hosts with
// credentials, and to no private address. The declared name and type are the sender's claim.
func OpenMedia(ctx context.Context, ch Sender, of Thread, a Attachment) (File, error) {
	if m, ok := As[MediaOpener](ch); ok {
		return m.OpenMedia(ctx, of, a)
	}
	return File{}, unsupported(ch, "open media")
}

// An Uploader can give the platform a file before the message that shows it.
type Uploader interface {
	Upload(ctx context.Context, to Thread, a Attachment, f File) (Attachment, error)
}

// Upload hands the platform a file and returns the attachment with its ID set. It closes f.Body.
func Upload(ctx context.Context, ch Sender, to Thread, a Attachment, f File) (Attachment, error) {
	if u, ok := As[Uploader](ch); ok {
		return u.Upload(ctx, to, a, f)
	}
	if f.Body != nil {
		_ = f.Body.Close()
	}
	return Attachment{}, unsupported(ch, "upload")
}

// Profile is what a platform tells of a person on request. Fields that it withholds are empty.
type Profile struct {
	Person
	Picture  string // URL; it may expire
	Timezone string // as the platform gives it
}

// A Profiler can fetch a contact's profile.
type Profiler interface {
	FetchProfile(ctx context.Context, of Thread) (Profile, error)
}

// FetchProfile asks the platform who the contact is.
func FetchProfile(ctx context.Context, ch Sender, of Thread) (Profile, error) {
	if p, ok := As[Profiler](ch); ok {
		return p.FetchProfile(ctx, of)
	}
	return Profile{}, unsupported(ch, "profile")
}

// An Editor can change a message that was sent.
type Editor interface {
	EditMessage(ctx context.Context, in Thread, messageID string, m Message) error
}

// EditMessage makes a message that we sent read as m.
func EditMessage(ctx context.Context, ch Sender, in Thread, messageID string, m Message) error {
	if e, ok := As[Editor](ch); ok {
		return e.EditMessage(ctx, in, messageID, m)
	}
	return unsupported(ch, "edit")
}

// A Deleter can take back a message that was sent.
type Deleter interface {
	DeleteMessage(ctx context.Context, in Thread, messageID string) error
}

// DeleteMessage takes back a message that we sent. On X it vanishes from our own view only.
func DeleteMessage(ctx context.Context, ch Sender, in Thread, messageID string) error {
	if d, ok := As[Deleter](ch); ok {
		return d.DeleteMessage(ctx, in, messageID)
	}
	return unsupported(ch, "delete")
}

// A Reactor can react to a message with an emoji.
type Reactor interface {
	React(ctx context.Context, in Thread, messageID, emoji string) error
}

// React reacts to a message; an empty emoji takes the reaction back.
func React(ctx context.Context, ch Sender, in Thread, messageID, emoji string) error {
	if r, ok := As[Reactor](ch); ok {
		return r.React(ctx, in, messageID, emoji)
	}
	return unsupported(ch, "react")
}

// A PressAnswerer can answer the press of a button.
type PressAnswerer interface {
	AnswerPress(ctx context.Context, in Thread, p Press, text string) error
}

// AnswerPress ends the waiting sign on a pressed button and may show a short text. On platforms without such a sign it is unsupported.
func AnswerPress(ctx context.Context, ch Sender, in Thread, p Press, text string) error {
	if a, ok := As[PressAnswerer](ch); ok {
		return a.AnswerPress(ctx, in, p, text)
	}
	return unsupported(ch, "answer press")
}

// Subscription is the state of a webhook at the platform.
type Subscription struct {
	URL      string    `json:"url,omitempty"`      // the callback URL that the platform knows; empty: none
	Active   bool      `json:"active"`             // events are delivered to it
	Accounts []string  `json:"accounts,omitempty"` // whose events are delivered
	Findings []Finding `json:"findings,omitempty"` // what an administrator should look at
}

// Finding is something that an administrator should know: a code for programs, a sentence for people.
type Finding struct {
	Code    string `json:"code"`
	Account string `json:"account,omitempty"`
	Text    string `json:"text"`
	Fatal   bool   `json:"fatal,omitempty"` // without mending it no event arrives, or no message leaves
}

// A Subscriber can manage the platform's webhook.
type Subscriber interface {
	Subscribe(ctx context.Context, callbackURL string) (Subscription, error)
	CheckSubscription(ctx context.Context) (Subscription, error)
	Unsubscribe(ctx context.Context) error
}

// Subscribe makes the platform deliver the events of every account of the channel to the callback URL. What is in place already
// counts as success. The platform may check the endpoint while this call runs: the host must answer it meanwhile. An address that
// the platform does not take is a complaint about "callbackUrl".
func Subscribe(ctx context.Context, ch Channel, callbackURL string) (Subscription, error) {
	if s, ok := As[Subscriber](ch); ok {
		return s.Subscribe(ctx, callbackURL)
	}
	return Subscription{}, unsupported(ch, "subscribe")
}

// CheckSubscription reads back what the platform knows of the webhook.
func CheckSubscription(ctx context.Context, ch Channel) (Subscription, error) {
	if s, ok := As[Subscriber](ch); ok {
		return s.CheckSubscription(ctx)
	}
	return Subscription{}, unsupported(ch, "check subscription")
}

// Unsubscribe makes the platform deliver no more. What is gone already counts as success.
func Unsubscribe(ctx context.Context, ch Channel) error {
	if s, ok := As[Subscriber](ch); ok {
		return s.Unsubscribe(ctx)
	}
	return unsupported(ch, "unsubscribe")
}

// A HistoryReader can read what happened while the host was away.
type HistoryReader interface {
	History(ctx context.Context, account string, since time.Time) iter.Seq2[Event, error]
}

// History walks the events of an account since the given instant, as far back as the platform keeps them. They have the same
// IDs as live ones, and Late set. The sequence can be walked once; it ends after the first error that is not about a single event.
func History(ctx context.Context, ch Channel, account string, since time.Time) iter.Seq2[Event, error] {
	if h, ok := As[HistoryReader](ch); ok {
		return h.History(ctx, account, since)
	}
	return func(yield func(Event, error) bool) { yield(Event{}, unsupported(ch, "history")) }
}
