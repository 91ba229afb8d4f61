package facebook

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
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
)

// Call makes a call of the Graph API that this package has no method for, with the credentials,
// bounds and errors of the other calls. The path is relative to the version: "me/personas",
// account+"/custom_labels". If account is empty, the app itself calls (its id and secret are the
// token); otherwise the token of that account is used.
//
// For POST, in is encoded as a JSON object. For GET and DELETE it must be url.Values. If nil, the
// call has no parameters. The answer is decoded into out unless out is nil.
func (c *Channel) Call(ctx context.Context, account, method, path string, in, out any) error {
	const op = "call"
	by := c.app()
	if account != "" {
		s, ok := c.sender(account)
		if !ok {
			return call.Rejected(Platform, op, &channel.FieldError{Field: "account", Code: channel.CodeInvalid, Reason: "the account must be one of the channel"})
		}
		if by = s; by.token == "" {
			return noToken(op)
		}
	}
	var query url.Values
	var body []byte
	if method == http.MethodPost {
		var err error
		if body, err = json.Marshal(in); err != nil {
			return call.Rejected(Platform, op, call.Hide(err, by.token.Reveal()))
		}
		if in == nil {
			body = []byte("{}")
		}
		if body[0] != '{' {
			return call.Rejected(Platform, op, errors.New("the parameters of a POST are an object"))
		}
	} else if in != nil {
		values, ok := in.(url.Values)
		if !ok {
			return call.Rejected(Platform, op, errors.New("the parameters of a "+method+" are url.Values"))
		}
		query = values
	}
	answer, err := c.do(ctx, op, by, method, path, query, body)
	if err != nil {
		return err
	}
	if out == nil {
		return nil
	}
	if err := json.Unmarshal(answer.Body, out); err != nil {
		return fault(op, channel.ErrMalformed, call.Hide(err, by.token.Reveal()))
	}
	return nil
}

// do makes one call with a token and returns a successful answer. body is a JSON object or nil.
// Errors show neither the token nor the other secrets that the body holds.
func (c *Channel) do(ctx context.Context, op string, by sender, method, path string, query url.Values, body []byte, others ...channel.Secret) (call.Answer, error) {
	return c.doWith(ctx, c.http, op, aboutOther, by, method, path, query, body, others...)
}

// doWith is do with another client, and with the subject of the call.
func (c *Channel) doWith(ctx context.Context, client *http.Client, op string, about subject, by sender, method, path string, query url.Values, body []byte, others ...channel.Secret) (call.Answer, error) {
	inBody := body != nil && c.cfg.TokenIn == TokenInBody && !by.direct
	if inBody {
		body = withToken(body, c.callsWith(by.token).head)
	}
	req, err := http.NewRequestWithContext(ctx, method, c.address(path, query, by), bytes.NewReader(body))
	if err != nil {
		return call.Answer{}, call.Rejected(Platform, op, call.Hide(err, c.hide(by.token)...))
	}
	if body != nil {
		req.Header["Content-Type"] = jsonType
	}
	if !inBody {
		req.Header.Set("Authorization", "Bearer "+by.token.Reveal())
	}
	return c.ask(op, about, client, by, req, others...)
}

// jsonType is the header of a body; net/http changes no header.
var jsonType = []string{"application/json"}

// edge makes a call of an account's Page. in is the object of a POST or DELETE, or nil.
func (c *Channel) edge(ctx context.Context, op, account, method, edge string, query url.Values, in any) (call.Answer, error) {
	s, err := c.account(op, Platform, account)
	if err != nil {
		return call.Answer{}, err
	}
	var body []byte
	if in != nil {
		if body, err = json.Marshal(in); err != nil {
			return call.Answer{}, call.Rejected(Platform, op, err)
		}
	}
	if !strings.HasPrefix(edge, "me/") { // which is the Page that the token belongs to
		edge = url.PathEscape(s.through) + "/" + edge
	}
	return c.do(ctx, op, s, method, edge, query, body)
}

// ask makes a call that is ready and returns a successful answer.
func (c *Channel) ask(op string, about subject, client *http.Client, by sender, req *http.Request, others ...channel.Secret) (call.Answer, error) {
	secrets := c.hide(by.token)
	for _, s := range others {
		secrets = append(secrets, s.Reveal())
	}
	answer, err := call.Call{Platform: Platform, Op: op, Secrets: secrets}.Do(client, req)
	if err == nil {
		err = refusal(op, about, answer, secrets)
	}
	if e, ok := errors.AsType[*channel.Error](err); ok && e.Kind == channel.ErrUncertain && req.Method == http.MethodGet {
		e.Kind = channel.ErrUnavailable // a question changes nothing: it may be asked again (decision 100)
	}
	return answer, err
}

// address returns the URL of a call. The proof goes into the query, because some endpoints do not
// look for it in a body. It is no token, and is of no use without one. Calls of Instagram Login
// have none: its guides know no proof. See decision 050.
func (c *Channel) address(path string, query url.Values, by sender) string {
	base := c.cfg.BaseURL
	if by.direct {
		base = c.cfg.Instagram.BaseURL
	}
	path = strings.TrimPrefix(path, "/")
	q := url.Values{}
	switch {
	case by.direct:
	case c.cfg.TimedProof:
		at := strconv.FormatInt(c.cfg.Now().Unix(), 10)
		q = url.Values{"appsecret_proof": {c.proof(by.token + channel.Secret("|"+at))}, "appsecret_time": {at}}
	case len(query) == 0:
		return base + "/" + c.cfg.GraphVersion + "/" + path + "?appsecret_proof=" + c.callsWith(by.token).proof
	default:
		q = url.Values{"appsecret_proof": {c.callsWith(by.token).proof}}
	}
	for name, values := range query {
		q[name] = values
	}
	base += "/" + c.cfg.GraphVersion + "/" + path
	if len(q) == 0 {
		return base
	}
	return base + "?" + q.Encode()
}

// hide lists the texts that an error of a call with this token must not show.
func (c *Channel) hide(token channel.Secret) []string { return c.callsWith(token).hide }

// tokenCall is what every call with a token needs, made once for each token.
type tokenCall struct {
	proof string
	hide  []string // texts that no error may show; appending copies
	head  []byte   // the beginning of a body: {"access_token":"…"
}

// mostTokens bounds the tokens that are kept in mind. A host that refreshes tokens uses new ones
// for ever.
const mostTokens = 1000

// tokenCalls holds the tokenCall of each token that was used.
type tokenCalls struct {
	mu  sync.Mutex
	all map[string]tokenCall
}

func (c *Channel) callsWith(token channel.Secret) tokenCall {
	t := c.tokens
	t.mu.Lock()
	defer t.mu.Unlock()
	known, ok := t.all[token.Reveal()]
	if ok {
		return known
	}
	known.proof = c.proof(token)
	known.hide = slices.Clip(append([]string{token.Reveal(), known.proof}, c.secrets...))
	quoted, _ := json.Marshal(token.Reveal()) // a string cannot fail
	known.head = slices.Clip(append([]byte(`{"access_token":`), quoted...))
	if len(t.all) >= mostTokens {
		t.all = nil
	}
	if t.all == nil {
		t.all = make(map[string]tokenCall)
	}
	t.all[token.Reveal()] = known
	return known
}

// withToken puts the token, in the head of a body, in front of the members of a JSON object.
func withToken(object, head []byte) []byte {
	b := make([]byte, 0, len(object)+len(head)+1)
	b = append(b, head...)
	rest := bytes.TrimLeft(object[1:], " \t\r\n")
	if len(rest) > 0 && rest[0] != '}' {
		b = append(b, ',')
	}
	return append(b, rest...)
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
