package whatsapptest

import (
	"cmp"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/contactkit/contactkit/channel/standin"
)

// Config is one app, one WhatsApp Business Account and its numbers. Its zero value is an account
// with one registered number, whose webhook is set and subscribed to every field that the stand-in
// knows.
type Config struct {
	AppID       string   // empty: an example
	AppSecret   string   // empty: an example
	VerifyToken string   // of the webhook that is set at the start; empty: an example
	Token       string   // of the system user; empty: an example
	Business    string   // id of the WhatsApp Business Account; empty: an example
	Numbers     []string // ids of the business phone numbers; empty: one example
	URL         string   // callback of the webhook that is set at the start; empty: an example

	Fresh        bool // no webhook is set at the start, and the app is not subscribed
	Unregistered bool // the numbers are neither verified nor registered at the start
	RequireProof bool // the app's setting "Require App Secret": calls without appsecret_proof are refused
	// Late lets WhatsApp accept what it cannot deliver to a person, and tell so by a status
	// "failed". If false, the answer to the call refuses it. The platform does both.
	Late bool

	MaxText  int           // longest text in UTF-16 units; zero: 4096
	MaxBody  int           // longest text with buttons or a list; zero: 1024
	Window   time.Duration // the reply window; zero: 24 hours
	MaxAudio int           // bytes; zero: 16,000,000
	// Templates are those that Meta has approved. Nil: "hello_world" without variables and
	// "order_shipped" with one, both in en_US.
	Templates []Template

	Throughput standin.Rate // of one number; the zero Rate limits nothing
	Pair       standin.Rate // of one number to one person; the zero Rate limits nothing

	Now  func() time.Time // the wall clock; nil: time.Now
	Seed int64            // of ids, traces and everything random

	// Web is what Meta finds when it fetches a file by link; nil: a small file at every address.
	Web http.Handler
}

// Template is an approved message template.
type Template struct {
	Name, Language string
	Category       string // "MARKETING", "UTILITY", "AUTHENTICATION"
	Variables      int    // in its text
	Buttons        int    // quick replies
}

// Server is Meta's side of an app and its WhatsApp Business Account.
type Server struct {
	*standin.Controls // the part that all stand-ins share

	core *standin.Core
	cfg  Config

	mu       sync.Mutex
	hook     subscription // of the app
	business account
	numbers  map[string]*number
	people   []*Person
	revoked  bool // the token
	unpaid   bool
	sent     standin.List[Sent]
	marks    standin.List[Mark]
	files    map[string]*file
}

// subscription is a webhook.
type subscription struct {
	url    string
	token  string
	fields []string
}

// account is the WhatsApp Business Account.
type account struct {
	subscribed bool
	override   subscription
}

// number is a business phone number.
type number struct {
	id         string
	phone      string
	verified   bool
	registered bool
	code       string // that was requested
	pin        string
	tries      int // of register with a wrong PIN
	quality    string
	profile    map[string]any
	threads    map[*Person]*thread
}

// fields are those that the stand-in knows.
var fields = []string{
	"messages", "smb_message_echoes", "user_preferences", "message_template_status_update", "account_update",
	"phone_number_quality_update", "business_username_updates",
}

// New returns an account whose numbers have no messages yet.
func New(cfg Config) *Server {
	cfg.AppID = cmp.Or(cfg.AppID, "519000000000001")
	cfg.AppSecret = cmp.Or(cfg.AppSecret, "example0app0secret0example0app00")
	cfg.VerifyToken = cmp.Or(cfg.VerifyToken, "example-verify-token")
	cfg.Token = cmp.Or(cfg.Token, "EAAexampleSystemUserToken")
	cfg.Business = cmp.Or(cfg.Business, "3001000000000001")
	cfg.URL = cmp.Or(cfg.URL, "https://desk.example/whatsapp")
	cfg.MaxText = cmp.Or(cfg.MaxText, 4096)
	cfg.MaxBody = cmp.Or(cfg.MaxBody, 1024)
	cfg.MaxAudio = cmp.Or(cfg.MaxAudio, 16_000_000)
	cfg.Window = cmp.Or(cfg.Window, 24*time.Hour)
	if len(cfg.Numbers) == 0 {
		cfg.Numbers = []string{"4001000000000001"}
	}
	if cfg.Templates == nil {
		cfg.Templates = []Template{{Name: "hello_world", Language: "en_US", Category: "UTILITY"}, {Name: "order_shipped", Language: "en_US", Category: "UTILITY", Variables: 1}}
	}
	cfg.Numbers = slices.Clone(cfg.Numbers)
	s := &Server{cfg: cfg, numbers: make(map[string]*number), files: make(map[string]*file)}
	s.core = standin.New(standin.Platform{
		Name: "whatsapptest", Now: cfg.Now, Seed: cfg.Seed,
		Serve: s.serve, Post: s.post, After: s.after,
		Proof: []string{"X-Hub-Signature-256"}, Pack: pack,
		Timeout: 5 * time.Second,
	})
	s.Controls = s.core.Controls()
	s.core.Hide(cfg.AppSecret, cfg.Token, cfg.VerifyToken)
	for i, id := range cfg.Numbers {
		n := &number{id: id, phone: ownPhone(i), verified: !cfg.Unregistered, registered: !cfg.Unregistered, quality: "GREEN",
			profile: map[string]any{"messaging_product": "whatsapp"}, threads: make(map[*Person]*thread)}
		s.numbers[id] = n
	}
	if !cfg.Fresh {
		s.hook = subscription{url: cfg.URL, token: cfg.VerifyToken, fields: slices.Clone(fields)}
		s.business.subscribed = true
	}
	return s
}

// ownPhone is the phone number of the business's i-th number.
func ownPhone(i int) string {
	return "1555000" + string(rune('0'+i/10%10)) + string(rune('0'+i%10)) + "11"
}
