package standin_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel/standin"
)

// site is a stand-in that answers with its name.
type site struct {
	*standin.Controls
	connection standin.Connection
}

func (s site) Connection() standin.Connection { return s.connection }

func newSite(name, host, key, token string) site {
	core := standin.New(standin.Platform{Name: name, Serve: func(w http.ResponseWriter, r *http.Request, _ []byte) {
		fmt.Fprint(w, name, " tls=", r.TLS != nil)
	}})
	c := standin.Connection{Platform: name, Hosts: []string{host}, Keys: map[string]string{"token": key, "unset": ""}}
	if token != "" {
		c.Tokens = map[string]map[string]string{"pages": {"1": token}}
	}
	return site{core.Controls(), c}
}

// Calls go to the stand-in whose host they name, and to the one whose credential they show where
// several have it.
func TestInternet(t *testing.T) {
	net := standin.NewInternet(newSite("first", "a.example", "one", ""), newSite("second", "a.example", "two", "page2"), newSite("other", "b.example", "", ""))
	got := map[string]string{}
	for _, address := range []string{
		"https://a.example/botone/x", "https://api.a.example/bottwo/x", "https://a.example/x?access_token=page2", "https://a.example/x",
		"https://b.example/botone", "https://xa.example/", "https://c.example/",
	} {
		resp, err := net.Client().Post(address, "text/plain", strings.NewReader("x"))
		if err != nil {
			got[address] = "fails"
			continue
		}
		body, _ := io.ReadAll(resp.Body)
		resp.Body.Close()
		got[address] = string(body)
	}
	want := map[string]string{
		"https://a.example/botone/x": "first tls=true", "https://api.a.example/bottwo/x": "second tls=true",
		"https://a.example/x?access_token=page2": "second tls=true", "https://a.example/x": "first tls=true",
		"https://b.example/botone": "other tls=true", "https://xa.example/": "fails", "https://c.example/": "fails",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("answers (-want +got):\n%s", diff)
	}
	for host, want := range map[string]string{"a.example:443": "200 second tls=true", "c.example": "404 404 page not found\n"} {
		r := httptest.NewRequest("POST", "/x", strings.NewReader("x"))
		r.Host = host
		r.Header.Set("Authorization", "Bearer two")
		w := httptest.NewRecorder()
		net.ServeHTTP(w, r)
		if got := fmt.Sprint(w.Code, " ", w.Body); got != want {
			t.Errorf("host %s: %q, want %q", host, got, want)
		}
	}
}

// A host in another process reaches the stand-ins by their names.
func TestClientAt(t *testing.T) {
	server := httptest.NewServer(standin.NewInternet(newSite("first", "a.example", "one", "")))
	defer server.Close()
	client := standin.ClientAt(strings.TrimPrefix(server.URL, "http://"))
	for address, want := range map[string]string{"https://api.a.example/x": "first tls=true", "https://c.example/x": "404 page not found\n"} {
		resp, err := client.Get(address)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if err != nil || string(body) != want {
			t.Errorf("%s: %q, %v, want %q", address, body, err, want)
		}
	}
}
