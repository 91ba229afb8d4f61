package facebook

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// Permissions for messages, setting up and History. Public posts need further ones: see
// [DefaultLoginScopes] and [Channel.ReplyToPost].
const (
	ScopeMessaging  = "pages_messaging"       // sending and receiving
	ScopeMetadata   = "pages_manage_metadata" // subscribing a Page
	ScopeList       = "pages_show_list"       // PagesOf
	ScopeEngagement = "pages_read_engagement" // History
)

// Token is Meta's description of an access token (debug_token). A time is zero if the token does
// not end by time.
type Token struct {
	Valid      bool
	Type       string // "PAGE", "USER", "APP"
	App        string // id of the app that it belongs to
	Page       string // id of the Page, for one of a Page
	User       string // id of the person who granted it
	Expires    time.Time
	DataAccess time.Time // end of the access to data; what that means for messaging is not documented
	Scopes     []string
	// Targets are, by permission, the ids of the assets for which the person granted it. A
	// permission that is missing here was granted for all assets. (That reading of Meta's
	// granular_scopes is not confirmed.)
	Targets map[string][]string
	Code    string // why it is not valid, "190/463"
	Reason  string // the same in Meta's words
}

// CheckToken asks Meta about an access token, with the app's own token. The token is sent in the
// body of a POST that asks for a GET, because addresses are logged. An invalid token is not an
// error; an error says that Meta did not answer the question.
func (c *Channel) CheckToken(ctx context.Context, token channel.Secret) (Token, error) {
	const op = "check token"
	if token == "" {
		return Token{}, rejected(op, "token", channel.CodeMissing, "a token is needed")
	}
	body, err := json.Marshal(debugging{"get", token.Reveal()})
	if err != nil {
		return Token{}, call.Rejected(Platform, op, call.Hide(err, token.Reveal()))
	}
	answer, err := c.do(ctx, op, c.app(), http.MethodPost, "debug_token", nil, body, token)
	if err != nil {
		return Token{}, err
	}
	r, err := jsonread.New(answer.Body)
	if err != nil {
		return Token{}, fault(op, channel.ErrMalformed, err)
	}
	var t Token
	found := false
	for key := range r.Object {
		if string(key) == "data" && r.Kind() == jsonread.Object {
			found = true
			t = readToken(&r)
		}
	}
	if !found {
		return Token{}, fault(op, channel.ErrMalformed, errors.New("the answer says nothing of the token"))
	}
	t.Reason = call.Redact(t.Reason, append(c.hide(token), c.appToken().Reveal())...)
	return t, nil
}

func readToken(r *jsonread.Reader) (t Token) {
	for key := range r.Object {
		switch string(key) {
		case "is_valid":
			t.Valid = r.Bool()
		case "type":
			t.Type = r.Text()
		case "app_id":
			t.App = r.ID()
		case "profile_id":
			t.Page = r.ID()
		case "user_id":
			t.User = r.ID()
		case "expires_at":
			t.Expires = instant(r.Int())
		case "data_access_expires_at":
			t.DataAccess = instant(r.Int())
		case "scopes":
			t.Scopes = readNames(r)
		case "granular_scopes":
			t.Targets = readTargets(r)
		case "error":
			var g graphError
			for key := range r.Object {
				switch string(key) {
				case "code":
					g.code = r.Int()
				case "subcode":
					g.subcode = r.Int()
				case "message":
					t.Reason = r.Text()
				}
			}
			t.Code = g.word()
		}
	}
	return t
}

func readTargets(r *jsonread.Reader) map[string][]string {
	var all map[string][]string
	for range r.Array {
		scope, found := "", false
		var ids []string
		for key := range r.Object {
			switch string(key) {
			case "scope":
				scope = r.Text()
			case "target_ids":
				found = r.Kind() == jsonread.Array
				ids = readNames(r)
			}
		}
		if found && scope != "" {
			if all == nil {
				all = make(map[string][]string)
			}
			all[scope] = ids
		}
	}
	return all
}

// allows reports whether a permission was granted for an asset.
func (t Token) allows(scope, id string) bool {
	ids, narrow := t.Targets[scope]
	return slices.Contains(t.Scopes, scope) && (!narrow || slices.Contains(ids, id))
}

// OwnPage is a Page of a person.
type OwnPage struct {
	ID       string
	Name     string
	Category string
	Token    channel.Secret // for Page.Token. A Page token from a long-lived token of the person does not end by time
	Tasks    []string       // what the person may do: MESSAGING to send, MODERATE to subscribe

	// Instagram is the id of the linked Instagram professional account, and InstagramHandle its
	// user name, without "@". PagesOf leaves both empty, because asking for them needs the
	// permission instagram_basic. The grant of a BusinessLogin names linked accounts.
	Instagram       string
	InstagramHandle string
}

// mostPages bounds how many parts of a list are read.
const mostPages = 400

// PagesOf lists the Pages of a person and their tokens. It needs the person's access token with the
// permission pages_show_list.
func (c *Channel) PagesOf(ctx context.Context, user channel.Secret) ([]OwnPage, error) {
	const op = "pages of a person"
	if user == "" {
		return nil, rejected(op, "token", channel.CodeMissing, "the access token of a person is needed")
	}
	return c.pagesOf(ctx, op, user, "")
}

// pagesOf is PagesOf with further fields.
func (c *Channel) pagesOf(ctx context.Context, op string, user channel.Secret, more string) ([]OwnPage, error) {
	var all []OwnPage
	err := c.list(ctx, op, c.http, person(user), "me/accounts", url.Values{"fields": {"id,name,category,access_token,tasks" + more}, "limit": {"100"}}, nil, func(r *jsonread.Reader) bool {
		var p OwnPage
		for key := range r.Object {
			switch string(key) {
			case "id":
				p.ID = r.ID()
			case "name":
				p.Name = r.Text()
			case "category":
				p.Category = r.Text()
			case "access_token":
				p.Token = channel.Secret(r.Text())
			case "tasks":
				p.Tasks = readNames(r)
			case "instagram_business_account":
				for key := range r.Object {
					switch string(key) {
					case "id":
						p.Instagram = r.ID()
					case "username":
						p.InstagramHandle = r.Text()
					}
				}
			}
		}
		all = append(all, p)
		return true
	})
	return all, err
}

// list walks a list in parts, as long as f returns true. It uses the cursor, because Meta's address
// of the next part holds the token. It calls before ahead of each part, unless before is nil.
func (c *Channel) list(ctx context.Context, op string, client *http.Client, by sender, path string, query url.Values, before func() error, f func(*jsonread.Reader) bool) error {
	for range mostPages {
		if before != nil {
			if err := before(); err != nil {
				return err
			}
		}
		answer, err := c.doWith(ctx, client, op, aboutOther, by, http.MethodGet, path, query, nil)
		if err != nil {
			return err
		}
		more := true
		if err := eachOf(answer, op, func(r *jsonread.Reader) { more = more && f(r) }); err != nil {
			return err
		}
		after, next := readPaging(answer.Body)
		if !more || !next || after == "" || after == query.Get("after") {
			return nil
		}
		query.Set("after", after)
	}
	return nil
}

func readPaging(body []byte) (after string, next bool) {
	r := jsonread.Sub(body)
	for key := range r.Object {
		if string(key) != "paging" {
			continue
		}
		for key := range r.Object {
			switch string(key) {
			case "next":
				next = r.Text() != ""
			case "cursors":
				for key := range r.Object {
					if string(key) == "after" {
						after = r.ID()
					}
				}
			}
		}
	}
	return after, next
}
