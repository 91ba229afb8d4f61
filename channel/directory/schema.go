package directory

import (
	"encoding"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
)

// schema is a JSON Schema, as far as a record needs it.
type schema struct {
	Schema      string             `json:"$schema,omitempty"`
	Title       string             `json:"title,omitempty"`
	Description string             `json:"description,omitempty"`
	Type        string             `json:"type,omitempty"`
	Format      string             `json:"format,omitempty"`
	Const       string             `json:"const,omitempty"`
	Enum        []string           `json:"enum,omitempty"`
	Default     json.RawMessage    `json:"default,omitempty"`
	MaxLength   int                `json:"maxLength,omitempty"`
	MaxItems    int                `json:"maxItems,omitempty"`
	Minimum     *int64             `json:"minimum,omitempty"`
	Maximum     *int64             `json:"maximum,omitempty"`
	Pattern     string             `json:"pattern,omitempty"`
	ReadOnly    bool               `json:"readOnly,omitempty"`
	WriteOnly   bool               `json:"writeOnly,omitempty"`
	Properties  map[string]*schema `json:"properties,omitempty"`
	Required    []string           `json:"required,omitempty"`
	Items       *schema            `json:"items,omitempty"`
	AllOf       []*schema          `json:"allOf,omitempty"`
	If          *schema            `json:"if,omitempty"`
	Then        *schema            `json:"then,omitempty"`
	Choices     string             `json:"x-choices,omitempty"`            // the kind that Options.Choices lists for the field
	Additional  any                `json:"additionalProperties,omitempty"` // false, or a *schema
}

const draft2020 = "https://json-schema.org/draft/2020-12/schema"

// Schema is the JSON Schema (2020-12) of a record, with the settings of each driver's platform, for
// building a form. It is indented and ends with a line end. Rules about several fields are left to
// Check.
func Schema(drivers ...channel.Driver) []byte {
	s := structSchema(reflect.ValueOf(Default("")))
	s.Schema, s.Title = draft2020, "Channel"
	platform := s.Properties["platform"]
	for _, d := range drivers {
		platform.Enum = append(platform.Enum, d.Platform)
		settings := object("")
		for _, f := range d.Fields {
			if f.Kind != channel.FieldKeys && f.Kind != channel.FieldTokens && f.Kind != channel.FieldCertificate {
				settings.take(f, fieldSchema(f))
			}
		}
		s.AllOf = append(s.AllOf, onPlatform(d.Platform, map[string]*schema{"settings": settings}, settings.Required))
	}
	return s.text()
}

// SecretsSchema is the JSON Schema of the credentials that a form asks for in addition to the
// record: an object for each platform, with a text for each field of the kind channel.FieldKeys,
// and for each field of the kind channel.FieldTokens an object with a text for each page id. All
// texts are writeOnly.
func SecretsSchema(drivers ...channel.Driver) []byte {
	s := object("Credentials")
	s.Schema, s.Additional = draft2020, nil
	s.Properties["platform"] = &schema{Type: "string"}
	for _, d := range drivers {
		s.Properties["platform"].Enum = append(s.Properties["platform"].Enum, d.Platform)
		secrets := object("")
		for _, f := range d.Fields {
			switch f.Kind {
			case channel.FieldKeys:
				secrets.take(f, fieldSchema(f))
			case channel.FieldTokens:
				secrets.take(f, &schema{Title: f.Label, Description: f.Help, Type: "object",
					Additional: &schema{Type: "string", Format: "password", WriteOnly: true, MaxLength: f.Max}})
			}
		}
		s.AllOf = append(s.AllOf, onPlatform(d.Platform, map[string]*schema{"secrets": secrets}, nil))
	}
	return s.text()
}

func object(title string) *schema {
	return &schema{Title: title, Type: "object", Properties: map[string]*schema{}, Additional: false}
}

func (s *schema) take(f channel.Field, property *schema) {
	s.Properties[f.Name] = property
	if f.Required {
		s.Required = append(s.Required, f.Name)
	}
}

func onPlatform(platform string, properties map[string]*schema, required []string) *schema {
	then := &schema{Properties: properties}
	if len(required) > 0 {
		then.Required = []string{"settings"}
	}
	return &schema{If: &schema{Properties: map[string]*schema{"platform": {Const: platform}}}, Then: then}
}

// text writes the schema. It is plain data, which always has a JSON form.
func (s *schema) text() []byte {
	data, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		panic(fmt.Sprintf("directory: schema: %v", err))
	}
	return append(data, '\n')
}

// fieldSchema describes a driver's field. Its values are texts, also of truth values.
func fieldSchema(f channel.Field) *schema {
	s := &schema{Title: f.Label, Description: f.Help, Type: "string", MaxLength: f.Max}
	switch f.Kind {
	case channel.FieldURL:
		s.Format = "uri"
	case channel.FieldBool:
		s.Enum = []string{"true", "false"}
	case channel.FieldChoice:
		s.Enum = f.Options
		if len(f.Options) > 0 {
			s.Default = json.RawMessage(strconv.Quote(f.Options[0]))
		}
	case channel.FieldKeys:
		s.Format, s.WriteOnly = "password", true
	}
	if !f.Required && len(s.Enum) > 0 && !slices.Contains(s.Enum, "") { // an empty text chooses the default
		s.Enum = append([]string{""}, s.Enum...)
	}
	return s
}

// structSchema describes a struct by its json and form tags. Values other than zero are the form's
// first.
func structSchema(v reflect.Value) *schema {
	s := object("")
	for i := range v.NumField() {
		f := v.Type().Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "-" || name == "" {
			continue
		}
		p := typeSchema(v.Field(i))
		if p.Title = label(f.Name); p.Type == "array" && p.Items.Title == p.Title {
			p.Items.Title = ""
		}
		if p.constrain(f.Tag.Get("form")) {
			s.Required = append(s.Required, name)
		}
		if !v.Field(i).IsZero() && p.Type != "object" || p.Type == "boolean" && !strings.Contains(options, "omit") {
			if data, err := json.Marshal(v.Field(i).Interface()); err == nil {
				p.Default = data
			}
		}
		s.Properties[name] = p
	}
	return s
}

var textMarshaler = reflect.TypeFor[encoding.TextMarshaler]()

func typeSchema(v reflect.Value) *schema {
	t := v.Type()
	switch {
	case t == reflect.TypeFor[time.Time]():
		return &schema{Type: "string", Format: "date-time"}
	case t.Kind() == reflect.Pointer:
		return typeSchema(reflect.Zero(t.Elem()))
	case t.Implements(textMarshaler):
		return &schema{Type: "string"}
	}
	switch t.Kind() {
	case reflect.Bool:
		return &schema{Type: "boolean"}
	case reflect.Int, reflect.Int64:
		return &schema{Type: "integer"}
	case reflect.Slice:
		return &schema{Type: "array", Items: typeSchema(reflect.Zero(t.Elem()))}
	case reflect.Map:
		return &schema{Type: "object", Additional: typeSchema(reflect.Zero(t.Elem()))}
	case reflect.Struct:
		return structSchema(v)
	}
	return &schema{Type: "string"}
}

// constrain reads a form tag, and reports whether the field is required.
func (s *schema) constrain(tag string) (required bool) {
	for part := range strings.SplitSeq(tag, ";") {
		name, value, _ := strings.Cut(part, "=")
		n, _ := strconv.ParseInt(value, 10, 64)
		switch name {
		case "required":
			required = true
		case "readonly":
			s.ReadOnly = true
		case "title":
			s.Title = value
		case "pattern":
			s.Pattern = value
		case "from":
			s.Choices = value
		case "enum":
			s.Enum = strings.Split(value, "|")
		case "min":
			s.Minimum = &n
		case "top":
			s.Maximum = &n
		case "max":
			if s.Type == "array" {
				s.MaxItems = int(n)
			} else {
				s.MaxLength = int(n)
			}
		}
	}
	return required
}

// label makes "RequestTTL" "Request TTL".
func label(name string) string {
	var b strings.Builder
	for i, c := range name {
		upper := 'A' <= c && c <= 'Z'
		last := i > 0 && 'A' <= name[i-1] && name[i-1] <= 'Z'
		if upper && i > 0 && !last {
			b.WriteByte(' ')
			if i+1 < len(name) && 'a' <= name[i+1] && name[i+1] <= 'z' {
				c += 'a' - 'A'
			}
		}
		b.WriteRune(c)
	}
	return b.String()
}
