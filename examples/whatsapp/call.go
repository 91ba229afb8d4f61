package whatsapp

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
)

// Call makes a call of the Graph API that this package has no method for, with the credentials,
// bounds and errors of the other calls. The path is relative to the version:
// "300…/message_templates".
//
// For POST, in is encoded as a JSON object. For GET and DELETE it must be url.Values. If nil, the
// call has no parameters. The answer is decoded into out unless out is nil.
func (c *Channel) Call(ctx context.Context, method, path string, in, out any) error {
	const op = "call"
	var query url.Values
	var body []byte
	if method == http.MethodPost {
		var err error
		if body, err = json.Marshal(in); err != nil {
			return call.Rejected(Platform, op, call.Hide(err, c.secrets...))
		}
		if in == nil {
			body = []byte("{}")
		}
		if body[0] != '{' {
			return call.Rejected(Platform, op, errors.New("the parameters of a POST must be an object"))
		}
	} else if in != nil {
		values, ok := in.(url.Values)
		if !ok {
			return call.Rejected(Platform, op, errors.New("the parameters of a "+method+" must be url.Values"))
		}
		query = values
	}
	answer, err := c.do(ctx, op, method, path, query, body)
	if err != nil || out == nil {
		return err
	}
	if err := json.Unmarshal(answer.Body, out); err != nil {
		return call.Malformed(Platform, op, call.Hide(err, c.secrets...))
	}
	return nil
}

// do makes one call with the token and returns a successful answer. body is a JSON object or nil.
func (c *Channel) do(ctx context.Context, op, method, path string, query url.Values, body []byte) (call.Answer, error) {
	return c.doAs(ctx, c.http, op, c.cfg.Token, method, path, query, body)
}

// doAs is do with another client and token.
func (c *Channel) doAs(ctx context.Context, client *http.Client, op string, token channel.Secret, method, path string, query url.Values, body []byte) (call.Answer, error) {
	if token == "" {
		return call.Answer{}, call.Unauthorized(Platform, op, errors.New("a token is needed"))
	}
	req, err := http.NewRequestWithContext(ctx, method, c.address(path, query, token), bytes.NewReader(body))
	if err != nil {
		return call.Answer{}, call.Rejected(Platform, op, call.Hide(err, c.hide(token)...))
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	return c.ask(client, op, token, req)
}

// ask makes a call that is ready and returns a successful answer.
func (c *Channel) ask(client *http.Client, op string, token channel.Secret, req *http.Request) (call.Answer, error) {
	secrets := c.hide(token)
	req.Header.Set("Authorization", "Bearer "+token.Reveal())
	answer, err := call.Call{Platform: Platform, Op: op, Secrets: secrets}.Do(client, req)
	if err == nil {
		err = refusal(op, answer, secrets)
	}
	if e, ok := errors.AsType[*channel.Error](err); ok && e.Kind == channel.ErrUncertain && req.Method == http.MethodGet {
		e.Kind = channel.ErrUnavailable // a question changes nothing: it may be asked again
	}
	return answer, err
}

// address returns the URL of a call. The token is in a header, because proxies log URLs; the proof
// is of no use without it.
func (c *Channel) address(path string, query url.Values, token channel.Secret) string {
	q := url.Values{"appsecret_proof": {c.proof(token)}}
	for name, values := range query {
		q[name] = values
	}
	return c.cfg.BaseURL + "/" + c.cfg.GraphVersion + "/" + strings.TrimPrefix(path, "/") + "?" + q.Encode()
}

// hide lists the texts that an error of a call with this token must not show.
func (c *Channel) hide(token channel.Secret) []string {
	return append([]string{token.Reveal(), c.proof(token)}, c.secrets...)
}

// proof is appsecret_proof, "Secure Graph API Calls": the token, signed with the app secret.
func (c *Channel) proof(token channel.Secret) string {
	h := hmac.New(sha256.New, []byte(c.cfg.AppSecret.First()))
	h.Write([]byte(token))
	return hex.EncodeToString(h.Sum(nil))
}

// appToken is the token of the app itself, "Access Tokens".
func (c *Channel) appToken() channel.Secret {
	return channel.Secret(c.cfg.AppID + "|" + c.cfg.AppSecret.First().Reveal())
}

// number checks that an account is one of the channel, and returns the path of its node.
func (c *Channel) number(op, account string) (string, error) {
	for _, n := range c.cfg.Numbers {
		if n == account {
			return n, nil
		}
	}
	return "", rejected(op, "account", channel.CodeInvalid, "the account must be one of the channel")
}
