package twitter

import (
	"cmp"
	"context"
	"net/url"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
)

// LookupAccount finds the user whom an administrator means, with the credentials of cfg;
// cfg.Account need not be known yet. who is
//
//   - empty: the account whose access token it is;
//   - a user name, "@mustertelecom", "mustertelecom" or "https://x.com/mustertelecom";
//   - the address of a conversation, "https://x.com/messages/12-34": the account is the one of the
//     two users to whom the access token belongs, as X says;
//   - the address of a new message, "https://x.com/messages/compose?recipient_id=12".
//
// If no user has the name, or the conversation is between two other users, the error matches
// ErrRejected. [Users lookup; GET account/verify_credentials]
func LookupAccount(ctx context.Context, cfg Config, who string) (channel.Person, error) {
	cfg.Account = cmp.Or(cfg.Account, "0")
	c, err := New(cfg)
	if err != nil {
		return channel.Person{}, err
	}
	name, ids, err := readAddress(who)
	if err != nil {
		return channel.Person{}, call.Rejected(Platform, opLookup, err)
	}
	if name == "" && len(ids) == 1 {
		return c.user(ctx, opLookup, "/2/users/"+ids[0])
	}
	me, _, _, err := c.verify(ctx, opLookup)
	switch {
	case err != nil:
		return channel.Person{}, err
	case who == "", strings.EqualFold(name, me.Handle) && name != "":
		return me, nil
	case name != "":
		return c.user(ctx, opLookup, "/2/users/by/username/"+name)
	}
	for _, id := range ids {
		if id == me.ID {
			return me, nil
		}
	}
	return channel.Person{}, call.Rejected(Platform, opLookup, &channel.FieldError{Field: "who", Code: channel.CodeInvalid,
		Reason: "the conversation is not one of the account whose access token it is, " + me.ID})
}

// readAddress takes apart what an administrator pasted: a user name, or ids.
func readAddress(who string) (name string, ids []string, err error) {
	wrong := &channel.FieldError{Field: "who", Code: channel.CodeInvalid, Reason: "a user name, or the address of a profile or conversation, is needed"}
	if who == "" {
		return "", nil, nil
	}
	if strings.Contains(who, "/") {
		if !strings.Contains(who, "://") {
			who = "https://" + who
		}
		u, err := url.Parse(who)
		if err != nil {
			return "", nil, wrong
		}
		switch strings.TrimPrefix(strings.TrimPrefix(strings.ToLower(u.Host), "www."), "mobile.") {
		case "x.com", "twitter.com":
		default:
			return "", nil, wrong
		}
		parts := strings.Split(strings.Trim(u.Path, "/"), "/")
		switch {
		case parts[0] == "messages" && len(parts) == 2 && parts[1] == "compose":
			ids = []string{u.Query().Get("recipient_id")}
		case parts[0] == "messages" && len(parts) == 2:
			ids = strings.Split(parts[1], "-")
			if len(ids) != 2 {
				return "", nil, wrong
			}
		case parts[0] == "i" && len(parts) == 3 && parts[1] == "user":
			ids = []string{parts[2]}
		default:
			who = parts[0]
		}
		for _, id := range ids {
			if !isID(id) {
				return "", nil, wrong
			}
		}
		if ids != nil {
			return "", ids, nil
		}
	}
	name = strings.TrimPrefix(who, "@")
	if !isUsername(name) {
		return "", nil, wrong
	}
	return name, nil, nil
}

// isUsername: ^[A-Za-z0-9_]{1,15}$. [User lookup by username]
func isUsername(s string) bool {
	return s != "" && len(s) <= 15 && strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_") == ""
}
