package whatsapp

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"slices"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/tlsconfig"
)

// Channel is the business phone numbers of one WhatsApp Business Account. It is safe for concurrent
// use.
type Channel struct {
	cfg     Config
	http    *http.Client
	slow    *http.Client // for what takes as long as its context
	limits  channel.Limits
	secrets []string // that no error may show
}

var (
	_ channel.Channel       = (*Channel)(nil)
	_ channel.HeaderChecker = (*Channel)(nil)
	_ channel.ReadMarker    = (*Channel)(nil)
	_ channel.Reactor       = (*Channel)(nil)
	_ channel.Uploader      = (*Channel)(nil)
	_ channel.MediaOpener   = (*Channel)(nil)
	_ channel.Subscriber    = (*Channel)(nil)
)

// New builds a Channel. It does no I/O and joins all complaints about the Config, one
// *channel.FieldError each.
func New(cfg Config) (*Channel, error) {
	cfg = cfg.withDefaults()
	if err := cfg.check(); err != nil {
		return nil, fmt.Errorf("whatsapp: %w", err)
	}
	quick, slow, err := tlsconfig.Clients(cfg.HTTP, cfg.TLS, cfg.Dial)
	if err != nil {
		return nil, fmt.Errorf("whatsapp: %w", err)
	}
	c := &Channel{cfg: cfg, http: quick, slow: slow, limits: newLimits(cfg)}
	for _, key := range slices.Concat(cfg.AppSecret, cfg.VerifyToken) {
		c.secrets = append(c.secrets, key.Secret.Reveal())
	}
	if cfg.Token != "" {
		c.secrets = append(c.secrets, cfg.Token.Reveal(), c.proof(cfg.Token))
	}
	return c, nil
}

// Info returns the app id and the ids of the numbers.
func (c *Channel) Info() channel.Info {
	return channel.Info{Platform: Platform, App: c.cfg.AppID, Accounts: slices.Clone(c.cfg.Numbers)}
}

// String returns "whatsapp.Channel(" with the id of the WhatsApp Business Account and ")".
func (c Channel) String() string { return "whatsapp.Channel(" + c.cfg.BusinessID + ")" }

// Format writes String for every verb, also for a Channel that is no pointer: fmt would print the
// credentials in unexported fields as they are.
func (c Channel) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, c.String()) }

// LogValue returns String.
func (c Channel) LogValue() slog.Value { return slog.StringValue(c.String()) }
