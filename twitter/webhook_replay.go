package twitter

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
)

// replayLayout is twelve digits, UTC.
const replayLayout = "200601021504"

// Replay makes X deliver once more, to the same webhook, the events that it tried to deliver since
// the minute of from and before the minute of to, and returns the id of the job; a Custom event of
// kind "replay_job_status" tells its end. The events have the IDs that they had. v1.1 enterprise:
// of the last five days; v2: of the last 24 hours; premium has none, which is ErrRejected and
// matches errors.ErrUnsupported. One job at a time runs for a webhook. [Webhooks; Enterprise
// Account Activity API]
func (c *Channel) Replay(ctx context.Context, webhook string, from, to time.Time) (job string, err error) {
	if c.cfg.Product == Premium {
		return "", channel.Unsupported(Platform, opReplay)
	}
	if err := checkID("webhook", webhook); err != nil {
		return "", call.Rejected(Platform, opReplay, err)
	}
	if !from.Before(to) {
		return "", call.Rejected(Platform, opReplay, &channel.FieldError{Field: "to", Code: channel.CodeInvalid, Reason: "the end is after the beginning"})
	}
	first, last := from.UTC().Format(replayLayout), to.UTC().Format(replayLayout)
	path, in := "/2/webhooks/replay", any(struct {
		Webhook string `json:"webhook_id"`
		From    string `json:"from_date"`
		To      string `json:"to_date"`
	}{webhook, first, last})
	if c.cfg.Product == Enterprise {
		q := url.Values{"from_date": {first}, "to_date": {last}}
		path, in = "/1.1/account_activity/replay/webhooks/"+webhook+"/subscriptions/all.json?"+q.Encode(), nil
	}
	r, err := c.answered(ctx, asApp, opReplay, http.MethodPost, path, in)
	if err != nil {
		return "", err
	}
	for key := range r.Object {
		switch string(key) {
		case "job_id":
			job = r.ID()
		case "data", "replay_event": // the second, in an answer that X documented once
			job = readMember(&r, "job_id")
		}
	}
	if job == "" {
		return "", call.Malformed(Platform, opReplay, errors.New("the answer names no job"))
	}
	return job, nil
}
