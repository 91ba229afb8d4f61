package apifabrictest

import (
	"bytes"
	"cmp"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/contactkit/contactkit/channel/standin"
	"github.com/contactkit/contactkit/telegram/telegramtest"
)

// obj is a JSON object of an answer.
type obj = map[string]any

// letters are those of tokens and object keys.
const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

// Config is one app at an AICC's gateway, API Fabric. Its zero value is an example.
type Config struct {
	AppKey, AppSecret string // empty: examples

	// Bot is what sends go to: the gateway knows its token. nil: nothing can be sent.
	Bot *telegramtest.Server
	// RelayPath is where this gateway takes methods of the Bot API, with {method}; FilePath is
	// where it gives out files, with {file_id}. Huawei documents neither, so they are this
	// example's own: "/apiaccess/example/telegram/{method}" and "/apiaccess/example/file/{file_id}"
	// if empty.
	RelayPath, FilePath string
	// Channel is the configuration id of the Telegram and of the web channel; empty: an example.
	Channel string
	// UploadMember names the object key in the answer to an upload, which is not documented; empty:
	// "objectKey".
	UploadMember string

	Sign    bool // requests are signed by SDK-HMAC-SHA256, and there are no tokens
	One     bool // a new token ends the old one; whether API Fabric does so is not documented
	Numbers bool // the token's life is told as a number, not as text
	// Hosts are the names and addresses in the certificate of Start; nil: 127.0.0.1; empty: none,
	// as in certificates with a common name alone.
	Hosts []string

	Now  func() time.Time // nil: time.Now
	Seed int64
}

// Gateway is an AICC behind API Fabric: tokens for an app key and secret on a port of their own,
// APIs below /apiaccess/ on another, and with Start certificates of both sides. It may be used
// concurrently.
type Gateway struct {
	cfg      Config
	auth     *standin.Core // the authentication module
	business *standin.Core

	mu     sync.Mutex
	tokens map[string]time.Time // end by value
	given  int
	taken  [][]byte // updates
	refuse int
	web    web
	tls    certificates
}

// New returns a gateway that has given out no token.
func New(cfg Config) *Gateway {
	cfg.AppKey = cmp.Or(cfg.AppKey, "example-app-key")
	cfg.AppSecret = cmp.Or(cfg.AppSecret, "example-app-secret-0123456789")
	cfg.RelayPath = cmp.Or(cfg.RelayPath, "/apiaccess/example/telegram/{method}")
	cfg.FilePath = cmp.Or(cfg.FilePath, "/apiaccess/example/file/{file_id}")
	cfg.Channel = cmp.Or(cfg.Channel, "example-channel-id")
	cfg.UploadMember = cmp.Or(cfg.UploadMember, "objectKey")
	f := &Gateway{cfg: cfg, tokens: make(map[string]time.Time), web: newWeb()}
	f.auth = standin.New(standin.Platform{Name: "apifabrictest", Now: cfg.Now, Seed: cfg.Seed, Serve: f.serveAuth})
	f.business = standin.New(standin.Platform{Name: "apifabrictest", Now: cfg.Now, Seed: cfg.Seed + 1, Serve: f.serveBusiness})
	for _, core := range []*standin.Core{f.auth, f.business} {
		core.Hide(cfg.AppSecret)
	}
	return f
}

// Addresses of the gateway in this process.
const (
	TokenURL    = "https://192.0.2.10:28070"
	BusinessURL = "https://192.0.2.10:28090"
)

// Config is what the gateway was made with, defaults filled in.
func (f *Gateway) Config() Config { return f.cfg }

// Client reaches the gateway in this process, without sockets and certificates: port 28070 is the
// authentication module, any other the APIs.
func (f *Gateway) Client() *http.Client {
	return &http.Client{Transport: byPort{f.auth.Client().Transport, f.business.Client().Transport}}
}

// ServeHTTP answers calls for a token and calls of the APIs, and tells them apart by the port of
// the host that was called.
func (f *Gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if strings.HasSuffix(r.Host, ":28070") {
		f.auth.ServeHTTP(w, r)
		return
	}
	f.business.ServeHTTP(w, r)
}

type byPort struct{ auth, business http.RoundTripper }

// RoundTrip makes one call.
func (b byPort) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.URL.Port() == "28070" {
		return b.auth.RoundTrip(req)
	}
	return b.business.RoundTrip(req)
}

// Advance moves the gateway's clock ahead.
func (f *Gateway) Advance(d time.Duration) {
	f.auth.Clock.Advance(d)
	f.business.Clock.Advance(d)
}

// FailToken makes the next n calls for a token misbehave; a negative n all of them, until Heal.
// Fail is for the other calls.
func (f *Gateway) FailToken(fault standin.Fault, n int) { f.auth.Fail(fault, n) }

// Fail makes the next n calls of APIs misbehave; a negative n all of them, until Heal.
func (f *Gateway) Fail(fault standin.Fault, n int) { f.business.Fail(fault, n) }

// Heal ends all faults.
func (f *Gateway) Heal() {
	f.auth.Heal()
	f.business.Heal()
}

// Calls is the log of calls of APIs, TokenCalls that of calls for a token; oldest first.
func (f *Gateway) Calls() []standin.Call { return f.business.Calls() }

// TokenCalls is the log of calls for a token.
func (f *Gateway) TokenCalls() []standin.Call { return f.auth.Calls() }

// serveBusiness is what listens at BusinessURL.
func (f *Gateway) serveBusiness(w http.ResponseWriter, r *http.Request, body []byte) {
	for _, prefix := range []string{"/apiaccess/telegram/message/", "/apiaccess/api/telegram/message/"} { // the editions of the page differ
		if id, ok := strings.CutPrefix(r.URL.Path, prefix); ok {
			f.serveInbound(w, r, id, body)
			return
		}
	}
	if !f.authorized(r, body) {
		refuse(w, http.StatusUnauthorized, "the token is not valid")
		return
	}
	if path, ok := strings.CutPrefix(r.URL.Path, "/apiaccess/ccmessaging/"); ok {
		f.serveWeb(w, r, path, body)
		return
	}
	if method, ok := between(f.cfg.RelayPath, "{method}", r.URL.Path); ok && f.cfg.Bot != nil {
		f.relay(w, r, "/bot"+f.cfg.Bot.Config().Token+"/"+method, body)
		return
	}
	if id, ok := between(f.cfg.FilePath, "{file_id}", r.URL.Path); ok && f.cfg.Bot != nil {
		f.serveFile(w, id)
		return
	}
	refuse(w, http.StatusNotFound, "no such API")
}

// between takes out of a path the part in the place of the template's placeholder.
func between(template, placeholder, path string) (string, bool) {
	before, after, ok := strings.Cut(template, placeholder)
	if !ok || len(path) < len(before)+len(after) || !strings.HasPrefix(path, before) || !strings.HasSuffix(path, after) {
		return "", false
	}
	got := path[len(before) : len(path)-len(after)]
	return got, got != "" && !strings.Contains(got, "/")
}

// relay hands a call to the bot's Bot API.
func (f *Gateway) relay(w http.ResponseWriter, r *http.Request, path string, body []byte) {
	in := r.Clone(r.Context())
	in.URL.Path, in.URL.RawPath = path, ""
	in.Body = io.NopCloser(bytes.NewReader(body))
	f.cfg.Bot.ServeHTTP(w, in)
}

func (f *Gateway) serveFile(w http.ResponseWriter, id string) {
	data, ok := f.cfg.Bot.File(id)
	if !ok {
		refuse(w, http.StatusNotFound, "no such file")
		return
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	_, _ = w.Write(data)
}

// serveInbound is AICC's "url used to send message to agent". It is for Telegram, which shows no
// token. AICC's refusal of an update is not documented: this one is a resultMsg other than 200.
func (f *Gateway) serveInbound(w http.ResponseWriter, r *http.Request, id string, body []byte) {
	if r.Method != http.MethodPost || id != f.cfg.Channel {
		refuse(w, http.StatusNotFound, "no such channel")
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.refuse > 0 {
		f.refuse--
		answer(w, http.StatusOK, obj{"resultMsg": "500"})
		return
	}
	f.taken = append(f.taken, body)
	answer(w, http.StatusOK, obj{"resultMsg": "200"})
}

// InboundURL is where AICC takes updates.
func (f *Gateway) InboundURL() string {
	return BusinessURL + "/apiaccess/telegram/message/" + f.cfg.Channel
}

// Taken are the updates that AICC took, byte for byte, in order.
func (f *Gateway) Taken() [][]byte {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([][]byte(nil), f.taken...)
}

// RefuseUpdates lets AICC take none of the next n updates.
func (f *Gateway) RefuseUpdates(n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.refuse = n
}

func answer(w http.ResponseWriter, status int, v obj) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(standin.JSON(v))
}

// refuse answers with an error, whose body is not documented.
func refuse(w http.ResponseWriter, status int, text string) {
	answer(w, status, obj{"error_msg": text})
}
