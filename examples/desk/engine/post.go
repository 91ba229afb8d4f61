package engine

import (
	"cmp"
	"context"
	"errors"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/examples/desk/locale"
	"github.com/contactkit/contactkit/examples/desk/robot"
	"github.com/contactkit/contactkit/examples/desk/store"
)

// Refusals of answers to posts.
var (
	// ErrPostGone: the customer has deleted the post meanwhile.
	ErrPostGone = errors.New("the post is not there any more")
	// ErrPostChanged: the customer has edited the post since the page was made.
	ErrPostChanged = errors.New("the post was edited meanwhile")
	// ErrAnswered: the thread takes one private answer, and it is used.
	ErrAnswered = errors.New("the one private answer is used")
	// ErrPlatform: the platform refused.
	ErrPlatform = errors.New("the platform refused")
)

// posts stores the posts among inputs.
func (e *Engine) posts(t *store.Tx, inputs []conversation.Input) error {
	for _, in := range inputs {
		if in.Event == nil {
			continue
		}
		if p, ok := in.Event.Body.(channel.Post); ok {
			if err := e.post(t, in.Channel, *in.Event, p, in.At); err != nil {
				return err
			}
		}
	}
	return nil
}

// post stores what happened in public. No session hears of it: no queue, no notice and no deadline
// concerns a talk that everybody reads.
func (e *Engine) post(t *store.Tx, channelID string, ev channel.Event, p channel.Post, now time.Time) error {
	old, err := t.PostNamed(ev.Thread, p.ID)
	switch {
	case err == nil:
		return e.postChanged(t, old, p)
	case !errors.Is(err, store.ErrNotFound):
		return err
	case p.Change == "removed":
		return nil // never seen, and gone
	}
	row := store.Post{Post: p, Key: ev.ID, Talk: ev.Thread, Thread: ev.Thread, Channel: channelID, Side: store.Customer, At: now, Hidden: p.Change == "hidden",
		Author: cmp.Or(ev.From.Name, ev.From.Handle, ev.From.ID), Contact: ev.From.ID}
	row.Change = ""
	parent, err := t.PostNamed(ev.Thread, p.ReplyTo)
	answers := err == nil
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	if answers {
		row.Talk = parent.Talk
	}
	if p.Kind == channel.PostOwn || ev.Origin != channel.OriginContact {
		if row.Side, row.Author, row.Contact = store.Inbox, "", ""; !answers {
			return nil // the account's own posts are no talk yet
		}
		row.Thread = parent.Thread
	}
	_, err = t.AddPost(row)
	return err
}

// postChanged applies what happened to a post that is known. The echo of an answer of ours says
// nothing new.
func (e *Engine) postChanged(t *store.Tx, old store.Post, p channel.Post) error {
	switch p.Change {
	case "edited":
		old.Text, old.Attachments, old.Edited = p.Text, p.Attachments, true
	case "removed":
		old = goneNow(old)
	case "hidden", "shown":
		old.Hidden = p.Change == "hidden"
	default:
		return nil
	}
	return t.SavePost(old)
}

// goneNow is a post that its author took back: its text is not kept.
func goneNow(p store.Post) store.Post {
	p.State, p.Text, p.Attachments = store.Deleted, "", nil
	return p
}

// PostLimits are those of answers in public.
func (e *Engine) PostLimits(t channel.Thread) channel.Limits {
	return channel.PostLimits(e.directory.Sender(), t)
}

// AnswerPost answers a post for an agent, in public or in private, and returns when the platform
// has answered. form names the answer for good. seen is the text that the agent had read: before an
// answer in public the post is read again, because platforms do not tell of every deletion. An
// answer is tried once: everybody would read a repeat.
func (e *Engine) AnswerPost(ctx context.Context, agent, form string, seq int64, text, seen string, private bool, files ...store.File) error {
	post, err := e.lookAtPost(ctx, seq, !private)
	if err != nil {
		return err
	}
	if !private && post.Text != seen {
		return ErrPostChanged
	}
	m := channel.Message{Text: text, By: channel.ByPerson, Heard: post.At, Attachments: attachments(files)}
	row := store.Post{Key: "post/" + form, Side: store.Agent, Author: agent, Private: private}
	return e.sayOnce(ctx, post, row, m)
}

// posting is longer than an answer to a post takes: one that another node began so long ago was cut
// short.
const posting = 2 * time.Minute

// unsettle marks answers to posts that were cut short.
func (e *Engine) unsettle(t *store.Tx) error {
	before := e.stamp()
	if e.store.Shared() {
		before = before.Add(-posting)
	}
	return t.UnsettlePosts(string(locale.Tell("The desk was closed meanwhile: it may have arrived.")), before.Add(time.Microsecond))
}

// sayOnce stores an answer, sends it once, and stores what became of it.
func (e *Engine) sayOnce(ctx context.Context, post, row store.Post, m channel.Message) error {
	row.Talk, row.Thread, row.Channel, row.State = post.Talk, post.Thread, post.Channel, store.Sending
	row.Post = channel.Post{Kind: channel.PostOwn, Text: m.Text, ReplyTo: post.ID, Attachments: m.Attachments}
	err := e.store.Do(ctx, func(t *store.Tx) error {
		if row.Private && once(e.Limits(row.Thread)) {
			if err := t.Lock("post/" + row.Thread.Key()); err != nil {
				return err
			}
			if used, err := t.AnsweredPrivately(row.Thread); err != nil || used {
				return errors.Join(err, ErrAnswered)
			}
		}
		row.At = e.stamp()
		var err error
		row.Seq, err = t.AddPost(row)
		return err
	})
	if err != nil || row.Seq == 0 { // the same form a second time
		return err
	}
	e.Hub.Changed(row.Talk)
	var sent channel.Sent
	if row.Private {
		sent, err = e.directory.Sender().Send(ctx, row.Thread, m)
	} else {
		sent, err = channel.ReplyToPost(ctx, e.directory.Sender(), row.Thread, post.Post, m)
	}
	switch {
	case err == nil:
		row.State = store.Sent
		if len(sent.IDs) > 0 && !row.Private {
			row.ID = sent.IDs[0]
		}
	case errors.Is(err, channel.ErrUncertain):
		row.State, row.Note = store.Uncertain, string(plainly(err))
	default:
		row.State, row.Note = store.Failed, string(plainlyOnce(err))
	}
	return e.savePost(context.WithoutCancel(ctx), row)
}

// plainlyOnce is plainly for a call that is not made again.
func plainlyOnce(err error) locale.Told {
	switch {
	case errors.Is(err, channel.ErrRateLimited):
		return locale.Tell("The platform asks to wait. Try again later.")
	case errors.Is(err, channel.ErrUnavailable):
		return locale.Tell("The platform is not available. Try again later.")
	}
	return plainly(err)
}

// once reports whether a thread takes one message only.
func once(l channel.Limits) bool {
	for _, w := range l.Windows {
		if w.Once {
			return true
		}
	}
	return false
}

// savePost stores what became of a post.
func (e *Engine) savePost(ctx context.Context, p store.Post) error {
	return e.store.Do(ctx, func(t *store.Tx) error {
		t.After(func() { e.Hub.Changed(p.Talk) })
		return t.SavePost(p)
	})
}

// lookAtPost returns a customer's post, as the platform has it now if again is true. If the
// platform cannot say, the stored one counts.
func (e *Engine) lookAtPost(ctx context.Context, seq int64, again bool) (p store.Post, err error) {
	err = e.store.View(ctx, func(t *store.Tx) error {
		p, err = t.Post(seq)
		return err
	})
	switch {
	case err != nil:
		return p, err
	case p.Side != store.Customer:
		return p, store.ErrNotFound
	case p.State == store.Deleted:
		return p, ErrPostGone
	case !again:
		return p, nil
	}
	now, failed := channel.ReadPost(ctx, e.directory.Sender(), p.Thread, p.Post)
	refused, _ := errors.AsType[*channel.Error](failed)
	switch {
	case failed == nil && now.Text != p.Text:
		p.Text, p.Edited = now.Text, true
		return p, e.savePost(ctx, p)
	case failed == nil, errors.Is(failed, errors.ErrUnsupported):
		return p, nil
	case refused != nil && refused.Kind == channel.ErrRejected && refused.Affects == channel.AffectsMessage:
		return p, errors.Join(ErrPostGone, e.savePost(ctx, goneNow(p)))
	}
	e.log.Warn("a post could not be read again", "thread", p.Thread.Key(), "error", failed)
	return p, nil
}

// HidePost hides a customer's post, or shows it again.
func (e *Engine) HidePost(ctx context.Context, seq int64, hidden bool) error {
	p, err := e.lookAtPost(ctx, seq, false)
	if err != nil {
		return err
	}
	if err := channel.HidePost(ctx, e.directory.Sender(), p.Thread, p.Post, hidden); err != nil {
		p.Note = string(plainlyOnce(err))
		return errors.Join(ErrPlatform, e.savePost(context.WithoutCancel(ctx), p))
	}
	p.Hidden, p.Note = hidden, ""
	return e.savePost(context.WithoutCancel(ctx), p)
}

// robotPost lets the robot answer a post in public, if the channel's record says so and the robot
// knows the answer. Agents answer the rest.
func (e *Engine) robotPost(in channel.Thread, id string) {
	if e.robot == nil {
		return
	}
	e.aside(func(ctx context.Context) error {
		var p store.Post
		err := e.store.View(ctx, func(t *store.Tx) (err error) {
			p, err = t.PostNamed(in, id)
			return err
		})
		if err != nil {
			return err
		}
		service := e.record(p.Channel).Service
		if p.Side != store.Customer || !service.PublicRobot || service.Robot == "" {
			return nil
		}
		q := robot.Question{Robot: service.Robot, Thread: p.Thread, Name: p.Author, Message: channel.Message{ID: p.ID, Text: p.Text}}
		reply, err := e.think(ctx, q)
		if err != nil || !reply.Sure || reply.Handoff || len(reply.Messages) == 0 || reply.Messages[0].Text == "" {
			return err
		}
		m := channel.Message{Text: reply.Messages[0].Text, By: channel.ByRobot}
		return e.sayOnce(ctx, p, store.Post{Key: "post/robot/" + p.Key, Side: store.Robot}, m)
	})
}
