package facebook

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"slices"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/tlsconfig"
)

// Channel is a Meta app with its Pages and Instagram accounts. It is safe for concurrent use.
type Channel struct {
	cfg           Config
	http          *http.Client
	slow          *http.Client // for what takes as long as its context
	limits        limitSet
	conversations *pacer
	secrets       []string // that no error may show; tokens are added by each call
	tokens        *tokenCalls
}

var (
	_ channel.Channel       = (*Channel)(nil)
	_ channel.Typer         = (*Channel)(nil)
	_ channel.ReadMarker    = (*Channel)(nil)
	_ channel.Reactor       = (*Channel)(nil)
	_ channel.Uploader      = (*Channel)(nil)
	_ channel.MediaOpener   = (*Channel)(nil)
	_ channel.HistoryReader = (*Channel)(nil)
	_ channel.Profiler      = (*Channel)(nil)
	_ channel.Subscriber    = (*Channel)(nil)
	_ channel.PostReplier   = (*Channel)(nil)
	_ channel.PostHider     = (*Channel)(nil)
	_ channel.PostDeleter   = (*Channel)(nil)
	_ channel.PostLiker     = (*Channel)(nil)
)

// New builds a Channel. It does no I/O and joins all complaints about the Config, one
// *channel.FieldError each.
func New(cfg Config) (*Channel, error) {
	cfg = cfg.withDefaults()
	if err := cfg.check(); err != nil {
		return nil, fmt.Errorf("facebook: %w", err)
	}
	quick, slow, err := tlsconfig.Clients(cfg.HTTP, cfg.TLS, cfg.Dial)
	if err != nil {
		return nil, fmt.Errorf("facebook: %w", err)
	}
	c := &Channel{cfg: cfg, http: quick, slow: slow, limits: newLimits(cfg), conversations: &pacer{gap: cfg.HistoryGap}, tokens: new(tokenCalls)}
	for _, key := range slices.Concat(cfg.AppSecret, cfg.VerifyToken, cfg.Instagram.AppSecret) {
		c.secrets = append(c.secrets, key.Secret.Reveal())
	}
	return c, nil
}

// Info returns the app id and the accounts that are served at this moment.
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

// Format writes String for every verb, also for a Channel that is no pointer: fmt would print the
// credentials in unexported fields as they are.
func (c Channel) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, c.String()) }

// LogValue returns String.
func (c Channel) LogValue() slog.Value { return slog.StringValue(c.String()) }
