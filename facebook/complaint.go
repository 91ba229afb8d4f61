package facebook

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// complaints collects what is wrong with a message or a call.
type complaints []error

func (c *complaints) add(field, code, reason string) {
	*c = append(*c, &channel.FieldError{Field: field, Code: code, Reason: reason})
}

// length holds a text to a limit that Meta states in characters, in the stricter reading.
func (c *complaints) length(field, text string, most int) {
	l := channel.Length{Max: most, Unit: channel.UTF16}
	if !l.Fits(text) {
		*c = append(*c, &channel.FieldError{Field: field, Code: channel.CodeTooLong, Reason: "too long", Limit: most, Got: l.Count(text), Unit: string(l.Unit)})
	}
}

func (c *complaints) count(field string, n, most int) {
	if n > most {
		*c = append(*c, &channel.FieldError{Field: field, Code: channel.CodeTooMany, Reason: "too many", Limit: most, Got: n})
	}
}

// need complains of a text that is missing. Meta takes white space for nothing.
func (c *complaints) need(field, text, what string) {
	if channel.IsBlank(text) {
		c.add(field, channel.CodeMissing, what)
	}
}

// address complains of an address that Meta refuses: it must be absolute, of http or https. An
// empty one may be right.
func (c *complaints) address(field, address string) {
	if address == "" {
		return
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || strings.ContainsAny(address, " \t\r\n") {
		c.add(field, channel.CodeInvalid, "the address must be absolute, of http or https")
	}
}

// secureAddress is address for pages that Meta opens over https alone.
func (c *complaints) secureAddress(field, address string) {
	if address != "" && !strings.HasPrefix(strings.ToLower(address), "https://") {
		c.add(field, channel.CodeInvalid, "the address must be of https")
		return
	}
	c.address(field, address)
}

// addresses looks at each address in a payload that is written as Meta's pages show it, whatever
// the template. The field of a complaint is the path to it.
func (c *complaints) addresses(field string, payload []byte) {
	if len(payload) == 0 {
		return
	}
	r, err := jsonread.New(payload)
	if err == nil {
		c.addressesIn(field, &r)
	}
}

func (c *complaints) addressesIn(field string, r *jsonread.Reader) {
	switch r.Kind() {
	case jsonread.Object:
		for key := range r.Object {
			name := field + "." + string(key)
			switch string(key) {
			case "url", "image_url", "fallback_url", "order_url", "coupon_url":
				if r.Kind() == jsonread.String {
					c.address(name, r.Text())
					continue
				}
			}
			c.addressesIn(name, r)
		}
	case jsonread.Array:
		for i := range r.Array {
			c.addressesIn(fmt.Sprintf("%s[%d]", field, i), r)
		}
	default:
		r.Skip()
	}
}

// buttons looks at the buttons of a template.
func (c *complaints) buttons(field string, list []Button) {
	c.count(field, len(list), 3)
	for i, b := range list {
		c.button(fmt.Sprintf("%s[%d]", field, i), b)
	}
}

func (c *complaints) button(field string, b Button) {
	switch b.Type {
	case ButtonURL, ButtonPostback, ButtonCall:
		c.need(field+".title", b.Title, "the button needs a title")
	case ButtonLogIn, ButtonLogOut:
	default:
		c.add(field+".type", channel.CodeInvalid, "the type must be one of the Button… constants")
		return
	}
	switch b.Type {
	case ButtonURL:
		c.need(field+".url", b.URL, "the button needs an address")
		c.address(field+".url", b.URL)
	case ButtonLogIn:
		c.need(field+".url", b.URL, "the button needs an address")
		c.secureAddress(field+".url", b.URL)
	case ButtonPostback, ButtonCall:
		c.need(field+".payload", b.Payload, "the button needs a payload")
	}
	c.length(field+".title", b.Title, 20)
	c.length(field+".payload", b.Payload, 1000)
}

func (c *complaints) cards(list []Card) {
	c.count("native.generic", len(list), 10)
	for i, card := range list {
		field := fmt.Sprintf("native.generic[%d]", i)
		c.need(field+".title", card.Title, "the card needs a title")
		if card.Subtitle == "" && card.Image == "" && card.Tap == nil && len(card.Buttons) == 0 {
			c.add(field, channel.CodeMissing, "the card needs one more thing beside its title")
		}
		if card.Tap != nil {
			if card.Tap.Type != ButtonURL || card.Tap.Title != "" {
				c.add(field+".tap", channel.CodeInvalid, "the tap on a card must be a ButtonURL without a title")
			} else {
				c.need(field+".tap.url", card.Tap.URL, "the tap on a card needs an address")
			}
			c.address(field+".tap.url", card.Tap.URL)
		}
		c.length(field+".title", card.Title, 80)
		c.length(field+".subtitle", card.Subtitle, 80)
		c.address(field+".image", card.Image)
		c.buttons(field+".buttons", card.Buttons)
	}
}

func (c *complaints) media(m MediaCard) {
	if m.Kind != "image" && m.Kind != "video" {
		c.add("native.media.kind", channel.CodeInvalid, `the kind must be "image" or "video"`)
	}
	if (m.ID == "") == (m.URL == "") {
		c.add("native.media", channel.CodeConflict, "exactly one of id and address is needed")
	}
	if u, err := url.Parse(m.URL); m.URL != "" && (err != nil || u.Scheme != "https" || !strings.HasSuffix("."+u.Hostname(), ".facebook.com")) {
		c.add("native.media.url", channel.CodeInvalid, "the address must be one of facebook.com; upload other files")
	}
	c.buttons("native.media.buttons", m.Buttons)
}

func (c *complaints) receipt(r Receipt) {
	for _, f := range []struct{ name, value string }{
		{"recipient", r.Recipient}, {"order", r.Order}, {"currency", r.Currency}, {"payment", r.Payment},
	} {
		c.need("native.receipt."+f.name, f.value, "the receipt needs it")
	}
	c.count("native.receipt.items", len(r.Items), 100)
	c.address("native.receipt.url", r.URL)
	for i, item := range r.Items {
		c.address(fmt.Sprintf("native.receipt.items[%d].image", i), item.Image)
	}
}
