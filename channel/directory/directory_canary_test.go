package directory_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/gob"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
)

// A canary in every secret field of every platform comes out nowhere.
func TestNoCredentialComesOut(t *testing.T) {
	ctx := context.Background()
	for _, driver := range drivers() {
		t.Run(driver.Platform, func(t *testing.T) {
			var record directory.Record
			switch driver.Platform {
			case "telegram":
				record = bot("c", "Sales", 71001)
			case "facebook":
				record = pages("c", "Sales", "8801", "24001")
			default:
				record = handle("c", "Sales", "2001")
			}
			var canaries []string
			canary := func(where string, n int) channel.Secret {
				c := fmt.Sprintf("canary-%s-%d", where, n)
				if where == "token" { // a bot token has a form
					c = fmt.Sprintf("71001:%s", strings.ReplaceAll(fmt.Sprintf("canary-%d%s", n, strings.Repeat("x", 26)), " ", ""))
				}
				if where == "chatKeys" { // so has a key of encrypted conversations: a version and 64 bytes
					c = base64.StdEncoding.EncodeToString(fmt.Appendf(nil, "%-64s", c))
					canaries = append(canaries, c)
					return channel.Secret(fmt.Sprintf("%d:%s", n, c))
				}
				canaries = append(canaries, c)
				return channel.Secret(c)
			}
			for _, f := range driver.Fields {
				switch f.Kind {
				case channel.FieldKeys:
					record.Secrets.Keys[f.Name] = channel.NewKeys(canary(f.Name, 1), canary(f.Name, 2))
				case channel.FieldTokens:
					record.Secrets.Tokens[f.Name] = map[string]channel.Keys{"24001": channel.NewKeys(canary(f.Name, 1), canary(f.Name, 2))}
				}
			}
			record.Attributes = []directory.Attribute{{Key: "pin", Type: directory.Password}, {Key: "wrong", Type: directory.Number, Secret: true}}
			record.Secrets.Attributes = map[string]channel.Secret{"pin": canary("pin", 1), "wrong": canary("wrong", 1)}
			o := options()
			o.Lookup.Certificate = func(context.Context, string, string) (directory.Certificate, error) {
				return directory.Certificate{Certificate: []byte("-----BEGIN NOTHING-----"), Key: canary("key", 1)}, nil
			}
			d := newDirectory(t, o, record)
			stored := find(d, "c")

			var out bytes.Buffer
			add := func(v any, err error) {
				if data, ok := v.([]byte); ok {
					out.Write(data)
				} else {
					fmt.Fprintf(&out, "%v %+v %#v %s %q %x %d\n", v, v, v, v, v, v, v)
				}
				if err != nil {
					fmt.Fprintf(&out, "%v %+v %#v\n", err, err, err)
				}
				for _, f := range channel.FieldErrors(err) {
					fmt.Fprintf(&out, "%+v", *f)
				}
			}
			add(json.Marshal(stored))
			add(json.Marshal(stored.Secrets))
			add(yaml.Marshal(stored))
			add(yaml.Marshal(stored.Secrets))
			add(xml.Marshal(stored.Secrets.Keys["token"]))
			var g bytes.Buffer
			add(nil, gob.NewEncoder(&g).Encode(stored.Secrets))
			add(g.Bytes(), nil)
			add(directory.Schema(drivers()...), nil)
			add(directory.SecretsSchema(drivers()...), nil)
			add(stored, nil)
			add(d, nil)
			entry, _ := d.Find("c")
			add(entry, nil)
			add(json.Marshal([]any{entry}))
			add(struct{ E directory.Entry }{entry}, nil)
			add(*stored.Clone().Secrets.Keys["none"].Check("none").(*channel.FieldError), nil)
			log := slog.New(slog.NewJSONHandler(&out, nil))
			log.Info("x", "record", stored, "directory", d, "secrets", stored.Secrets, "entry", entry)
			slog.New(slog.NewTextHandler(&out, nil)).Info("x", "record", stored, "directory", d)

			changed := stored.Clone()
			for name := range changed.Secrets.Keys {
				changed.Secrets.Keys[name] = channel.NewKeys(canary(name, 3))
			}
			changed.Secrets.Attributes = nil
			add(directory.Diff(stored, changed), nil)
			add(json.Marshal(directory.Diff(stored, changed)))
			in, err := stored.Integration("https://desk.example")
			add(in, err)
			add(json.Marshal(in))

			broken := stored.Clone() // complaints of every kind
			broken.Name, broken.Certificates.Identity, broken.Certificates.Trust = "", "own", []string{"own"}
			for name, keys := range broken.Secrets.Keys {
				broken.Secrets.Keys[name] = append(keys, keys[0], channel.Key{Secret: canary(name, 4) + " \n"})
			}
			broken.Secrets.Keys["unknown"] = channel.NewKeys(canary("unknown", 1))
			report, err := o.Check(ctx, broken)
			add(report, err)
			add(nil, report.Err())
			broken.Certificates = directory.Certificates{}
			report, err = d.Check(ctx, broken)
			add(report, err)
			_, err = d.Add(ctx, broken)
			add(nil, err)
			_, err = d.Replace(ctx, broken)
			add(nil, err)
			_, err = o.Open(ctx, broken)
			add(nil, err)
			got, err := d.Receive(ctx, stored.CallbackPath(), update(stored.Secrets.Keys["webhookSecret"].First(), 1))
			add(got, err)
			got, err = d.Receive(ctx, stored.CallbackPath(), checkOfMeta("x"+stored.Secrets.Keys["verifyToken"].First()))
			add(got, err)
			_, err = directory.ParseJSON([]byte(`{"secrets":{"token":"` + canaries[0] + `"}}`))
			add(nil, err)
			_, err = directory.ParseYAML([]byte("secrets:\n  token: " + canaries[0]))
			add(nil, err)

			identity := certificate(t, 1) // a key in use, which the channel's client holds
			key := identity.Key.Reveal()
			canaries = append(canaries, key, key[40:60])
			file := asPEM("PRIVATE KEY", []byte(key)) // in one file with its certificate
			canaries = append(canaries, string(file[60:100]))
			uploaded, err := directory.ReadCertificate(append(file, asPEM("CERTIFICATE", identity.Certificate)...))
			add(uploaded, err)
			add(uploaded.Certificate, nil)
			add(json.Marshal(uploaded))
			o.Lookup.Certificate = func(context.Context, string, string) (directory.Certificate, error) { return identity, nil }
			named := stored.Clone()
			named.Certificates = directory.Certificates{Trust: []string{"own"}, Identity: "own"}
			d = newDirectory(t, o, named)
			entry, _ = d.Find("c")
			add(d, nil)
			add(entry, nil)
			add(json.Marshal(entry.Record()))
			add(d.Renew(ctx, "north", directory.KindCertificate, "own"))
			identity.Certificate = certificate(t, 2).Certificate // of another key
			add(d.Renew(ctx, "north", directory.KindCertificate, "own"))
			add(o.Check(ctx, named))
			add(identity, nil)

			text := out.String()
			for _, c := range canaries {
				for _, form := range []string{c, url.QueryEscape(c), hex.EncodeToString([]byte(c)), fmt.Sprintf("%X", c), base64.StdEncoding.EncodeToString([]byte(c))[:len(c)], strings.TrimPrefix(c, "71001:")} {
					if i := strings.Index(text, form); i >= 0 {
						t.Errorf("%q came out: …%.120s", c, text[max(0, i-60):])
					}
				}
			}
		})
	}
}
