package twitter

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/tlsconfig"
)

// Platform is the word for X in Thread.Platform, Event.ID and Error.Platform.
const Platform = "twitter"

// API is the generation of X's API that messages are sent with.
type API string

// Generations of the API. They share message ids, and both deliver the same webhook calls.
const (
	V11 API = "v1.1" // direct_messages/events/new: all features, not open to every access level
	V2  API = "v2"   // dm_conversations: text, one attachment, group conversations
)

// Product is the product of X that delivers webhook calls, and so the way in which its webhooks are
// managed.
type Product string

// Products that deliver webhook calls. X has marked all but Activity as deprecated since July 2026.
const (
	Premium         Product = "premium"    // Account Activity v1.1, by environment label
	Enterprise      Product = "enterprise" // Account Activity v1.1 without labels
	AccountActivity Product = "v2"         // Account Activity v2
	Activity        Product = "activity"   // X Activity API: one subscription for each kind of event, by OAuth 2.0 user token
)

// SignatureMethod is how requests are signed (OAuth 1.0a).
type SignatureMethod string

// Methods of signing a request.
const (
	HMACSHA1 SignatureMethod = "HMAC-SHA1" // the one that X documents
	// HMACSHA256 is accepted by the verifier that X published in 2019; that the live API takes it
	// is not confirmed.
	HMACSHA256 SignatureMethod = "HMAC-SHA256"
)

// Limits of a Config.
const (
	defaultVideo = 25 << 20 // bytes: mobile customers may pay for the download
	maxID        = 19       // digits of a 63-bit number
)

// defaultText is what X documents for v1.1, without a unit; for v2 it documents none.
var defaultText = channel.Length{Max: 10_000, Unit: channel.Runes}

// Config configures a Channel. Its functions may be called concurrently.
type Config struct {
	// Account is the user id of the account, in digits; it is not the @name. Required.
	Account string
	// APIKey names the app ("consumer key"). It is no secret, but it belongs to the first of
	// APISecret. Required.
	APIKey string
	// APISecret is the app's secret ("consumer secret"). It verifies webhook calls and, with
	// AccessSecret, signs requests. The first key signs and all valid keys verify, so that webhook
	// calls survive a rotation. Required.
	APISecret channel.Keys
	// AccessToken and AccessSecret act for the account. They keep the permissions that the app had
	// when X issued them. Required, unless OAuth2 is set and API is V2: then the user token of
	// OAuth 2.0 makes all calls, if both are empty.
	AccessToken  channel.Secret
	AccessSecret channel.Secret

	// AppID is the app's numeric id, as in source_app_id. With it, the echo of a message that this
	// app sent has OriginUs and the echo of another app's message OriginOtherApp. If empty, both
	// are OriginUnknown, and a host must wait for the answer to its own send to know.
	AppID string
	// Clients are the source_app_ids of X's own web and mobile clients: a person typed their
	// messages (OriginPerson). X publishes no list. The channel also recognises a client by the
	// address that X gives for it in the call (twitter.com or x.com itself). If nil, 3033300
	// (Twitter Web App) and 268278 (Twitter Web Client), which X's samples show.
	Clients []string

	// API is the generation of the API that sends messages. Defaults to V11, and to V2 if OAuth2 is
	// set and AccessToken is not.
	API API
	// SignatureMethod is how requests are signed. Defaults to HMACSHA1.
	SignatureMethod SignatureMethod
	// Product is the product that manages webhooks and subscriptions. Receive accepts the calls of
	// all products. Defaults to Premium if Env is set, to Activity if OAuth2 is set, otherwise to
	// AccountActivity.
	Product Product
	// Env is the label of the Account Activity environment, case-sensitive. Only Premium needs it.
	// [Enterprise Account Activity API]
	Env string
	// Bearer is the app-only token for webhook management, verbatim, with its %2F and %3D. If
	// empty, the channel obtains it with APIKey and APISecret when it first needs it.
	Bearer channel.Secret

	// OAuth2 is for user tokens of OAuth 2.0, which subscribing at the X Activity API needs.
	// Without AccessToken they make every call that acts for the account, and need the scopes of
	// ScopesFor. If zero, there are none.
	OAuth2 OAuth2

	// Chat is for encrypted conversations (XChat). If zero, Subscribe does not ask for them; if X
	// delivers one of their messages all the same, it arrives unreadable and marked.
	Chat ChatConfig

	// Text is the limit of a text. Defaults to 10,000 runes, which X documents for v1.1 without a
	// unit, and not at all for v2.
	Text channel.Length
	// MaxVideo is the largest video that the channel sends, in bytes; at most X's own 512 MB.
	// Defaults to 25 MB, because mobile customers may pay for the download.
	MaxVideo int64
	// Rates are the limits that Limits reports. They differ by access level and have changed often,
	// so the limits in X's own answers (Sent.Pace) come first. With v1.1, up to five answers within
	// 24 hours of each received message do not count, so a desk that only answers may raise them.
	// If nil, the rates that X documents.
	Rates []channel.Rate

	// Posts is for answers in public. Its zero value is an ordinary account.
	Posts PostConfig

	// BaseURL is the API's address without a path. The channel signs for the host that it calls.
	// Defaults to https://api.x.com.
	BaseURL string
	// UploadURL is the address of v1.1 media upload. Defaults to https://upload.twitter.com.
	UploadURL string

	// HTTP makes the calls. It never follows a redirect, which would be signed for another host. If
	// nil, a client with a timeout of 30 seconds.
	HTTP *http.Client
	// TLS holds trust and identity certificates, for a gateway with its own certificates. Excludes
	// HTTP.
	TLS channel.TLS
	// Dial opens connections, for a BaseURL that a tenant chose. No proxy is used then. Excludes
	// HTTP. If nil, any address is dialled, through the proxy of the environment.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
	// Media reads received files (OpenMedia) from X's media hosts. If nil, HTTP is used, or a
	// client made from TLS. If both are unset, it is a client that reaches only public addresses,
	// whatever Dial allows. No client that is made here has a timeout: the context ends a download.
	Media *http.Client
	// Files opens Attachment.File. If nil, the host's files cannot be sent.
	Files channel.Files
	// Now is the clock for Message.NotAfter and rate limits. The timestamp of a signature is always
	// the system's. Defaults to time.Now.
	Now func() time.Time
}

// withDefaults fills empty fields and brings addresses into their shortest form.
func (c Config) withDefaults() Config {
	if c.API == "" && c.byTokenAlone() {
		c.API = V2
	}
	c.API = cmp.Or(c.API, V11)
	c.SignatureMethod = cmp.Or(c.SignatureMethod, HMACSHA1)
	if c.Product == "" {
		c.Product = AccountActivity
		switch {
		case c.Env != "":
			c.Product = Premium
		case c.OAuth2.Tokens != nil:
			c.Product = Activity
		}
	}
	c.Text = c.Text.Or(defaultText)
	if c.Rates == nil {
		c.Rates = defaultRates(c.API)
	}
	c.MaxVideo = cmp.Or(c.MaxVideo, defaultVideo)
	c.Posts = c.Posts.withDefaults()
	c.Chat = c.Chat.withDefaults()
	c.OAuth2.AuthorizeURL = cmp.Or(c.OAuth2.AuthorizeURL, "https://x.com/i/oauth2/authorize")
	c.BaseURL = plainAddress(cmp.Or(c.BaseURL, "https://api.x.com"))
	c.UploadURL = plainAddress(cmp.Or(c.UploadURL, "https://upload.twitter.com"))
	if c.Clients == nil {
		c.Clients = []string{"3033300", "268278"}
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	c.APISecret = slices.Clone(c.APISecret)
	return c
}

// byTokenAlone reports whether the user token of OAuth 2.0 makes the calls that act for the
// account.
func (c Config) byTokenAlone() bool {
	return c.AccessToken == "" && c.AccessSecret == "" && c.OAuth2.Tokens != nil
}

// check returns every complaint, joined.
func (c Config) check() error {
	var errs []error
	complain := func(field, code, reason string) {
		errs = append(errs, &channel.FieldError{Field: field, Code: code, Reason: reason})
	}
	switch {
	case c.Account == "":
		complain("account", channel.CodeMissing, "the account needs a user id, to tell its messages from the customers'")
	case !isID(c.Account):
		complain("account", channel.CodeInvalid, "a user id of X must be a number of at most 19 digits, not the @name")
	}
	if c.AppID != "" && !isID(c.AppID) {
		complain("appId", channel.CodeInvalid, "an app id of X must be a number of at most 19 digits, not the API key")
	}
	if err := c.APISecret.Check("apiSecret"); err != nil {
		if len(c.APISecret) == 0 {
			complain("apiSecret", channel.CodeMissing, "webhook calls and requests need the API secret: without it anyone could forge a customer's message")
		} else {
			errs = append(errs, err)
		}
	}
	for i, key := range c.APISecret {
		if hasBlank(key.Secret.Reveal()) {
			complain(fmt.Sprintf("apiSecret[%d]", i), channel.CodeInvalid, "a secret must not hold blanks")
		}
	}
	for _, f := range [...]struct {
		field, value, missing string
	}{
		{"apiKey", c.APIKey, "requests need the API key"},
		{"accessToken", c.AccessToken.Reveal(), "sending needs the access token"},
		{"accessSecret", c.AccessSecret.Reveal(), "sending needs the access token's secret"},
	} {
		switch {
		case f.value == "" && f.field != "apiKey" && c.byTokenAlone():
			if c.API != V2 && f.field == "accessToken" {
				complain(f.field, channel.CodeMissing, "v1.1 needs an access token: user tokens of OAuth 2.0 work with v2 alone")
			}
		case f.value == "":
			complain(f.field, channel.CodeMissing, f.missing)
		case hasBlank(f.value):
			complain(f.field, channel.CodeInvalid, "a credential must not hold blanks")
		}
	}
	errs = append(errs, c.AccessToken.Check("accessToken"), c.AccessSecret.Check("accessSecret"), c.Bearer.Check("bearer"), c.OAuth2.ClientSecret.Check("clientSecret"))
	if hasBlank(c.Bearer.Reveal()) {
		complain("bearer", channel.CodeInvalid, "a credential must not hold blanks")
	}
	switch o := c.OAuth2; {
	case o.Tokens != nil && o.ClientID == "":
		complain("clientId", channel.CodeMissing, "a login with OAuth 2.0 needs the client id")
	case o.Tokens == nil && (o.ClientID != "" || o.ClientSecret != ""):
		complain("oauth2.tokens", channel.CodeMissing, "user tokens of OAuth 2.0 need a store: their refresh tokens work once")
	case hasBlank(o.ClientID) || hasBlank(o.ClientSecret.Reveal()):
		complain("clientId", channel.CodeInvalid, "client id and client secret must not hold blanks")
	}
	if c.API != V11 && c.API != V2 {
		complain("api", channel.CodeInvalid, `the API must be "v1.1" or "v2"`)
	}
	if c.SignatureMethod != HMACSHA1 && c.SignatureMethod != HMACSHA256 {
		complain("signatureMethod", channel.CodeInvalid, `the signature method must be "HMAC-SHA1" or "HMAC-SHA256"`)
	}
	switch c.Product {
	case Premium:
		if c.Env == "" {
			complain("env", channel.CodeMissing, "the webhook of v1.1 premium needs the environment's label")
		}
	case Enterprise, AccountActivity, Activity:
	default:
		complain("product", channel.CodeInvalid, `the product must be "premium", "enterprise", "v2" or "activity"`)
	}
	if strings.ContainsAny(c.Env, "/?#% ") || c.Env == "." || c.Env == ".." {
		complain("env", channel.CodeInvalid, "the environment's label must be one word, as in the developer portal")
	}
	errs = append(errs, c.Text.Check("text"), channel.CheckRates("rates", c.Rates), c.Chat.Text.Check("chat.text"), channel.CheckRates("chat.rates", c.Chat.Rates),
		c.Posts.Text.Check("posts.text", channel.Weighted), channel.CheckRates("posts.rates", c.Posts.Rates))
	if c.MaxVideo < 0 || c.MaxVideo > mostVideo {
		complain("maxVideo", channel.CodeInvalid, "a video must have at most 512 MB")
	}
	errs = append(errs, tlsconfig.CheckClient(c.HTTP, c.TLS, c.Dial))
	c.Chat.check(c.Product, complain)
	for _, a := range [...]struct{ field, address string }{{"baseUrl", c.BaseURL}, {"uploadUrl", c.UploadURL}} {
		if reason := badAddress(a.address); reason != "" {
			complain(a.field, channel.CodeInvalid, reason)
		}
	}
	return errors.Join(errs...)
}
