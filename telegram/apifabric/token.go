package apifabric

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// platform is the word in errors: what goes through the gateway is Telegram's.
const platform = "telegram"

// source gets tokens and keeps the last one. Whether a new token ends the old one is not
// documented, so everybody who uses one key at one address should share a source.
type source struct {
	cfg     Config
	http    *http.Client
	url     string
	refresh singleflight.Group

	mu    sync.Mutex
	kept  token
	given []string // the last tokens, the newest last: an answer may repeat one that is not kept any more
}

// remember is how many tokens are kept out of errors.
const remember = 8

// token is one that was given out; the zero token is none.
type token struct {
	value string
	renew time.Time // a new one is wanted from here on
	end   time.Time // it is of no use from here on
}

func newSource(cfg Config, client *http.Client) *source {
	return &source{cfg: cfg, http: client, url: strings.TrimRight(cfg.TokenURL, "/") + cmp.Or(cfg.TokenPath, DefaultTokenPath)}
}

// token returns one that is good for a while. Callers who come together share one call for a new
// one, which outlives each of them; should it fail, a token that is still good serves on.
func (s *source) token(ctx context.Context, op string) (string, error) {
	s.mu.Lock()
	kept := s.kept
	s.mu.Unlock()
	now := s.cfg.Now()
	if kept.value != "" && now.Before(kept.renew) {
		return kept.value, nil
	}
	result := s.refresh.DoChan("", func() (any, error) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), call.Timeout)
		defer cancel()
		return s.fetch(ctx, op)
	})
	select {
	case got := <-result:
		if got.Err == nil {
			return got.Val.(token).value, nil
		}
		if kept.value != "" && now.Before(kept.end) {
			return kept.value, nil
		}
		return "", got.Err
	case <-ctx.Done():
		return "", call.Failed(platform, op, channel.ErrUnavailable, context.Cause(ctx))
	}
}

// discard forgets a token that the gateway refused, unless there is a newer one already.
func (s *source) discard(value string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.kept.value == value {
		s.kept = token{}
	}
}

type tokenRequest struct {
	Key    string `json:"app_key"`
	Secret string `json:"app_secret"`
}

// fetch asks for a token (C1 System configuration interface authentication).
func (s *source) fetch(ctx context.Context, op string) (token, error) {
	secrets := s.credentials()
	fail := func(v call.Verdict, code string, err error) (token, error) {
		return token{}, call.RefusedFor(platform, op, code, v, fmt.Errorf("token: %w", call.Hide(err, secrets...)))
	}
	unauthorized := call.Verdict{Kind: channel.ErrUnauthorized, Affects: channel.AffectsCredentials}
	body, err := json.Marshal(tokenRequest{s.cfg.AppKey, s.cfg.AppSecret.Reveal()})
	if err != nil {
		return fail(call.Verdict{Kind: channel.ErrRejected}, "", err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.url, bytes.NewReader(body))
	if err != nil {
		return fail(call.Verdict{Kind: channel.ErrRejected}, "", err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-Token-Expire", strconv.FormatInt(int64(s.cfg.TokenLife/time.Second), 10))
	answer, err := call.Call{Platform: platform, Op: op, Secrets: secrets, Limit: 64 << 10}.Do(s.http, req)
	if e, ok := errors.AsType[*channel.Error](err); ok {
		e.Kind = channel.ErrUnavailable // whatever became of the token, the message did not leave
		return token{}, e
	}
	now := s.cfg.Now()
	code := strconv.Itoa(answer.Status)
	switch st := answer.Status; {
	case st == http.StatusTooManyRequests:
		return token{}, call.Refused(platform, op, code, call.Foreign(answer), "token: too many were asked for")
	case st >= 500, st/100 == 3, isPage(answer.Body): // of a proxy; whatever became of the token, the message did not leave
		return fail(call.Verdict{Kind: channel.ErrUnavailable, Wait: call.RetryAfter(answer.Header)}, code, errors.New("the authentication module failed, or a proxy before it"))
	case st != http.StatusOK:
		if st == http.StatusForbidden || st == http.StatusNotFound { // the address or the app, as in classify
			unauthorized.Affects = channel.AffectsApp
		}
		return fail(unauthorized, code, fmt.Errorf("refused: %s", excerpt(answer.Body, secrets...)))
	}
	value, bearer, life := readToken(answer.Body)
	if value != "" { // of use or not
		s.mu.Lock()
		s.given = append(s.given[max(0, len(s.given)-remember+1):len(s.given):len(s.given)], value)
		s.mu.Unlock()
	}
	if !bearer || value == "" || strings.ContainsAny(value, "\r\n") {
		return fail(unauthorized, code, fmt.Errorf("the answer holds none of use: %s", excerpt(answer.Body, s.credentials()...)))
	}
	if life <= 0 || life > s.cfg.TokenLife {
		life = s.cfg.TokenLife
	}
	// By our own clock: that of the gateway, in CreateTime, may differ.
	margin := min(max(30*time.Second, life/10), life/2)
	t := token{value: value, renew: now.Add(life - margin), end: now.Add(life)}
	s.mu.Lock()
	s.kept = t
	s.mu.Unlock()
	return t, nil
}

// credentials are texts that must not be in an error.
func (s *source) credentials() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append(s.cfg.credentials(), s.given...)
}

// readToken takes token and life out of an answer, whose values are all strings; numbers are taken
// as well.
func readToken(body []byte) (value string, bearer bool, life time.Duration) {
	r, err := jsonread.New(body)
	if err != nil {
		return "", false, 0
	}
	bearer = true
	for key := range r.Object {
		switch string(key) {
		case "AccessToken":
			value = r.Text()
		case "ApplyType":
			kind := r.Text()
			bearer = kind == "" || strings.EqualFold(kind, "Bearer")
		case "Expires":
			if n, err := strconv.ParseInt(r.ID(), 10, 32); err == nil {
				life = time.Duration(n) * time.Second
			}
		}
	}
	return value, bearer, life
}
