package apifabric

import (
	"cmp"
	"context"
	"errors"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// webToken is a ccmessaging-token.
type webToken struct {
	value string // empty: none
	end   time.Time
	past  string // the one before, which an answer may still repeat
}

// webTokenLife is how long a ccmessaging-token lives ("Obtaining a Token").
const webTokenLife = time.Hour

// webHeader carries it, in requests, and in answers where it was renewed.
const webHeader = "ccmessaging-token"

type applyToken struct {
	ID      string `json:"userId"`
	Name    string `json:"userName"`
	Channel string `json:"channelId"`
	Locale  string `json:"locale"`
}

// token returns the user's token, and applies for one where there is none.
func (w *Web) token(ctx context.Context, op string, user User) (string, error) {
	now := w.client.cfg.Now()
	w.mu.Lock()
	kept := w.tokens[user.ID]
	w.mu.Unlock()
	if kept.value != "" && now.Before(kept.end) {
		return kept.value, nil
	}
	body, err := encode(op, applyToken{user.ID, user.Name, w.o.ConfigID, w.o.Locale})
	if err != nil {
		return "", err
	}
	answer, err := w.client.Do(ctx, Call{Op: op, Path: webPath + "/applyToken", Body: body, Limit: 64 << 10})
	if e, ok := errors.AsType[*channel.Error](err); ok && e.Kind == channel.ErrUncertain {
		e.Kind = channel.ErrUnavailable // whatever became of the token, the message did not leave
	}
	if err != nil {
		return "", w.hide(err, kept.value, kept.past)
	}
	if err := w.judge(op, answer, kept.value, kept.past); err != nil {
		if e, ok := errors.AsType[*channel.Error](err); ok && e.Kind == channel.ErrUncertain {
			e.Kind = channel.ErrUnavailable
		}
		return "", err
	}
	var value string
	r := jsonread.Sub(answer.Body)
	for key := range r.Object {
		if string(key) == "token" {
			value = r.Text()
		}
	}
	if value == "" {
		return "", call.Unauthorized(platform, op, errors.New("the answer holds no token"))
	}
	w.keep(user, value)
	return value, nil
}

func (w *Web) keep(user User, value string) {
	now := w.client.cfg.Now()
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.tokens) > 1000 { // as many as wrote within the hour, or a thousand
		for id, t := range w.tokens {
			if !now.Before(t.end) {
				delete(w.tokens, id)
			}
		}
	}
	w.tokens[user.ID] = webToken{value, now.Add(webTokenLife - time.Minute), cmp.Or(w.tokens[user.ID].value, w.tokens[user.ID].past)}
}

func (w *Web) discard(user User, value string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if t := w.tokens[user.ID]; t.value == value {
		w.tokens[user.ID] = webToken{past: value, end: t.end}
	}
}
