package directory_test

import (
	"context"
	"fmt"
	"go/ast"
	"go/parser"
	gotoken "go/token"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/twitter"
)

// opening is a driver with settings that it opens. Some fields mean something only together with
// certain others.
type opening struct {
	name   string
	driver channel.Driver
	source string // the package's folder
	values map[string]string
	keys   []string
	tokens []string
}

func openings() []opening {
	bot := "71001:" + strings.Repeat("t", 35)
	return []opening{
		{"telegram", telegram.Driver(), "../../telegram", nil, []string{"token=" + bot, "webhookSecret=hook-secret"}, nil},
		{"telegram, gateway", telegram.Driver(), "../../telegram", map[string]string{
			"account": "71001", "gatewayUrl": "https://192.0.2.10:28090", "gatewayTokenUrl": "https://192.0.2.10:28070", "gatewayAppKey": "ak",
			"gatewayPath": "/apiaccess/x/{method}", "gatewayFilePath": "/apiaccess/f/{file_id}", "gatewayEncoder": "bot_api",
		}, []string{"webhookSecret=hook-secret", "gatewayAppSecret=gateway-sk"}, nil},
		{"facebook", facebook.Driver(), "../../facebook", map[string]string{"appId": "8801"}, []string{"appSecret=app-secret", "verifyToken=verify-token"}, []string{"pages/24001=page-token"}},
		{"twitter", twitter.DriverWith(tokenStore{}), "../../twitter", map[string]string{"account": "2001", "apiKey": "ak", "clientId": "ci"},
			[]string{"apiSecret=api-secret", "accessToken=access-token", "accessSecret=access-secret"}, nil},
	}
}

type tokenStore struct{ twitter.TokenStore }

func (o opening) settings() channel.Settings {
	s := channel.Settings{Values: maps.Clone(o.values), Keys: map[string]channel.Keys{}, Tokens: map[string]map[string]channel.Secret{}}
	if s.Values == nil {
		s.Values = map[string]string{}
	}
	for _, k := range o.keys {
		name, secret, _ := strings.Cut(k, "=")
		s.Keys[name] = channel.NewKeys(channel.Secret(secret))
	}
	for _, t := range o.tokens {
		place, secret, _ := strings.Cut(t, "=")
		field, account, _ := strings.Cut(place, "/")
		s.Tokens[field] = map[string]channel.Secret{account: channel.Secret(secret)}
	}
	return s
}

// A driver reads exactly the fields that it declares: a field that only one side knows is lost in a
// form, or never filled in.
func TestDriversReadWhatTheyDeclare(t *testing.T) {
	declared, seen := map[string]map[string]bool{}, map[string]map[string]bool{}
	for _, o := range openings() {
		if declared[o.driver.Platform] == nil {
			declared[o.driver.Platform], seen[o.driver.Platform] = map[string]bool{}, map[string]bool{}
		}
		if _, err := o.driver.Open(o.settings()); err != nil {
			t.Fatalf("%s: %v", o.name, err)
		}
		for _, f := range o.driver.Fields {
			declared[o.driver.Platform][f.Name] = true
			if o.reads(f) {
				seen[o.driver.Platform][f.Name] = true
			}
		}
	}
	if diff := cmp.Diff(declared, seen); diff != "" {
		t.Errorf("declared (-), and read (+):\n%s", diff)
	}
	// The other way round: every word of the package's source that could be the name of a field is
	// set, and must not be heard of.
	for _, o := range openings() {
		s := o.settings()
		for _, word := range words(t, o.source) {
			if slices.ContainsFunc(o.driver.Fields, func(f channel.Field) bool { return f.Name == word }) {
				continue
			}
			canary := "canary_" + word
			s.Values[word], s.Keys[word] = canary, channel.NewKeys(channel.Secret(canary))
			s.Tokens[word] = map[string]channel.Secret{"24001": channel.Secret(canary)}
		}
		if !slices.ContainsFunc(o.driver.Fields, func(f channel.Field) bool { return f.Kind == channel.FieldCertificate }) {
			s.TLS.Trust = [][]byte{[]byte("canary_tls")}
		}
		ch, err := o.driver.Open(s)
		if err != nil {
			t.Errorf("%s reads a field that it does not declare: %v", o.name, err)
			continue
		}
		if found := holds(ch, "canary_"); found != "" {
			t.Errorf("%s reads a field that it does not declare: %s", o.name, found)
		}
	}
}

// reads reports whether a value of the field shows in the channel, or is complained of.
func (o opening) reads(f channel.Field) bool {
	const canary = "canary-7"
	s := o.settings()
	switch f.Kind {
	case channel.FieldKeys:
		secret := channel.Secret(canary)
		if f.Name == "token" {
			secret = channel.Secret("71001:" + canary + strings.Repeat("x", 27))
		}
		s.Keys[f.Name] = channel.NewKeys(secret)
	case channel.FieldTokens:
		s.Tokens[f.Name] = map[string]channel.Secret{"24001": canary}
	case channel.FieldCertificate:
		s.TLS.Trust = [][]byte{[]byte(canary)}
	default:
		s.Values[f.Name] = canary
	}
	ch, err := o.driver.Open(s)
	if err == nil {
		return holds(ch, canary) != ""
	}
	return slices.ContainsFunc(channel.FieldErrors(err), func(e *channel.FieldError) bool {
		head, _, _ := strings.Cut(e.Field, ".")
		head, _, _ = strings.Cut(head, "[")
		return head == f.Name
	})
}

var word = regexp.MustCompile(`^[a-z][A-Za-z0-9]*$`)

// words are the texts in a package's source, tests aside, that could name a field.
func words(t *testing.T, folder string) []string {
	var list []string
	files, err := filepath.Glob(filepath.Join(folder, "*.go"))
	require.NoError(t, err)
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(gotoken.NewFileSet(), name, nil, 0)
		require.NoError(t, err)
		ast.Inspect(file, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == gotoken.STRING {
				if text, err := strconv.Unquote(lit.Value); err == nil && word.MatchString(text) {
					list = append(list, text)
				}
			}
			return true
		})
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// holds looks for a text in everything that a value leads to, and returns its place, or "" if it is
// nowhere.
func holds(v any, text string) string {
	seen := map[uintptr]bool{}
	var walk func(v reflect.Value, at string) string
	walk = func(v reflect.Value, at string) string {
		switch v.Kind() {
		case reflect.String:
			if strings.Contains(v.String(), text) {
				return at + " = " + v.String()
			}
		case reflect.Pointer:
			if v.IsNil() || seen[v.Pointer()] {
				return ""
			}
			seen[v.Pointer()] = true
			return walk(v.Elem(), at)
		case reflect.Interface:
			return walk(v.Elem(), at)
		case reflect.Struct:
			for i := range v.NumField() {
				if found := walk(v.Field(i), at+"."+v.Type().Field(i).Name); found != "" {
					return found
				}
			}
		case reflect.Slice, reflect.Array:
			if v.Type().Elem().Kind() == reflect.Uint8 {
				if v.Kind() == reflect.Slice && strings.Contains(string(v.Bytes()), text) {
					return at
				}
				return ""
			}
			for i := range v.Len() {
				if found := walk(v.Index(i), fmt.Sprintf("%s[%d]", at, i)); found != "" {
					return found
				}
			}
		case reflect.Map:
			for it := v.MapRange(); it.Next(); {
				if found := walk(it.Key(), at+"[]") + walk(it.Value(), fmt.Sprintf("%s[%v]", at, it.Key())); found != "" {
					return found
				}
			}
		}
		return ""
	}
	return walk(reflect.ValueOf(v), "")
}

// An address that a tenant chose is a door into the host's network: without Settings.Dial, public
// addresses alone are reached.
func TestDriversReachPublicAddressesAlone(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	tests := []struct {
		opening int
		field   string
		to      channel.Thread
	}{
		{0, "baseUrl", channel.Thread{Platform: "telegram", Account: "71001", Contact: "4401"}},
		{1, "gatewayUrl", channel.Thread{Platform: "telegram", Account: "71001", Contact: "4401"}},
		{2, "baseUrl", channel.Thread{Platform: "facebook", Account: "24001", Contact: "7"}},
		{3, "baseUrl", channel.Thread{Platform: "twitter", Account: "2001", Contact: "5"}},
	}
	for _, tt := range tests {
		o := openings()[tt.opening]
		t.Run(o.name, func(t *testing.T) {
			var called atomic.Int64
			inside := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				called.Add(1)
				w.WriteHeader(http.StatusUnauthorized)
			}))
			defer inside.Close()
			trust := channel.TLS{Trust: [][]byte{inside.Certificate().Raw}}
			send := func(dial func(context.Context, string, string) (net.Conn, error)) error {
				o := openings()[tt.opening] // anew, since a driver's channels share tokens of a gateway
				s := o.settings()
				s.TLS, s.Dial, s.Values[tt.field] = trust, dial, inside.URL
				if tt.field == "gatewayUrl" {
					s.Values["gatewayTokenUrl"] = inside.URL
				}
				ch, err := o.driver.Open(s)
				require.NoError(t, err)
				_, err = ch.Send(ctx, tt.to, channel.Message{Text: "hi", Heard: time.Now()})
				return err
			}
			if err := send(nil); err == nil || called.Load() != 0 {
				t.Errorf("without Dial: %v, the server was called %d times", err, called.Load())
			}
			if err := send(new(net.Dialer).DialContext); err == nil || called.Load() == 0 {
				t.Errorf("with the host's Dial: %v, the server was called %d times", err, called.Load())
			}
		})
	}
}
