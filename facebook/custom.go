package facebook

import (
	"encoding/json"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// The kinds of Custom that this package can decode. Custom.Data is the whole element of the
// webhook.
const (
	KindAccountLinking      = "account_linking"                // DecodeAccountLinking
	KindEnforcement         = "policy_enforcement"             // DecodeEnforcement: a warning, or the end of a block
	KindFeedback            = "messaging_feedback"             // DecodeFeedback
	KindResponseFeedback    = "response_feedback"              // DecodeThumbs
	KindOrder               = "order"                          // DecodeOrder
	KindCustomerInformation = "messaging_customer_information" // DecodeInformation
	KindForm                = "form"                           // DecodeForm
	KindCoupon              = "template"                       // DecodeCoupon
	KindLead                = "lead"                           // DecodeLead
	KindGap                 = "history_gap"                    // DecodeGap; made by History, never by a webhook
	KindDeletion            = "data_deletion"                  // DecodeDeletion; made by SignedRequest.DeletionRequested
)

// find returns the member of an element that holds the content of a Custom.
func find(c channel.Custom, kind string, names ...string) (value []byte, err error) {
	if c.Kind != kind {
		return nil, wrongKind(kind)
	}
	r, err := jsonread.New(c.Data)
	if err != nil {
		return nil, unreadable("data must be JSON")
	}
	for key := range r.Object {
		for _, name := range names {
			if string(key) == name && r.Kind() == jsonread.Object {
				value = r.Raw()
			}
		}
	}
	if value == nil {
		return nil, unreadable("data needs the member " + names[0])
	}
	return value, nil
}

// wrongKind is the error of a Custom that another decoder reads.
func wrongKind(kind string) error { return call.Undecodable(Platform, "kind", "kind must be "+kind) }

// unreadable is the error of a Custom whose data does not have the form of its kind.
func unreadable(reason string) error { return call.Undecodable(Platform, "data", reason) }

// fitting returns nil if ok says so, and if every value that r read had the expected form.
func fitting(r *jsonread.Reader, ok bool) error {
	if !ok || r.Mismatches() > 0 {
		return unreadable("data must have the form of its kind")
	}
	return nil
}

// AccountLinking says whether the customer linked an account with the Page
// ("messaging_account_linking").
type AccountLinking struct {
	Linked bool
	Code   string // the authorization code that the linking page passed on; only when Linked
}

// DecodeAccountLinking decodes KindAccountLinking. The error matches channel.ErrMalformed if c is
// of another kind, or its data of another form.
func DecodeAccountLinking(c channel.Custom) (AccountLinking, error) {
	value, err := find(c, KindAccountLinking, "account_linking")
	if err != nil {
		return AccountLinking{}, err
	}
	var a AccountLinking
	r := jsonread.Sub(value)
	status := ""
	for key := range r.Object {
		switch string(key) {
		case "status":
			status = r.Text()
		case "authorization_code":
			a.Code = r.ID()
		}
	}
	a.Linked = status == "linked"
	return a, fitting(&r, a.Linked || status == "unlinked")
}

// Enforcement is a measure that Meta takes against the Page ("messaging_policy_enforcement").
type Enforcement struct {
	Action string // "warning", "block", "unblock"
	Reason string // empty with "unblock"
}

// DecodeEnforcement decodes KindEnforcement. A block arrives as channel.Revoked instead. The error
// matches channel.ErrMalformed if c is of another kind, or its data of another form.
func DecodeEnforcement(c channel.Custom) (Enforcement, error) {
	value, err := find(c, KindEnforcement, "policy_enforcement", "policy-enforcement")
	if err != nil {
		return Enforcement{}, err
	}
	p, ok := readEnforcement(value)
	if !ok {
		return Enforcement{}, unreadable("data needs an action")
	}
	return p, nil
}

func readEnforcement(value []byte) (p Enforcement, ok bool) {
	r := jsonread.Sub(value)
	for key := range r.Object {
		switch string(key) {
		case "action":
			p.Action = r.Text()
		case "reason":
			p.Reason = r.Text()
		}
	}
	return p, r.Mismatches() == 0 && p.Action != ""
}

// Thumbs is the customer's judgement of one answer ("response_feedback").
type Thumbs struct {
	MessageID string
	Good      bool
}

// DecodeThumbs decodes KindResponseFeedback. The error matches channel.ErrMalformed if c is of
// another kind, or its data of another form.
func DecodeThumbs(c channel.Custom) (Thumbs, error) {
	value, err := find(c, KindResponseFeedback, "response_feedback")
	if err != nil {
		return Thumbs{}, err
	}
	var t Thumbs
	r := jsonread.Sub(value)
	word := ""
	for key := range r.Object {
		switch string(key) {
		case "mid":
			t.MessageID = r.ID()
		case "feedback":
			word = r.Text()
		}
	}
	t.Good = word == "Good response"
	return t, fitting(&r, t.Good || word == "Bad response")
}

// Form names a lead form that the customer sent ("Instant Form Template").
type Form struct {
	ID string
}

// DecodeForm decodes KindForm. The error matches channel.ErrMalformed if c is of another kind, or
// its data of another form.
func DecodeForm(c channel.Custom) (Form, error) {
	value, err := find(c, KindForm, "form")
	if err != nil {
		return Form{}, err
	}
	var f Form
	r := jsonread.Sub(value)
	for key := range r.Object {
		if string(key) == "id" {
			f.ID = r.ID()
		}
	}
	return f, fitting(&r, f.ID != "")
}

// Coupon is a coupon that the customer revealed ("Coupon Template").
type Coupon struct {
	Code    string
	Payload string
}

// DecodeCoupon decodes KindCoupon. The error matches channel.ErrMalformed if c is of another kind,
// or its data of another form.
func DecodeCoupon(c channel.Custom) (Coupon, error) {
	value, err := find(c, KindCoupon, "template")
	if err != nil {
		return Coupon{}, err
	}
	var coupon Coupon
	r := jsonread.Sub(value)
	typ := ""
	for key := range r.Object {
		switch string(key) {
		case "type":
			typ = r.Text()
		case "payload":
			coupon.Payload = r.ID()
		case "coupon_code":
			coupon.Code = r.ID()
		}
	}
	return coupon, fitting(&r, typ == "coupon")
}

// Gap is a part of a conversation that Meta does not tell.
type Gap struct {
	Conversation string    `json:"conversation"`      // Meta's id of it
	From         time.Time `json:"from,omitzero"`     // of the oldest message that is known to be missing, or the start of the walk
	To           time.Time `json:"to,omitzero"`       // of the newest
	Missing      int       `json:"missing,omitempty"` // how many messages
	More         bool      `json:"more,omitempty"`    // and there may be more
	Code         string    `json:"code,omitempty"`    // Meta's reason, where it refused the whole conversation
}

// DecodeGap decodes KindGap. The error matches channel.ErrMalformed if c is of another kind, or its
// data of another form.
func DecodeGap(c channel.Custom) (Gap, error) {
	if c.Kind != KindGap {
		return Gap{}, wrongKind(KindGap)
	}
	var g Gap
	if json.Unmarshal(c.Data, &g) != nil || g.Conversation == "" {
		return Gap{}, unreadable("data must be a Gap in JSON, with its conversation")
	}
	return g, nil
}

// DecodeDeletion decodes KindDeletion. The error matches channel.ErrMalformed if c is of another
// kind, or its data of another form.
func DecodeDeletion(c channel.Custom) (SignedRequest, error) {
	if c.Kind != KindDeletion {
		return SignedRequest{}, wrongKind(KindDeletion)
	}
	r, err := jsonread.New(c.Data)
	if err != nil {
		return SignedRequest{}, unreadable("data must be JSON")
	}
	var s SignedRequest
	for key := range r.Object {
		switch string(key) {
		case "user":
			s.User = r.ID()
		case "issued":
			s.Issued, _ = time.Parse(time.RFC3339, r.Text())
		}
	}
	return s, fitting(&r, s.User != "")
}
