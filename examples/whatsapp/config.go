package whatsapp

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/fetch"
	"github.com/contactkit/contactkit/channel/tlsconfig"
)

// Platform is the name of this platform in Thread, Event.ID and errors.
const Platform = "whatsapp"

// Defaults of Config.
const (
	// DefaultGraphVersion is the newest version of the Graph API whose number its changelog
	// confirms. No other place in this package names a version.
	DefaultGraphVersion = "v26.0"
	DefaultBaseURL      = "https://graph.facebook.com"
	DefaultListButton   = "Options"
)

// Config describes the business phone numbers of one WhatsApp Business Account. AppID, AppSecret,
// VerifyToken, BusinessID and Numbers are required. Its functions may be called concurrently.
type Config struct {
	// AppID is the id of the Meta app. Subscribe sets the webhook of this app.
	AppID string
	// AppSecret signs webhook calls, and proves that our calls come from the app (appsecret_proof).
	AppSecret channel.Keys
	// VerifyToken is the word that Meta sends when it checks the callback URL.
	VerifyToken channel.Keys
	// BusinessID is the id of the WhatsApp Business Account, to which the numbers belong.
	BusinessID string
	// Numbers are the ids of the business phone numbers (phone_number_id), not the phone numbers
	// themselves. Each is an account: see Thread.Account.
	Numbers []string
	// Token is the access token of a system user with whatsapp_business_messaging and
	// whatsapp_business_management. If empty, events are received but nothing can be sent.
	Token channel.Secret

	// LinkNumbers reports, with each message and each status that tells both the phone number and
	// the user id of a contact, that the thread of the number goes on under the user id (Moved).
	// The event has the same ID each time, so a host stores it once. Set it if the host writes
	// first, to phone numbers: the news of such a message comes in the thread of the user id. See
	// decision 261.
	LinkNumbers bool

	GraphVersion string // "v26.0". Defaults to DefaultGraphVersion.
	BaseURL      string // Defaults to DefaultBaseURL.

	// Text is the limit of a text. Meta states 4096 characters and names no unit. Defaults to the
	// safe reading: 4096 UTF-16 units.
	Text channel.Length
	// Body is the limit of a text with buttons or a list. Meta's public API collections state 1024;
	// a page that allows 4096 with a list is not confirmed. Defaults to 1024 UTF-16 units.
	Body channel.Length
	// MediaLimits are the kinds, types and sizes of files. Those of audio and stickers are not
	// confirmed. A kind whose URL is set may be uploaded, too, if Files is set. Defaults to
	// DefaultMediaLimits.
	MediaLimits []channel.MediaLimit
	// Window is how long the business may answer after a person's message. Defaults to 24 hours.
	Window time.Duration
	// Rates are the limits that Limits reports and package dispatch paces by. Defaults to
	// DefaultRates.
	Rates []channel.Rate
	// ListButton is the label that opens a list of quick replies: 20 characters at most. Defaults
	// to DefaultListButton. ListLabel sets it for one message.
	ListButton string

	// Fields are the webhook fields that Subscribe asks for. Defaults to DefaultFields.
	Fields []string
	// Override makes Subscribe set the callback URL for the WhatsApp Business Account alone
	// (override_callback_uri) instead of for the whole app. It is not confirmed which accounts may
	// use it.
	Override bool
	// NumberFields are the fields that ReadNumber asks for. Defaults to DefaultNumberFields.
	NumberFields []string
	// ProfileFields are the fields that ReadBusinessProfile asks for. No page at hand lists them.
	// Defaults to DefaultProfileFields.
	ProfileFields []string
	// MediaHosts are the hosts, with their subdomains, to which OpenMedia sends the token, in
	// addition to the host of BaseURL. Meta lists no hosts. Defaults to DefaultMediaHosts.
	MediaHosts []string

	// HTTP makes the calls of the Graph API. If nil, New makes a client from TLS that gives up
	// after 30 seconds; a call that carries a file may take as long as its context. Redirects are
	// never followed.
	HTTP *http.Client
	TLS  channel.TLS // for a gateway with its own certificates. Excludes HTTP.
	// Dial opens connections, for a BaseURL that a tenant chose. No proxy is used then. Excludes
	// HTTP. If nil, any address is dialled, through the proxy of the environment.
	Dial  func(ctx context.Context, network, address string) (net.Conn, error)
	Media *http.Client     // reads received files. If nil, only public addresses are dialled, by https.
	Files channel.Files    // opens Attachment.File. If nil, the host's files cannot be sent.
	Now   func() time.Time // for the reply window and Message.NotAfter. Defaults to time.Now.
}

// DefaultFields returns the webhook fields that a contact center needs: messages and statuses, what
// people write in the WhatsApp Business app on the phone, wishes about marketing, and news of
// templates, account and number.
func DefaultFields() []string {
	return []string{"messages", "smb_message_echoes", "user_preferences", "message_template_status_update", "account_update", "phone_number_quality_update"}
}

// DefaultNumberFields returns the fields that tell whether a number can send.
func DefaultNumberFields() []string {
	return []string{"display_phone_number", "verified_name", "code_verification_status", "quality_rating", "throughput", "status", "whatsapp_business_manager_messaging_limit"}
}

// DefaultProfileFields returns the fields of a business profile.
func DefaultProfileFields() []string {
	return []string{"about", "address", "description", "email", "profile_picture_url", "websites", "vertical"}
}

// DefaultMediaHosts returns the hosts from which Meta's apps have been seen to serve files.
func DefaultMediaHosts() []string {
	return []string{"fbsbx.com", "fbcdn.net", "facebook.com", "whatsapp.net"}
}

// withDefaults fills empty fields, and copies the lists.
func (c Config) withDefaults() Config {
	c.GraphVersion = cmp.Or(c.GraphVersion, DefaultGraphVersion)
	c.BaseURL = strings.TrimRight(cmp.Or(c.BaseURL, DefaultBaseURL), "/")
	c.Text = c.Text.Or(utf16(4096))
	c.Body = c.Body.Or(utf16(1024))
	c.Window = cmp.Or(c.Window, 24*time.Hour)
	c.ListButton = cmp.Or(c.ListButton, DefaultListButton)
	c.AppSecret, c.VerifyToken, c.Numbers = slices.Clone(c.AppSecret), slices.Clone(c.VerifyToken), slices.Clone(c.Numbers)
	slices.Sort(c.Numbers)
	c.MediaLimits = orDefault(c.MediaLimits, DefaultMediaLimits)
	c.Rates = orDefault(c.Rates, DefaultRates)
	c.Fields = orDefault(c.Fields, DefaultFields)
	c.NumberFields = orDefault(c.NumberFields, DefaultNumberFields)
	c.ProfileFields = orDefault(c.ProfileFields, DefaultProfileFields)
	c.MediaHosts = orDefault(c.MediaHosts, DefaultMediaHosts)
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Media == nil {
		c.Media = fetch.Client(fetch.Options{})
	}
	return c
}

// orDefault copies a list, or returns the default in place of nil.
func orDefault[T any](given []T, usual func() []T) []T {
	if given == nil {
		return usual()
	}
	return slices.Clone(given)
}

var (
	versionForm = regexp.MustCompile(`^v\d{1,3}\.\d{1,2}$`)
	idForm      = regexp.MustCompile(`^\d{1,32}$`)
	fieldForm   = regexp.MustCompile(`^[a-z0-9_]{1,64}$`)
	hostForm    = regexp.MustCompile(`^[a-z0-9.-]{1,253}$`)
)

// check joins all complaints.
func (c Config) check() error {
	var errs complaints
	errs.id("appId", c.AppID, "an app id is needed: the number of the Meta app")
	errs.keys("appSecret", c.AppSecret, "an app secret is needed: without it anybody could send events in Meta's name")
	errs.keys("verifyToken", c.VerifyToken, "a verify token is needed: without it anybody could pass the check of the callback URL")
	if err := c.Token.Check("token"); err != nil {
		errs = append(errs, err)
	}
	errs.id("businessId", c.BusinessID, "the id of the WhatsApp Business Account is needed")
	if len(c.Numbers) == 0 {
		errs.add("numbers", channel.CodeMissing, "the id of a business phone number is needed")
	}
	for i, n := range c.Numbers {
		field := fmt.Sprintf("numbers[%d]", i)
		errs.id(field, n, "the id of a business phone number is needed")
		if i > 0 && n == c.Numbers[i-1] {
			errs.add(field, channel.CodeDuplicate, "each number must be named once")
		}
	}
	if !versionForm.MatchString(c.GraphVersion) {
		errs.add("graphVersion", channel.CodeInvalid, "a Graph API version must look like "+DefaultGraphVersion)
	}
	errs = append(errs, c.Text.Check("text"), c.Body.Check("body"))
	if c.Window < 0 {
		errs.add("window", channel.CodeInvalid, "the reply window must not be negative")
	}
	errs.length("listButton", c.ListButton, maxButton)
	c.checkLists(&errs)
	c.checkAddress(&errs)
	return errors.Join(errs...)
}

// checkLists looks at the lists of names and at the rates.
func (c Config) checkLists(errs *complaints) {
	for _, list := range []struct {
		name   string
		values []string
		form   *regexp.Regexp
	}{{"fields", c.Fields, fieldForm}, {"numberFields", c.NumberFields, fieldForm}, {"profileFields", c.ProfileFields, fieldForm}, {"mediaHosts", c.MediaHosts, hostForm}} {
		if len(list.values) == 0 && list.name != "mediaHosts" {
			errs.add(list.name, channel.CodeMissing, "at least one field is needed")
		}
		for i, v := range list.values {
			if !list.form.MatchString(v) {
				errs.add(fmt.Sprintf("%s[%d]", list.name, i), channel.CodeInvalid, "the name must consist of small letters, digits and the signs of its kind")
			}
		}
	}
	*errs = append(*errs, channel.CheckRates("rates", c.Rates))
}

// checkAddress looks at where calls go.
func (c Config) checkAddress(errs *complaints) {
	u, err := url.Parse(c.BaseURL)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		errs.add("baseUrl", channel.CodeInvalid, "the address must be http or https, without user, query and fragment")
	}
	*errs = append(*errs, tlsconfig.CheckClient(c.HTTP, c.TLS, c.Dial))
}
