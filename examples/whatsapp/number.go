package whatsapp

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// Number is the state of a business phone number.
type Number struct {
	ID           string
	Phone        string // as people see it
	Name         string // verified_name
	Verification string // "VERIFIED", "NOT_VERIFIED", "EXPIRED"
	Quality      string // "GREEN", "YELLOW", "RED", "UNKNOWN"
	Throughput   string // "STANDARD", "HIGH"
	Status       string // "CONNECTED", "PENDING", "OFFLINE", …
	Limit        string // how many new people a day: "TIER_250", "TIER_2K", …; see StepOf
}

// ReadNumber asks how a number is. Config.NumberFields are the fields that it asks for.
func (c *Channel) ReadNumber(ctx context.Context, account string) (Number, error) {
	return c.readNumber(ctx, "read number", account)
}

func (c *Channel) readNumber(ctx context.Context, op, account string) (Number, error) {
	id, err := c.number(op, account)
	if err != nil {
		return Number{}, err
	}
	answer, err := c.do(ctx, op, http.MethodGet, id, url.Values{"fields": {strings.Join(c.cfg.NumberFields, ",")}}, nil)
	if err != nil {
		return Number{}, err
	}
	n := Number{ID: id}
	r, err := jsonread.New(answer.Body)
	if err != nil {
		return Number{}, call.Malformed(Platform, op, err)
	}
	for key := range r.Object {
		switch string(key) {
		case "display_phone_number":
			n.Phone = r.Text()
		case "verified_name":
			n.Name = r.Text()
		case "code_verification_status":
			n.Verification = r.Text()
		case "quality_rating":
			n.Quality = r.Text()
		case "status":
			n.Status = r.Text()
		case "whatsapp_business_manager_messaging_limit":
			n.Limit = r.Text()
		case "throughput":
			for key := range r.Object {
				if string(key) == "level" {
					n.Throughput = r.Text()
				}
			}
		}
	}
	return n, nil
}

// CodeMethod is how Meta tells the code that proves a phone number.
type CodeMethod string

// Methods by which a number gets its code.
const (
	CodeBySMS   CodeMethod = "SMS"
	CodeByVoice CodeMethod = "VOICE"
)

// sentCode are the parameters of request_code and verify_code.
type sentCode struct {
	Method   CodeMethod `json:"code_method,omitempty"`
	Language string     `json:"language,omitempty"`
	Code     string     `json:"code,omitempty"`
}

// sentPIN are the parameters of register.
type sentPIN struct {
	Product string `json:"messaging_product"`
	PIN     string `json:"pin,omitempty"`
}

var digits6 = regexp.MustCompile(`^\d{6}$`)

// RequestCode makes Meta send a code to the phone number, in a language such as "en". It is the
// first step of setting up a number that was added to the WhatsApp Business Account; VerifyCode and
// Register follow.
func (c *Channel) RequestCode(ctx context.Context, account string, by CodeMethod, language string) error {
	const op = "request code"
	switch {
	case by != CodeBySMS && by != CodeByVoice:
		return rejected(op, "method", channel.CodeInvalid, "the method must be SMS or VOICE")
	case language == "":
		return rejected(op, "language", channel.CodeMissing, "a language is needed")
	}
	return c.setUp(ctx, op, account, "request_code", sentCode{Method: by, Language: language})
}

// VerifyCode tells Meta the code that arrived.
func (c *Channel) VerifyCode(ctx context.Context, account string, code channel.Secret) error {
	const op = "verify code"
	if !digits6.MatchString(code.Reveal()) {
		return rejected(op, "code", channel.CodeInvalid, "the code must have six digits")
	}
	return c.setUp(ctx, op, account, "verify_code", sentCode{Code: code.Reveal()}, code)
}

// Register makes a number ready to send. The PIN is the one of two-step verification, or becomes
// it. After too many tries Meta refuses further ones for a time (133016).
func (c *Channel) Register(ctx context.Context, account string, pin channel.Secret) error {
	const op = "register"
	if !digits6.MatchString(pin.Reveal()) {
		return rejected(op, "pin", channel.CodeInvalid, "the PIN must have six digits")
	}
	return c.setUp(ctx, op, account, "register", sentPIN{product, pin.Reveal()}, pin)
}

// Deregister makes a number unable to send.
func (c *Channel) Deregister(ctx context.Context, account string) error {
	return c.setUp(ctx, "deregister", account, "deregister", sentPIN{Product: product})
}

// setUp makes a call of setting up a number. others are the secrets in its parameters.
func (c *Channel) setUp(ctx context.Context, op, account, edge string, in any, others ...channel.Secret) error {
	id, err := c.number(op, account)
	if err != nil {
		return err
	}
	body, err := json.Marshal(in)
	if err != nil {
		return call.Rejected(Platform, op, err)
	}
	own := *c
	own.secrets = append([]string{}, c.secrets...)
	for _, s := range others {
		own.secrets = append(own.secrets, s.Reveal())
	}
	answer, err := own.do(ctx, op, http.MethodPost, id+"/"+edge, nil, body)
	if err != nil {
		return err
	}
	return succeeded(op, answer)
}
