package twitter_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
)

func TestCall(t *testing.T) {
	tests := []struct {
		name, method, path string
		in                 any
		want               request
	}{
		{"query", "GET", "/2/users/me", url.Values{"user.fields": {"receives_your_dm,name"}, "q": {"a b+c"}},
			request{"GET", "https://api.x.com/2/users/me?q=a+b%2Bc&user.fields=receives_your_dm%2Cname", "", ""}},
		{"form", "POST", "/1.1/account/settings.json", url.Values{"lang": {"de & en"}}, request{"POST", "https://api.x.com/1.1/account/settings.json", formType, "lang=de+%26+en"}},
		{"JSON", "PUT", "/1.1/x.json", map[string]int{"a": 1}, request{"PUT", "https://api.x.com/1.1/x.json", "application/json", `{"a":1}`}},
		{"nothing", "POST", "/2/users/1/dm/block", nil, request{"POST", "https://api.x.com/2/users/1/dm/block", "", ""}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := &platform{free: true, status: 200, body: `{"data":{"id":"1640000000000000007"}}`}
			var out struct{ Data struct{ ID string } }
			require.NoError(t, at(t, p).Call(t.Context(), tt.method, tt.path, tt.in, &out))
			if diff := cmp.Diff([]request{tt.want}, p.seen); diff != "" || out.Data.ID != us {
				t.Errorf("answer %+v, requests (-want +got):\n%s", out, diff)
			}
		})
	}
	p := &platform{free: true, status: 200, body: "<html>"}
	if err := at(t, p).Call(t.Context(), "GET", "/2/x", nil, new(int)); !errors.Is(err, channel.ErrMalformed) {
		t.Errorf("an answer that cannot be decoded: %v, want ErrMalformed", err)
	}
}

// A redirect must not be followed: the library would sign for whatever host it names.
func TestNoRedirectIsSigned(t *testing.T) {
	elsewhere := 0
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { elsewhere++ }))
	defer other.Close()
	x := httptest.NewServer(http.RedirectHandler(other.URL, http.StatusTemporaryRedirect))
	defer x.Close()
	cfg := config()
	cfg.BaseURL = x.URL
	cfg.HTTP = x.Client()
	_, err := open(t, cfg).Send(t.Context(), toAda, channel.Message{Text: "hello"})
	if !errors.Is(err, channel.ErrUnavailable) || elsewhere != 0 {
		t.Errorf("Send: %v, the other host was called %d times; want ErrUnavailable and none", err, elsewhere)
	}
	if cfg.HTTP.CheckRedirect != nil {
		t.Error("the host's own client was changed")
	}
}

func TestTimeoutOfTheHostsClientHolds(t *testing.T) {
	x := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // only then does the server notice that the client left
		<-r.Context().Done()
	}))
	defer x.Close()
	cfg := config()
	cfg.BaseURL = x.URL
	cfg.HTTP = &http.Client{Transport: x.Client().Transport, Timeout: 20 * time.Millisecond}
	if err := open(t, cfg).ShowTyping(t.Context(), toAda); !errors.Is(err, channel.ErrUncertain) {
		t.Errorf("ShowTyping: %v, want ErrUncertain after the client's timeout", err)
	}
}
