package twittertest

import (
	"cmp"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/contactkit/contactkit/channel/standin"
)

// Config is one app and its account. Its zero value has example credentials, a webhook that is
// registered and valid, and a subscription of the account to the Account Activity API.
type Config struct {
	APIKey       string // consumer key; empty: an example
	APISecret    string // consumer secret; empty: an example
	AccessToken  string // of Account; empty: an example
	AccessSecret string // of Account; empty: an example
	Bearer       string // app-only token; empty: an example
	ClientID     string // OAuth 2.0; empty: an example
	ClientSecret string // OAuth 2.0; empty: an example
	PublicClient bool   // OAuth 2.0 without a secret: the body names client_id

	Callbacks []string // registered callback URLs of both kinds of OAuth, compared exactly; empty: any

	AppID    string // source_app_id of what the host sends; empty: an example
	Account  string // user id of the account; empty: an example
	Username string // of the account; empty: an example
	Env      string // label of the only dev environment; empty: "prod"

	URL      string // of the webhook that is registered at the start; empty: an example
	Fresh    bool   // no webhook is registered at the start, and nothing subscribed
	Activity bool   // the account is subscribed to the X Activity API at the start, instead of Account Activity

	OnlyFollowed   bool     // the account takes messages from those alone whom it follows: no welcome messages then
	CustomProfiles []string // ids that custom_profile_id may name; X lets few accounts have any
	NoLocations    bool     // location attachments are refused: that X still takes them is not confirmed
	BlockedCode    int      // v1.1 code for a contact that blocked the account: 349 or 136, both seen; zero: 349

	// Settings for what X leaves open of the X Activity API: its only sample of dm.sent has no
	// source_app_id, which NoSourceApp follows; and TellRevoked lets oauth.revoke come without a
	// subscription of its own.
	NoSourceApp bool
	TellRevoked bool

	Level string // x-access-level of the access token; empty: read-write-directmessages
	// EnterprisePosts: the app may like and quote posts and answer people who have not mentioned
	// the account. X has refused that to all self-serve plans since April 2026.
	EnterprisePosts bool

	NoV11    bool          // the app has AccessV2 at the start; SetAccess changes it
	NoEchoes bool          // no event for what the host sends
	Skew     time.Duration // of OAuth timestamps against the wall clock; zero: 5 minutes. X does not say how much it takes
	Repeat   time.Duration // v1.1 refuses the same text to the same user for this long, with code 151; zero: 5 s, negative: never. X does not say how long

	Timeout time.Duration   // of webhook calls and checks; zero: 3 s. X's pages say 3 and 10
	Retries []time.Duration // pauses before further tries of a webhook; nil: 3, 27 and 242 s, those of v1.1 enterprise; empty: none, as with v1.1 premium. Those of v2 and the X Activity API are not published

	Now  func() time.Time // the wall clock; nil: time.Now
	Seed int64            // of tokens, names and everything random

	EmptyPages bool // every page of v1.1's events/list comes after an empty one: X's may be empty and still have a cursor

	Rate   standin.Rate // of sends, by account; the zero Rate limits nothing
	Day    standin.Rate // of the account's sends in 24 hours
	AppDay standin.Rate // of the app's sends in 24 hours; the zero Rate: as Day
	Others standin.Rate // of every other endpoint, each for itself
	// Documented puts X's own figures where Rate, Day and AppDay are zero, and on every other
	// endpoint whose limit X's pages name.
	Documented bool

	Webhooks int // that may be registered at a time; zero: 1
	// ActivityForm is how the X Activity API answers a new subscription: "object" (also if empty),
	// "array" or "wrapped", all of which X documents.
	ActivityForm string

	Chats       bool // the account's chat.* events are subscribed to at the start, whatever else is
	HyphenChats bool // chat.* payloads name a conversation with a hyphen instead of a colon: X's pages show both
	NoKeyBatch  bool // the keys of several users are refused with client-not-enrolled, as was seen

	// Processing is how long uploaded GIFs and videos are processed; zero: they are ready at once.
	Processing time.Duration
}

// Server is X's side of an app and its account.
type Server struct {
	*standin.Controls // the part that all stand-ins share

	core *standin.Core
	cfg  Config
	mux  *http.ServeMux

	mu         sync.Mutex
	users      map[string]*user
	nonces     map[string]time.Time
	many       int // nonces, when old ones are looked for
	requests   map[string]*request
	revoked    bool
	bearerDead bool
	access     Access
	sent       standin.List[Sent]
	messages   []*message // oldest first
	groups     map[string]*group
	lastID     int64
	media      map[string]*media
	files      map[string]*hosted // by path
	links      map[string]string  // t.co by address
	past       []past             // deliveries that were tried, for replays
	jobs       map[int64]*job
	posts      map[string]*post
	webhooks   map[string]*webhook
	activity   []*activity
	grants     map[string]*grant
	tokens     map[string]*token
	refresh    map[string]*token
	welcomes   map[string]welcome
	free       map[string]int // answers that do not count, by user
	chat       chatState
}

// New returns an account without messages.
func New(cfg Config) *Server {
	cfg.APIKey = cmp.Or(cfg.APIKey, "exampleAPIKey0000000000000")
	cfg.APISecret = cmp.Or(cfg.APISecret, "exampleAPISecret00000000000000000000000000000000000")
	cfg.AccessToken = cmp.Or(cfg.AccessToken, "1750000000000000001-exampleAccessToken0000000")
	cfg.AccessSecret = cmp.Or(cfg.AccessSecret, "exampleAccessSecret000000000000000000000000000")
	cfg.Bearer = cmp.Or(cfg.Bearer, "AAAAAAAAAAAAAAAAAAAAAexample%2Fbearer%3Dtoken")
	cfg.ClientID = cmp.Or(cfg.ClientID, "exampleClientID0000000000000000000")
	cfg.ClientSecret = cmp.Or(cfg.ClientSecret, "exampleClientSecret000000000000000000000000000000")
	cfg.AppID = cmp.Or(cfg.AppID, "27000001")
	cfg.Account = cmp.Or(cfg.Account, "1750000000000000001")
	cfg.Username = cmp.Or(cfg.Username, "ExampleDesk")
	cfg.Env = cmp.Or(cfg.Env, "prod")
	cfg.URL = cmp.Or(cfg.URL, "https://desk.example/x")
	cfg.Level = cmp.Or(cfg.Level, levelMessages)
	cfg.Skew = cmp.Or(cfg.Skew, 5*time.Minute)
	cfg.Repeat = cmp.Or(cfg.Repeat, 5*time.Second)
	cfg.Timeout = cmp.Or(cfg.Timeout, 3*time.Second)
	if cfg.Retries == nil {
		cfg.Retries = retries
	}
	cfg.documented()
	cfg.Webhooks = cmp.Or(cfg.Webhooks, 1)
	s := &Server{
		cfg: cfg, users: make(map[string]*user), nonces: make(map[string]time.Time), groups: make(map[string]*group),
		media: make(map[string]*media), files: make(map[string]*hosted), links: make(map[string]string),
		webhooks: make(map[string]*webhook), grants: make(map[string]*grant), tokens: make(map[string]*token),
		refresh: make(map[string]*token), requests: make(map[string]*request), posts: make(map[string]*post), jobs: make(map[int64]*job), welcomes: make(map[string]welcome), free: make(map[string]int),
		chat: chatState{people: make(map[string][]chatKeys), conversations: make(map[string]*chat), files: make(map[string]*chatFile), failing: make(map[string]int32)},
	}
	s.core = standin.New(standin.Platform{
		Name: "twittertest", Now: cfg.Now, Seed: cfg.Seed,
		Serve: s.serve, Post: s.post, After: s.after,
		Proof:   []string{"X-Twitter-Webhooks-Signature"},
		Timeout: cfg.Timeout,
	})
	s.Controls = s.core.Controls()
	s.core.Hide(cfg.APIKey, cfg.APISecret, cfg.AccessToken, cfg.AccessSecret, cfg.Bearer, cfg.ClientSecret)
	s.mux = s.routes()
	if cfg.NoV11 {
		s.access = AccessV2
	}
	s.users[cfg.Account] = &user{id: cfg.Account, name: "Example Desk", username: cfg.Username, since: s.core.Clock.Now(), wrote: true}
	if !cfg.Fresh {
		s.start()
	}
	return s
}

// start registers the webhook of a server that is not Fresh.
func (s *Server) start() {
	w := s.register(s.cfg.URL)
	if s.cfg.Chats {
		s.subscribeAll(w, "chat.received", "chat.sent")
	}
	if !s.cfg.Activity {
		w.users[s.cfg.Account] = true
		return
	}
	s.subscribeAll(w, dmKinds...)
}

func (s *Server) subscribeAll(w *webhook, kinds ...string) {
	for _, kind := range kinds {
		s.activity = append(s.activity, &activity{
			id: s.snowflake(), kind: kind, user: s.cfg.Account, webhook: w.id, tag: "example " + kind, at: w.at, changed: w.at,
		})
	}
}

// levels are the values of x-access-level.
const (
	levelRead     = "read"
	levelWrite    = "read-write"
	levelMessages = "read-write-directmessages"
)

// dmKinds are the event types of the X Activity API that carry direct messages.
var dmKinds = []string{"dm.received", "dm.sent", "dm.read", "dm.indicate_typing"}

// find returns a user; an unknown one is made up.
func (s *Server) find(id string) *user {
	u := s.users[id]
	if u == nil {
		if id == "" || len(id) > 19 || slices.ContainsFunc([]byte(id), func(c byte) bool { return c < '0' || c > '9' }) {
			panic("twittertest: " + id + " is not a user id: X's are decimal numbers")
		}
		u = &user{id: id, name: "Customer " + id, username: "customer_" + id[max(0, len(id)-6):], since: s.core.Clock.Now()}
		s.users[id] = u
	}
	return u
}
