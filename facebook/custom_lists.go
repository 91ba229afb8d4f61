package facebook

import (
	"slices"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/internal/jsonread"
)

// Order is a cart that the customer sent ("send_cart").
type Order struct {
	Products []Product
	Note     string
}

// Product is one line of an Order.
type Product struct {
	ID, RetailerID, Name string
	Price                string // of one, as Meta writes the number
	Currency             string
	Quantity             int64
}

// OrderOf decodes KindOrder. It is not ok for other kinds and for data of another form.
func OrderOf(c channel.Custom) (o Order, ok bool) {
	value, ok := find(c, KindOrder, "order")
	if !ok {
		return o, false
	}
	r := jsonread.Sub(value)
	for key := range r.Object {
		switch string(key) {
		case "note":
			o.Note = r.Text()
		case "products":
			for range r.Array {
				o.Products = append(o.Products, readProduct(&r))
			}
		}
	}
	return o, r.Mismatches() == 0
}

func readProduct(r *jsonread.Reader) (p Product) {
	for key := range r.Object {
		switch string(key) {
		case "id":
			p.ID = r.ID()
		case "retailer_id":
			p.RetailerID = r.ID()
		case "name":
			p.Name = r.Text()
		case "unit_price":
			p.Price = r.ID()
		case "currency":
			p.Currency = r.Text()
		case "quantity":
			p.Quantity = r.Int()
		}
	}
	return p
}

// Answer is one question or field and what the customer put there.
type Answer struct {
	Screen   string // where a form has screens
	Question string // its text, key or id
	Type     string // of a survey's question: "csat", "nps", "ces"
	Value    string // scores are digits
	FollowUp string // what the customer added to a survey's answer
}

// FeedbackOf decodes KindFeedback, the answer to a customer feedback template, ordered by question. It is not ok for other
// kinds and for data of another form.
func FeedbackOf(c channel.Custom) (answers []Answer, ok bool) {
	value, ok := find(c, KindFeedback, "messaging_feedback")
	if !ok {
		return nil, false
	}
	r := jsonread.Sub(value)
	for key := range r.Object {
		if string(key) != "feedback_screens" {
			continue
		}
		for range r.Array {
			answers = append(answers, readScreen(&r)...)
		}
	}
	return answers, r.Mismatches() == 0
}

// readScreen reads one screen of a survey; its questions are the members of an object.
func readScreen(r *jsonread.Reader) (answers []Answer) {
	screen := ""
	for key := range r.Object {
		switch string(key) {
		case "screen_id":
			screen = r.ID()
		case "questions":
			for id := range r.Object {
				answers = append(answers, readQuestion(string(id), r))
			}
		}
	}
	for i := range answers {
		answers[i].Screen = screen
	}
	slices.SortStableFunc(answers, func(a, b Answer) int { return strings.Compare(a.Question, b.Question) })
	return answers
}

func readQuestion(id string, r *jsonread.Reader) Answer {
	a := Answer{Question: id}
	for key := range r.Object {
		switch string(key) {
		case "type":
			a.Type = r.Text()
		case "payload":
			a.Value = r.ID()
		case "follow_up":
			for key := range r.Object {
				if string(key) == "payload" {
					a.FollowUp = r.ID()
				}
			}
		}
	}
	return a
}

// InformationOf decodes KindCustomerInformation, an address form that the customer filled in. It is not ok for other kinds
// and for data of another form.
func InformationOf(c channel.Custom) (answers []Answer, ok bool) {
	value, ok := find(c, KindCustomerInformation, KindCustomerInformation)
	if !ok {
		return nil, false
	}
	r := jsonread.Sub(value)
	for key := range r.Object {
		if string(key) != "screens" {
			continue
		}
		for range r.Array {
			screen, from := "", len(answers)
			for key := range r.Object {
				switch string(key) {
				case "screen_id":
					screen = r.ID()
				case "responses":
					answers = append(answers, readAnswers(&r, "key", "value")...)
				}
			}
			for i := range answers[from:] {
				answers[from+i].Screen = screen
			}
		}
	}
	return answers, r.Mismatches() == 0
}

// LeadOf decodes KindLead: the answers of a lead form that came with an advertisement ("Lead Generation Ads in Messenger"). It is
// not ok for other kinds and for data of another form.
func LeadOf(c channel.Custom) (answers []Answer, ok bool) {
	value, ok := find(c, KindLead, "lead")
	if !ok {
		return nil, false
	}
	r := jsonread.Sub(value)
	for key := range r.Object {
		if string(key) == "data" {
			answers = append(answers, readAnswers(&r, "question", "answer")...)
		}
	}
	return answers, r.Mismatches() == 0
}

// readAnswers reads a list of pairs.
func readAnswers(r *jsonread.Reader, question, answer string) (answers []Answer) {
	for range r.Array {
		var a Answer
		for key := range r.Object {
			switch string(key) {
			case question:
				a.Question = r.ID()
			case answer:
				a.Value = r.ID()
			}
		}
		answers = append(answers, a)
	}
	return answers
}
