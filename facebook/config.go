package facebook

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
	"github.com/contactkit/contactkit/channel/tlsconfig"
	"github.com/contactkit/contactkit/internal/fetch"
)

// Platform is the name of this platform in Thread, Event.ID and errors. Instagram accounts of the app have it too.
const Platform = "facebook"

// Defaults of Config.
const (
	DefaultGraphVersion = "v26.0" // Graph API changelog: introduced on 29 July 2026; a version lives about two years
	DefaultBaseURL      = "https://graph.facebook.com"

	PageInbox      = "263902037430900"  // app id of the Page inbox, "Conversation Routing"
	InstagramInbox = "1217981644879628" // app id of the Instagram inbox, "Conversation Routing"
)

// Algorithm is the hash of the webhook signature.
type Algorithm string

// The algorithms. The zero Algorithm is SHA256.
const (
	SHA256 Algorithm = "sha256" // X-Hub-Signature-256
	// SHA1 also takes X-Hub-Signature, for gateways of old that send nothing else. A call that comes with X-Hub-Signature-256
	// is proved by that one alone.
	SHA1 Algorithm = "sha1"
)

// TokenPlace is where a POST carries the access token. Other calls carry it in the Authorization header, and none in its URL, which
// proxies log.
type TokenPlace string

// The places. The zero TokenPlace is TokenInBody.
const (
	TokenInBody   TokenPlace = "body"   // as access_token: what Meta's pages of the Messenger Platform show
	TokenInHeader TokenPlace = "header" // as Authorization: Bearer: works in the Graph API, not shown for messages
)

// Config describes one Meta app. AppID, AppSecret and VerifyToken are required.
type Config struct {
	// AppID is the id of the Meta app. Echoes are told apart by it, so without it our own messages would look like another app's.
	AppID string
	// AppSecret signs webhook calls and proves that calls of ours come from the app (appsecret_proof).
	AppSecret channel.Keys
	// VerifyToken is the word that Meta shows when it checks the callback URL: one for the app, whatever the Page.
	VerifyToken channel.Keys
	// Pages tells the accounts and their tokens. Nil: none; events are received all the same, nothing can be sent.
	Pages Pages

	Algorithm Algorithm // of the webhook signature; empty: SHA256
	// HumanAgent says that Meta has granted the app the Human Agent feature: what a person wrote (Message.By) may go for
	// seven days after the customer was heard.
	HumanAgent bool
	// Inboxes are the ids of apps in which people of the business write. Nil: PageInbox and InstagramInbox.
	Inboxes []string

	GraphVersion string     // "v26.0"; empty: DefaultGraphVersion
	BaseURL      string     // empty: DefaultBaseURL
	TokenIn      TokenPlace // empty: TokenInBody

	// TimedProof adds the time to appsecret_proof (appsecret_time), so that a proof in a log is of no use later. Client libraries and Meta's
	// Workplace pages know this form, those of Messenger do not name it: off by default.
	TimedProof bool

	// Text is the limit of a text on Messenger. The Send API reference says "less than 2000 characters" and not of what kind: the zero
	// value is the safe reading, 1,999 UTF-16 units.
	Text channel.Length
	// InstagramText is the limit of a text on Instagram, which the Messenger pages do not state. The zero value is 1,000 bytes.
	InstagramText channel.Length

	// Fields are what Subscribe and Connect ask Meta to deliver. Nil: DefaultFields.
	Fields []string
	// InstagramFields are those of the app's Instagram accounts. Nil: DefaultInstagramFields.
	InstagramFields []string
	// ProfileFields are what FetchProfile asks for. Nil: DefaultProfileFields. Meta refuses a field that the app has no permission for.
	ProfileFields []string
	// InstagramProfileFields are those of people on Instagram, which the Messenger pages do not list. Nil: name, username, profile_pic.
	InstagramProfileFields []string
	// HistoryGap lies between two calls of the Conversations API for the same Page, "Messenger Platform rate limits": two calls a second for each Page. Zero: half a second.
	HistoryGap time.Duration

	// HTTP makes the calls of the Graph API. Nil: a client made of TLS that gives up after 30 seconds, but lets what carries a file
	// take as long as its context. Redirects are never followed.
	HTTP  *http.Client
	TLS   channel.TLS      // for a gateway with certificates of its own; excludes HTTP
	Media *http.Client     // reads received files (OpenMedia); nil: one that reaches public addresses by https only
	Files channel.Files    // opens Attachment.File; nil: files of the host's cannot be sent
	Now   func() time.Time // for reply windows and Message.NotAfter; nil: time.Now
}

var (
	versionForm = regexp.MustCompile(`^v\d{1,3}\.\d{1,2}$`)
	fieldForm   = regexp.MustCompile(`^[a-z0-9_]{1,64}$`)
)

// validate joins all complaints.
func (c *Config) validate() error {
	var errs []error
	complain := func(field, code, reason string) {
		errs = append(errs, &channel.FieldError{Field: field, Code: code, Reason: reason})
	}
	switch {
	case c.AppID == "":
		complain("appId", channel.CodeMissing, "without it our own messages would be taken for another app's")
	case !isDigits(c.AppID):
		complain("appId", channel.CodeInvalid, "the app id is a number")
	}
	if len(c.AppSecret) == 0 {
		complain("appSecret", channel.CodeMissing, "without it anybody could send events in Meta's name")
	} else if err := c.AppSecret.Check("appSecret"); err != nil {
		errs = append(errs, err)
	}
	if len(c.VerifyToken) == 0 {
		complain("verifyToken", channel.CodeMissing, "without it Meta's check of the callback URL could not be told from anybody else's")
	} else if err := c.VerifyToken.Check("verifyToken"); err != nil {
		errs = append(errs, err)
	}
	if pages, ok := c.Pages.(PageMap); ok {
		if err := pages.check(); err != nil {
			errs = append(errs, err)
		}
	}
	if c.Algorithm != SHA256 && c.Algorithm != SHA1 {
		complain("algorithm", channel.CodeInvalid, `the algorithm is "sha256" or "sha1"`)
	}
	if c.TokenIn != TokenInBody && c.TokenIn != TokenInHeader {
		complain("tokenIn", channel.CodeInvalid, `the token goes in the "body" or in the "header"`)
	}
	if !versionForm.MatchString(c.GraphVersion) {
		complain("graphVersion", channel.CodeInvalid, `a Graph API version looks like "v26.0"`)
	}
	u, err := url.Parse(c.BaseURL)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		complain("baseUrl", channel.CodeInvalid, "an http or https address without user, query and fragment is needed")
	}
	if !c.TLS.IsZero() {
		if c.HTTP != nil {
			complain("tls", channel.CodeConflict, "a client of one's own has its own certificates")
		} else if _, err := tlsconfig.New(c.TLS); err != nil {
			errs = append(errs, err)
		}
	}
	for _, list := range []struct {
		name   string
		fields []string
	}{{"fields", c.Fields}, {"instagramFields", c.InstagramFields}, {"profileFields", c.ProfileFields}, {"instagramProfileFields", c.InstagramProfileFields}} {
		if len(list.fields) == 0 {
			complain(list.name, channel.CodeMissing, "without a field nothing would be asked for")
		}
		for i, f := range list.fields {
			if !fieldForm.MatchString(f) {
				complain(fmt.Sprintf("%s[%d]", list.name, i), channel.CodeInvalid, "a field is a word of small letters, digits and underscores")
			}
		}
	}
	if c.HistoryGap < 0 {
		complain("historyGap", channel.CodeInvalid, "a pause is not negative")
	}
	if c.Text.Max < 1 {
		complain("text", channel.CodeInvalid, "the limit of a text is at least 1")
	}
	if c.InstagramText.Max < 1 {
		complain("instagramText", channel.CodeInvalid, "the limit of a text is at least 1")
	}
	return errors.Join(errs...)
}

// fill puts the defaults in place of what is not set.
func (c *Config) fill() {
	c.Algorithm = cmp.Or(c.Algorithm, SHA256)
	c.TokenIn = cmp.Or(c.TokenIn, TokenInBody)
	c.GraphVersion = cmp.Or(c.GraphVersion, DefaultGraphVersion)
	c.BaseURL = strings.TrimRight(cmp.Or(c.BaseURL, DefaultBaseURL), "/")
	c.Text = cmp.Or(c.Text, channel.Length{Max: 1999, Unit: channel.UTF16})
	c.InstagramText = cmp.Or(c.InstagramText, channel.Length{Max: 1000, Unit: channel.Bytes})
	c.HistoryGap = cmp.Or(c.HistoryGap, 500*time.Millisecond)
	c.AppSecret, c.VerifyToken = slices.Clone(c.AppSecret), slices.Clone(c.VerifyToken)
	list := func(given []string, usual ...string) []string {
		if given == nil {
			return usual
		}
		return slices.Clone(given)
	}
	c.Inboxes = list(c.Inboxes, PageInbox, InstagramInbox)
	c.Fields = list(c.Fields, DefaultFields()...)
	c.InstagramFields = list(c.InstagramFields, DefaultInstagramFields()...)
	c.ProfileFields = list(c.ProfileFields, DefaultProfileFields()...)
	c.InstagramProfileFields = list(c.InstagramProfileFields, "name", "username", "profile_pic")
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Media == nil {
		c.Media = fetch.Client(fetch.Options{})
	}
}

// clients makes the client of quick calls, and the one of calls that carry a file or make Meta fetch one.
func (c *Config) clients() (quick, slow *http.Client, err error) {
	if c.HTTP != nil {
		quick = call.Client(c.HTTP)
		return quick, quick, nil
	}
	quick = call.Client(nil)
	if !c.TLS.IsZero() {
		if quick.Transport, err = tlsconfig.NewTransport(c.TLS); err != nil {
			return nil, nil, err
		}
	}
	patient := *quick
	patient.Timeout = 0
	return quick, &patient, nil
}
