package telegram

import (
	"cmp"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/tlsconfig"
	"github.com/contactkit/contactkit/telegram/apifabric"
)

// Platform is the word for Telegram in threads, events and errors.
const Platform = "telegram"

// Channel is one bot's connection to Telegram. Its methods may be called concurrently. New makes
// it; the zero value is of no use.
type Channel struct {
	account string
	bot     int64 // the account as a number; 0 if it is none
	cfg     Config
	http    *http.Client
	slow    *http.Client // for what takes as long as its context
	methods string       // address of the methods; holds the token
	files   string       // address of the files; holds the token
	secrets []string     // what no error may show
	limits  kinds        // by kind of thread
	gate    *gate        // nil: the Bot API is called itself
}

var (
	_ channel.Channel       = (*Channel)(nil)
	_ channel.Typer         = (*Channel)(nil)
	_ channel.ReadMarker    = (*Channel)(nil)
	_ channel.PressAnswerer = (*Channel)(nil)
	_ channel.MediaOpener   = (*Channel)(nil)
	_ channel.Profiler      = (*Channel)(nil)
	_ channel.Editor        = (*Channel)(nil)
	_ channel.Deleter       = (*Channel)(nil)
	_ channel.Reactor       = (*Channel)(nil)
	_ channel.Drafter       = (*Channel)(nil)
	_ channel.Subscriber    = (*Channel)(nil)
)

// New makes a channel. It does no I/O. All complaints about the configuration come joined, one
// *channel.FieldError each.
func New(cfg Config) (*Channel, error) {
	cfg = cfg.withDefaults()
	if err := cfg.check(); err != nil {
		return nil, fmt.Errorf("telegram: %w", err)
	}
	quick, slow, err := tlsconfig.Clients(cfg.HTTP, cfg.TLS, cfg.Dial)
	if err != nil {
		return nil, fmt.Errorf("telegram: %w", err)
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	id, _ := tokenAccount(cfg.Token.Reveal())
	c := &Channel{account: cmp.Or(id, cfg.Account), cfg: cfg, http: quick, slow: slow, methods: cfg.address("/bot"), files: cfg.address("/file/bot"), limits: cfg.kinds()}
	if digits(c.account) {
		c.bot, _ = strconv.ParseInt(c.account, 10, 64)
	}
	c.hide(c.token()...)
	for _, key := range cfg.WebhookSecret {
		c.hide(key.Secret.Reveal())
	}
	if cfg.Gateway != nil && !cfg.draft {
		own := *cfg.Gateway
		own.Fabric.Hide = slices.Clone(own.Fabric.Hide)
		for _, s := range c.secrets {
			own.Fabric.Hide = append(own.Fabric.Hide, channel.Secret(s))
		}
		client, err := apifabric.New(own.Fabric)
		if err != nil {
			return nil, fmt.Errorf("telegram: %w", err)
		}
		c.gate = &gate{&own, client, c.account}
		c.hide(own.Fabric.AppSecret.Reveal())
	}
	return c, nil
}

// token is the bot's token, and its half behind the colon: as good as the whole for anybody who
// knows the bot.
func (c *Channel) token() []string {
	_, half, _ := strings.Cut(c.cfg.Token.Reveal(), ":")
	return []string{c.cfg.Token.Reveal(), half}
}

// hide keeps credentials out of errors. Three characters or less are none, but would cut up any
// text.
func (c *Channel) hide(secrets ...string) {
	for _, s := range secrets {
		if len(s) >= channel.MinSecret {
			c.secrets = append(c.secrets, s)
		}
	}
}

// Info names the bot: it is the app and its only account. A channel record that is still a draft
// may name no bot yet; App and Accounts are then empty.
func (c *Channel) Info() channel.Info {
	if c.account == "" {
		return channel.Info{Platform: Platform}
	}
	return channel.Info{Platform: Platform, App: c.account, Accounts: []string{c.account}}
}

// String names the bot, as in "telegram.Channel(7100000001)".
func (c *Channel) String() string { return "telegram.Channel(" + c.account + ")" }

// Format writes String for every verb: fmt would print the credentials in unexported fields.
func (c *Channel) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, c.String()) }

// LogValue returns String.
func (c *Channel) LogValue() slog.Value { return slog.StringValue(c.String()) }

// index names an element of a field.
func index(field string, i int) string { return field + "[" + strconv.Itoa(i) + "]" }
