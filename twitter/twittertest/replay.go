package twittertest

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel/standin"
)

// past is a delivery that was tried: what a replay may bring again.
type past struct {
	webhook string
	at      time.Time
	body    []byte
}

// job is a replay.
type job struct {
	webhook      string
	left, failed int
}

const (
	replayDays = 5 * 24 * time.Hour // page "Enterprise Account Activity API"
	replayDay  = 24 * time.Hour     // docs "Webhooks"
	fromAge    = 31 * time.Minute   // from_date is at least so long ago
	toAge      = 10 * time.Minute   // to_date is at least so long ago
)

// remembered keeps a delivery as long as it can be replayed.
func (s *Server) remembered(p past) {
	old := s.core.Clock.Now().Add(-replayDays)
	if len(s.past) > 0 && s.past[0].at.Before(old) {
		s.past = slices.DeleteFunc(s.past, func(p past) bool { return p.at.Before(old) })
	}
	s.past = append(s.past, p)
}

// minutes reads a date of twelve digits, in UTC.
func minutes(text string) (time.Time, bool) {
	t, err := time.Parse("200601021504", text)
	return t, err == nil && len(text) == 12
}

// replayV11 is POST replay/webhooks/:webhook_id/subscriptions/all of v1.1 enterprise. from_date is
// inclusive, to_date is not.
func (s *Server) replayV11(c *call) (answer, *failure) {
	id := c.PathValue("webhook")
	w := s.webhooks[id]
	from, goodFrom := minutes(c.param("from_date"))
	to, goodTo := minutes(c.param("to_date"))
	now := s.core.Clock.Now()
	switch {
	case strings.HasPrefix(id, "-"):
		return answer{}, v11(400, 360, "webhook_id must be greater than or equal to 0.")
	case w == nil:
		return answer{}, errNoWebhook
	case c.param("from_date") == "" || c.param("to_date") == "":
		return answer{}, v11(400, 357, "from_date and to_date are required query parameters.")
	case !goodFrom || !goodTo:
		return answer{}, v11(400, 358, "Unable to parse parameter.")
	case now.Sub(from) < fromAge || now.Sub(to) < toAge:
		return answer{}, v11(400, 368, "from_date and to_date must be in the past.")
	case !from.Before(to) || now.Sub(from) > replayDays:
		return answer{}, v11(400, 356, "from_date must be before to_date, and within the last 5 days.")
	case !w.valid:
		return answer{}, v11(400, 214, "Webhook is marked as invalid. A CRC is required.")
	}
	n, busy := s.replay(w, from, to)
	if busy {
		return answer{}, v11(409, 355, "A replay job is already in progress for this webhook.")
	}
	return answer{status: http.StatusAccepted, body: obj{"job_id": strconv.FormatInt(n, 10), "created_at": now.Format("2006-01-02T15:04:05Z")}}, nil
}

// replayV2 is POST /2/webhooks/replay. Both dates are inclusive.
func (s *Server) replayV2(c *call) (answer, *failure) {
	var in struct {
		Webhook string `json:"webhook_id"`
		From    string `json:"from_date"`
		To      string `json:"to_date"`
	}
	if f := c.strict(&in); f != nil {
		return answer{}, f
	}
	w := s.webhooks[in.Webhook]
	from, goodFrom := minutes(in.From)
	to, goodTo := minutes(in.To)
	now := s.core.Clock.Now()
	switch {
	case w == nil:
		return answer{}, unknownWebhook(in.Webhook)
	case !goodFrom, now.Sub(from) < fromAge, now.Sub(from) > replayDay:
		return answer{}, invalid("QueryParamInvalid: from_date ["+in.From+"] is not valid.", "from_date", in.From)
	case !goodTo, now.Sub(to) < toAge, !from.Before(to):
		return answer{}, invalid("QueryParamInvalid: to_date ["+in.To+"] is not valid.", "to_date", in.To)
	case !w.valid:
		return answer{}, invalid("CrcValidationFailed: the webhook is marked as invalid.", "webhook_id", in.Webhook)
	}
	n, busy := s.replay(w, from, to.Add(time.Minute))
	if busy {
		return answer{}, invalid("ReplayConflictError: a replay job is already in progress for this webhook.", "webhook_id", in.Webhook)
	}
	return ok(obj{"data": obj{"job_id": strconv.FormatInt(n, 10), "created_at": rfc3339(now)}}), nil
}

// replay queues once more what was tried at a webhook from one instant until before another, oldest
// first, with the same body, and then tells how that went. There is one at a time for a webhook.
func (s *Server) replay(w *webhook, from, until time.Time) (id int64, busy bool) {
	for _, j := range s.jobs {
		if j.webhook == w.id {
			return 0, true
		}
	}
	id, _ = strconv.ParseInt(s.snowflake(), 10, 64)
	j := &job{webhook: w.id}
	for _, p := range s.past {
		if p.webhook == w.id && !p.at.Before(from) && p.at.Before(until) {
			j.left++
			s.core.Queue(standin.Hook{Note: w.id, Ref: id, Body: p.body})
		}
	}
	s.jobs[id] = j
	if j.left == 0 {
		s.ended(id)
	}
	return id, false
}

// replayedOne notes a delivery of a replay.
func (s *Server) replayedOne(h standin.Hook, accepted bool) {
	j := s.jobs[h.Ref]
	if j == nil {
		return
	}
	j.left--
	if !accepted {
		j.failed++
	}
	if j.left == 0 {
		s.ended(h.Ref)
	}
}

// ended tells that a replay is over.
func (s *Server) ended(id int64) {
	j := s.jobs[id]
	delete(s.jobs, id)
	w := s.webhooks[j.webhook]
	if w == nil {
		return
	}
	state, text := "Complete", "Job completed successfully"
	if j.failed > 0 {
		state, text = "Incomplete", "Job failed to deliver all events, please retry your replay job"
	}
	s.queue(w, object(member{"replay_job_status", obj{
		"webhook_id": w.id, "job_state": state, "job_state_description": text, "job_id": strconv.FormatInt(id, 10),
	}}))
}
