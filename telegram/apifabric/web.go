package apifabric

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// Web speaks AICC's web-client interfaces (AICC developer guide: Web Client Integration): the
// documented way for a bot of one's own to bring what customers write to AICC's agents, and to
// fetch their answers. The agents see customers of a web channel. It may be used concurrently. Its
// errors are of type *channel.Error. A user id, text or file that does not fit is refused before
// any call: the error matches channel.ErrRejected and holds a *channel.FieldError.
type Web struct {
	client *Client
	o      WebOptions

	mu     sync.Mutex
	tokens map[string]webToken // by user id
}

// WebOptions say which web channel it is, and what differs between versions of AICC.
type WebOptions struct {
	ConfigID string // configuration id of the channel, as AICC shows it
	Locale   string // of the customers; empty: "en"
	// MaxText is the limit of a text. If its Max or Unit is zero, it defaults to 1,024 bytes. Since
	// version 26.100.0 of AICC it is 1,500 characters.
	MaxText channel.Length
	// UploadMember names the member of the answer to an upload that holds the object key. The page
	// does not name it; empty: Upload fails.
	UploadMember string
}

// Web returns the web-client interfaces of one channel. Without a configuration id AICC refuses
// every call. A text limit that is invalid is a *channel.FieldError for "maxText".
func (c *Client) Web(o WebOptions) (*Web, error) {
	o.Locale = cmp.Or(o.Locale, "en")
	o.MaxText = o.MaxText.Or(channel.Length{Max: 1024, Unit: channel.Bytes})
	if err := o.MaxText.Check("maxText"); err != nil {
		return nil, fmt.Errorf("apifabric: %w", err)
	}
	return &Web{client: c, o: o, tokens: make(map[string]webToken)}, nil
}

// User is a customer as AICC's web channel knows one.
type User struct {
	ID     string // 1 to 24 characters: your own name for the customer, such as "tg7001234567"
	Name   string
	Avatar string // URL
}

func (u User) check(op string) error {
	switch n := channel.Runes.Count(u.ID); {
	case n == 0:
		return rejected(op, &channel.FieldError{Field: "user.id", Code: channel.CodeMissing, Reason: "a user id is needed"})
	case n > 24:
		return rejected(op, &channel.FieldError{Field: "user.id", Code: channel.CodeTooLong, Reason: "too long", Limit: 24, Got: n, Unit: string(channel.Runes)})
	}
	return nil
}

func rejected(op string, err error) error { return call.Rejected(platform, op, err) }

// Control types of a WebMessage.
const (
	ControlConnect    = "CONNECT"
	ControlChat       = "CHAT"
	ControlToAgent    = "TRANS2AGENT"
	ControlInput      = "INPUT"
	ControlDisconnect = "DISCONNECT"
	ControlRead       = "READ"
)

// WebMessage is what a customer says ("Sending a Message").
type WebMessage struct {
	Control string // empty: ControlChat
	// Media is TEXT, IMAGE, AUDIO, VIDEO, FILE, FILE_IMAGE, FILE_VIDEO or WEBCARD; empty: TEXT.
	// Content is the text, what Upload returned, or what AICC's page "Sending a Message" asks for.
	Media   string
	Content string
	Time    time.Time // zero: now
}

type webSend struct {
	Channel  string `json:"channel"`
	Content  string `json:"content"`
	Control  string `json:"controlType"`
	From     string `json:"from"`
	Media    string `json:"mediaType"`
	Avatar   string `json:"senderAvatar,omitempty"`
	Nickname string `json:"senderNickname,omitempty"`
	Source   string `json:"sourceType"`
	Time     int64  `json:"timestamp"` // milliseconds
	To       string `json:"to"`
}

// Send says something for a customer. There is no protection against a repeat.
func (w *Web) Send(ctx context.Context, from User, m WebMessage) error {
	const op = "web send"
	if err := from.check(op); err != nil {
		return err
	}
	if m.Time.IsZero() {
		m.Time = w.client.cfg.Now()
	}
	p := webSend{Channel: "WEB", Content: m.Content, Control: cmp.Or(m.Control, ControlChat), From: from.ID, Media: cmp.Or(m.Media, "TEXT"),
		Avatar: from.Avatar, Nickname: from.Name, Source: "CUSTOMER", Time: m.Time.UnixMilli(), To: w.o.ConfigID}
	if l := w.o.MaxText; p.Media == "TEXT" && !l.Fits(p.Content) {
		return rejected(op, &channel.FieldError{Field: "content", Code: channel.CodeTooLong, Reason: "too long", Limit: l.Max, Got: l.Unit.Count(p.Content), Unit: string(l.Unit)})
	}
	_, err := w.call(ctx, op, from, http.MethodPost, "/send", p)
	return err
}

// Poll fetches what AICC has to say to a customer. Each message is given out once: store it before
// anything else.
func (w *Web) Poll(ctx context.Context, to User) ([]Downlink, error) {
	const op = "web poll"
	if err := to.check(op); err != nil {
		return nil, err
	}
	answer, err := w.call(ctx, op, to, http.MethodGet, "/poll?receiverId="+url.QueryEscape(to.ID)+"&channel=WEB", nil)
	if err != nil {
		return nil, err
	}
	r := jsonread.Sub(answer)
	var all []Downlink
	for key := range r.Object {
		if string(key) == "downlinkMessages" {
			all = readDownlinks(&r)
		}
	}
	return all, nil
}

// call makes a call for a user and returns the answer's body once its resultCode is "0". A 401 may
// mean either token: Client has renewed the gateway's by then, so here the user's is renewed, once.
func (w *Web) call(ctx context.Context, op string, user User, method, path string, params any) ([]byte, error) {
	body, err := encode(op, params)
	if err != nil {
		return nil, err
	}
	var used []string
	for again := false; ; again = true {
		token, err := w.token(ctx, op, user)
		if err != nil {
			return nil, err
		}
		used = append(used, token)
		answer, err := w.client.Do(ctx, Call{Op: op, Method: method, Path: webPath + path, Body: body, Header: http.Header{webHeader: {token}}, Limit: 8 << 20})
		if err != nil {
			return nil, w.hide(err, used...)
		}
		if answer.Status == http.StatusUnauthorized && !again {
			w.discard(user, token)
			continue
		}
		if fresh := answer.Header.Get(webHeader); fresh != "" {
			w.keep(user, fresh)
			used = append(used, fresh)
		}
		return answer.Body, w.judge(op, answer, used...)
	}
}

const webPath = "/apiaccess/ccmessaging"

func encode(op string, params any) ([]byte, error) {
	if params == nil {
		return nil, nil
	}
	body, err := json.Marshal(params)
	if err != nil {
		return nil, rejected(op, call.Hide(err))
	}
	return body, nil
}

// judge says what an answer of AICC means. The user's tokens are kept out of the error.
func (w *Web) judge(op string, a Answer, tokens ...string) error {
	if err := w.client.refused(op, a, tokens...); err != nil {
		return err
	}
	code, text := result(a.Body, append(tokens, w.client.credentials()...))
	if code == "0" {
		return nil
	}
	v := call.Verdict{Kind: channel.ErrRejected}
	switch code {
	case "":
		v.Kind, text = channel.ErrUncertain, "the answer has no resultCode"
	case "401": // the user's own token
		v = call.Verdict{Kind: channel.ErrUnauthorized, Affects: channel.AffectsCredentials}
	}
	return call.Refused(platform, op, code, v, text)
}

func result(body []byte, secrets []string) (code, text string) {
	r, err := jsonread.New(body)
	if err != nil {
		return "", ""
	}
	for key := range r.Object {
		switch string(key) {
		case "resultCode":
			code = r.ID()
		case "resultDesc":
			text = r.Text()
		}
	}
	return excerpt([]byte(code), secrets...), excerpt([]byte(text), secrets...)
}

// hide keeps a user's tokens out of an error.
func (w *Web) hide(err error, tokens ...string) error {
	if e, ok := errors.AsType[*channel.Error](err); ok && e.Err != nil && len(channel.FieldErrors(e.Err)) == 0 {
		e.Err = call.Hide(e.Err, tokens...)
	}
	return err
}
