package channeltest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"iter"
	"slices"
	"time"

	"github.com/contactkit/contactkit/channel"
)

// ask makes the call of an ability, if the limits offer it.
func (m *Memory) ask(ctx context.Context, offered bool, op string, r record, out any) error {
	if !offered {
		return channel.Unsupported(MemoryPlatform, op)
	}
	if r.Thread != (channel.Thread{}) {
		if err := m.ours(r.Thread); err != nil {
			return &channel.Error{Op: op, Platform: MemoryPlatform, Kind: channel.ErrRejected, Err: err}
		}
	}
	return m.call(ctx, op, r, out)
}

// ShowTyping is noted in Log.
func (m *Memory) ShowTyping(ctx context.Context, to channel.Thread) error {
	return m.ask(ctx, m.limits.Abilities.Typing, opTyping, record{Thread: to}, nil)
}

// MarkRead is noted in Log.
func (m *Memory) MarkRead(ctx context.Context, to channel.Thread, messageID string) error {
	return m.ask(ctx, m.limits.Abilities.MarkRead, opMarkRead, record{Thread: to, ID: messageID}, nil)
}

// OpenMedia opens what Upload stored.
func (m *Memory) OpenMedia(ctx context.Context, of channel.Thread, a channel.Attachment) (channel.File, error) {
	var r record
	if err := m.ask(ctx, m.limits.Abilities.OpenMedia, opOpenMedia, record{Thread: of, ID: a.ID}, &r); err != nil {
		return channel.File{}, err
	}
	return channel.File{Body: io.NopCloser(bytes.NewReader(r.File)), Name: r.Name, Type: r.Type, Size: int64(len(r.File))}, nil
}

// Upload stores the file in memory.
func (m *Memory) Upload(ctx context.Context, to channel.Thread, a channel.Attachment, f channel.File) (channel.Attachment, error) {
	if f.Body == nil {
		f.Body = io.NopCloser(bytes.NewReader(nil))
	}
	defer f.Body.Close()
	if !m.limits.Abilities.Upload {
		return channel.Attachment{}, channel.Unsupported(MemoryPlatform, opUpload)
	}
	data, err := io.ReadAll(f.Body)
	if err != nil {
		return channel.Attachment{}, &channel.Error{Op: opUpload, Platform: MemoryPlatform, Kind: channel.ErrRejected, Err: err}
	}
	var stored channel.Attachment
	if err := m.ask(ctx, true, opUpload, record{Thread: to, File: data, Name: f.Name, Type: f.Type}, &stored); err != nil {
		return channel.Attachment{}, err
	}
	a.ID, a.File = stored.ID, ""
	return a, nil
}

// FetchProfile returns the profile in MemoryConfig.Profiles with the contact's id.
func (m *Memory) FetchProfile(ctx context.Context, of channel.Thread) (channel.Profile, error) {
	var p channel.Profile
	err := m.ask(ctx, m.limits.Abilities.Profile, opProfile, record{Thread: of}, &p)
	return p, err
}

// EditMessage changes what Sent shows.
func (m *Memory) EditMessage(ctx context.Context, in channel.Thread, messageID string, msg channel.Message) error {
	if err := m.limits.Check(msg); err != nil && m.limits.Abilities.Edit {
		return &channel.Error{Op: opEdit, Platform: MemoryPlatform, Kind: channel.ErrRejected, Err: err}
	}
	return m.ask(ctx, m.limits.Abilities.Edit, opEdit, record{Thread: in, ID: messageID, Message: msg}, nil)
}

// DeleteMessage marks the message as deleted in Sent.
func (m *Memory) DeleteMessage(ctx context.Context, in channel.Thread, messageID string) error {
	return m.ask(ctx, m.limits.Abilities.Delete, opDelete, record{Thread: in, ID: messageID}, nil)
}

// React is noted in Log, and in Sent on a message of ours.
func (m *Memory) React(ctx context.Context, in channel.Thread, messageID, emoji string) error {
	return m.ask(ctx, m.limits.Abilities.React, opReact, record{Thread: in, ID: messageID, Text: emoji}, nil)
}

// AnswerPress is noted in Log.
func (m *Memory) AnswerPress(ctx context.Context, in channel.Thread, p channel.Press, text string) error {
	if p.ID == "" && m.limits.Abilities.AnswerPress {
		return &channel.Error{Op: opAnswerPress, Platform: MemoryPlatform, Kind: channel.ErrRejected, Err: errors.New("the press expects no answer")}
	}
	return m.ask(ctx, m.limits.Abilities.AnswerPress, opAnswerPress, record{Thread: in, ID: p.ID, Text: text}, nil)
}

// Draft is noted in Log.
func (m *Memory) Draft(ctx context.Context, to channel.Thread, key string, msg channel.Message) error {
	if m.limits.Abilities.Draft {
		if err := checkDraft(key, msg); err != nil {
			return &channel.Error{Op: opDraft, Platform: MemoryPlatform, Kind: channel.ErrRejected, Err: err}
		}
	}
	return m.ask(ctx, m.limits.Abilities.Draft, opDraft, record{Thread: to, ID: key, Message: msg}, nil)
}

// checkDraft complains of a draft without a key, and of all that is no text.
func checkDraft(key string, msg channel.Message) error {
	if key == "" {
		return &channel.FieldError{Field: "key", Code: channel.CodeMissing, Reason: "a draft needs a key"}
	}
	if len(msg.Attachments) > 0 || msg.Location != nil || msg.Card != nil || len(msg.QuickReplies) > 0 || len(msg.Buttons) > 0 {
		return &channel.FieldError{Field: "message", Code: channel.CodeUnsupported, Reason: "a draft must have a text alone"}
	}
	return nil
}

// Subscribe keeps the URL.
func (m *Memory) Subscribe(ctx context.Context, callbackURL string) (channel.Subscription, error) {
	if err := m.ask(ctx, m.limits.Abilities.Subscribe, opSubscribe, record{Text: callbackURL}, nil); err != nil {
		return channel.Subscription{}, err
	}
	return channel.Subscription{URL: callbackURL, Active: true, Accounts: slices.Clone(m.info.Accounts)}, nil
}

// CheckSubscription returns the URL that Subscribe kept.
func (m *Memory) CheckSubscription(ctx context.Context) (channel.Subscription, error) {
	var s channel.Subscription
	if err := m.ask(ctx, m.limits.Abilities.Subscribe, opCheck, record{}, &s); err != nil {
		return channel.Subscription{}, err
	}
	if s.Active {
		s.Accounts = slices.Clone(m.info.Accounts)
	}
	return s, nil
}

// Unsubscribe forgets the URL.
func (m *Memory) Unsubscribe(ctx context.Context) error {
	return m.ask(ctx, m.limits.Abilities.Subscribe, opUnsubscribe, record{}, nil)
}

// History yields the events that Webhook made since then, in their order.
func (m *Memory) History(_ context.Context, account string, since time.Time) iter.Seq2[channel.Event, error] {
	return func(yield func(channel.Event, error) bool) {
		if !m.limits.Abilities.History {
			yield(channel.Event{}, channel.Unsupported(MemoryPlatform, "history"))
			return
		}
		m.book.mu.Lock()
		told := slices.Clone(m.book.told)
		m.book.mu.Unlock()
		for _, e := range told {
			if e.Thread.Account != account || e.Time.Before(since) {
				continue
			}
			e.Late = true
			if !yield(e, nil) {
				return
			}
		}
	}
}
