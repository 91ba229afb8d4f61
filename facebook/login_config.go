package facebook

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
	"github.com/contactkit/contactkit/channel/jsonread"
)

const opLogin = "login"

// LoginConfig describes the app for a login: no Page and no token are known yet.
type LoginConfig struct {
	// AppID and AppSecret are those of the Meta app for BusinessLogin, and the Instagram app ID and
	// secret for InstagramLogin. Required.
	AppID     string
	AppSecret channel.Keys
	// Configuration is the id of a configuration of Facebook Login for Business. It fixes
	// permissions, assets and the kind of token, so the permissions of a login.Request are not sent
	// and only those that are missing are reported. If empty, the login asks for permissions by
	// name. InstagramLogin does not use it.
	Configuration string
	// Scopes are the permissions that a login asks for, or that it expects of the Configuration.
	// Defaults to DefaultLoginScopes, and to DefaultInstagramScopes for InstagramLogin.
	Scopes []string

	GraphVersion string // Defaults to DefaultGraphVersion.
	BaseURL      string // of the Graph API. Defaults to DefaultBaseURL, and to DefaultInstagramURL for InstagramLogin.
	DialogURL    string // of the login page, without its query. Defaults to Meta's own.
	TokenURL     string // InstagramLogin: where a code is traded. Defaults to https://api.instagram.com/oauth/access_token.

	// HTTP makes the calls. If nil, NewBusinessLogin or NewInstagramLogin makes a client from TLS
	// that gives up after 30 seconds.
	HTTP *http.Client
	TLS  channel.TLS      // for a gateway with its own certificates. Excludes HTTP.
	Now  func() time.Time // Defaults to time.Now.
}

// DefaultLoginScopes returns the permissions that a contact center needs of a Page, for its
// messages. Comments need pages_manage_engagement and pages_read_user_content as well; linked
// Instagram accounts instagram_basic, instagram_manage_messages and instagram_manage_comments.
func DefaultLoginScopes() []string {
	return []string{ScopeList, ScopeMessaging, ScopeMetadata, ScopeEngagement, "business_management"}
}

// DefaultInstagramScopes returns the permissions that a contact center needs of an account of
// Instagram Login.
func DefaultInstagramScopes() []string {
	return []string{"instagram_business_basic", "instagram_business_manage_messages", "instagram_business_manage_comments"}
}

// appChannel is a channel for calls that act for no account yet.
func (l LoginConfig) appChannel(instagram bool) (*Channel, error) {
	cfg := Config{AppID: l.AppID, AppSecret: l.AppSecret, VerifyToken: channel.NewKeys(channel.Secret(rand.Text())), GraphVersion: l.GraphVersion,
		BaseURL: l.BaseURL, HTTP: l.HTTP, TLS: l.TLS, Now: l.Now}
	if instagram {
		cfg.Instagram.BaseURL = l.BaseURL
	}
	c, err := New(cfg)
	errs := []error{err}
	for _, a := range [...]struct{ field, address string }{{"dialogUrl", l.DialogURL}, {"tokenUrl", l.TokenURL}} {
		if a.address != "" && !isAddress(a.address) {
			errs = append(errs, &channel.FieldError{Field: a.field, Code: channel.CodeInvalid, Reason: "the address must be http or https, without user, query and fragment"})
		}
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return c, nil
}

// bought is the answer to a code or a token that was traded.
type bought struct {
	token  channel.Secret
	user   string
	scopes []string
	until  time.Time // zero: Meta names no end
}

// trade makes a call that trades a code or a token for another token. Its parameters hold
// credentials: a POST carries them in its body. Meta's pages show a GET for the Facebook login; the
// OAuth libraries in use send this POST.
func (c *Channel) trade(ctx context.Context, method, address string, in url.Values, secrets ...channel.Secret) (bought, error) {
	asked := c.cfg.Now()
	var body []byte
	if method == http.MethodPost {
		body = []byte(in.Encode())
	} else {
		address += "?" + in.Encode()
	}
	hidden := slices.Clone(c.secrets)
	for _, s := range secrets {
		hidden = append(hidden, s.Reveal())
	}
	req, err := http.NewRequestWithContext(ctx, method, address, bytes.NewReader(body))
	if err != nil {
		return bought{}, call.Rejected(Platform, opLogin, call.Hide(err, hidden...))
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	answer, err := call.Call{Platform: Platform, Op: opLogin, Secrets: hidden}.Do(c.http, req)
	if err == nil {
		err = loginRefusal(answer, hidden)
	}
	if e, ok := errors.AsType[*channel.Error](err); ok && e.Kind == channel.ErrUncertain {
		e.Kind = channel.ErrUnavailable // no person saw it; what it would have given is lost
	}
	if err != nil {
		return bought{}, err
	}
	b, err := readBought(answer.Body, asked)
	if err != nil || b.token == "" {
		return bought{}, fault(opLogin, channel.ErrMalformed, errors.New("the answer holds no token"))
	}
	return b, nil
}

// readBought reads a token, which Instagram's page shows inside a list and live answers often show
// without it.
func readBought(body []byte, asked time.Time) (b bought, err error) {
	r, err := jsonread.New(body)
	if err != nil {
		return b, err
	}
	var read func(*jsonread.Reader)
	read = func(r *jsonread.Reader) {
		for key := range r.Object {
			switch string(key) {
			case "access_token":
				b.token = channel.Secret(r.Text())
			case "user_id":
				b.user = r.ID()
			case "permissions":
				b.scopes = readPermissions(r)
			case "expires_in":
				if n := r.Int(); n > 0 && n < 1<<31 {
					b.until = asked.UTC().Add(time.Duration(n) * time.Second).Truncate(time.Second)
				}
			case "data":
				for range r.Array {
					read(r)
				}
			}
		}
	}
	read(&r)
	return b, nil
}

// readPermissions reads a list, or words with commas between them.
func readPermissions(r *jsonread.Reader) []string {
	if r.Kind() == jsonread.Array {
		return readNames(r)
	}
	return splitWords(r.Text())
}
