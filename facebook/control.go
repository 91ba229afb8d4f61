package facebook

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// PassControl hands a thread to another app, such as PageInbox, where people of the business write.
// Only the owner may, and any app if the thread is idle and the Page has no default app. metadata
// is a text for the other app.
func (c *Channel) PassControl(ctx context.Context, of channel.Thread, app, metadata string) error {
	if !isDigits(app) {
		return rejected("pass control", "app", channel.CodeInvalid, "an app must be named by its number")
	}
	return c.control(ctx, "pass control", "pass_thread_control", of, controlled{Target: json.Number(app), Metadata: metadata})
}

// TakeControl takes a thread from the app that controls it. Only the Page's default app may, which
// the Page's owner chooses at Meta; for other apps the error matches channel.ErrNotOwner.
func (c *Channel) TakeControl(ctx context.Context, of channel.Thread, metadata string) error {
	return c.control(ctx, "take control", "take_thread_control", of, controlled{Metadata: metadata})
}

// ReleaseControl gives up the control of a thread. The thread is idle then, and the default app may
// answer.
func (c *Channel) ReleaseControl(ctx context.Context, of channel.Thread, metadata string) error {
	return c.control(ctx, "release control", "release_thread_control", of, controlled{Metadata: metadata})
}

// RequestControl asks the app that controls a thread for it. That app receives an event.
func (c *Channel) RequestControl(ctx context.Context, of channel.Thread, metadata string) error {
	return c.control(ctx, "request control", "request_thread_control", of, controlled{Metadata: metadata})
}

// ExtendControl keeps a thread for d from now on, from one second to seven days. Otherwise control
// ends after 24 hours without a message ("Conversation Routing").
func (c *Channel) ExtendControl(ctx context.Context, of channel.Thread, d time.Duration) error {
	if d < time.Second || d > week {
		return rejected("extend control", "duration", channel.CodeInvalid, "the duration must be between one second and seven days")
	}
	return c.control(ctx, "extend control", "extend_thread_control", of, controlled{Seconds: int(d / time.Second)})
}

func (c *Channel) control(ctx context.Context, op, edge string, of channel.Thread, in controlled) error {
	_, rcpt, err := c.recipient(op, of)
	if err != nil {
		return err
	}
	if rcpt.ID == "" {
		return channel.Unsupported(Platform, op)
	}
	in.Recipient = rcpt
	answer, err := c.edge(ctx, op, of.Account, http.MethodPost, edge, nil, in)
	if err != nil {
		return err
	}
	return succeeded(op, answer)
}

// Owner is the app that controls a thread.
type Owner struct {
	App   string    // empty if the thread is idle, or if Hidden
	Until time.Time // end of its control
	// Hidden says that another app controls the thread, and that Meta does not say which.
	Hidden bool
}

// ThreadOwner asks which app controls a thread. Meta tells it to the owner and to the default app
// only.
func (c *Channel) ThreadOwner(ctx context.Context, of channel.Thread) (o Owner, err error) {
	const op = "thread owner"
	_, rcpt, err := c.recipient(op, of)
	if err != nil {
		return o, err
	}
	if rcpt.ID == "" {
		return o, channel.Unsupported(Platform, op)
	}
	answer, err := c.edge(ctx, op, of.Account, http.MethodGet, "thread_owner", url.Values{"recipient": {rcpt.ID}}, nil)
	if err != nil {
		return o, err
	}
	found := false
	err = eachOf(answer, op, func(r *jsonread.Reader) {
		for key := range r.Object {
			if string(key) != "thread_owner" {
				continue
			}
			found = true
			for key := range r.Object {
				switch string(key) {
				case "app_id":
					o.App = r.ID()
				case "expiration":
					o.Until = instant(r.Int())
				}
			}
		}
	})
	o.Hidden = found && o.App == ""
	return o, err
}
