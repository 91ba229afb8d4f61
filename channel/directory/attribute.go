package directory

import (
	"context"
	"fmt"
	"net/mail"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/contactkit/contactkit/channel"
)

// Attribute is a field of the tenant's own: its schema, and its value. Secret (or the type
// Password) says that the value is secret. The other types do not tell, because many products keep
// credentials in plain text fields. The value of a secret attribute is in Secrets.
type Attribute struct {
	Key      string        `json:"key" form:"required;max=64;pattern=^[A-Za-z_][A-Za-z0-9_-]*$"`
	Label    string        `json:"label,omitempty" form:"max=200"`
	Help     string        `json:"help,omitempty" form:"title=Help text;max=500"`
	Required bool          `json:"required,omitempty"`
	Secret   bool          `json:"secret,omitempty"`
	Type     AttributeType `json:"type,omitempty" form:"enum=Alphanum100|AlphanumSpecial200|String50|String100|String2000|PositiveNumber|Number|IP|PhoneNumber|URL|Boolean|Email|Password|StringList|WebChannelData"`
	Options  []string      `json:"options,omitempty" form:"max=200"` // the value is one of these; none: any of the type
	Value    string        `json:"value,omitempty"`                  // a StringList has one string on each line
}

// AttributeType is what values an attribute takes.
type AttributeType string

// Types of an attribute: what its value may hold.
const (
	Alphanum100        AttributeType = "Alphanum100"        // letters and digits
	AlphanumSpecial200 AttributeType = "AlphanumSpecial200" // printable, without blanks at the ends
	String50           AttributeType = "String50"
	String100          AttributeType = "String100"
	String2000         AttributeType = "String2000"
	PositiveNumber     AttributeType = "PositiveNumber" // whole, above zero
	Number             AttributeType = "Number"         // decimal
	IP                 AttributeType = "IP"
	PhoneNumber        AttributeType = "PhoneNumber" // 3 to 15 digits, with or without "+"
	URL                AttributeType = "URL"         // http or https
	Boolean            AttributeType = "Boolean"     // "true" or "false"
	Email              AttributeType = "Email"
	Password           AttributeType = "Password"   // always secret
	StringList         AttributeType = "StringList" // lines
	// WebChannelData is data of Expertflow's web channel. Its content is not documented: any text
	// of 2,000 characters is taken.
	WebChannelData AttributeType = "WebChannelData"
)

// IsSecret reports whether the value belongs into Secrets.
func (a Attribute) IsSecret() bool { return a.Secret || a.Type == Password }

var (
	alphanum  = regexp.MustCompile(`^[\p{L}\p{N}]*$`)
	telephone = regexp.MustCompile(`^\+?[0-9]{3,15}$`)
	decimal   = regexp.MustCompile(`^-?[0-9]{1,30}(\.[0-9]{1,30})?$`)
)

// fault says what is wrong with a value of the type; empty: nothing. It never quotes the value.
func (t AttributeType) fault(value string) string {
	ok, want := true, ""
	switch t {
	case Alphanum100:
		ok, want = utf8.RuneCountInString(value) <= 100 && alphanum.MatchString(value), "at most 100 letters and digits are needed"
	case AlphanumSpecial200:
		ok, want = utf8.RuneCountInString(value) <= 200 && value == strings.TrimSpace(value) && !strings.ContainsAny(value, "\x00\n\r\t"),
			"at most 200 characters without line ends, tabs and blanks at the ends are needed"
	case String50:
		ok, want = utf8.RuneCountInString(value) <= 50, "at most 50 characters are needed"
	case String100:
		ok, want = utf8.RuneCountInString(value) <= 100, "at most 100 characters are needed"
	case String2000, Password, StringList, WebChannelData:
		ok, want = utf8.RuneCountInString(value) <= 2000, "at most 2,000 characters are needed"
	case PositiveNumber:
		n, err := strconv.ParseInt(value, 10, 64)
		ok, want = err == nil && n > 0, "a whole number above zero is needed"
	case Number:
		ok, want = decimal.MatchString(value), "a number is needed"
	case IP:
		_, err := netip.ParseAddr(value)
		ok, want = err == nil, "an IP address is needed"
	case PhoneNumber:
		ok, want = telephone.MatchString(value), "a telephone number of 3 to 15 digits is needed"
	case URL:
		u, err := url.Parse(value)
		ok, want = err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && u.User == nil, "an http or https address without a user is needed"
	case Boolean:
		ok, want = value == "true" || value == "false", `"true" or "false" is needed`
	case Email:
		a, err := mail.ParseAddress(value)
		ok, want = err == nil && a.Address == value, "a mail address is needed"
	default:
		ok, want = false, noSuchType
	}
	if ok && utf8.ValidString(value) {
		return ""
	}
	return want
}

// attributeKey takes the keys of Expertflow's own channels too: API-KEY, ACCESS-TOKEN-SECRET.
var attributeKey = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_-]{0,63}$`)

var identifier = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]{0,63}$`)

const noSuchType = "there is no such attribute type"

// schemaKeys checks the keys and texts of a list, and returns where each key is.
func (k *checker) schemaKeys(list []Attribute) map[string]int {
	if len(list) > 100 {
		k.add("attributes", channel.CodeTooMany, "at most 100 attributes are allowed")
	}
	seen := make(map[string]int, len(list))
	for i, a := range list {
		field := fmt.Sprintf("attributes[%d].key", i)
		if !attributeKey.MatchString(a.Key) {
			k.add(field, channel.CodeInvalid, `1 to 64 letters, digits, "_" and "-" are needed, beginning with a letter or "_"`)
		} else if first, ok := seen[a.Key]; ok {
			k.add(field, channel.CodeDuplicate, fmt.Sprintf("the same key as attributes[%d]", first))
		} else {
			seen[a.Key] = i
		}
		k.clean(fmt.Sprintf("attributes[%d].label", i), a.Label)
		k.clean(fmt.Sprintf("attributes[%d].help", i), a.Help)
		for j, option := range a.Options {
			k.clean(fmt.Sprintf("attributes[%d].options[%d]", i, j), option)
		}
	}
	return seen
}

func (k *checker) attributes(ctx context.Context, r Record) {
	schema := k.shared(ctx, r)
	seen := k.schemaKeys(r.Attributes)
	for i, a := range r.Attributes {
		if at := slices.IndexFunc(schema, func(s Attribute) bool { return s.Key == a.Key }); at >= 0 {
			value := a.Value
			a = schema[at]
			a.Value = value
		}
		k.attribute(fmt.Sprintf("attributes[%d]", i), a, r.Secrets.Attributes[a.Key].Reveal())
	}
	for key := range r.Secrets.Attributes {
		if i, ok := seen[key]; !ok || !r.Attributes[i].IsSecret() {
			k.add("secrets.attributes."+key, channel.CodeUnsupported, "no secret attribute has this key")
		}
	}
}

// attribute checks a value against its schema.
func (k *checker) attribute(field string, a Attribute, secret string) {
	value := a.Value
	if a.IsSecret() {
		value = secret
	}
	known := a.Type.fault("") != noSuchType
	if !known {
		k.add(field+".type", channel.CodeInvalid, noSuchType)
	}
	switch {
	case value == "" && a.Required:
		k.add(field+".value", channel.CodeMissing, "a value is needed")
	case value == "" || !k.clean(field+".value", value):
	case len(a.Options) > 0 && !slices.Contains(a.Options, value):
		k.add(field+".value", channel.CodeInvalid, "the value is none of the options")
	case known:
		if reason := a.Type.fault(value); reason != "" {
			k.add(field+".value", channel.CodeInvalid, reason)
		}
	}
}
