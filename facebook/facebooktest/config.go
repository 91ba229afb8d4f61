package facebooktest

import (
	"cmp"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/contactkit/contactkit/channel/standin"
)

// Config is one app and its Pages. Its zero value is an app with one Page, whose webhook is set and
// subscribed to every field that the stand-in knows.
type Config struct {
	AppID       string            // empty: an example
	AppSecret   string            // empty: an example
	VerifyToken string            // of the webhook that is set at the start; empty: an example
	Pages       map[string]string // Page access tokens by Page id; empty: one example
	UserToken   string            // of the person who manages the Pages; empty: an example
	URL         string            // callback of the webhook that is set at the start; empty: an example
	Fresh       bool              // no webhook is set at the start, and no Page subscribed

	// Instagram are the Instagram accounts of the app, by id.
	Instagram map[string]Instagram
	// InstagramAppID and InstagramAppSecret are those of the app's Instagram part; empty: examples.
	InstagramAppID, InstagramAppSecret string

	Callbacks     []string // callback addresses of logins that are registered; empty: any
	Configuration string   // the only config_id that Facebook Login for Business knows; empty: any
	SystemUser    bool     // a login yields the token of a system user, which does not end, instead of a person's

	RequireProof bool // the app's setting "Require App Secret": calls without appsecret_proof are refused
	NoHumanAgent bool // the app lacks the Human Agent feature
	NoEchoes     bool // no echo of what the host sends

	// MaxText is the longest text in UTF-16 units; zero: 1,999. Meta's page says "less than 2000
	// characters" and names no unit.
	MaxText int

	Now  func() time.Time // the wall clock; nil: time.Now
	Seed int64            // of ids, traces and everything random

	Rate     standin.Rate // of one Page's Send API; the zero Rate limits nothing
	RateCode int          // 4 (the app's limit), 32, 613 or 80006, with usage headers; zero: 613

	// PageRates enforces the documented limits of two other APIs, by Page: Conversations, 2 calls a
	// second, and Messenger profile, 10 calls in 10 minutes.
	PageRates bool

	// Web is what Meta finds when it fetches an attachment by URL; nil: a small file at every
	// address.
	Web http.Handler
}

// Server is Meta's side of an app and its Pages.
type Server struct {
	*standin.Controls // the part that all stand-ins share

	core *standin.Core
	cfg  Config

	mu        sync.Mutex
	hook      subscription
	instagram subscription
	pages     map[string]*page
	first     string // id of the Page that contacts without a Page belong to
	dead      map[string]int
	consents  map[string]*consent // by user token
	codes     map[string]*code
	drafts    map[string]string // Instagram tokens of an hour: id of the account
	sent      standin.List[Sent]
	files     map[string]*asset
	photos    map[string]*asset // that are not published, by id
	cdn       map[string]*asset // by path
}

// subscription is the app's webhook.
type subscription struct {
	url    string
	token  string
	fields []string
	values bool // include_values
}

// page is a Page and what the app may do with it.
type page struct {
	id         string
	token      string
	fields     []string // subscribed_apps; nil: not subscribed
	threads    map[string]*thread
	failing    time.Time // first of an unbroken series of failed deliveries
	personas   map[string]persona
	settings   map[string]any // Messenger profile
	comments   map[string]*comment
	refs       map[string]string // user_ref to PSID, empty until known
	defaultApp string            // Conversation Routing; empty: none
	blocked    bool              // by policy

	instagram bool      // an Instagram account
	direct    bool      // one that uses Instagram Login
	linked    string    // one that is linked to this Page
	username  string    // of an Instagram account
	until     time.Time // end of the token; zero: none
	since     time.Time // when the token was given
}

// fields are those that the stand-in knows.
var fields = []string{
	"messages", "message_echoes", "message_edits", "message_deliveries", "message_reads", "message_reactions",
	"messaging_postbacks", "messaging_referrals", "messaging_optins", "messaging_handovers",
	"messaging_policy_enforcement", "messaging_account_linking", "standby", "feed", "mention",
}

// New returns an app whose Pages have no messages yet.
func New(cfg Config) *Server {
	cfg.AppID = cmp.Or(cfg.AppID, "519000000000001")
	cfg.AppSecret = cmp.Or(cfg.AppSecret, "example0app0secret0example0app00")
	cfg.VerifyToken = cmp.Or(cfg.VerifyToken, "example-verify-token")
	cfg.UserToken = cmp.Or(cfg.UserToken, "EAAexampleUserToken")
	cfg.URL = cmp.Or(cfg.URL, "https://desk.example/facebook")
	cfg.InstagramAppID = cmp.Or(cfg.InstagramAppID, "731000000000002")
	cfg.InstagramAppSecret = cmp.Or(cfg.InstagramAppSecret, "example0instagram0secret0example")
	cfg.Instagram = maps.Clone(cfg.Instagram)
	cfg.MaxText = cmp.Or(cfg.MaxText, 1999)
	cfg.RateCode = cmp.Or(cfg.RateCode, 613)
	if len(cfg.Pages) == 0 {
		cfg.Pages = map[string]string{"108000000000001": "EAAexamplePageToken"}
	}
	cfg.Pages = maps.Clone(cfg.Pages)
	s := &Server{
		cfg:   cfg,
		pages: make(map[string]*page),
		first: slices.Min(slices.Collect(maps.Keys(cfg.Pages))),
		dead:  make(map[string]int),

		consents: make(map[string]*consent),
		codes:    make(map[string]*code),
		drafts:   make(map[string]string),
		files:    make(map[string]*asset),
		photos:   make(map[string]*asset),
		cdn:      make(map[string]*asset),
	}
	s.core = standin.New(standin.Platform{
		Name: "facebooktest", Now: cfg.Now, Seed: cfg.Seed,
		Serve: s.serve, Post: s.post, After: s.after,
		Proof: []string{"X-Hub-Signature", "X-Hub-Signature-256"}, Pack: s.pack,
		Timeout: 5 * time.Second, // "5 seconds or less"
	})
	s.Controls = s.core.Controls()
	s.core.Hide(cfg.AppSecret, cfg.UserToken, cfg.VerifyToken)
	for id, token := range cfg.Pages {
		s.core.Hide(token)
		s.pages[id] = newPage(id, token)
		if !cfg.Fresh {
			s.pages[id].fields = slices.Clone(fields)
		}
	}
	s.addInstagram()
	if !cfg.Fresh {
		s.hook = subscription{url: cfg.URL, token: cfg.VerifyToken, fields: slices.Clone(fields), values: true}
	}
	return s
}

func newPage(id, token string) *page {
	return &page{
		id: id, token: token, threads: make(map[string]*thread), personas: make(map[string]persona),
		settings: make(map[string]any), comments: make(map[string]*comment), refs: make(map[string]string),
	}
}

// find splits a contact into its Page and PSID.
func (s *Server) find(contact string) (*page, string) {
	id, psid, ok := strings.Cut(contact, "/")
	if !ok {
		id, psid = s.first, contact
	}
	p := s.pages[id]
	if p == nil || psid == "" {
		panic("facebooktest: there is no contact " + contact)
	}
	return p, psid
}
