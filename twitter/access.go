package twitter

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
	"github.com/contactkit/contactkit/channel/jsonread"
	"github.com/contactkit/contactkit/channel/login"
)

// Codes of findings about access that only X has.
const (
	FindingNoEnvironment = "no_environment" // the environment's label does not exist, or belongs to another app
	FindingOnlyFollowed  = "only_followed"  // the account takes messages only from accounts that it follows
	FindingNoV11         = "no_v11"         // the app's access level lacks v1.1
)

// Openness is whether the account accepts direct messages from everyone. See decision 067.
type Openness string

// Values of Openness.
const (
	OpennessUnknown Openness = ""
	Everyone        Openness = "everyone"
	OnlyFollowed    Openness = "only_followed"
)

// Access is what the credentials may do.
type Access struct {
	Account  channel.Person // whose access token it is
	Level    string         // X's word: "read", "read-write", "read-write-directmessages"; empty: it did not say
	Read     bool
	Write    bool
	Messages bool // direct messages: read and write
	// Environments are the labels of the app's environments, sorted. Premium only.
	Environments []string
	Openness     Openness
	Findings     []channel.Finding
}

// AccessCheck says how CheckAccess goes about it.
type AccessCheck struct {
	// Probe creates a welcome message that no user is shown, and deletes it at once: X refuses that
	// to an account which does not take messages from everyone, and tells of it in no other way.
	// v1.1 only.
	Probe bool
}

// CheckAccess reports what the credentials allow. Call it before the channel serves customers. It
// checks whose access token it is; whether it may read, write and send direct messages (the
// x-access-level header); with Premium, that the environment exists and belongs to the app; and
// whether the account takes messages from everyone. Findings list what an administrator should
// mend. An error says that X could not be asked, or refuses the token altogether (ErrUnauthorized).
// [Log in with X; Enterprise Account Activity API]
func (c *Channel) CheckAccess(ctx context.Context, in AccessCheck) (Access, error) {
	var a Access
	find := func(code, text string, fatal bool) {
		a.Findings = append(a.Findings, channel.Finding{Code: code, Account: c.cfg.Account, Text: text, Fatal: fatal})
	}
	me, level, v11, err := c.verify(ctx, opAccess)
	if err != nil {
		return a, err
	}
	a.Account, a.Level = me, level
	if !v11 && !c.cfg.byTokenAlone() {
		find(FindingNoV11, "The app's access level lacks v1.1 of the API.", c.cfg.API == V11)
	}
	if me.ID != c.cfg.Account {
		find(channel.FindingOtherAccount, "The access token belongs to account "+me.ID+", @"+me.Handle+".", true)
	}
	switch level {
	case "read-write-directmessages":
		a.Read, a.Write, a.Messages = true, true, true
	case "read-write":
		a.Read, a.Write = true, true
		find(channel.FindingMissingPermission, `The token lacks direct messages: give the app "Read, Write and Direct Messages", then regenerate the token.`, true)
	case "read":
		a.Read = true
		find(channel.FindingMissingPermission, `The token may only read: give the app "Read, Write and Direct Messages", then regenerate the token.`, true)
		find(channel.FindingMissingPermission, "The token lacks direct messages.", true)
	case "":
		if !c.cfg.byTokenAlone() {
			find(channel.FindingUnchecked, "X did not say what the token may do.", false)
			break
		}
		if err := c.checkScopes(ctx, &a, find); err != nil {
			return a, err
		}
	default:
		find(channel.FindingUnchecked, "X did not say what the token may do.", false)
	}
	if c.cfg.Product == Premium {
		if err := c.checkEnvironment(ctx, &a, find); err != nil {
			return a, err
		}
	}
	if in.Probe && v11 && a.Messages {
		if a.Openness, err = c.probe(ctx); err != nil {
			return a, err
		}
	}
	switch a.Openness {
	case OpennessUnknown:
		find(channel.FindingUnchecked, "See at X, in the settings of direct messages, that the account takes messages from everyone.", false)
	case OnlyFollowed:
		find(FindingOnlyFollowed, "The account takes messages from those alone whom it follows: change that at X, in the settings of direct messages.", true)
	}
	return a, nil
}

// checkScopes says what the scopes of the user token allow.
func (c *Channel) checkScopes(ctx context.Context, a *Access, find func(code, text string, fatal bool)) error {
	t, err := c.cfg.OAuth2.Tokens.Load(ctx, c.cfg.Account)
	if err != nil {
		return c.storeFailed(err)
	}
	granted := strings.Fields(t.Scope)
	a.Read = slices.Contains(granted, "tweet.read")
	a.Write = slices.Contains(granted, "tweet.write")
	missing := login.Lacking(useScopes[UseMessages], granted)
	a.Messages = len(missing) == 0
	if !a.Messages {
		find(channel.FindingMissingPermission, "The login lacks scopes: "+strings.Join(missing, ", ")+". Log in again.", true)
	}
	return nil
}

// checkEnvironment looks for the label among the app's. The list may leave out environments without
// a webhook, so the one of the label is asked for, too.
func (c *Channel) checkEnvironment(ctx context.Context, a *Access, find func(code, text string, fatal bool)) error {
	all, err := c.Environments(ctx)
	if err != nil {
		return err
	}
	a.Environments = slices.Sorted(maps.Keys(all))
	if _, ok := all[c.cfg.Env]; ok {
		return nil
	}
	_, err = c.Webhooks(ctx)
	switch {
	case err == nil:
		return nil
	case !errors.Is(err, channel.ErrUnauthorized) && codeOf(err) != "34":
		return err
	}
	text := "The app has no environment with this label."
	for name := range all {
		if strings.EqualFold(name, c.cfg.Env) {
			text = "Upper and lower case count: the label is " + channel.Clean(name) + "."
		}
	}
	find(FindingNoEnvironment, text, true)
	return nil
}

// verify asks X whose access token it is, and what it may do. v11 is false if the app has no access
// to v1.1.
func (c *Channel) verify(ctx context.Context, op string) (me channel.Person, level string, v11 bool, err error) {
	v11 = !c.cfg.byTokenAlone()
	var answer call.Answer
	if v11 {
		answer, err = c.ask(ctx, asAccount, op, http.MethodGet, "/1.1/account/verify_credentials.json", nil)
	}
	if !v11 || codeOf(err) == "453" {
		v11 = false
		answer, err = c.ask(ctx, asAccount, op, http.MethodGet, "/2/users/me", nil)
	}
	if err != nil {
		return me, "", v11, err
	}
	r, err := jsonread.New(answer.Body)
	if err != nil {
		return me, "", v11, call.Malformed(Platform, op, err)
	}
	if v11 {
		me, _ = readPerson(&r)
	} else {
		for key := range r.Object {
			if string(key) == "data" {
				me, _ = readPerson(&r)
			}
		}
	}
	if me.ID == "" {
		return me, "", v11, call.Malformed(Platform, op, errors.New("the answer names no user"))
	}
	return me, answer.Header.Get("X-Access-Level"), v11, nil
}
