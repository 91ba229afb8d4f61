package whatsapp

import (
	"time"

	"github.com/contactkit/contactkit/channel/jsonread"
)

// Statuses of a message, in Meta's words.
const (
	statusSent      = "sent"
	statusDelivered = "delivered"
	statusRead      = "read"
	statusPlayed    = "played"
	statusFailed    = "failed"
)

// status is news of a message that was sent.
type status struct {
	id, word       string // word: "sent", "delivered", "read", "played", "failed"
	phone, user    string // recipient_id, recipient_user_id
	ref            string // biz_opaque_callback_data
	at             time.Time
	errors         []byte
	billable       bool
	model          string
	category       string
	conversationID string
}

func readStatus(raw []byte) (s status) {
	r := jsonread.Sub(raw)
	for key := range r.Object {
		switch string(key) {
		case "id":
			s.id = r.ID()
		case "status":
			s.word = readWord(&r)
		case "timestamp":
			s.at = readInstant(&r)
		case "recipient_id":
			s.phone = r.ID()
		case "recipient_user_id":
			s.user = r.ID()
		case "biz_opaque_callback_data":
			s.ref = r.Text()
		case "errors":
			s.errors = r.Raw()
		case "conversation":
			for key := range r.Object {
				if string(key) == "id" {
					s.conversationID = r.ID()
				}
			}
		case "pricing":
			for key := range r.Object {
				switch string(key) {
				case "billable":
					s.billable = r.Bool()
				case "pricing_model":
					s.model = r.Text()
				case "category":
					s.category = r.Text()
				}
			}
		}
	}
	return s
}

// fault is what Meta says is wrong: the error of an answer, an element of errors in a webhook.
type fault struct {
	code           int64
	numbered       bool // there is a code
	message, title string
	details        string // error_data.details: the text that Meta says to rely on
	trace          string
}

// readFault reads an error object. Codes may be numbers or texts.
func readFault(r *jsonread.Reader) (f fault) {
	if r.Kind() == jsonread.String {
		f.message = r.Text()
		return f
	}
	for key := range r.Object {
		switch string(key) {
		case "code":
			before, null := r.Mismatches(), r.Kind() == jsonread.Null
			f.code = r.Int()
			f.numbered = !null && r.Mismatches() == before
		case "message":
			f.message = r.Text()
		case "title":
			f.title = r.Text()
		case "fbtrace_id":
			f.trace = r.Text()
		case "error_data":
			for key := range r.Object {
				if string(key) == "details" {
					f.details = r.Text()
				}
			}
		}
	}
	return f
}

// firstFault reads the first element of errors.
func firstFault(raw []byte) (f fault) {
	r := jsonread.Sub(raw)
	if r.Kind() != jsonread.Array {
		return readFault(&r)
	}
	for i := range r.Array {
		if i == 0 {
			f = readFault(&r)
		}
	}
	return f
}
