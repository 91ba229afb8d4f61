package channel

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
)

// redacted is what every printed or serialised form of a Secret shows.
const redacted = "[secret]"

// Secret is a credential. Whatever prints or serialises it (fmt, slog, templates, JSON, XML, YAML,
// gob) shows "[secret]"; Reveal gives the value. The zero value is no credential; verification with
// it always fails.
//
// Go cannot hide a string in three cases. fmt cannot call methods of unexported struct fields, so a
// type that keeps a Secret in one needs a Format method of its own. The verbs %p and %w, which do
// not fit, show the value; go vet refuses them. encoding/json writes the keys of a map as they are:
// never use a Secret as one. See decision 013.
type Secret string

// MinSecret is the least length of a credential in bytes. Every credential is searched for in
// errors and logs so that none is shown. A shorter one would be found in ordinary words, and hiding
// it would garble every text.
const MinSecret = 8

// Check returns a FieldError about field if the credential is shorter than MinSecret. It accepts an
// empty Secret: whether a credential may be missing is for the configuration to say.
func (s Secret) Check(field string) error {
	if s == "" || len(s) >= MinSecret {
		return nil
	}
	return &FieldError{Field: field, Code: CodeTooShort, Reason: "a credential needs more characters", Limit: MinSecret, Got: len(s), Unit: string(Bytes)}
}

// Reveal returns the credential itself, for the one place that signs or sends with it.
func (s Secret) Reveal() string { return string(s) }

// String returns "[secret]".
func (Secret) String() string { return redacted }

// GoString returns "[secret]".
func (Secret) GoString() string { return redacted }

// Format writes "[secret]" for every verb that fmt asks it for.
func (Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, redacted) }

// LogValue returns "[secret]".
func (Secret) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalText returns "[secret]".
func (Secret) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// GobEncode returns "[secret]".
func (Secret) GobEncode() ([]byte, error) { return []byte(redacted), nil }

// UnmarshalText takes a credential. It refuses "[secret]", so that a record that was printed and
// read back fails loudly instead of running with a useless credential.
func (s *Secret) UnmarshalText(text []byte) error {
	if string(text) == redacted {
		return errors.New("channel: a redacted secret cannot be read back")
	}
	*s = Secret(text)
	return nil
}

// GobDecode is UnmarshalText for gob.
func (s *Secret) GobDecode(data []byte) error { return s.UnmarshalText(data) }
