package whatsapp

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// BusinessProfile is what people see of a number. WhatsApp tells no profiles of people: their name
// and user name come with each message (Event.From), so channel.FetchProfile is unsupported.
type BusinessProfile struct {
	About       string   `json:"about,omitempty"`
	Address     string   `json:"address,omitempty"`
	Description string   `json:"description,omitempty"`
	Email       string   `json:"email,omitempty"`
	Websites    []string `json:"websites,omitempty"`
	Vertical    string   `json:"vertical,omitempty"` // the industry: Meta's word
	Picture     string   `json:"-"`                  // read: its address, which may expire
}

const edgeProfile = "/whatsapp_business_profile"

// ReadBusinessProfile asks for the profile of a number. Config.ProfileFields are the fields that it
// asks for.
func (c *Channel) ReadBusinessProfile(ctx context.Context, account string) (BusinessProfile, error) {
	const op = "read profile"
	id, err := c.number(op, account)
	if err != nil {
		return BusinessProfile{}, err
	}
	answer, err := c.do(ctx, op, http.MethodGet, id+edgeProfile, url.Values{"fields": {strings.Join(c.cfg.ProfileFields, ",")}}, nil)
	if err != nil {
		return BusinessProfile{}, err
	}
	var p BusinessProfile
	r, err := jsonread.New(answer.Body)
	if err != nil {
		return p, call.Malformed(Platform, op, err)
	}
	for key := range r.Object {
		if string(key) != "data" {
			continue
		}
		for range r.Array {
			p.read(&r)
		}
	}
	return p, nil
}

func (p *BusinessProfile) read(r *jsonread.Reader) {
	for key := range r.Object {
		switch string(key) {
		case "about":
			p.About = r.Text()
		case "address":
			p.Address = r.Text()
		case "description":
			p.Description = r.Text()
		case "email":
			p.Email = r.Text()
		case "vertical":
			p.Vertical = r.Text()
		case "profile_picture_url":
			p.Picture = webAddress(r.Text())
		case "websites":
			for range r.Array {
				p.Websites = append(p.Websites, r.Text())
			}
		}
	}
}

// SetBusinessProfile changes the fields that are set, and leaves the others. Picture is ignored.
func (c *Channel) SetBusinessProfile(ctx context.Context, account string, p BusinessProfile) error {
	const op = "set profile"
	id, err := c.number(op, account)
	if err != nil {
		return err
	}
	if len(p.Websites) > maxWebsites {
		return call.Rejected(Platform, op, &channel.FieldError{Field: "websites", Code: channel.CodeTooMany, Reason: "too many", Limit: maxWebsites, Got: len(p.Websites)})
	}
	body, err := json.Marshal(struct {
		Product string `json:"messaging_product"`
		BusinessProfile
	}{product, p})
	if err != nil {
		return call.Rejected(Platform, op, err)
	}
	answer, err := c.do(ctx, op, http.MethodPost, id+edgeProfile, nil, body)
	if err != nil {
		return err
	}
	return succeeded(op, answer)
}

// maxWebsites is how many addresses a profile shows.
const maxWebsites = 2
