package facebook

import (
	"slices"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/jsonread"
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

// DecodeOrder decodes KindOrder. The error matches channel.ErrMalformed if c is of another
// kind, or its data of another form.
func DecodeOrder(c channel.Custom) (Order, error) {
	value, err := find(c, KindOrder, "order")
	if err != nil {
		return Order{}, err
	}
	var o Order
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
	return o, fitting(&r, true)
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

// Answer is one question or field, and the customer's answer.
type Answer struct {
	Screen   string // where a form has screens
	Question string // its text, key or id
	Type     string // of a survey's question: "csat", "nps", "ces"
	Value    string // scores are digits
	FollowUp string // the customer's remark on a survey's answer
}

// DecodeFeedback decodes KindFeedback, the answer to a customer feedback template. The answers are
// ordered by question within each screen. The error matches channel.ErrMalformed if c is of another
// kind, or its data of another form.
func DecodeFeedback(c channel.Custom) ([]Answer, error) {
	value, err := find(c, KindFeedback, "messaging_feedback")
	if err != nil {
		return nil, err
	}
	var answers []Answer
	r := jsonread.Sub(value)
	for key := range r.Object {
		if string(key) != "feedback_screens" {
			continue
		}
		for range r.Array {
			answers = append(answers, readScreen(&r)...)
		}
	}
	return answers, fitting(&r, true)
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

// DecodeInformation decodes KindCustomerInformation, an address form that the customer filled in.
// The error matches channel.ErrMalformed if c is of another kind, or its data of another form.
func DecodeInformation(c channel.Custom) ([]Answer, error) {
	value, err := find(c, KindCustomerInformation, KindCustomerInformation)
	if err != nil {
		return nil, err
	}
	var answers []Answer
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
	return answers, fitting(&r, true)
}

// DecodeLead decodes KindLead, the answers of a lead form that came with an advertisement ("Lead
// Generation Ads in Messenger"). The error matches channel.ErrMalformed if c is of another kind, or
// its data of another form.
func DecodeLead(c channel.Custom) ([]Answer, error) {
	value, err := find(c, KindLead, "lead")
	if err != nil {
		return nil, err
	}
	var answers []Answer
	r := jsonread.Sub(value)
	for key := range r.Object {
		if string(key) == "data" {
			answers = append(answers, readAnswers(&r, "question", "answer")...)
		}
	}
	return answers, fitting(&r, true)
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
