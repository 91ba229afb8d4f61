package directory

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strconv"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v3"

	"github.com/contactkit/contactkit/channel"
)

// maxRecord is how many bytes a record may have in JSON or YAML.
const maxRecord = 1 << 20

// ParseJSON reads a record as encoding/json writes it. A missing field has the value of Default. A
// field that a record does not have is an error, and so are secrets, which are supplied separately,
// a field that is there twice, null for a field whose default is not empty or as an element of a
// list or a map, and text that is not UTF-8. A value of the wrong kind, null, and a doubled field
// yield a *channel.FieldError.
func ParseJSON(data []byte) (Record, error) {
	if len(data) > maxRecord {
		return Record{}, errors.New("directory: a record has at most 1 MiB")
	}
	data = bytes.TrimPrefix(data, []byte("\uFEFF"))
	if err := strict(data); err != nil {
		return Record{}, fmt.Errorf("directory: record: %w", err)
	}
	r := Default("")
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&r); err != nil {
		return Record{}, fmt.Errorf("directory: record: %w", complaint(err))
	}
	if _, err := d.Token(); err != io.EOF {
		return Record{}, errors.New("directory: record: something follows it")
	}
	return r, nil
}

// complaint says in a form's words what encoding/json says in Go's. It quotes no value.
func complaint(err error) error {
	if err == io.EOF {
		return errors.New("there is none")
	}
	e, ok := errors.AsType[*json.UnmarshalTypeError](err)
	if !ok || e.Field == "" {
		return err
	}
	reason := "a value of another kind is needed"
	switch kind := e.Type.Kind(); {
	case e.Type == reflect.TypeFor[Seconds]():
		reason = "a whole number of seconds is needed"
	case kind == reflect.String:
		reason = "a text is needed, in YAML with quotes"
	case kind == reflect.Bool:
		reason = "true or false is needed"
	case kind == reflect.Slice:
		reason = "a list is needed"
	case kind == reflect.Struct, kind == reflect.Map:
		reason = "fields with names are needed"
	case e.Type.ConvertibleTo(reflect.TypeFor[int64]()):
		reason = "a whole number is needed"
	}
	return &channel.FieldError{Field: e.Field, Code: channel.CodeInvalid, Reason: reason}
}

// MarshalYAML writes a record's JSON form as YAML, in the same order of fields.
func (r Record) MarshalYAML() (any, error) {
	data, err := json.Marshal(r)
	if err != nil {
		return nil, err
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	return yamlNode(d)
}

// yamlNode reads a JSON value as YAML. JSON is nearly YAML, but not where texts hold characters
// that YAML wants escaped.
func yamlNode(d *json.Decoder) (*yaml.Node, error) {
	token, err := d.Token()
	if err != nil {
		return nil, err
	}
	n := &yaml.Node{Kind: yaml.ScalarNode}
	switch t := token.(type) {
	case nil:
		n.Tag, n.Value = "!!null", "null"
	case string:
		n.Tag, n.Value = "!!str", t
		if unplain(t) {
			n.Style = yaml.DoubleQuotedStyle
		}
	case bool:
		n.Tag, n.Value = "!!bool", strconv.FormatBool(t)
	case json.Number:
		n.Tag, n.Value = "!!int", t.String()
	case json.Delim:
		if n.Kind = yaml.SequenceNode; t == '{' {
			n.Kind = yaml.MappingNode
		}
		for d.More() {
			c, err := yamlNode(d)
			if err != nil {
				return nil, err
			}
			n.Content = append(n.Content, c)
		}
		_, err = d.Token()
	}
	return n, err
}

// unplain reports whether a text is written with quotes and escapes, because YAML would fold or
// forbid a part of it, or because the encoder lays it out as a block that it cannot read again.
func unplain(s string) bool {
	if s == "" || strings.TrimSpace(s) != s || s == "<<" {
		return true
	}
	return strings.ContainsFunc(s, func(r rune) bool {
		return r != '\n' && unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Zl, r) || unicode.Is(unicode.Zp, r) || !unicode.IsPrint(r) && r != '\n'
	})
}

// ParseYAML reads a record in YAML: the fields of its JSON form. It is as strict as ParseJSON, and
// wants quotes around a text that looks like a number.
func ParseYAML(data []byte) (Record, error) {
	if len(data) > maxRecord {
		return Record{}, errors.New("directory: a record has at most 1 MiB")
	}
	d := yaml.NewDecoder(bytes.NewReader(data))
	var doc yaml.Node
	if err := d.Decode(&doc); err != nil {
		return Record{}, fmt.Errorf("directory: record: %w", complaint(err))
	}
	if err := d.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		return Record{}, errors.New("directory: record: something follows it")
	}
	var r Record
	if err := r.UnmarshalYAML(&doc); err != nil {
		return Record{}, err
	}
	return r, nil
}

// UnmarshalYAML is ParseYAML, and keeps r.Secrets. With it package go.yaml.in/yaml/v3 decodes a
// Record, and a list of records into a []Record. Other packages for YAML do not know it and would
// silently lose fields: with them, call ParseYAML.
func (r *Record) UnmarshalYAML(n *yaml.Node) error {
	var b bytes.Buffer
	if err := writeJSON(&b, n, 0); err != nil {
		return fmt.Errorf("directory: record: %w", err)
	}
	parsed, err := ParseJSON(b.Bytes())
	if err != nil {
		return err
	}
	parsed.Secrets = r.Secrets
	*r = parsed
	return nil
}

// writeJSON writes a node as JSON. Aliases are refused: a record needs none, and a few of them can
// expand to gigabytes.
func writeJSON(b *bytes.Buffer, n *yaml.Node, depth int) error {
	if depth > 20 {
		return fmt.Errorf("line %d: nested too deeply", n.Line)
	}
	switch n.Kind {
	case yaml.DocumentNode:
		return writeJSON(b, n.Content[0], depth)
	case yaml.MappingNode:
		return writeList(b, n, '{', '}', depth)
	case yaml.SequenceNode:
		return writeList(b, n, '[', ']', depth)
	case yaml.ScalarNode:
		return writeScalar(b, n)
	}
	return fmt.Errorf("line %d: aliases are not supported", n.Line)
}

func writeList(b *bytes.Buffer, n *yaml.Node, first, last byte, depth int) error {
	b.WriteByte(first)
	for i, c := range n.Content {
		isKey := first == '{' && i%2 == 0
		switch {
		case i == 0:
		case first == '{' && !isKey:
			b.WriteByte(':')
		default:
			b.WriteByte(',')
		}
		if isKey {
			for k := 0; k < i; k += 2 {
				if strings.EqualFold(n.Content[k].Value, c.Value) {
					return fmt.Errorf("line %d: %.80q is in line %d already", c.Line, c.Value, n.Content[k].Line)
				}
			}
		}
		if isKey && (c.Kind != yaml.ScalarNode || c.Tag != "!!str") {
			return fmt.Errorf("line %d: a name is needed", c.Line)
		}
		if err := writeJSON(b, c, depth+1); err != nil {
			return err
		}
	}
	b.WriteByte(last)
	return nil
}

func writeScalar(b *bytes.Buffer, n *yaml.Node) error {
	switch n.Tag {
	case "!!null":
		b.WriteString("null")
	case "!!bool":
		var v bool
		if err := n.Decode(&v); err != nil {
			return fmt.Errorf("line %d: not a truth value", n.Line)
		}
		b.WriteString(strconv.FormatBool(v))
	case "!!int":
		var v int64
		if err := n.Decode(&v); err != nil {
			return fmt.Errorf("line %d: not a whole number", n.Line)
		}
		if strconv.FormatInt(v, 10) != n.Value { // YAML reads 010 as 8, and 1_0 as 10
			return fmt.Errorf("line %d: %.20q is a number in another notation: write it in decimal digits, or a text with quotes", n.Line, n.Value)
		}
		b.WriteString(strconv.FormatInt(v, 10))
	case "!!str", "!!timestamp", "!!merge": // a date, and << as a value, without quotes
		text, err := json.Marshal(n.Value)
		if err != nil {
			return err
		}
		b.Write(text)
	default:
		return fmt.Errorf("line %d: a value of this kind is not supported", n.Line)
	}
	return nil
}
