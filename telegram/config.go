package telegram

import (
	"cmp"
	"context"
	"errors"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/tlsconfig"
)

// DefaultBaseURL is Telegram's own Bot API server.
const DefaultBaseURL = "https://api.telegram.org"

// Config is what a channel is made of. Either Token or Account is needed, and WebhookSecret unless
// InsecureNoSecret is set. Its functions, also those of Gateway, may be called concurrently.
type Config struct {
	// Token is the bot's token as @BotFather gives it: "7100000001:" and 35 characters. Without it
	// the channel receives but does not send, unless a Gateway, which knows the token, sends for
	// it.
	Token channel.Secret
	// Account names the bot where no token is known. With a token it is the digits before the
	// colon, and may be left empty.
	Account string

	// WebhookSecret is the secret_token given to setWebhook: at most 256 of A-Z, a-z, 0-9, "_" and
	// "-" (Telegram Bot API: setWebhook), and at least [channel.MinSecret] of them, although
	// Telegram takes fewer. The first key is the one in force; the others are taken until their
	// end.
	WebhookSecret channel.Keys
	// InsecureNoSecret accepts calls without any proof, from anybody who finds the address. It
	// exists for a webhook behind something that proves calls by other means, such as mutual TLS.
	InsecureNoSecret bool

	// BaseURL is the Bot API server; empty: DefaultBaseURL. A local server is plain HTTP, and the
	// token goes over it.
	BaseURL string
	// Local says that the server at BaseURL runs with --local (README of tdlib/telegram-bot-api):
	// it takes files of 2,000 MB, gives out files of any size by their path on its disk, and
	// delivers webhooks to any address.
	Local bool
	// LocalFiles opens a path on the local server's disk, for OpenMedia; LocalDir makes one. nil:
	// received files cannot be read.
	LocalFiles channel.Files
	// LocalPath names the path on the local server's disk of a file of the host's, so that it is
	// not uploaded but read there. It gets Attachment.File; "" means that the server cannot read
	// it. The Kind of the attachment counts for such a file, since its bytes are not looked at.
	// nil: every file is uploaded.
	LocalPath func(file string) string
	// TestServers talks to Telegram's test environment, which has bots and people of its own.
	TestServers bool
	// NoLinkPreviews sends texts without the preview of their first link. A message can choose
	// otherwise: see Options.
	NoLinkPreviews bool

	// Text is the limit of a text. If its Max or Unit is zero, it defaults to 4,096 UTF-16 units
	// (Telegram Bot API: sendMessage): the open server counts code points, and how the servers
	// behind it count is not confirmed.
	Text channel.Length
	// Rates are the limits that Limits reports for private chats; GroupRates those for groups and
	// channels. If nil, they are what page "Bots FAQ" advises: 30 a second in all, one a second in
	// a chat, 20 a minute in a group. Telegram does not publish exact figures, and they differ by
	// bot.
	Rates, GroupRates []channel.Rate

	// Gateway sends through API Fabric in place of the Bot API; Account is then needed. With a
	// Gateway, a Token serves to manage the webhook alone.
	Gateway *Gateway

	// Webhook is what Subscribe asks for in addition to address and secret.
	Webhook WebhookOptions

	// HTTP makes the calls to the Bot API. If nil, it is a client made from TLS, which gives up
	// after 30 seconds, but lets uploads, downloads and messages with files that Telegram fetches
	// by URL take as long as their context. Redirects are never followed.
	HTTP *http.Client
	TLS  channel.TLS // for a server with certificates of its own; excludes HTTP
	// Dial opens connections, and no proxy is used then; excludes HTTP. nil: any address, and the
	// proxy of the environment.
	Dial  func(ctx context.Context, network, address string) (net.Conn, error)
	Files channel.Files    // opens Attachment.File; nil: the host's files cannot be sent, but for those that LocalPath names
	Now   func() time.Time // decides what is too late to send; nil: time.Now

	// draft lets a channel behind a gateway lack what AICC's form does not ask for: it has no
	// account, refuses every call, and sends nothing.
	draft bool
}

// defaultText is the limit of sendMessage (Telegram Bot API: sendMessage).
var defaultText = channel.Length{Max: 4096, Unit: channel.UTF16}

// withDefaults fills the fields whose defaults Limits reports.
func (c Config) withDefaults() Config {
	c.Text = c.Text.Or(defaultText)
	if c.Rates == nil {
		c.Rates = defaultRates(false)
	}
	if c.GroupRates == nil {
		c.GroupRates = defaultRates(true)
	}
	return c
}

// check returns every complaint, one FieldError each.
func (c Config) check() error {
	var errs []error
	complain := func(field, code, reason string) {
		errs = append(errs, &channel.FieldError{Field: field, Code: code, Reason: reason})
	}

	switch id, ok := tokenAccount(c.Token.Reveal()); {
	case c.Token == "" && c.Account == "" && c.draft:
	case c.Token == "" && c.Account == "":
		complain("token", channel.CodeMissing, "a bot token, or for a bot behind a gateway its account, is needed: nothing could be sent and no event told whose it is")
	case c.Token != "" && !ok:
		complain("token", channel.CodeInvalid, `a bot token is the bot's id, a colon and 35 letters, digits, "_" or "-", as @BotFather gives it`)
	case c.Token != "" && c.Account != "" && c.Account != id:
		complain("account", channel.CodeConflict, "the token is that of another bot: the account is the digits before its colon")
	}

	switch {
	case c.InsecureNoSecret && len(c.WebhookSecret) > 0:
		complain("insecureNoSecret", channel.CodeConflict, "with a webhook secret calls are proved by it: take one of the two away")
	case !c.InsecureNoSecret && len(c.WebhookSecret) == 0 && c.draft: // every call is refused
	case !c.InsecureNoSecret && len(c.WebhookSecret) == 0:
		complain("webhookSecret", channel.CodeMissing, "without a secret anybody who finds the webhook's address could write in the name of every customer")
	case len(c.WebhookSecret) > 0:
		if err := c.WebhookSecret.Check("webhookSecret"); err != nil {
			errs = append(errs, err)
		}
		for i, key := range c.WebhookSecret {
			if key.Secret != "" && !isWebhookSecret(key.Secret.Reveal()) {
				complain(index("webhookSecret", i), channel.CodeInvalid, `Telegram takes 1 to 256 of A-Z, a-z, 0-9, "_" and "-"`)
			}
		}
	}

	if c.BaseURL != "" && !isBaseURL(c.BaseURL) {
		complain("baseUrl", channel.CodeInvalid, "an http or https address without user, query and fragment is needed")
	}
	if !c.Local && (c.LocalFiles != nil || c.LocalPath != nil) || c.Local && c.BaseURL == "" {
		complain("local", channel.CodeConflict, "Local, LocalFiles and LocalPath are for a Bot API server of one's own at BaseURL")
	}
	errs = append(errs, c.Text.Check("text"), channel.CheckRates("rates", c.Rates), channel.CheckRates("groupRates", c.GroupRates))
	errs = append(errs, c.Webhook.check("webhook"))
	if c.Gateway != nil {
		gateway := *c.Gateway
		if c.draft { // the token address is checked where it is given
			gateway.Fabric.TokenURL = cmp.Or(gateway.Fabric.TokenURL, gateway.Fabric.BusinessURL)
		}
		errs = append(errs, gateway.check())
		if c.Local {
			complain("gateway", channel.CodeConflict, "a gateway excludes a local server")
		}
	}
	errs = append(errs, tlsconfig.CheckClient(c.HTTP, c.TLS, c.Dial))
	return errors.Join(errs...)
}

// leastToken is how long the part of a token behind the colon is at least. It has 35 characters
// today, which Telegram promises nowhere; half of one, as a form may have cut it, should be found
// before it is used.
const leastToken = 30

// tokenAccount returns the bot's id, the part of a token before the colon, and whether the token
// has the right form. The server refuses those with a leading zero and those longer than 80.
func tokenAccount(token string) (id string, ok bool) {
	id, rest, ok := strings.Cut(token, ":")
	if !ok || id == "" || id[0] == '0' || len(rest) < leastToken || len(token) > 80 {
		return "", false
	}
	return id, digits(id) && isWord(rest)
}

func digits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// isWebhookSecret reports whether s is 1 to 256 of the characters that Telegram allows.
func isWebhookSecret(s string) bool { return len(s) <= 256 && isWord(s) }

// isWord reports whether s is not empty and of letters, digits, "_" and "-" alone.
func isWord(s string) bool {
	for _, c := range []byte(s) {
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '_', c == '-':
		default:
			return false
		}
	}
	return s != ""
}

func isBaseURL(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && u.Hostname() != "" &&
		u.User == nil && u.RawQuery == "" && !u.ForceQuery && u.Fragment == ""
}

// address returns the address of every method ("/bot") or file ("/file/bot") but for the method's
// name or the file's path. It holds the token.
func (c Config) address(of string) string {
	u := strings.TrimRight(cmp.Or(c.BaseURL, DefaultBaseURL), "/") + of + c.Token.Reveal() + "/"
	if c.TestServers {
		u += "test/"
	}
	return u
}
