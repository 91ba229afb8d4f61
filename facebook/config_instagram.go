package facebook

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	"github.com/contactkit/contactkit/channel"
)

// DefaultInstagramURL is where calls of accounts of Instagram Login go.
const DefaultInstagramURL = "https://graph.instagram.com"

// InstagramConfig is the part of a Meta app that Instagram Login uses ("Instagram API with
// Instagram Login"). Its id and secret are others than those of the Meta app. The app's dashboard
// shows them under Instagram, API setup with Instagram login. The zero value has no such part.
type InstagramConfig struct {
	AppID string // "Instagram app ID"
	// AppSecret is the "Instagram app secret". Webhook calls and signed requests of this part are
	// signed with it, as projects report; Meta's pages say "App Secret" without saying which. So a
	// call counts as proved if this secret or that of the Meta app yields its signature.
	AppSecret channel.Keys
	// BaseURL is where calls of these accounts go. Defaults to DefaultInstagramURL.
	BaseURL string
	// Fields are the webhook fields that Subscribe and Connect ask for these accounts. Defaults to
	// DefaultInstagramLoginFields.
	Fields []string
}

// DefaultInstagramLoginFields returns the webhook fields that a contact center needs of an account
// of Instagram Login. Comments that mention the account come with comments there.
func DefaultInstagramLoginFields() []string {
	return []string{"messages", "messaging_postbacks", "messaging_seen", "message_reactions", "messaging_referral", "comments"}
}

func (i InstagramConfig) withDefaults() InstagramConfig {
	i.BaseURL = strings.TrimRight(cmp.Or(i.BaseURL, DefaultInstagramURL), "/")
	i.AppSecret = slices.Clone(i.AppSecret)
	i.Fields = orDefault(i.Fields, DefaultInstagramLoginFields()...)
	return i
}

func (i InstagramConfig) check(errs *complaints) {
	if i.AppID != "" && !isDigits(i.AppID) {
		errs.add("instagramAppId", channel.CodeInvalid, "an app id must be a number")
	}
	if len(i.AppSecret) > 0 {
		if err := i.AppSecret.Check("instagramAppSecret"); err != nil {
			*errs = append(*errs, err)
		}
	}
	if !isAddress(i.BaseURL) {
		errs.add("instagram.baseUrl", channel.CodeInvalid, "the address must be http or https, without user, query and fragment")
	}
}

// isAddress reports whether calls can go to an address.
func isAddress(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && u.User == nil && u.RawQuery == "" && u.Fragment == ""
}
