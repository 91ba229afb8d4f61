package facebooktest

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/contactkit/contactkit/channel/standin"
)

// template is the payload of a template.
type template struct {
	Type     string    `json:"template_type"`
	Text     string    `json:"text"`
	Buttons  []button  `json:"buttons"`
	Elements []element `json:"elements"`
}

type element struct {
	Title    string          `json:"title"`
	Subtitle string          `json:"subtitle"`
	Image    string          `json:"image_url"`
	Default  json.RawMessage `json:"default_action"`
	Buttons  []button        `json:"buttons"`
	Media    string          `json:"media_type"`
	ID       string          `json:"attachment_id"`
	URL      string          `json:"url"`
}

type button struct {
	Kind    string `json:"type"`
	Title   string `json:"title"`
	Payload string `json:"payload"`
	URL     string `json:"url"`
}

var buttonKinds = []string{"web_url", "postback", "phone_number", "account_link", "account_unlink", "game_play"}

// template checks the generic, button and media templates; of the others that Meta has, only that
// they are known.
func (s *Server) template(o *outgoing, payload json.RawMessage) *graphError {
	var t template
	if json.Unmarshal(payload, &t) != nil {
		return invalid("Param message[attachment][payload] must be a template")
	}
	if o.page.instagram {
		if e := instagramTemplate(t); e != nil {
			return e
		}
	}
	var e *graphError
	var buttons []button
	switch t.Type {
	case "button":
		if standin.IsBlank(t.Text) || utf8.RuneCountInString(t.Text) > 640 {
			return invalid("Length of param text must be between 1 and 640")
		}
		buttons, e = t.Buttons, checkButtons(t.Buttons, 1, 3)
		o.sent.Text = t.Text
	case "generic":
		e = generic(t.Elements)
	case "media":
		e = s.media(o.page, t.Elements)
	case "receipt":
		e = receipt(payload)
	case "image_grid", "product", "coupon", "customer_feedback", "customer_information", "instant_form", "notification_messages":
	default:
		e = invalid("Param message[attachment][payload][template_type] is not a template type")
	}
	if e != nil {
		return e
	}
	if (o.sent.Tag == "CUSTOMER_FEEDBACK") != (t.Type == "customer_feedback") && o.sent.Tag != "" && o.sent.Tag != "HUMAN_AGENT" {
		return invalid("Tag CUSTOMER_FEEDBACK needs the customer_feedback template")
	}
	if len(t.Elements) == 1 {
		buttons = t.Elements[0].Buttons
	}
	for _, b := range buttons {
		o.sent.Buttons = append(o.sent.Buttons, Button(b))
	}
	o.sent.Template = slices.Clone(payload)
	var echoed any
	if json.Unmarshal(payload, &echoed) != nil {
		return invalid("Param message[attachment][payload] must be a template")
	}
	if bad := badAddress(echoed); bad != "" {
		return invalid("%q is not a valid URL", bad)
	}
	o.echo = []obj{{"type": "template", "payload": echoed}}
	return nil
}

func generic(list []element) *graphError {
	if len(list) < 1 || len(list) > 10 {
		return invalid("Param elements must have 1 to 10 elements")
	}
	for _, el := range list {
		if standin.IsBlank(el.Title) || utf8.RuneCountInString(el.Title) > 80 || utf8.RuneCountInString(el.Subtitle) > 80 {
			return invalid("Length of params title and subtitle must be at most 80")
		}
		if el.Subtitle == "" && el.Image == "" && el.Default == nil && len(el.Buttons) == 0 {
			return invalid("Elements need one more property beside title")
		}
		if el.Image != "" && !isAddress(el.Image) {
			return invalid("Param elements[image_url] must be a valid URL")
		}
		if e := checkTap(el.Default); e != nil {
			return e
		}
		if e := checkButtons(el.Buttons, 0, 3); e != nil {
			return e
		}
	}
	return nil
}

// checkTap: default_action is a web_url button without a title.
func checkTap(action json.RawMessage) *graphError {
	if action == nil {
		return nil
	}
	var b button
	if json.Unmarshal(action, &b) != nil || b.Kind != "web_url" || b.Title != "" || !isAddress(b.URL) {
		return invalid("Param elements[default_action] must be a web_url with a valid URL and without a title")
	}
	return nil
}

// receipt: the required properties, and at most 100 elements.
func receipt(payload json.RawMessage) *graphError {
	var r struct {
		Recipient string                     `json:"recipient_name"`
		Order     string                     `json:"order_number"`
		Currency  string                     `json:"currency"`
		Payment   string                     `json:"payment_method"`
		URL       string                     `json:"order_url"`
		Summary   map[string]json.RawMessage `json:"summary"`
		Elements  []struct {
			Image string `json:"image_url"`
		} `json:"elements"`
	}
	if json.Unmarshal(payload, &r) != nil || r.Recipient == "" || r.Order == "" || r.Currency == "" || r.Payment == "" || r.Summary["total_cost"] == nil {
		return invalid("Params recipient_name, order_number, currency, payment_method and summary[total_cost] are required")
	}
	if len(r.Elements) > 100 {
		return invalid("Param elements must have at most 100 elements")
	}
	if r.URL != "" && !isAddress(r.URL) {
		return invalid("Param order_url must be a valid URL")
	}
	for _, el := range r.Elements {
		if el.Image != "" && !isAddress(el.Image) {
			return invalid("Param elements[image_url] must be a valid URL")
		}
	}
	return nil
}

// badAddress finds an address that is not absolute in any template.
func badAddress(v any) (bad string) {
	switch v := v.(type) {
	case map[string]any:
		for k, member := range v {
			if s, ok := member.(string); ok && (k == "url" || strings.HasSuffix(k, "_url")) {
				if s != "" && !isAddress(s) {
					return s
				}
			} else if bad = badAddress(member); bad != "" {
				return bad
			}
		}
	case []any:
		for _, item := range v {
			if bad = badAddress(item); bad != "" {
				return bad
			}
		}
	}
	return ""
}

// isAddress reports whether Meta takes an address: absolute, of http or https.
func isAddress(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && !strings.ContainsAny(s, " \n\r\t")
}

// media takes exactly one element, with an attachment_id or a facebook.com address.
func (s *Server) media(p *page, list []element) *graphError {
	if len(list) != 1 || (list[0].Media != "image" && list[0].Media != "video") || (list[0].ID == "") == (list[0].URL == "") {
		return invalid("Param elements must have one element with an attachment_id or a url")
	}
	if id := list[0].ID; id != "" {
		if f := s.files[id]; f == nil || f.page != p.id || !s.core.Clock.Now().Before(f.until) {
			return errMediaID
		}
	} else if u, err := url.Parse(list[0].URL); err != nil || !strings.HasSuffix("."+u.Host, ".facebook.com") {
		return invalid("Param url must be one of facebook.com")
	}
	return checkButtons(list[0].Buttons, 0, 3)
}

// checkButtons: title at most 20 characters, payload at most 1,000.
func checkButtons(list []button, least, most int) *graphError {
	if len(list) < least || len(list) > most {
		return invalid("Param buttons must have %d to %d elements", least, most)
	}
	for _, b := range list {
		switch {
		case !slices.Contains(buttonKinds, b.Kind):
			return invalid("Param buttons[type] must be one of {%s}", strings.Join(buttonKinds, ", "))
		case b.Kind == "account_link" && (!isAddress(b.URL) || !strings.HasPrefix(b.URL, "https://")):
			return invalid("Param buttons[url] must be a valid HTTPS URL")
		case b.Kind == "account_link" || b.Kind == "account_unlink":
		case standin.IsBlank(b.Title) || utf8.RuneCountInString(b.Title) > mostTitle:
			return invalid("Length of param buttons[title] must be between 1 and %d", mostTitle)
		case b.Kind == "web_url" && !isAddress(b.URL):
			return invalid("Param buttons[url] must be a valid URL")
		case (b.Kind == "postback" || b.Kind == "phone_number") && b.Payload == "":
			return invalid("Param buttons[payload] is required")
		case utf8.RuneCountInString(b.Payload) > mostPayload:
			return invalid("Length of param buttons[payload] must be less than or equal to %d", mostPayload)
		}
	}
	return nil
}
