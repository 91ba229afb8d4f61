package whatsapp_test

import (
	"context"
	"errors"
	"go/ast"
	"go/parser"
	gotoken "go/token"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/channeltest/hostile"
	"github.com/contactkit/contactkit/examples/whatsapp"
)

// An empty form gets a complaint in each required place, and no channel.
func TestDriverComplainsByField(t *testing.T) {
	d := whatsapp.Driver()
	ch, err := d.Open(channel.Settings{Values: map[string]string{"linkNumbers": "maybe"}})
	if ch != nil {
		t.Errorf("a channel beside %v", err)
	}
	want, got := []string{"linkNumbers"}, []string{}
	for _, f := range d.Fields {
		if f.Required {
			want = append(want, f.Name)
		}
	}
	for _, f := range channel.FieldErrors(err) {
		got = append(got, f.Field)
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("complaints (-want +got):\n%s", diff)
	}
}

// A form makes a channel, whatever separates the numbers.
func TestDriverOpens(t *testing.T) {
	ch, err := whatsapp.Driver().Open(channel.Settings{
		Values: map[string]string{"appId": " " + appID, "businessId": business, "numbers": secondID + ",\n" + numberID, "linkNumbers": "true", "baseUrl": "https://gateway.example/meta/"},
		Keys:   map[string]channel.Keys{"appSecret": channel.NewKeys(appSecret), "verifyToken": channel.NewKeys(verifyToken), "token": channel.NewKeys(token)},
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(channel.Info{Platform: "whatsapp", App: appID, Accounts: []string{numberID, secondID}}, ch.Info()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A form's channel reads files at its gateway by the host's dialer, but not those at Meta's own
// hosts.
func TestDriverDialsItsGatewayAlone(t *testing.T) {
	resolver := net.DefaultResolver
	defer func() { net.DefaultResolver = resolver }()
	refused := errors.New("refused by the host's list")
	net.DefaultResolver = &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) { return nil, refused }}
	var dialled []string
	s := channel.Settings{
		Values: map[string]string{"appId": appID, "businessId": business, "numbers": numberID, "baseUrl": "https://127.0.0.1:8443"},
		Keys:   map[string]channel.Keys{"appSecret": channel.NewKeys(appSecret), "verifyToken": channel.NewKeys(verifyToken), "token": channel.NewKeys(token)},
		Dial: func(_ context.Context, _, address string) (net.Conn, error) {
			dialled = append(dialled, address)
			return nil, refused
		},
	}
	answer := ""
	s.HTTP = &http.Client{Transport: transport(func(r *http.Request) (*http.Response, error) {
		return hostile.Answer{Status: http.StatusOK, Body: answer}.Response(r), nil
	})}
	ch, err := whatsapp.Driver().Open(s)
	if err != nil {
		t.Fatal(err)
	}
	for _, address := range []string{"https://127.0.0.1:8443/x", "https://lookaside.fbsbx.com/x"} {
		answer = `{"url":"` + address + `","mime_type":"image/png"}`
		_, err := channel.OpenMedia(t.Context(), ch, thread(userID), channel.Attachment{Kind: channel.MediaImage, ID: "8001"})
		if !errors.Is(err, channel.ErrUnavailable) {
			t.Errorf("%s: %v, want ErrUnavailable: no connection is made in this test", address, err)
		}
	}
	if diff := cmp.Diff([]string{"127.0.0.1:8443"}, dialled); diff != "" {
		t.Errorf("the host's dialer (-want +got):\n%s", diff)
	}
}

// The comment of Driver names the settings and secrets, as a host writes them into a record.
func TestDriverNamesItsFields(t *testing.T) {
	want := map[string]string{}
	for _, f := range whatsapp.Driver().Fields {
		of, name := "Settings", f.Name
		switch f.Kind {
		case channel.FieldKeys:
			of = "Secrets.Keys"
		case channel.FieldCertificate:
			of = "Certificates"
		}
		if f.Required {
			name += "*"
		}
		if want[of] != "" {
			name = ", " + name
		}
		want[of] += name
	}
	file, err := parser.ParseFile(gotoken.NewFileSet(), "driver.go", nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, d := range file.Decls {
		if fn, ok := d.(*ast.FuncDecl); ok && fn.Name.Name == "Driver" {
			for line := range strings.Lines(fn.Doc.Text()) {
				if member, names, ok := strings.Cut(strings.TrimSpace(line), ": "); ok && strings.HasPrefix(line, "\t") {
					got[member] = names
				}
			}
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the comment of Driver (-fields +comment):\n%s", diff)
	}
}
