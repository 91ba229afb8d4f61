package facebook

import (
	"math"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel/jsonread"
)

// party is a sender or recipient: a person, a Page, or a guest of a plug-in known by a reference
// only.
type party struct{ id, ref string }

func readParty(r *jsonread.Reader, account string) party {
	var p party
	for key := range r.Object {
		switch string(key) {
		case "id":
			p.id = r.KnownID(account)
		case "user_ref":
			p.ref = r.ID()
		}
	}
	return p
}

// contact returns the party as Thread.Contact.
func (p party) contact() string {
	if p.id == "" && p.ref != "" {
		return "ref:" + p.ref
	}
	return p.id
}

// A time beyond the year 9999 has no JSON form, so it counts as none.
const (
	lastSecond = 253402300799
	lastMilli  = lastSecond*1000 + 999
)

// instant returns a time that Meta writes in seconds or in milliseconds without saying which: below
// 10^12 it is seconds. Zero, and any number that cannot be a time, gives the zero time.
func instant(n int64) time.Time {
	switch {
	case n <= 0 || n > lastMilli:
		return time.Time{}
	case n >= 1e12:
		return time.UnixMilli(n).UTC()
	case n <= lastSecond:
		return time.Unix(n, 0).UTC()
	default:
		return time.Time{}
	}
}

// readInstant reads a time as a number or a text, to the millisecond. A value that cannot be a time
// gives the zero time and is no mismatch, so it costs a message nothing.
func readInstant(r *jsonread.Reader) time.Time {
	whole, fraction := *r, *r
	r.Skip()
	n := whole.Int()
	if whole.Mismatches() == r.Mismatches() {
		return instant(n)
	}
	switch f := fraction.Float(); {
	case f > lastMilli:
		return time.Time{}
	case f >= 1e12:
		return instant(int64(f))
	default: // of seconds
		return instant(int64(math.Round(f * 1000)))
	}
}

// kind says which member of an element tells what happened. If an element has several, the lowest
// kind decides.
type kind uint8

const (
	kindMessage kind = iota + 1
	kindEdit
	kindPostback
	kindReaction
	kindDelivery
	kindRead
	kindOptin
	kindReferral
	kindAccountLinking
	kindPass
	kindTake
	kindRequest
	kindRoles
	kindEnforcement
	kindPlain // one of those that are only kept
	kindUnknown
)

// kindOf returns the kind of a member.
func kindOf(key []byte) kind {
	switch string(key) {
	case "message":
		return kindMessage
	case "message_edit":
		return kindEdit
	case "postback":
		return kindPostback
	case "reaction":
		return kindReaction
	case "delivery":
		return kindDelivery
	case "read":
		return kindRead
	case "optin":
		return kindOptin
	case "referral":
		return kindReferral
	case "account_linking":
		return kindAccountLinking
	case "pass_thread_control":
		return kindPass
	case "take_thread_control":
		return kindTake
	case "request_thread_control":
		return kindRequest
	case "app_roles":
		return kindRoles
	case "policy_enforcement", "policy-enforcement": // the hyphen is the older spelling
		return kindEnforcement
	case KindFeedback, KindResponseFeedback, KindOrder, KindCustomerInformation, KindForm, KindCoupon, "game_play":
		return kindPlain
	}
	return kindUnknown
}

// word is the part of an Event.ID, one for both spellings of a member. It is empty if the member's
// own name is used.
func (k kind) word() string {
	switch k {
	case kindMessage:
		return "message"
	case kindEdit:
		return "message_edit"
	case kindPostback:
		return "postback"
	case kindReaction:
		return "reaction"
	case kindDelivery:
		return "delivery"
	case kindRead:
		return "read"
	case kindOptin:
		return "optin"
	case kindReferral:
		return "referral"
	case kindAccountLinking:
		return KindAccountLinking
	case kindPass:
		return "pass_thread_control"
	case kindTake:
		return "take_thread_control"
	case kindRequest:
		return "request_thread_control"
	case kindRoles:
		return "app_roles"
	case kindEnforcement:
		return KindEnforcement
	default:
		return ""
	}
}

// element is one member of messaging or standby, or the value of a change that has their form.
type element struct {
	raw               []byte
	sender, recipient party
	at                time.Time
	kind              kind
	name              string // of the member that decides
	body              []byte // its value
	prior             []byte // prior_message
	referral          []byte // of the element, next to its message or press
	lead, hop         bool   // comes with a lead, or out of a lead form
	odd               bool   // says nothing
}

func readElement(raw []byte, account string) element {
	e := element{raw: raw}
	r := jsonread.Sub(raw)
	for key := range r.Object {
		if r.Kind() == jsonread.Null { // not there: a gateway may write it so
			continue
		}
		switch string(key) {
		case "sender":
			e.sender = readParty(&r, account)
		case "recipient":
			e.recipient = readParty(&r, account)
		case "timestamp":
			e.at = readInstant(&r)
		case "prior_message":
			e.prior = r.Raw()
		case "hop_context":
			e.hop = isLeadForm(&r)
		case "lead":
			e.lead = true
		default:
			k, value := kindOf(key), r.Raw()
			if k == kindReferral {
				e.referral = value
			}
			if e.kind == 0 || k < e.kind {
				e.kind, e.name, e.body = k, k.word(), value
				if e.name == "" {
					e.name = string(key)
				}
			}
		}
	}
	e.odd = e.kind == 0
	return e
}

// leadApp is the app that leads a customer through a lead form, "Lead Generation Ads in Messenger".
const leadApp = "413038776280800"

// isLeadForm reports whether the app that had the thread before is the lead form. hop_context is an
// object or a list of them. Its own summary comes with the same context as a message that the
// customer wrote after any other app had the thread.
func isLeadForm(hop *jsonread.Reader) bool {
	if hop.Kind() != jsonread.Array {
		return isLeadHop(hop)
	}
	form := false
	for range hop.Array {
		form = isLeadHop(hop) || form
	}
	return form
}

func isLeadHop(hop *jsonread.Reader) bool {
	form := false
	for key := range hop.Object {
		switch string(key) {
		case "app_id":
			form = form || hop.ID() == leadApp
		case "metadata":
			form = form || strings.HasPrefix(hop.Text(), "messenger_lead_gen")
		}
	}
	return form
}
