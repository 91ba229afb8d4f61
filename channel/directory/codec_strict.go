package directory

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"unicode/utf8"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// strict complains of what encoding/json reads without a word: bytes that are not UTF-8 and halves
// of a pair, which it replaces, a key that is there twice, of which it takes the last, whatever the
// case of its letters, and null, which leaves a field as it is and makes an empty element of a
// list.
func strict(data []byte) error {
	if !utf8.Valid(data) {
		return errors.New("it is not UTF-8")
	}
	w := walker{data: data, d: json.NewDecoder(bytes.NewReader(data))}
	w.d.UseNumber()
	if err := w.value(""); err != nil && !errors.Is(err, errSyntax) {
		return err
	}
	return nil // what is not JSON is for the decoder that follows
}

var errSyntax = errors.New("no JSON")

// walker walks the tokens of a document.
type walker struct {
	data []byte
	d    *json.Decoder
}

func (w *walker) token(field string) (json.Token, error) {
	from := w.d.InputOffset()
	t, err := w.d.Token()
	if err != nil {
		return nil, errors.Join(errSyntax, err)
	}
	if s, ok := t.(string); ok && strings.Contains(s, "\uFFFD") && jsonread.HalfCharacter(w.data[from:w.d.InputOffset()]) {
		return nil, &channel.FieldError{Field: field, Code: channel.CodeInvalid, Reason: `an escape \u stands for half a character`}
	}
	return t, nil
}

func (w *walker) value(field string) error {
	t, err := w.token(field)
	if err != nil {
		return err
	}
	switch t {
	case nil:
		if reason := nullFault(field); reason != "" {
			return &channel.FieldError{Field: field, Code: channel.CodeInvalid, Reason: reason}
		}
		return nil
	case json.Delim('{'):
		seen := map[string]bool{}
		for w.d.More() {
			k, err := w.token(field)
			if err != nil {
				return err
			}
			key, _ := k.(string)
			inner := strings.TrimPrefix(field+"."+key, ".")
			folded := strings.ToLower(strings.ToUpper(key)) // as encoding/json folds: it takes ſ for s
			if seen[folded] {
				return &channel.FieldError{Field: inner, Code: channel.CodeDuplicate, Reason: "the field is there twice"}
			}
			seen[folded] = true
			if err := w.value(inner); err != nil {
				return err
			}
		}
	case json.Delim('['):
		for i := 0; w.d.More(); i++ {
			if err := w.value(fmt.Sprintf("%s[%d]", field, i)); err != nil {
				return err
			}
		}
	default:
		return nil
	}
	if _, err := w.d.Token(); err != nil && err != io.EOF {
		return errors.Join(errSyntax, err)
	}
	return nil
}

// nullFault says why null is refused at a path; empty if null means the same as a missing field.
// encoding/json reads null in a list or a map as an element without content, such as a page without
// an ID, and keeps a field's default, although 0 or off may be meant.
func nullFault(path string) string {
	switch {
	case path == "":
		return "null is no record"
	case strings.HasSuffix(path, "]"):
		return "null is no element of a list: leave it out"
	}
	at := reflect.ValueOf(Default(""))
	for name := range strings.SplitSeq(path, ".") {
		name, _, isElement := strings.Cut(name, "[")
		if at.Kind() == reflect.Map {
			return "null is no value: write one, or leave the entry out"
		}
		if at = fieldByTag(at, name); !at.IsValid() {
			return "" // the decoder refuses a field that it does not know
		}
		if isElement && at.Kind() == reflect.Slice {
			at = reflect.Zero(at.Type().Elem())
		}
	}
	if !at.IsZero() {
		return "null is no value: write one, or leave the field out for its default"
	}
	return ""
}

// fieldByTag returns a struct's field by its name in JSON; the zero Value if there is none.
func fieldByTag(at reflect.Value, name string) reflect.Value {
	for i := 0; at.Kind() == reflect.Struct && i < at.NumField(); i++ {
		tag, _, _ := strings.Cut(at.Type().Field(i).Tag.Get("json"), ",")
		if strings.EqualFold(tag, name) {
			return at.Field(i)
		}
	}
	return reflect.Value{}
}
