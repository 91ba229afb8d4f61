package telegramtest

import (
	"cmp"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/contactkit/contactkit/channel/standin"
)

// Config is one bot. Its zero value is a bot with an example token, whose webhook is set.
type Config struct {
	Token         string // empty: an example
	WebhookSecret string // secret_token of the webhook that is set at the start; empty: an example
	URL           string // of that webhook; empty: an example
	Fresh         bool   // no webhook is set at the start, and updates wait for setWebhook or getUpdates
	Username      string // of the bot; empty: an example

	// Local is a local Bot API server: large files, file_path on disk, webhooks on plain http and
	// any address.
	Local bool

	Now  func() time.Time // the wall clock; nil: time.Now
	Seed int64            // of tokens, file names and everything random

	Rate     standin.Rate // of sends over all chats; the zero Rate limits nothing
	ChatRate standin.Rate // of sends to one chat; the zero Rate limits nothing
	// GroupRate is that of sends to one group or channel, in addition to ChatRate. The zero Rate
	// limits nothing.
	GroupRate standin.Rate

	// Web is what Telegram finds when it fetches a file by URL; nil: a small file at every address.
	Web http.Handler
}

// Server is a bot's side of Telegram.
type Server struct {
	*standin.Controls // the part that all stand-ins share

	core *standin.Core
	cfg  Config
	id   int64 // the bot's

	mu      sync.Mutex
	chats   map[int64]*chat
	sent    standin.List[Sent]
	drafts  standin.List[Draft]
	webhook webhook
	poll    poll
	update  int64 // the last update_id
	presses map[string]time.Time
	files   map[string]*file // by file_id
	paths   map[string]*link // by file_path
	disk    map[string][]byte
	biz     map[string]*business
	albums  int64
	nfiles  int
	gone    bool // logged out
}

// New returns a bot without messages.
func New(cfg Config) *Server {
	cfg.Token = cmp.Or(cfg.Token, "7100000001:AAFexampleexampleexampleexampleexam")
	cfg.WebhookSecret = cmp.Or(cfg.WebhookSecret, "example-webhook-secret")
	cfg.URL = cmp.Or(cfg.URL, "https://desk.example/telegram")
	cfg.Username = cmp.Or(cfg.Username, "desk_example_bot")
	s := &Server{
		cfg:     cfg,
		chats:   make(map[int64]*chat),
		presses: make(map[string]time.Time),
		files:   make(map[string]*file),
		paths:   make(map[string]*link),
		disk:    make(map[string][]byte),
		biz:     make(map[string]*business),
		update:  500000000,
		albums:  13000000000000000,
	}
	s.core = standin.New(standin.Platform{
		Name: "telegramtest", Now: cfg.Now, Seed: cfg.Seed,
		Serve: s.serve, Post: s.post, After: s.after,
		Proof:   []string{"X-Telegram-Bot-Api-Secret-Token"},
		Timeout: 60 * time.Second,
	})
	s.Controls = s.core.Controls()
	s.core.Hide(cfg.Token, cfg.WebhookSecret)
	number, secret, _ := strings.Cut(cfg.Token, ":")
	s.core.Hide(secret)
	s.id, _ = strconv.ParseInt(number, 10, 64)
	if !cfg.Fresh {
		s.webhook = webhook{url: cfg.URL, secret: cfg.WebhookSecret, most: 40}
	}
	return s
}

// user is the bot as a User object.
func (s *Server) user() obj {
	return obj{"id": s.id, "is_bot": true, "first_name": "Example Desk", "username": s.cfg.Username}
}
