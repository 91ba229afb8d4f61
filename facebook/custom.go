package facebook

import (
	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/internal/jsonread"
)

// The kinds of Custom that this package can decode. Custom.Data is the whole element of the webhook.
const (
	KindAccountLinking      = "account_linking"                // AccountLinkingOf
	KindPolicy              = "policy_enforcement"             // PolicyOf: a warning, or the end of a block
	KindFeedback            = "messaging_feedback"             // FeedbackOf
	KindResponseFeedback    = "response_feedback"              // ThumbsOf
	KindOrder               = "order"                          // OrderOf
	KindCustomerInformation = "messaging_customer_information" // InformationOf
	KindForm                = "form"                           // FormOf
	KindCoupon              = "template"                       // CouponOf
	KindLead                = "lead"                           // LeadOf
)

// find returns the member of an element that holds what a Custom says.
func find(c channel.Custom, kind string, names ...string) (value []byte, ok bool) {
	if c.Kind != kind {
		return nil, false
	}
	r, err := jsonread.New(c.Data)
	if err != nil {
		return nil, false
	}
	for key := range r.Object {
		for _, name := range names {
			if string(key) == name && r.Kind() == jsonread.Object {
				value = r.Raw()
			}
		}
	}
	return value, value != nil
}

// AccountLinking is what the customer did with the account linking of the Page ("messaging_account_linking").
type AccountLinking struct {
	Linked bool
	Code   string // the authorization code that the linking page passed on; only when Linked
}

// AccountLinkingOf decodes KindAccountLinking. It is not ok for other kinds and for data of another form.
func AccountLinkingOf(c channel.Custom) (a AccountLinking, ok bool) {
	value, ok := find(c, KindAccountLinking, "account_linking")
	if !ok {
		return a, false
	}
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
	return a, r.Mismatches() == 0 && (a.Linked || status == "unlinked")
}

// Policy is a measure of Meta's against the Page ("messaging_policy_enforcement").
type Policy struct {
	Action string // "warning", "block", "unblock"
	Reason string // absent with "unblock"
}

// PolicyOf decodes KindPolicy. It is not ok for other kinds and for data of another form. A block arrives as channel.Revoked.
func PolicyOf(c channel.Custom) (p Policy, ok bool) {
	value, ok := find(c, KindPolicy, "policy_enforcement", "policy-enforcement")
	if !ok {
		return p, false
	}
	return readPolicy(value)
}

func readPolicy(value []byte) (p Policy, ok bool) {
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

// ThumbsOf decodes KindResponseFeedback. It is not ok for other kinds and for data of another form.
func ThumbsOf(c channel.Custom) (t Thumbs, ok bool) {
	value, ok := find(c, KindResponseFeedback, "response_feedback")
	if !ok {
		return t, false
	}
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
	return t, r.Mismatches() == 0 && (t.Good || word == "Bad response")
}

// FormOf decodes KindForm: the id of the lead form that the customer sent ("Instant Form Template"). It is not ok for other
// kinds and for data of another form.
func FormOf(c channel.Custom) (id string, ok bool) {
	value, ok := find(c, KindForm, "form")
	if !ok {
		return "", false
	}
	r := jsonread.Sub(value)
	for key := range r.Object {
		if string(key) == "id" {
			id = r.ID()
		}
	}
	return id, id != ""
}

// Coupon is a coupon that the customer revealed ("Coupon Template").
type Coupon struct {
	Code    string
	Payload string
}

// CouponOf decodes KindCoupon. It is not ok for other kinds and for data of another form.
func CouponOf(c channel.Custom) (coupon Coupon, ok bool) {
	value, ok := find(c, KindCoupon, "template")
	if !ok {
		return coupon, false
	}
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
	return coupon, r.Mismatches() == 0 && typ == "coupon"
}
