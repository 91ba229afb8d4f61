package channel_test

import (
	"bytes"
	"encoding/gob"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"html/template"
	"log/slog"
	"strings"
	"testing"
	texttemplate "text/template"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"

	"github.com/contactkit/contactkit/channel"
)

const password = "hunter2"

// record is what a host might keep a secret in.
type record struct {
	XMLName xml.Name       `json:"-" yaml:"-" xml:"record"`
	Secret  channel.Secret `json:"secret" yaml:"secret" xml:"secret"`
	Attr    channel.Secret `json:"attr" yaml:"attr" xml:"attr,attr"`
	Keys    channel.Keys   `json:"keys" yaml:"keys" xml:"keys"`
}

func secretRecord() record {
	return record{Secret: password, Attr: password, Keys: channel.NewKeys(password)}
}

// The least length is counted in bytes, and an absent credential is another's complaint.
func TestSecretCheck(t *testing.T) {
	for secret, short := range map[channel.Secret]bool{"": false, "1234567": true, "12345678": false, "pässe": true, "pässwor": false} {
		err := secret.Check("pages[7].token")
		want := &channel.FieldError{Field: "pages[7].token", Code: channel.CodeTooShort, Reason: "a credential needs more characters", Limit: 8, Got: len(secret), Unit: "bytes"}
		if !short {
			want = nil
		}
		got, _ := errors.AsType[*channel.FieldError](err)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("a secret of %d bytes (-want +got):\n%s", len(secret), diff)
		}
	}
	keys := channel.Keys{{Secret: "long-enough"}, {Secret: "short"}}
	if all := channel.FieldErrors(keys.Check("appSecret")); len(all) != 1 || all[0].Field != "appSecret[1]" || all[0].Code != channel.CodeTooShort {
		t.Errorf("keys: %v", all)
	}
}

func TestSecretShowsNothing(t *testing.T) {
	s := channel.Secret(password)
	forms := map[string]any{
		"value": s, "pointer": &s, "any": any(s), "slice": []channel.Secret{s}, "map": map[string]channel.Secret{"a": s}, "array": [1]channel.Secret{s},
		"key": channel.Key{Secret: s}, "keys": channel.NewKeys(s), "struct": secretRecord(), "settings": channel.Settings{Keys: map[string]channel.Keys{"a": channel.NewKeys(s)}},
		"tls": channel.TLS{Key: s}, "error": fmt.Errorf("with %v and %q", s, s), "joined": errors.Join(errors.New(fmt.Sprint(s))),
	}
	for name, v := range forms {
		// All verbs but %p and %w: fmt asks no method for these when they do not fit, and go vet
		// refuses them.
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "% x", "%d", "%5.1v", "%t", "%c", "%e", "%08b", "%-20s", "%U", "%o", "a line without a verb", "%[2]v", "%*v"} {
			hidden(t, name+" by "+verb, fmt.Sprintf(verb, v))
		}
		hidden(t, name+" by Print", fmt.Sprint(v), fmt.Sprintln(v))
		var text, js bytes.Buffer
		for _, log := range []*slog.Logger{slog.New(slog.NewTextHandler(&text, nil)), slog.New(slog.NewJSONHandler(&js, nil))} {
			log.With("w", v).WithGroup("g").Info("message", "v", v, slog.Group("h", "v", v))
		}
		hidden(t, name+" by slog", text.String(), js.String())
		if data, err := json.Marshal(v); err == nil {
			hidden(t, name+" by JSON", string(data))
		}
	}
	if got := fmt.Sprintf("%v|%s|%q|%#v", s, s, s, s); got != "[secret]|[secret]|[secret]|[secret]" {
		t.Errorf("a secret prints as %s", got)
	}
}

func hidden(t *testing.T, what string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		for _, form := range []string{password, "68756e74657232", "68 75 6e 74 65 72 32", "aHVudGVyMg", "104 117"} {
			if strings.Contains(strings.ToLower(text), strings.ToLower(form)) {
				t.Errorf("%s shows the secret: %s", what, text)
			}
		}
	}
}

func TestSecretInFormats(t *testing.T) {
	formats := map[string]struct {
		write func(any) ([]byte, error)
		read  func([]byte, any) error
	}{
		"json": {json.Marshal, json.Unmarshal},
		"xml":  {xml.Marshal, xml.Unmarshal},
		"yaml": {yaml.Marshal, yaml.Unmarshal},
		"gob": {func(v any) ([]byte, error) {
			var b bytes.Buffer
			err := gob.NewEncoder(&b).Encode(v)
			return b.Bytes(), err
		},
			func(data []byte, v any) error { return gob.NewDecoder(bytes.NewReader(data)).Decode(v) }},
	}
	for name, f := range formats {
		t.Run(name, func(t *testing.T) {
			data, err := f.write(secretRecord())
			if err != nil {
				t.Fatal(err)
			}
			hidden(t, name, string(data))
			if got := bytes.Count(data, []byte("[secret]")); got != 3 {
				t.Errorf("%d of 3 secrets are marked in %q", got, data)
			}
			var back record
			if err := f.read(data, &back); err == nil {
				t.Errorf("a redacted record was read back as if it were whole: %q", back.Secret.Reveal())
			}
			if name == "gob" {
				return // a record with plain text cannot be written by Go
			}
			plain := bytes.ReplaceAll(data, []byte("[secret]"), []byte(password))
			if name == "yaml" {
				plain = bytes.ReplaceAll(plain, []byte("'"), nil)
			}
			back = record{}
			if err := f.read(plain, &back); err != nil {
				t.Fatalf("a plain record: %v\n%s", err, plain)
			}
			if back.Secret != password || back.Attr != password || back.Keys.First() != password {
				t.Errorf("a plain record was read as %q, %q, %q", back.Secret.Reveal(), back.Attr.Reveal(), back.Keys.First().Reveal())
			}
		})
	}
}

func TestSecretInTemplates(t *testing.T) {
	const page = `{{.Secret}} {{printf "%s %q" .Secret .Secret}} <a href="/?k={{.Secret}}" title="{{.Secret}}"> <script>var k = {{.Secret}}, r = {{.Keys}}</script>`
	var text, html bytes.Buffer
	if err := texttemplate.Must(texttemplate.New("").Parse(page)).Execute(&text, secretRecord()); err != nil {
		t.Fatal(err)
	}
	if err := template.Must(template.New("").Parse(page)).Execute(&html, secretRecord()); err != nil {
		t.Fatal(err)
	}
	hidden(t, "templates", text.String(), html.String())
}

func TestSecretRefusesItsOwnMark(t *testing.T) {
	s := channel.Secret("old")
	for name, read := range map[string]func() error{
		"UnmarshalText": func() error { return s.UnmarshalText([]byte("[secret]")) },
		"GobDecode":     func() error { return s.GobDecode([]byte("[secret]")) },
		"JSON":          func() error { return json.Unmarshal([]byte(`"[secret]"`), &s) },
		"escaped JSON":  func() error { return json.Unmarshal([]byte(`"\u005bsecret]"`), &s) },
	} {
		if err := read(); err == nil || s != "old" {
			t.Errorf("%s of the mark: %v, and the secret is now %q", name, err, s.Reveal())
		}
	}
	if err := json.Unmarshal([]byte(`"new"`), &s); err != nil || s.Reveal() != "new" {
		t.Errorf("a credential in JSON: %v, %q", err, s.Reveal())
	}
}
