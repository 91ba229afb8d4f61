package apifabric

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
	"github.com/contactkit/contactkit/channel/jsonread"
	"github.com/contactkit/contactkit/channel/tlsconfig"
)

// BridgeConfig is where Telegram's updates are handed on.
type BridgeConfig struct {
	// URL is AICC's "url used to send message to agent", whole, as its console shows it after the
	// channel was saved (AICC API reference: Receiving a Telegram Message).
	URL string
	// Secret is sent as Telegram's secret header. Whether AICC looks at it is not documented;
	// empty: none is sent.
	Secret channel.Secret
	TLS    channel.TLS      // excludes HTTP
	HTTP   *http.Client     // nil: one made from TLS, which gives up after ten seconds. Redirects are never followed
	Now    func() time.Time // nil: time.Now
}

// Bridge hands the updates of a bot of one's own to an AICC, for a host between Telegram and AICC:
// to see the messages of customers, or because Telegram does not call AICC's port. It may be used
// concurrently.
type Bridge struct {
	cfg  BridgeConfig
	http *http.Client

	flights singleflight.Group
	mu      sync.Mutex
	done    map[string]time.Time // what AICC took, until it may be forgotten
	swept   time.Time
}

// remembered is how long an update that was taken is kept in mind: Telegram repeats one for a day.
const remembered = 25 * time.Hour

// bridgeTimeout leaves Telegram, which waits 60 seconds, its answer.
const bridgeTimeout = 10 * time.Second

// NewBridge makes a bridge. It does no I/O. All complaints about the configuration come joined, one
// *channel.FieldError each.
func NewBridge(cfg BridgeConfig) (*Bridge, error) {
	var errs []error
	if u, err := url.Parse(cfg.URL); err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "" || u.User != nil {
		errs = append(errs, &channel.FieldError{Field: "url", Code: channel.CodeInvalid, Reason: "the address that AICC's console shows for the channel is needed"})
	}
	errs = append(errs, cfg.Secret.Check("secret"))
	client := &http.Client{Timeout: bridgeTimeout}
	if cfg.HTTP != nil {
		client = cfg.HTTP
		if !cfg.TLS.IsZero() {
			errs = append(errs, &channel.FieldError{Field: "tls", Code: channel.CodeConflict, Reason: "certificates belong into the HTTP client that is given"})
		}
	} else if transport, err := tlsconfig.NewTransport(cfg.TLS); err != nil {
		errs = append(errs, err)
	} else {
		client.Transport = transport
	}
	if err := errors.Join(errs...); err != nil {
		return nil, fmt.Errorf("apifabric: %w", err)
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	return &Bridge{cfg: cfg, http: call.Client(client), done: make(map[string]time.Time)}, nil
}

// Forward hands on the body of a webhook call byte for byte, and returns nil only when AICC took
// it: status 2xx and resultMsg "200". Otherwise don't answer Telegram with 2xx, so that it delivers
// again. An update that was taken is not handed on twice, as far as this Bridge knows: if a host
// runs several Bridges, AICC may see an update again. Prove the call first: Forward does not.
func (b *Bridge) Forward(ctx context.Context, w channel.Webhook) error {
	sum := sha256.Sum256(w.Body)
	key := string(sum[:])
	if b.taken(key) {
		return nil
	}
	result := b.flights.DoChan(key, func() (any, error) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), bridgeTimeout)
		defer cancel()
		if b.taken(key) {
			return nil, nil
		}
		return nil, b.forward(ctx, key, w.Body)
	})
	select {
	case got := <-result:
		return got.Err
	case <-ctx.Done():
		return call.Failed(platform, "forward", channel.ErrUncertain, context.Cause(ctx))
	}
}

func (b *Bridge) taken(key string) bool {
	now := b.cfg.Now()
	b.mu.Lock()
	defer b.mu.Unlock()
	until, ok := b.done[key]
	return ok && now.Before(until)
}

func (b *Bridge) take(key string) {
	now := b.cfg.Now()
	b.mu.Lock()
	defer b.mu.Unlock()
	b.done[key] = now.Add(remembered)
	if now.Sub(b.swept) < time.Hour {
		return
	}
	b.swept = now
	for k, until := range b.done {
		if !now.Before(until) {
			delete(b.done, k)
		}
	}
}

func (b *Bridge) forward(ctx context.Context, key string, body []byte) error {
	const op = "forward"
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, b.cfg.URL, bytes.NewReader(body))
	if err != nil {
		return call.Rejected(platform, op, call.Hide(err, b.cfg.Secret.Reveal()))
	}
	req.Header.Set("Content-Type", "application/json")
	if b.cfg.Secret != "" {
		req.Header.Set("X-Telegram-Bot-Api-Secret-Token", b.cfg.Secret.Reveal())
	}
	secrets := []string{b.cfg.Secret.Reveal()}
	answer, err := call.Call{Platform: platform, Op: op, Limit: 64 << 10, Secrets: secrets}.Do(b.http, req)
	if err != nil {
		return err
	}
	said := resultMsg(answer.Body, secrets...)
	if answer.Status >= 200 && answer.Status <= 299 && said == "200" {
		b.take(key)
		return nil
	}
	return call.Refused(platform, op, strconv.Itoa(answer.Status), call.Verdict{Kind: channel.ErrUnavailable},
		fmt.Sprintf("AICC did not take the update: resultMsg %q", said))
}

// resultMsg is AICC's word on an update.
func resultMsg(body []byte, secrets ...string) (said string) {
	r, err := jsonread.New(body)
	if err != nil {
		return ""
	}
	for key := range r.Object {
		if string(key) == "resultMsg" {
			said = r.ID()
		}
	}
	return excerpt([]byte(said), secrets...)
}

// Handler is a webhook handler that proves each call with the channel of the bot and hands it on.
// It answers Telegram with 200 only for what AICC took.
func (b *Bridge) Handler(proof channel.Receiver) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got, err := channel.ReadWebhook(r, func(w channel.Webhook) error { return channel.CheckHeader(proof, w) })
		if err == nil {
			err = proof.Verify(got)
		}
		if err == nil {
			err = b.Forward(r.Context(), got)
		}
		if err != nil {
			http.Error(w, http.StatusText(channel.StatusCode(err)), channel.StatusCode(err))
			return
		}
		w.WriteHeader(http.StatusOK)
	})
}
