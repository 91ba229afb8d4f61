package channel

// Price is what a platform charges for one message or call.
type Price struct {
	Kind     string `json:"kind"`            // the platform's own word
	Micros   int64  `json:"micros"`          // millionths of Currency: 15,000 is 0.015
	Currency string `json:"currency"`        // ISO 4217
	Links    bool   `json:"links,omitempty"` // the price is only for texts with a link
}

// Caution is something about a message that is allowed and that a person should know before it is
// sent.
type Caution struct {
	Field  string `json:"field"`            // of the message, as in FieldError: "text"
	Code   string `json:"code"`             // CautionLink
	Reason string `json:"reason"`           // a sentence for a person
	Price  Price  `json:"price,omitzero"`   // with CautionLink: the price of the message
	Plain  Price  `json:"without,omitzero"` // with CautionLink: its price without a link
}

// CautionLink is the code of a caution: a link makes the message dearer.
const CautionLink = "link"

// Price returns the price of a message; it is not ok if the platform charges nothing or the price
// is not known. Prices are for information: the platform's invoice counts.
func (l Limits) Price(m Message) (p Price, ok bool) {
	linked := HasLink(m.Text)
	for _, q := range l.Prices {
		if !q.Links && !ok || q.Links && linked {
			p, ok = q, true
		}
	}
	return p, ok
}

// Cautions returns what a person should know before m is sent. Check says what is not allowed.
func (l Limits) Cautions(m Message) []Caution {
	price, _ := l.Price(m)
	plain, ok := l.Price(Message{})
	if !ok || price.Micros <= plain.Micros || price.Currency != plain.Currency {
		return nil
	}
	return []Caution{{Field: "text", Code: CautionLink, Reason: "a link makes this message dearer", Price: price, Plain: plain}}
}
