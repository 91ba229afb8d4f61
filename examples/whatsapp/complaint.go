package whatsapp

import (
	"net/url"
	"strings"

	"github.com/contactkit/contactkit/channel"
)

// complaints collects what is wrong with a configuration or a message.
type complaints []error

func (c *complaints) add(field, code, reason string) {
	*c = append(*c, &channel.FieldError{Field: field, Code: code, Reason: reason})
}

// id complains of an id of Meta's that is missing or no number.
func (c *complaints) id(field, id, missing string) {
	switch {
	case id == "":
		c.add(field, channel.CodeMissing, missing)
	case !idForm.MatchString(id):
		c.add(field, channel.CodeInvalid, "the id must be a number of up to 32 digits")
	}
}

func (c *complaints) keys(field string, keys channel.Keys, missing string) {
	if len(keys) == 0 {
		c.add(field, channel.CodeMissing, missing)
	} else if err := keys.Check(field); err != nil {
		*c = append(*c, err)
	}
}

// length holds a text to a limit that Meta states in characters, in the stricter reading.
func (c *complaints) length(field, text string, most int) {
	if l := utf16(most); !l.Fits(text) {
		*c = append(*c, &channel.FieldError{Field: field, Code: channel.CodeTooLong, Reason: "too long", Limit: most, Got: l.Unit.Count(text), Unit: string(l.Unit)})
	}
}

// address complains of an address that Meta refuses: it must be absolute, of http or https.
func (c *complaints) address(field, address string) {
	if address == "" {
		return
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || strings.ContainsAny(address, " \t\r\n") {
		c.add(field, channel.CodeInvalid, "the address must be absolute, of http or https")
	}
}

// utf16 is a limit in UTF-16 units: the strict reading of Meta's "characters", which never allows
// more than code points would.
func utf16(n int) channel.Length { return channel.Length{Max: n, Unit: channel.UTF16} }
