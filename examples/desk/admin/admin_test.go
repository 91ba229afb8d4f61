package admin

import (
	"strings"
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/examples/desk/locale"
)

// An administrator reads what to do: pay, or enter new credentials.
func TestWords(t *testing.T) {
	for want, kind := range map[string]error{
		"The platform wants money: pay there. ":   channel.ErrCredit,
		"The platform refuses the credentials. ":  channel.ErrUnauthorized,
		"The platform wants us to wait. ":         channel.ErrRateLimited,
		"The platform cannot be reached, or did ": channel.ErrUnavailable,
	} {
		if got := words(locale.Words{}, &channel.Error{Kind: kind}); !strings.HasPrefix(got, want) {
			t.Errorf("%v: %q, want %q", kind, got, want)
		}
	}
}

// A missing permission, a restricted account and a refusal that the platform does not document are
// no matter of credentials.
func TestWordsOfARefusalThatNewCredentialsDoNotEnd(t *testing.T) {
	const permission, credentials = "The platform does not allow it: ", "The platform refuses the credentials. "
	for affects, want := range map[channel.Affects]string{
		channel.AffectsApp: permission, channel.AffectsAccount: permission, channel.AffectsMessage: permission, channel.AffectsPerson: permission,
		channel.AffectsCredentials: credentials, channel.AffectsUnknown: credentials,
	} {
		if got := words(locale.Words{}, &channel.Error{Kind: channel.ErrUnauthorized, Affects: affects}); !strings.HasPrefix(got, want) {
			t.Errorf("affects %q: %q, want %q", affects, got, want)
		}
	}
}
