package twitter

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"slices"

	"github.com/dghubble/oauth1"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
	"github.com/contactkit/contactkit/channel/fetch"
	"github.com/contactkit/contactkit/channel/tlsconfig"
)

// Channel is an app's connection to one X account. Its methods may be called concurrently.
type Channel struct {
	cfg    Config
	signed *http.Client // signs with OAuth 1.0a
	plain  *http.Client // signs nothing
	long   *http.Client // plain, for a file from the API itself

	signedLong *http.Client // long, but signs

	bearer bearer
	user2  userTokens

	ownFiles, openFiles *http.Client // for downloads: the first signs
	secrets             []string     // texts that must not be in an error
	chat                *chats
	direct              channel.Limits
	public              channel.Limits // of the thread of a person's posts
	group               channel.Limits
	posts               channel.Limits // of public answers
}

var (
	_ channel.Channel       = (*Channel)(nil)
	_ channel.Typer         = (*Channel)(nil)
	_ channel.ReadMarker    = (*Channel)(nil)
	_ channel.Deleter       = (*Channel)(nil)
	_ channel.Editor        = (*Channel)(nil)
	_ channel.Reactor       = (*Channel)(nil)
	_ channel.Subscriber    = (*Channel)(nil)
	_ channel.Profiler      = (*Channel)(nil)
	_ channel.Uploader      = (*Channel)(nil)
	_ channel.MediaOpener   = (*Channel)(nil)
	_ channel.HistoryReader = (*Channel)(nil)
	_ channel.PostReplier   = (*Channel)(nil)
	_ channel.PostHider     = (*Channel)(nil)
	_ channel.PostDeleter   = (*Channel)(nil)
	_ channel.PostLiker     = (*Channel)(nil)
	_ fmt.Formatter         = (*Channel)(nil)
	_ slog.LogValuer        = (*Channel)(nil)
)

// New makes a Channel without any I/O. It joins all complaints about the configuration, one
// FieldError each.
func New(cfg Config) (*Channel, error) {
	cfg = cfg.withDefaults()
	if err := cfg.check(); err != nil {
		return nil, err
	}
	calls, long, files, err := cfg.clients()
	if err != nil {
		return nil, err
	}
	c := &Channel{cfg: cfg, signed: signing(cfg, calls), plain: calls, long: long, signedLong: signing(cfg, long),
		ownFiles: signing(cfg, files), openFiles: files}
	c.bearer.turn = make(chan struct{}, 1)
	c.bearer.turn <- struct{}{}
	c.user2.turn = make(chan struct{}, 1)
	c.user2.turn <- struct{}{}
	for _, key := range cfg.APISecret {
		c.secrets = append(c.secrets, key.Secret.Reveal())
	}
	for _, s := range [...]channel.Secret{cfg.AccessToken, cfg.AccessSecret, cfg.Bearer, cfg.OAuth2.ClientSecret} {
		c.secrets = append(c.secrets, s.Reveal())
	}
	c.chat = newChats(cfg)
	for _, k := range cfg.Chat.Keys {
		c.secrets = append(c.secrets, k.Private.Reveal())
	}
	c.direct, c.group = limits(cfg)
	c.public = publicLimits(cfg, c.direct)
	c.posts = postLimits(cfg)
	return c, nil
}

// clients makes the client for calls; the same one for files from the API; and the one for files
// from X's media hosts. If the host gives no client, no timeout cuts a long download, because the
// context ends it; and without certificates, files are read only from public addresses, whatever
// Dial allows for the base URL. The configuration has been checked.
func (c Config) clients() (calls, long, files *http.Client, err error) {
	if calls, long, err = tlsconfig.Clients(c.HTTP, c.TLS, c.Dial); err != nil {
		return nil, nil, nil, err
	}
	files = long
	switch {
	case c.Media != nil:
		files = call.Client(c.Media)
	case c.HTTP == nil && c.TLS.IsZero():
		files = call.Client(fetch.Client(fetch.Options{}))
	}
	return calls, long, files, nil
}

// signing makes the client that signs each request. The signing library's own client would drop the
// timeout and follow redirects, signing for whatever host they name: so only its transport is
// taken, once, since making one writes to its Config.
func signing(cfg Config, plain *http.Client) *http.Client {
	own := *plain
	secret := cfg.APISecret.First().Reveal()
	auth := &oauth1.Config{ConsumerKey: cfg.APIKey, ConsumerSecret: secret, Noncer: oauth1.HexNoncer{}}
	if cfg.SignatureMethod == HMACSHA256 {
		auth.Signer = &oauth1.HMAC256Signer{ConsumerSecret: secret}
	}
	ctx := context.WithValue(context.Background(), oauth1.HTTPClient, plain)
	own.Transport = auth.Client(ctx, oauth1.NewToken(cfg.AccessToken.Reveal(), cfg.AccessSecret.Reveal())).Transport
	return &own
}

// Info tells the app's API key and the account. A draft that waits for a login has no account.
func (c *Channel) Info() channel.Info {
	if c.cfg.Account == noAccount {
		return channel.Info{Platform: Platform, App: c.cfg.APIKey}
	}
	return channel.Info{Platform: Platform, App: c.cfg.APIKey, Accounts: []string{c.cfg.Account}}
}

// isPublic reports whether a thread is one of posts. The account's own posts that answer no person
// have no contact.
func isPublic(t channel.Thread) bool { return t.Via == "" && (t.Contact == "" || t.IsPublic()) }

// private is the thread of direct messages with the person of a public thread; any other thread is
// returned as it is.
func private(t channel.Thread) channel.Thread {
	if scheme, id := t.Scheme(); scheme == "post" {
		t.Contact = id
	}
	return t
}

// String names the account and shows no credential.
func (c *Channel) String() string { return "twitter.Channel(" + c.cfg.Account + ")" }

// Format writes String for every verb: fmt would print the fields otherwise.
func (c *Channel) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, c.String()) }

// LogValue is String.
func (c *Channel) LogValue() slog.Value { return slog.StringValue(c.String()) }

// conversation returns the id of the group conversation that the thread names; empty: the thread is
// with one person.
func conversation(t channel.Thread) string {
	if t.Via != "" {
		return t.Via
	}
	if scheme, id := t.Scheme(); scheme == "group" {
		return id
	}
	return ""
}

// isClient reports whether a source_app_id is one of X's own clients.
func (c *Channel) isClient(app string) bool { return slices.Contains(c.cfg.Clients, app) }
