package engine

import (
	"errors"
	"fmt"
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
)

func TestPlainly(t *testing.T) {
	cases := map[string]error{
		"The platform's answer was lost: it may have arrived.":                                                &channel.Error{Op: "send", Platform: "x", Kind: channel.ErrUncertain, Err: errors.New("read tcp: connection reset by peer")},
		"The customer cannot be reached any more. (code 403)":                                                 &channel.Error{Op: "send", Platform: "telegram", Kind: channel.ErrUnreachable, Code: "403"},
		"The platform does not take this message. text: too long":                                             &channel.Error{Kind: channel.ErrRejected, Err: &channel.FieldError{Field: "text", Reason: "too long"}},
		"The desk closes. It will be sent when it opens again.":                                               fmt.Errorf("stopped: %w", dispatch.ErrClosed),
		"The platform refuses the desk's credentials: an administrator must renew them.":                      errors.Join(dispatch.ErrCircuit, channel.ErrUnauthorized),
		"This topic is closed or gone: nothing can be sent to it. (code 400)":                                 &channel.Error{Kind: channel.ErrUnreachable, Scope: channel.ScopeThread, Code: "400"},
		"The platform does not allow it: an administrator must check the app's permissions there. (code 10)":  &channel.Error{Kind: channel.ErrUnauthorized, Affects: channel.AffectsApp, Code: "10"},
		"The platform does not take this message. (code 403)":                                                 &channel.Error{Kind: channel.ErrUnauthorized, Code: "403"},
		"The platform does not take this message. (code 403/5f2c01ab)":                                        &channel.Error{Kind: channel.ErrUnauthorized, Code: "403/5f2c01ab", Affects: channel.AffectsMessage},
		"The platform does not allow it: an administrator must check the app's permissions there. (code 403)": held(channel.ErrUnauthorized, channel.AffectsAccount, "403"),
		"The platform refuses the desk's credentials: an administrator must renew them. (code 190)":           held(channel.ErrUnauthorized, channel.AffectsCredentials, "190"),
		"The platform does not allow it: an administrator must check the app's permissions there. (code 200)": held(channel.ErrUnauthorized, channel.AffectsApp, "200"),
		"The platform does not allow it: an administrator must check the app's permissions there. (code 368)": held(channel.ErrUnauthorized, channel.AffectsAccount, "368"),
		"The platform does not allow it: an administrator must check the app's permissions there.":            held(channel.ErrUnauthorized, channel.AffectsAccount, ""),
		"The platform wants money: an administrator must pay there. (code 402)":                               held(channel.ErrCredit, channel.AffectsCredit, "402"),
		"The platform wants money: an administrator must pay there. (code 131042)":                            errors.Join(dispatch.ErrCircuit, &channel.Error{Kind: channel.ErrCredit, Code: "131042"}),
		"something new": errors.New("something new"),
	}
	for want, err := range cases {
		if got := plainly(err).English(); got != want {
			t.Errorf("%v is said as %q, want %q", err, got, want)
		}
	}
}

// held is the error of a message that an open circuit of a dispatcher holds back.
func held(kind error, affects channel.Affects, code string) error {
	return &channel.Error{Op: channel.OpSend, Platform: "facebook", Kind: kind, Affects: affects, Code: code, Scope: channel.ScopeAccount, Err: dispatch.ErrCircuit}
}
