package apifabric

import (
	"context"
	"errors"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/internal/jsonread"
)

// webToken is a ccmessaging-token.
type webToken struct {
	value string
	end   time.Time
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

// token returns the user's token, and applies for one where there is none. The tokens that were of no use are kept out of errors.
func (w *Web) token(ctx context.Context, op string, user User, used ...string) (string, error) {
	now := w.client.cfg.Now()
	w.mu.Lock()
	kept, ok := w.tokens[user.ID]
	w.mu.Unlock()
	if ok && now.Before(kept.end) {
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
		return "", w.hide(err, used...)
	}
	if err := w.judge(op, answer, used...); err != nil {
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
		return "", &channel.Error{Op: op, Platform: platform, Kind: channel.ErrUnauthorized, Err: errors.New("the answer holds no token")}
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
	w.tokens[user.ID] = webToken{value, now.Add(webTokenLife - time.Minute)}
}

func (w *Web) discard(user User, value string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.tokens[user.ID].value == value {
		delete(w.tokens, user.ID)
	}
}
