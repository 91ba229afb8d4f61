package facebook

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/fetch"
	"github.com/contactkit/contactkit/channel/tlsconfig"
)

// Platform is the name of this platform in Thread, Event.ID and errors. Instagram accounts of the
// app have it too.
const Platform = "facebook"

// Defaults of Config.
const (
	// DefaultGraphVersion is the newest version whose number the Graph API changelog confirms: it
	// was introduced on 29 July 2026. A version lives about two years. No other place in this
	// package names a version.
	DefaultGraphVersion = "v26.0"
	DefaultBaseURL      = "https://graph.facebook.com"

	PageInbox      = "263902037430900"  // app id of the Page inbox, "Conversation Routing"
	InstagramInbox = "1217981644879628" // app id of the Instagram inbox, "Conversation Routing"
)

// Algorithm is the hash of the webhook signature.
type Algorithm string

// Hashes of a signature. The zero Algorithm is SHA256.
const (
	SHA256 Algorithm = "sha256" // X-Hub-Signature-256
	// SHA1 also accepts X-Hub-Signature, for old gateways that send nothing else. If a call has
	// X-Hub-Signature-256, only that header is checked.
	SHA1 Algorithm = "sha1"
)

// TokenPlace is where a POST carries the access token. Other calls carry it in the Authorization
// header. No call carries it in its URL, because proxies log URLs.
type TokenPlace string

// Places of the access token in a POST. The zero TokenPlace is TokenInBody.
const (
	TokenInBody   TokenPlace = "body"   // as access_token, as Meta's pages of the Messenger Platform show it
	TokenInHeader TokenPlace = "header" // as Authorization: Bearer, which works in the Graph API but is not shown for messages
)

// Config describes one Meta app. AppID, AppSecret and VerifyToken are required. Its functions may
// be called concurrently.
type Config struct {
	// AppID is the id of the Meta app. Without it, echoes of our own messages would look like
	// another app's.
	AppID string
	// AppSecret signs webhook calls, and proves that our calls come from the app (appsecret_proof).
	AppSecret channel.Keys
	// VerifyToken is the word that Meta sends when it checks the callback URL. One app has one,
	// whatever the Page.
	VerifyToken channel.Keys
	// Pages names the accounts and their tokens. If nil, events are received but nothing can be
	// sent.
	Pages Pages

	Algorithm Algorithm // of the webhook signature. Defaults to SHA256.
	// HumanAgent says that Meta has granted the app the Human Agent feature: a message that a
	// person wrote (Message.By) may be sent for seven days after the customer's last message.
	HumanAgent bool
	// Inboxes are the ids of apps in which people of the business write. Defaults to PageInbox and
	// InstagramInbox.
	Inboxes []string

	GraphVersion string     // "v26.0". Defaults to DefaultGraphVersion.
	BaseURL      string     // Defaults to DefaultBaseURL.
	TokenIn      TokenPlace // Defaults to TokenInBody.

	// TimedProof adds the time to appsecret_proof (appsecret_time), so that a proof in a log cannot
	// be used later. Client libraries and Meta's Workplace pages know this form. The Messenger
	// pages do not name it, so it is off by default.
	TimedProof bool

	// Text is the limit of a text on Messenger. The Send API reference says "less than 2000
	// characters" and does not name the unit. Defaults to the safe reading: 1,999 UTF-16 units.
	Text channel.Length
	// InstagramText is the limit of a text on Instagram. Instagram's guide "Send a Message" names
	// both 1,000 characters and 1,000 bytes. Defaults to 1,000 bytes.
	InstagramText channel.Length
	// Instagram is for accounts that are connected by Instagram Login (Page.InstagramLogin).
	Instagram InstagramConfig
	// Posts holds the limits of public answers.
	Posts PostConfig
	// Rates are the limits of the Send API that Limits reports, for Messenger and Instagram.
	// Defaults to those of "Messenger Platform rate limits": 300 calls a second for text, 10 for
	// audio and video.
	Rates []channel.Rate

	// Fields are the webhook fields that Subscribe and Connect ask Meta to deliver. Defaults to
	// DefaultFields.
	Fields []string
	// InstagramFields are the fields of the app's Instagram accounts. Defaults to
	// DefaultInstagramFields.
	InstagramFields []string
	// ProfileFields are the fields that FetchProfile asks for. Meta refuses a field for which the
	// app has no permission. Defaults to DefaultProfileFields.
	ProfileFields []string
	// InstagramProfileFields are the fields of people on Instagram, which the Messenger pages do
	// not list. Defaults to name, username and profile_pic.
	InstagramProfileFields []string
	// HistoryGap is the pause between two calls of the Conversations API for the same Page. Meta
	// allows two calls a second for each Page ("Messenger Platform rate limits"). Defaults to half
	// a second.
	HistoryGap time.Duration

	// HTTP makes the calls of the Graph API. If nil, New makes a client from TLS that gives up
	// after 30 seconds; a call that carries a file, or makes Meta fetch one, may take as long as
	// its context. Redirects are never followed.
	HTTP *http.Client
	TLS  channel.TLS // for a gateway with its own certificates. Excludes HTTP.
	// Dial opens connections, for a BaseURL that a tenant chose. No proxy is used then. Excludes
	// HTTP. If nil, any address is dialled, through the proxy of the environment.
	Dial  func(ctx context.Context, network, address string) (net.Conn, error)
	Media *http.Client     // reads received files (OpenMedia). If nil, only public addresses are dialled, by https.
	Files channel.Files    // opens Attachment.File. If nil, the host's files cannot be sent.
	Now   func() time.Time // for reply windows and Message.NotAfter. Defaults to time.Now.
}

// DefaultFields returns the webhook fields that a contact center needs of a Page: messages of both
// sides, what happens to them, where customers come from, and who controls the thread. It leaves
// out response_feedback, which shows thumbs under each answer, and feed (comments), which needs
// further permissions.
func DefaultFields() []string {
	return []string{
		"messages", "messaging_postbacks", "message_echoes", "message_deliveries", "message_reads", "message_reactions", "message_edits",
		"messaging_referrals", "messaging_optins", "messaging_account_linking", "messaging_handovers", "messaging_policy_enforcement", "standby",
	}
}

// DefaultInstagramFields returns the webhook fields that a contact center needs of an Instagram
// account ("Webhooks for Instagram Messaging"). There, echoes come with messages.
func DefaultInstagramFields() []string {
	return []string{"messages", "messaging_postbacks", "messaging_seen", "message_reactions", "messaging_referral", "standby"}
}

// DefaultProfileFields returns the fields that the feature Business Asset User Profile Access opens
// ("User Profile API"). It leaves out locale, timezone and gender, which need one permission each.
func DefaultProfileFields() []string {
	return []string{"id", "name", "first_name", "last_name", "profile_pic"}
}

// The limits of a text where Config sets none: see Config.Text and Config.InstagramText.
var (
	defaultText          = channel.Length{Max: 1999, Unit: channel.UTF16}
	defaultInstagramText = channel.Length{Max: 1000, Unit: channel.Bytes}
)

// withDefaults fills empty fields, and copies the lists.
func (c Config) withDefaults() Config {
	c.Algorithm = cmp.Or(c.Algorithm, SHA256)
	c.TokenIn = cmp.Or(c.TokenIn, TokenInBody)
	c.GraphVersion = cmp.Or(c.GraphVersion, DefaultGraphVersion)
	c.BaseURL = strings.TrimRight(cmp.Or(c.BaseURL, DefaultBaseURL), "/")
	c.Posts = c.Posts.withDefaults()
	c.Instagram = c.Instagram.withDefaults()
	c.Text = c.Text.Or(defaultText)
	c.InstagramText = c.InstagramText.Or(defaultInstagramText)
	c.HistoryGap = cmp.Or(c.HistoryGap, 500*time.Millisecond)
	c.AppSecret, c.VerifyToken = slices.Clone(c.AppSecret), slices.Clone(c.VerifyToken)
	c.Rates = orDefault(c.Rates, defaultRates()...)
	c.Inboxes = orDefault(c.Inboxes, PageInbox, InstagramInbox)
	c.Fields = orDefault(c.Fields, DefaultFields()...)
	c.InstagramFields = orDefault(c.InstagramFields, DefaultInstagramFields()...)
	c.ProfileFields = orDefault(c.ProfileFields, DefaultProfileFields()...)
	c.InstagramProfileFields = orDefault(c.InstagramProfileFields, "name", "username", "profile_pic")
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Media == nil {
		c.Media = fetch.Client(fetch.Options{})
	}
	return c
}

// orDefault copies a list, or returns the default in place of nil.
func orDefault[T any](given []T, usual ...T) []T {
	if given == nil {
		return usual
	}
	return slices.Clone(given)
}

var (
	versionForm = regexp.MustCompile(`^v\d{1,3}\.\d{1,2}$`)
	fieldForm   = regexp.MustCompile(`^[a-z0-9_]{1,64}$`)
)

// check joins all complaints.
func (c Config) check() error {
	var errs complaints
	switch {
	case c.AppID == "":
		errs.add("appId", channel.CodeMissing, "an app id is needed: without it our own messages would look like another app's")
	case !isDigits(c.AppID):
		errs.add("appId", channel.CodeInvalid, "an app id must be a number")
	}
	if len(c.AppSecret) == 0 {
		errs.add("appSecret", channel.CodeMissing, "an app secret is needed: without it anybody could send events in Meta's name")
	} else if err := c.AppSecret.Check("appSecret"); err != nil {
		errs = append(errs, err)
	}
	if len(c.VerifyToken) == 0 {
		errs.add("verifyToken", channel.CodeMissing, "a verify token is needed: without it anybody could pass the check of the callback URL")
	} else if err := c.VerifyToken.Check("verifyToken"); err != nil {
		errs = append(errs, err)
	}
	if pages, ok := c.Pages.(PageMap); ok {
		if err := pages.check(); err != nil {
			errs = append(errs, err)
		}
	}
	if c.Algorithm != SHA256 && c.Algorithm != SHA1 {
		errs.add("algorithm", channel.CodeInvalid, `the algorithm must be "sha256" or "sha1"`)
	}
	if c.TokenIn != TokenInBody && c.TokenIn != TokenInHeader {
		errs.add("tokenIn", channel.CodeInvalid, `the place of the token must be "body" or "header"`)
	}
	c.checkAddress(&errs)
	c.checkLists(&errs)
	c.Instagram.check(&errs)
	if c.HistoryGap < 0 {
		errs.add("historyGap", channel.CodeInvalid, "a pause must not be negative")
	}
	errs = append(errs, c.Text.Check("text"), c.InstagramText.Check("instagramText"),
		c.Posts.Text.Check("posts.text"), c.Posts.InstagramText.Check("posts.instagramText"))
	return errors.Join(errs...)
}

// checkAddress looks at where calls go.
func (c Config) checkAddress(errs *complaints) {
	if !versionForm.MatchString(c.GraphVersion) {
		errs.add("graphVersion", channel.CodeInvalid, "a Graph API version must look like "+DefaultGraphVersion)
	}
	if !isAddress(c.BaseURL) {
		errs.add("baseUrl", channel.CodeInvalid, "the address must be http or https, without user, query and fragment")
	}
	*errs = append(*errs, tlsconfig.CheckClient(c.HTTP, c.TLS, c.Dial))
}

// checkLists looks at the lists of fields and at the rates.
func (c Config) checkLists(errs *complaints) {
	for _, list := range []struct {
		name   string
		fields []string
	}{{"fields", c.Fields}, {"instagramFields", c.InstagramFields}, {"instagram.fields", c.Instagram.Fields}, {"profileFields", c.ProfileFields}, {"instagramProfileFields", c.InstagramProfileFields}} {
		if len(list.fields) == 0 {
			errs.add(list.name, channel.CodeMissing, "at least one field is needed")
		}
		for i, f := range list.fields {
			if !fieldForm.MatchString(f) {
				errs.add(fmt.Sprintf("%s[%d]", list.name, i), channel.CodeInvalid, "a field must consist of small letters, digits and underscores")
			}
		}
	}
	*errs = append(*errs, channel.CheckRates("rates", c.Rates))
}
