package apifabric

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
	"github.com/contactkit/contactkit/channel/tlsconfig"
)

// DefaultTokenPath is where the authentication module gives out tokens (AICC API reference: C1
// System configuration interface authentication).
const DefaultTokenPath = "/apigovernance/api/oauth/tokenByAkSk"

// Config is how a gateway is reached.
type Config struct {
	// TokenURL is the address of the authentication module, "https://10.20.30.40:28070";
	// BusinessURL that of the APIs, "https://10.20.30.40:28090", which the form of AICC calls
	// BaseUrl. Both are https, an IP address and a port, without a path (AICC user manual:
	// Configuring AICC Information). With Sign, TokenURL may be empty.
	TokenURL, BusinessURL string
	// AllowNames lets TokenURL and BusinessURL have a host name in place of an IP address, and no
	// port, as in the cloud.
	AllowNames bool
	// Trusted is the host's list of addresses, "https://" included, that a tenant's BusinessURL and
	// TokenURL must be on; nil: any.
	Trusted []string

	AppKey    string         // AK
	AppSecret channel.Secret // SK
	TokenPath string         // empty: DefaultTokenPath
	// TokenLife is how long tokens are asked to live: 1 second to an hour; zero: ten minutes.
	TokenLife time.Duration
	// Pool shares tokens between clients; nil: this client has its own.
	Pool *Pool
	// Sign proves each call by a signature with key and secret (SDK-HMAC-SHA256) in place of a
	// token. It is the App authentication of Huawei Cloud's API Gateway; no page says that API
	// Fabric takes it.
	Sign bool

	// TLS holds the trust certificate and the identity certificate. The openssl command in Huawei's
	// documentation makes a trust certificate of the gateway's own certificate. If that names no IP
	// address, set ServerName to the name in it, or set Exact. TLS excludes HTTP.
	TLS channel.TLS
	// Hide are further credentials that must not be in errors, in addition to key, secret and
	// tokens: what the calls carry in path or body.
	Hide []channel.Secret
	HTTP *http.Client // nil: one made from TLS and Dial. Redirects are never followed
	// Dial opens connections; it excludes HTTP. nil: any address.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
	Now  func() time.Time // for the life of tokens and for signatures; nil: time.Now
}

// check returns every complaint, one FieldError each.
func (c Config) check() error {
	var errs []error
	complain := func(field, code, reason string) {
		errs = append(errs, &channel.FieldError{Field: field, Code: code, Reason: reason})
	}
	for _, a := range [...]struct{ field, value string }{{"tokenUrl", c.TokenURL}, {"businessUrl", c.BusinessURL}} {
		if a.field == "tokenUrl" && c.Sign && a.value == "" {
			continue
		}
		if err := c.checkAddress(a.field, a.value); err != nil {
			errs = append(errs, err)
		}
	}
	if c.AppKey == "" {
		complain("appKey", channel.CodeMissing, "the gateway gives no token without an app key")
	} else if strings.ContainsAny(c.AppKey, " \t\r\n") {
		complain("appKey", channel.CodeInvalid, "an app key has no white space")
	}
	if c.AppSecret == "" {
		complain("appSecret", channel.CodeMissing, "the gateway gives no token without an app secret")
	}
	errs = append(errs, c.AppSecret.Check("appSecret"))
	if c.TokenPath != "" && !strings.HasPrefix(c.TokenPath, "/") {
		complain("tokenPath", channel.CodeInvalid, "a path begins with a slash")
	}
	if c.TokenLife != 0 && (c.TokenLife < time.Second || c.TokenLife > time.Hour) {
		complain("tokenLife", channel.CodeInvalid, "a token lives for 1 second to an hour")
	}
	errs = append(errs, tlsconfig.CheckClient(c.HTTP, c.TLS, c.Dial))
	return errors.Join(errs...)
}

// checkAddress holds an address to the rules of the form.
func (c Config) checkAddress(field, address string) error {
	complain := func(code, reason string) error {
		return &channel.FieldError{Field: field, Code: code, Reason: reason}
	}
	if address == "" {
		return complain(channel.CodeMissing, "the gateway's address is needed, such as https://10.20.30.40:28090")
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" || u.Hostname() == "" || u.User != nil || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.ForceQuery || u.Fragment != "" {
		return complain(channel.CodeInvalid, "an address is https://, an IP address and a port, and nothing behind")
	}
	if _, err := netip.ParseAddr(u.Hostname()); !c.AllowNames && (err != nil || u.Port() == "") {
		return complain(channel.CodeInvalid, "an IP address and a port are needed here, no domain name")
	}
	if c.Trusted != nil && !slices.ContainsFunc(c.Trusted, func(t string) bool { return sameAddress(t, address) }) {
		return complain(channel.CodeInvalid, "the address is not on the host's trust list")
	}
	return nil
}

func sameAddress(a, b string) bool {
	return strings.EqualFold(strings.TrimRight(a, "/"), strings.TrimRight(b, "/"))
}

// credentials are texts that must not be in an error.
func (c Config) credentials() (all []string) {
	for _, s := range append([]channel.Secret{c.AppSecret, channel.Secret(c.AppKey)}, c.Hide...) {
		if len(s) >= channel.MinSecret {
			all = append(all, s.Reveal())
		}
	}
	return all
}

func (c Config) client() (*http.Client, error) {
	if c.HTTP != nil {
		return call.Client(c.HTTP), nil
	}
	transport, err := tlsconfig.NewTransport(c.TLS)
	if err != nil {
		return nil, err
	}
	transport.Proxy = nil // it would be dialled instead of the gateway
	if c.Dial != nil {
		transport.DialContext = c.Dial
	}
	return call.Client(&http.Client{Timeout: call.Timeout, Transport: transport}), nil
}

// Client calls a gateway's APIs. It may be used concurrently: all share one token, which is renewed
// in time.
type Client struct {
	cfg     Config
	http    *http.Client
	slow    *http.Client // for files: takes as long as its context
	base    string
	tokens  *source // nil: calls are signed
	secrets []string
}

// New makes a client. It does no I/O. All complaints about the configuration come joined, one
// *channel.FieldError each.
func New(cfg Config) (*Client, error) {
	if err := cfg.check(); err != nil {
		return nil, fmt.Errorf("apifabric: %w", err)
	}
	client, err := cfg.client()
	if err != nil {
		return nil, fmt.Errorf("apifabric: %w", err)
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	cfg.TokenLife = cmp.Or(cfg.TokenLife, 10*time.Minute)
	slow := *client
	if cfg.HTTP == nil {
		slow.Timeout = 0
	}
	c := &Client{cfg: cfg, http: client, slow: &slow, base: strings.TrimRight(cfg.BusinessURL, "/"), secrets: cfg.credentials()}
	if !cfg.Sign {
		c.tokens = cfg.Pool.source(cfg, client)
	}
	return c, nil
}
