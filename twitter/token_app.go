package twitter

import (
	"context"
	"encoding/base64"
	"errors"
	"net/http"
	"net/url"
	"sync"

	"github.com/dghubble/oauth1"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// bearer holds the app-only token that was obtained, where the configuration gives none. X returns
// the same one until it is invalidated, so it is asked for once.
type bearer struct {
	turn  chan struct{} // holds one value while no call asks for a token
	mu    sync.Mutex
	token string
}

func (b *bearer) known() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.token
}

func (b *bearer) set(token string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.token = token
}

// askAsApp makes a call with the app-only token. A token that was obtained earlier and is dead by
// now is replaced once.
func (c *Channel) askAsApp(ctx context.Context, op, method, path string, in any) (call.Answer, error) {
	for again := false; ; again = true {
		token, err := c.appToken(ctx, op)
		if err != nil {
			return call.Answer{}, err
		}
		answer, err := c.withBearer(ctx, op, token, method, path, in)
		if errors.Is(err, channel.ErrUnauthorized) && answer.Status == http.StatusUnauthorized && !again && c.cfg.Bearer == "" {
			c.bearer.set("")
			continue
		}
		return answer, err
	}
}

// withBearer makes one call with a bearer token.
func (c *Channel) withBearer(ctx context.Context, op, token, method, path string, in any) (call.Answer, error) {
	req, err := c.request(ctx, op, method, c.cfg.BaseURL+path, in)
	if err != nil {
		return call.Answer{}, err
	}
	req.Header.Set("Authorization", "Bearer "+token)
	return c.unsigned(op, req, token)
}

// unsigned makes a call that proves itself by its header; secrets are those that it holds in
// addition to the configured ones.
func (c *Channel) unsigned(op string, req *http.Request, secrets ...string) (call.Answer, error) {
	answer, err := call.Call{Platform: Platform, Op: op, Secrets: append(secrets, c.secrets...)}.Do(c.plain, req)
	if err != nil {
		return answer, err
	}
	return answer, c.failure(op, req.Method, answer, secrets...)
}

// appToken returns the configured bearer token, or the one that X gives for key and secret.
// [Application-only authentication]
func (c *Channel) appToken(ctx context.Context, op string) (string, error) {
	if c.cfg.Bearer != "" {
		return c.cfg.Bearer.Reveal(), nil
	}
	if token := c.bearer.known(); token != "" {
		return token, nil
	}
	select {
	case <-c.bearer.turn:
		defer func() { c.bearer.turn <- struct{}{} }()
	case <-ctx.Done():
		return "", call.Failed(Platform, op, channel.ErrUnavailable, context.Cause(ctx))
	}
	if token := c.bearer.known(); token != "" {
		return token, nil
	}
	req, err := c.request(ctx, op, http.MethodPost, c.cfg.BaseURL+"/oauth2/token", url.Values{"grant_type": {"client_credentials"}})
	if err != nil {
		return "", err
	}
	req.Header.Set("Content-Type", formType+";charset=UTF-8")
	basic := base64.StdEncoding.EncodeToString([]byte(oauth1.PercentEncode(c.cfg.APIKey) + ":" + oauth1.PercentEncode(c.cfg.APISecret.First().Reveal())))
	req.Header.Set("Authorization", "Basic "+basic)
	answer, err := c.unsigned(opToken, req, basic)
	if err != nil {
		return "", err
	}
	var kind, token string
	r, err := jsonread.New(answer.Body)
	for key := range r.Object {
		switch string(key) {
		case "token_type":
			kind = r.Text()
		case "access_token":
			token = r.Text()
		}
	}
	if err != nil || kind != "bearer" || token == "" {
		return "", call.Malformed(Platform, opToken, errors.New("the answer holds no bearer token"))
	}
	c.bearer.set(token)
	return token, nil
}
