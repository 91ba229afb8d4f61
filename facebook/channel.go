package facebook

import (
	"cmp"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/internal/call"
)

// Channel is a Meta app with its Pages and Instagram accounts. It is safe for concurrent use.
type Channel struct {
	cfg     Config
	http    *http.Client
	limits  limitSet
	secrets []string // that must not stand in an error; tokens come on top
}

var (
	_ channel.Channel    = (*Channel)(nil)
	_ channel.Typer      = (*Channel)(nil)
	_ channel.ReadMarker = (*Channel)(nil)
	_ channel.Reactor    = (*Channel)(nil)
)

// New builds a Channel. It does no I/O and joins all complaints about the Config, one *channel.FieldError each.
func New(cfg Config) (*Channel, error) {
	cfg.Algorithm = cmp.Or(cfg.Algorithm, SHA256)
	cfg.TokenIn = cmp.Or(cfg.TokenIn, TokenInBody)
	cfg.GraphVersion = cmp.Or(cfg.GraphVersion, DefaultGraphVersion)
	cfg.BaseURL = strings.TrimRight(cmp.Or(cfg.BaseURL, DefaultBaseURL), "/")
	cfg.Text = cmp.Or(cfg.Text, channel.Length{Max: 1999, Unit: channel.UTF16})
	cfg.InstagramText = cmp.Or(cfg.InstagramText, channel.Length{Max: 1000, Unit: channel.Bytes})
	if err := cfg.validate(); err != nil {
		return nil, fmt.Errorf("facebook: %w", err)
	}
	cfg.AppSecret = slices.Clone(cfg.AppSecret)
	cfg.VerifyToken = slices.Clone(cfg.VerifyToken)
	cfg.Inboxes = slices.Clone(cfg.Inboxes)
	if cfg.Inboxes == nil {
		cfg.Inboxes = []string{PageInbox, InstagramInbox}
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	c := &Channel{cfg: cfg, http: call.Client(cfg.HTTP), limits: newLimits(cfg)}
	for _, key := range slices.Concat(cfg.AppSecret, cfg.VerifyToken) {
		c.secrets = append(c.secrets, key.Secret.Reveal())
	}
	return c, nil
}

// Info tells the app id and the accounts served at this moment.
func (c *Channel) Info() channel.Info {
	info := channel.Info{Platform: Platform, App: c.cfg.AppID}
	if c.cfg.Pages != nil {
		info.Accounts = c.cfg.Pages.IDs()
		slices.Sort(info.Accounts)
	}
	return info
}

// String returns "facebook.Channel(" with the app id and ")".
func (c Channel) String() string { return "facebook.Channel(" + c.cfg.AppID + ")" }

// Format writes String for every verb, also for a Channel that somebody dereferenced: fmt would print the credentials in
// unexported fields raw.
func (c Channel) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, c.String()) }

// LogValue returns String.
func (c Channel) LogValue() slog.Value { return slog.StringValue(c.String()) }
