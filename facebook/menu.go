package facebook

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// MessengerProfile is what a Page shows around its conversations ("Messenger Profile API").
// SetMessengerProfile leaves empty members as they are; DeleteMessengerProfile deletes them.
type MessengerProfile struct {
	GetStarted  string        // payload of the Get Started button, which comes back as a Press or Started; needed for Menu
	Greeting    []Greeting    // before the first message, by locale
	IceBreakers []IceBreakers // questions to tap, by locale
	Menu        []Menu        // the persistent menu, by locale
}

// DefaultLocale is the locale that is shown where no other fits. Each list of a MessengerProfile
// needs it.
const DefaultLocale = "default"

// Greeting is a text before the first message.
type Greeting struct {
	Locale string `json:"locale"`
	Text   string `json:"text"`
}

// IceBreakers are up to four questions of one locale.
type IceBreakers struct {
	Locale    string     `json:"locale"`
	Questions []Question `json:"call_to_actions"`
}

// Question is a question that the customer can tap. The tap arrives as a Press.
type Question struct {
	Text    string `json:"question"`
	Payload string `json:"payload"`
}

// Menu is a list of at most 20 items of one locale. Each is a ButtonPostback or ButtonURL, with a
// title of at most 30 and a payload of at most 1,000 characters.
type Menu struct {
	Locale string   `json:"locale"`
	NoText bool     `json:"composer_input_disabled"` // the customer can tap, and not write
	Items  []Button `json:"call_to_actions"`
}

// Properties of a MessengerProfile.
const (
	PropertyGetStarted  = "get_started"
	PropertyGreeting    = "greeting"
	PropertyIceBreakers = "ice_breakers"
	PropertyMenu        = "persistent_menu"
)

// SetMessengerProfile sets the members of p that are not empty. Meta allows 10 calls about the
// profile in 10 minutes for each Page.
func (c *Channel) SetMessengerProfile(ctx context.Context, account string, p MessengerProfile) error {
	const op = "set messenger profile"
	if err := p.check(); err != nil {
		return call.Rejected(Platform, op, err)
	}
	in := sentProfile{Greeting: p.Greeting, IceBreakers: p.IceBreakers, Menu: p.Menu}
	if p.GetStarted != "" {
		in.GetStarted = &getStarted{p.GetStarted}
	}
	answer, err := c.edge(ctx, op, account, http.MethodPost, "me/messenger_profile", nil, in)
	if err != nil {
		return err
	}
	return succeeded(op, answer)
}

// ReadMessengerProfile returns the profile that is set.
func (c *Channel) ReadMessengerProfile(ctx context.Context, account string) (p MessengerProfile, err error) {
	const op = "read messenger profile"
	fields := strings.Join([]string{PropertyGetStarted, PropertyGreeting, PropertyIceBreakers, PropertyMenu}, ",")
	answer, err := c.edge(ctx, op, account, http.MethodGet, "me/messenger_profile", url.Values{"fields": {fields}}, nil)
	if err != nil {
		return p, err
	}
	var odd error
	err = eachOf(answer, op, func(r *jsonread.Reader) {
		var got sentProfile
		if odd = json.Unmarshal(r.Raw(), &got); odd != nil {
			return
		}
		p = MessengerProfile{Greeting: got.Greeting, IceBreakers: got.IceBreakers, Menu: got.Menu}
		if got.GetStarted != nil {
			p.GetStarted = got.GetStarted.Payload
		}
	})
	if err == nil && odd != nil {
		err = fault(op, channel.ErrMalformed, odd)
	}
	return p, err
}

// DeleteMessengerProfile deletes properties: PropertyMenu, … . The Get Started button cannot be
// deleted before the menu.
func (c *Channel) DeleteMessengerProfile(ctx context.Context, account string, properties ...string) error {
	const op = "delete messenger profile"
	var errs complaints
	for i, p := range properties {
		if !slices.Contains([]string{PropertyGetStarted, PropertyGreeting, PropertyIceBreakers, PropertyMenu}, p) {
			errs.add(fmt.Sprintf("properties[%d]", i), channel.CodeInvalid, "the property must be one of the Property… constants")
		}
	}
	if len(properties) == 0 {
		errs.add("properties", channel.CodeMissing, "at least one property is needed")
	}
	if len(errs) > 0 {
		return call.Rejected(Platform, op, errors.Join(errs...))
	}
	answer, err := c.edge(ctx, op, account, http.MethodDelete, "me/messenger_profile", nil, deleting{properties})
	if err != nil {
		return err
	}
	return succeeded(op, answer)
}

// check joins the complaints.
func (p MessengerProfile) check() error {
	var c complaints
	if p.GetStarted == "" && len(p.Greeting) == 0 && len(p.IceBreakers) == 0 && len(p.Menu) == 0 {
		c.add("profile", channel.CodeMissing, "at least one property is needed")
	}
	c.length("getStarted", p.GetStarted, 1000)
	var locales []string
	for i, g := range p.Greeting {
		locales = append(locales, g.Locale)
		c.need(fmt.Sprintf("greeting[%d].text", i), g.Text, "the greeting needs a text")
	}
	c.locales("greeting", locales)
	locales = nil
	for i, b := range p.IceBreakers {
		locales = append(locales, b.Locale)
		field := fmt.Sprintf("iceBreakers[%d].questions", i)
		c.count(field, len(b.Questions), 4)
		for j, q := range b.Questions {
			if channel.IsBlank(q.Text) || q.Payload == "" {
				c.add(fmt.Sprintf("%s[%d]", field, j), channel.CodeMissing, "the question needs a text and a payload")
			}
		}
	}
	c.locales("iceBreakers", locales)
	locales = nil
	for i, m := range p.Menu {
		locales = append(locales, m.Locale)
		field := fmt.Sprintf("menu[%d].items", i)
		c.count(field, len(m.Items), 20)
		for j, b := range m.Items {
			c.item(fmt.Sprintf("%s[%d]", field, j), b)
		}
	}
	c.locales("menu", locales)
	return errors.Join(c...)
}

// locales complains unless each locale is there once, and the default among them.
func (c *complaints) locales(field string, list []string) {
	if len(list) == 0 {
		return
	}
	if !slices.Contains(list, DefaultLocale) {
		c.add(field, channel.CodeMissing, "one of the locales must be the default one")
	}
	slices.Sort(list)
	if len(slices.Compact(list)) < len(list) {
		c.add(field, channel.CodeDuplicate, "a locale must not be repeated")
	}
}

func (c *complaints) item(field string, b Button) {
	switch b.Type {
	case ButtonPostback:
		c.need(field+".payload", b.Payload, "the item needs a payload")
	case ButtonURL:
		c.need(field+".url", b.URL, "the item needs an address")
		c.address(field+".url", b.URL)
	default:
		c.add(field+".type", channel.CodeInvalid, "the type must be ButtonPostback or ButtonURL")
	}
	c.need(field+".title", b.Title, "the item needs a title")
	c.length(field+".title", b.Title, 30)
	c.length(field+".payload", b.Payload, 1000)
}
