package twitter

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/tlsconfig"
)

// Platform is the word for X in Thread.Platform, Event.ID and Error.Platform.
const Platform = "twitter"

// API is the generation of X's API that messages are sent with.
type API string

// The generations. They share message ids, and both deliver the same webhook calls.
const (
	V11 API = "v1.1" // direct_messages/events/new: all features, not open to every access level
	V2  API = "v2"   // dm_conversations: text, one attachment, group conversations
)

// Product is the product of X that delivers webhook calls, and so the way in which its webhooks are managed.
type Product string

// The products. X has marked all but Activity as deprecated since July 2026.
const (
	Premium         Product = "premium"    // Account Activity v1.1, by environment label
	Enterprise      Product = "enterprise" // Account Activity v1.1 without labels
	AccountActivity Product = "v2"         // Account Activity v2
	Activity        Product = "activity"   // X Activity API: one subscription for each kind of event, by OAuth 2.0 user token
)

// SignatureMethod is how requests are signed (OAuth 1.0a).
type SignatureMethod string

// The signature methods.
const (
	HMACSHA1 SignatureMethod = "HMAC-SHA1" // the one that X documents
	// HMACSHA256 is accepted by the verifier that X published in 2019; that the live API takes it is not confirmed.
	HMACSHA256 SignatureMethod = "HMAC-SHA256"
)

// Config is what a Channel is made of. It is plain data but for HTTP, Files and Now.
type Config struct {
	// Account is the user id of the account, in digits, not its @name. Required.
	Account string
	// APIKey names the app ("consumer key"). It is no secret, but belongs to the first of APISecret. Required.
	APIKey string
	// APISecret is the app's secret ("consumer secret"): it proves webhook calls and, with AccessSecret, signs requests. The first
	// signs, all that are valid verify, so that webhook calls survive a regeneration of the keys. Required.
	APISecret channel.Keys
	// AccessToken and AccessSecret act for the account. They keep the permissions that the app had when they were made. Required.
	AccessToken  channel.Secret
	AccessSecret channel.Secret

	// AppID is the app's numeric id, as it stands in source_app_id. With it, echoes of what this app sent have OriginUs and those of other
	// apps OriginOtherApp; without it both are OriginUnknown, and a host waits for the answer of its own send to know.
	AppID string
	// Clients are the source_app_ids of X's own web and mobile clients: what comes from them was typed by a person
	// (OriginPerson). X publishes no list. nil: those known from X's samples, 3033300 (Twitter Web App) and 268278 (Twitter Web
	// Client). Clients are also recognised by the address that X gives for them in the call (twitter.com or x.com itself).
	Clients []string

	// API is what messages are sent with; empty: V11.
	API API
	// SignatureMethod is how requests are signed; empty: HMACSHA1.
	SignatureMethod SignatureMethod
	// Product is what webhooks are managed with, and events are subscribed to; empty: Premium if Env is set, else AccountActivity. What
	// is received does not depend on it.
	Product Product
	// Env is the label of the Account Activity environment, case-sensitive. Premium needs it, nothing else does. [Enterprise Account Activity API]
	Env string
	// Bearer is the app-only token, verbatim, with its %2F and %3D: webhook management needs it. Empty: it is obtained with APIKey
	// and APISecret when it is needed first.
	Bearer channel.Secret

	// OAuth2 is for user tokens of OAuth 2.0: subscribing at the X Activity API needs them. Zero: none.
	OAuth2 OAuth2

	// TextLimit is the longest text in code points; zero: 10,000, which X documents for v1.1 without saying in what unit, and
	// not at all for v2.
	TextLimit int
	// MaxVideo is the largest video that is sent, in bytes; zero: 25 MB, at most X's own 512 MB. A customer on the road pays for it.
	MaxVideo int64
	// Rates are the limits that Limits reports; nil: those that X documents. They differ by access level and have changed often;
	// what X says with its answers (Sent.Pace) comes first. v1.1: up to five answers within 24 hours of each message received do
	// not count, so a desk that only answers may raise them.
	Rates []channel.Rate

	// BaseURL is the API's address without a path at its end; empty: https://api.x.com. The host that is called is the host that is signed.
	BaseURL string
	// UploadURL is that of v1.1 media upload; empty: https://upload.twitter.com.
	UploadURL string

	// HTTP makes the calls; nil: a client with a timeout of 30 seconds. Redirects are never followed: they would be signed for
	// another host.
	HTTP *http.Client
	// TLS holds trust and identity certificates, for a gateway with certificates of its own; it excludes HTTP.
	TLS channel.TLS
	// Files opens Attachment.File; nil: files cannot be sent.
	Files channel.Files
	// Now is the clock for Message.NotAfter and rate limits; nil: time.Now. The signature's timestamp is always the system's.
	Now func() time.Time
}

// withDefaults fills what is empty and brings addresses into their shortest form.
func (c Config) withDefaults() Config {
	c.API = cmp.Or(c.API, V11)
	c.SignatureMethod = cmp.Or(c.SignatureMethod, HMACSHA1)
	if c.Product == "" {
		c.Product = AccountActivity
		if c.Env != "" {
			c.Product = Premium
		}
	}
	c.TextLimit = cmp.Or(c.TextLimit, 10_000)
	c.MaxVideo = cmp.Or(c.MaxVideo, 25<<20)
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

// plainAddress drops the slash at the end and the scheme's own port, which the signature leaves out.
func plainAddress(s string) string {
	s = strings.TrimRight(s, "/")
	if strings.HasPrefix(s, "https://") {
		return strings.TrimSuffix(s, ":443")
	}
	if strings.HasPrefix(s, "http://") {
		return strings.TrimSuffix(s, ":80")
	}
	return s
}

// check returns every complaint, joined.
func (c Config) check() error {
	var errs []error
	complain := func(field, code, reason string) {
		errs = append(errs, &channel.FieldError{Field: field, Code: code, Reason: reason})
	}
	switch {
	case c.Account == "":
		complain("account", channel.CodeMissing, "without the account's user id nobody could tell its messages from the customers'")
	case !isID(c.Account):
		complain("account", channel.CodeInvalid, "a user id of X is a number of at most 19 digits, not the @name")
	}
	if c.AppID != "" && !isID(c.AppID) {
		complain("appId", channel.CodeInvalid, "an app id of X is a number of at most 19 digits, not the API key")
	}
	if err := c.APISecret.Check("apiSecret"); err != nil {
		if len(c.APISecret) == 0 {
			complain("apiSecret", channel.CodeMissing, "without the API secret anybody could forge the customers' messages, and nothing could be sent")
		} else {
			errs = append(errs, err)
		}
	}
	for i, key := range c.APISecret {
		if hasBlank(key.Secret.Reveal()) {
			complain(fmt.Sprintf("apiSecret[%d]", i), channel.CodeInvalid, "a secret of X holds no blanks")
		}
	}
	for _, f := range [...]struct {
		field, value, missing string
	}{
		{"apiKey", c.APIKey, "without the API key X does not know which app calls"},
		{"accessToken", c.AccessToken.Reveal(), "without the access token nothing can be sent"},
		{"accessSecret", c.AccessSecret.Reveal(), "without the access token's secret nothing can be sent"},
	} {
		switch {
		case f.value == "":
			complain(f.field, channel.CodeMissing, f.missing)
		case hasBlank(f.value):
			complain(f.field, channel.CodeInvalid, "a credential of X holds no blanks")
		}
	}
	if hasBlank(c.Bearer.Reveal()) {
		complain("bearer", channel.CodeInvalid, "a credential of X holds no blanks")
	}
	switch o := c.OAuth2; {
	case o.Tokens != nil && o.ClientID == "":
		complain("clientId", channel.CodeMissing, "without the client id nobody can log in with OAuth 2.0")
	case o.Tokens == nil && (o.ClientID != "" || o.ClientSecret != ""):
		complain("oauth2.tokens", channel.CodeMissing, "without a store the user tokens of OAuth 2.0, which are good for one use, would be lost")
	case hasBlank(o.ClientID) || hasBlank(o.ClientSecret.Reveal()):
		complain("clientId", channel.CodeInvalid, "client id and client secret hold no blanks")
	}
	if c.API != V11 && c.API != V2 {
		complain("api", channel.CodeInvalid, `the API is "v1.1" or "v2"`)
	}
	if c.SignatureMethod != HMACSHA1 && c.SignatureMethod != HMACSHA256 {
		complain("signatureMethod", channel.CodeInvalid, `the signature method is "HMAC-SHA1" or "HMAC-SHA256"`)
	}
	switch c.Product {
	case Premium:
		if c.Env == "" {
			complain("env", channel.CodeMissing, "without the environment's label the webhook of v1.1 premium cannot be managed")
		}
	case Enterprise, AccountActivity, Activity:
	default:
		complain("product", channel.CodeInvalid, `the product is "premium", "enterprise", "v2" or "activity"`)
	}
	if strings.ContainsAny(c.Env, "/?#% ") || c.Env == "." || c.Env == ".." {
		complain("env", channel.CodeInvalid, "the environment's label is one word, as it stands in the developer portal")
	}
	if c.TextLimit < 0 {
		complain("textLimit", channel.CodeInvalid, "a length is not negative")
	}
	if c.MaxVideo < 0 || c.MaxVideo > mostVideo {
		complain("maxVideo", channel.CodeInvalid, "a video has at most 512 MB")
	}
	if !c.TLS.IsZero() {
		if c.HTTP != nil {
			complain("tls", channel.CodeConflict, "certificates belong into the HTTP client that is given")
		} else if _, err := tlsconfig.New(c.TLS); err != nil {
			errs = append(errs, err)
		}
	}
	if reason := badAddress(c.BaseURL); reason != "" {
		complain("baseUrl", channel.CodeInvalid, reason)
	}
	if reason := badAddress(c.UploadURL); reason != "" {
		complain("uploadUrl", channel.CodeInvalid, reason)
	}
	return errors.Join(errs...)
}

// badAddress says what is wrong with a base URL; empty: nothing.
func badAddress(s string) string {
	u, err := url.Parse(s)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http":
		return "an http or https address with a host is needed"
	case u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return "the address has no user, query or fragment"
	case u.Port() == "80" || u.Port() == "443":
		// The signing library leaves both ports out of what it signs, whatever the scheme.
		return "port 80 belongs to http and port 443 to https"
	}
	return ""
}

// isID reports whether s can be an id of X: digits that fit in 63 bits. It keeps paths clean, too.
func isID(s string) bool {
	if s == "" || len(s) > 19 {
		return false
	}
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

func hasBlank(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) })
}
