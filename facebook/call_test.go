package facebook_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/standin"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/facebook/facebooktest"
)

// The meaning of a lost answer depends on the request: a question may be asked again, a message may
// have arrived.
func TestLostAnswers(t *testing.T) {
	fb, ch := standIn(t, facebooktest.Config{}, nil)
	fb.Say("7", "hi")
	for name, fault := range map[string]standin.Fault{"lost": standin.LoseAnswer(), "gateway": standin.Status(502, "<html>")} {
		fb.Fail(fault, -1)
		_, ask := ch.FetchProfile(t.Context(), standInThread("7"))
		_, tell := ch.Send(t.Context(), standInThread("7"), channel.Message{Text: "x"})
		if !errors.Is(ask, channel.ErrUnavailable) || !errors.Is(tell, channel.ErrUncertain) {
			t.Errorf("%s: a question %v, a message %v", name, ask, tell)
		}
		fb.Heal()
	}
}

func TestAddressAndCredentials(t *testing.T) {
	for _, place := range []facebook.TokenPlace{facebook.TokenInBody, facebook.TokenInHeader} {
		f := accepting()
		ch := sendingChannel(t, f, func(c *facebook.Config) { c.TokenIn = place; c.BaseURL = "https://graph.example.com/gate/" })
		if _, err := ch.Send(t.Context(), thread(personID), channel.Message{Text: "x"}); err != nil {
			t.Fatal(err)
		}
		want := "https://graph.example.com/gate/v26.0/" + pageID + "/messages?appsecret_proof=" + proof
		if got := f.last.URL.String(); got != want || f.last.Method != "POST" {
			t.Errorf("%s %s, want POST %s", f.last.Method, got, want)
		}
		_, inBody := decode(t, f.sent)["access_token"]
		header := f.last.Header.Get("Authorization")
		if inBody != (place == facebook.TokenInBody) || (header == "Bearer "+pageToken) != (place == facebook.TokenInHeader) {
			t.Errorf("%s: token in body: %v, Authorization: %q", place, inBody, header)
		}
		if got := f.last.Header.Get("Content-Type"); got != "application/json" {
			t.Errorf("Content-Type %q", got)
		}
	}
}

func TestTimedProof(t *testing.T) {
	f := accepting()
	ch := sendingChannel(t, f, func(c *facebook.Config) { c.TimedProof = true })
	if _, err := ch.Send(t.Context(), thread(personID), channel.Message{Text: "x"}); err != nil {
		t.Fatal(err)
	}
	at := strconv.FormatInt(now.Unix(), 10)
	h := hmac.New(sha256.New, []byte(appSecret))
	h.Write([]byte(pageToken + "|" + at))
	want := url.Values{"appsecret_time": {at}, "appsecret_proof": {hex.EncodeToString(h.Sum(nil))}}
	if diff := cmp.Diff(want, f.last.URL.Query()); diff != "" {
		t.Errorf("query (-want +got):\n%s", diff)
	}
	fb, ch2 := standIn(t, facebooktest.Config{}, func(c *facebook.Config) { c.TimedProof = true })
	fb.Say("7", "hi")
	if _, err := ch2.Send(t.Context(), standInThread("7"), channel.Message{Text: "x"}); err != nil {
		t.Error(err)
	}
}

func TestCall(t *testing.T) {
	f := &transport{status: 200, body: `{"data":[{"id":"5"}]}`}
	cfg := config()
	cfg.HTTP = &http.Client{Transport: f}
	ch, err := facebook.New(cfg) // unchecked: Call is for methods that no table has
	if err != nil {
		t.Fatal(err)
	}
	var out struct{ Data []struct{ ID string } }
	err = ch.Call(t.Context(), pageID, "GET", "me/personas", url.Values{"fields": {"id"}}, &out)
	if err != nil || len(out.Data) != 1 || out.Data[0].ID != "5" {
		t.Errorf("Call = %v, %+v", err, out)
	}
	if got := f.last.URL.String(); got != "https://graph.facebook.com/v26.0/me/personas?appsecret_proof="+proof+"&fields=id" {
		t.Errorf("address %s", got)
	}
	if got := f.last.Header.Get("Authorization"); got != "Bearer "+pageToken || f.sent != "" {
		t.Errorf("Authorization %q, body %q", got, f.sent)
	}
	if err := ch.Call(t.Context(), pageID, "POST", "/"+pageID+"/personas", map[string]string{"name": "Kim"}, nil); err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff(map[string]any{"access_token": pageToken, "name": "Kim"}, decode(t, f.sent)); diff != "" {
		t.Errorf("body (-want +got):\n%s", diff)
	}
	if err := ch.Call(t.Context(), "", "POST", appID+"/x", nil, nil); err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff(map[string]any{"access_token": appID + "|" + appSecret}, decode(t, f.sent)); diff != "" {
		t.Errorf("body of the app's own call (-want +got):\n%s", diff)
	}
	for _, bad := range []error{
		ch.Call(t.Context(), "9", "GET", "me", nil, nil),
		ch.Call(t.Context(), pageID, "POST", "me", []int{1}, nil),
		ch.Call(t.Context(), pageID, "POST", "me", func() {}, nil),
		ch.Call(t.Context(), pageID, "GET", "me", "x", nil),
	} {
		if !errors.Is(bad, channel.ErrRejected) {
			t.Errorf("%v, want one matching ErrRejected", bad)
		}
	}
	if err := ch.Call(t.Context(), pageID, "GET", "me", nil, &[]int{}); !errors.Is(err, channel.ErrMalformed) {
		t.Errorf("an answer of another form: %v, want one matching ErrMalformed", err)
	}
}

// addresses notes every URL that is called.
type addresses struct {
	next http.RoundTripper
	mu   sync.Mutex
	all  []string
}

func (a *addresses) RoundTrip(r *http.Request) (*http.Response, error) {
	a.mu.Lock()
	a.all = append(a.all, r.URL.String())
	a.mu.Unlock()
	return a.next.RoundTrip(r)
}

func TestNoTokenInAnAddress(t *testing.T) {
	fb := facebooktest.New(facebooktest.Config{Fresh: true, RequireProof: true, Pages: twoPages})
	seen := &addresses{next: fb.Client().Transport}
	ch, err := facebook.New(forServer(fb, func(c *facebook.Config) {
		c.HTTP, c.Files = lookedUp(t, &http.Client{Transport: seen}), files{"a.pdf": "%PDF"}.open
	}))
	if err != nil {
		t.Fatal(err)
	}
	fb.Hook(gather(ch))
	_, err = ch.Subscribe(t.Context(), callback)
	_, err2 := ch.PagesOf(t.Context(), channel.Secret(fb.Config().UserToken))
	fb.Say("7", "hi")
	_, err3 := ch.Send(t.Context(), standInThread("7"), channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaFile, File: "a.pdf"}}})
	if err := errors.Join(err, err2, err3, ch.ShowTyping(t.Context(), standInThread("7")), ch.Unsubscribe(t.Context())); err != nil {
		t.Fatal(err)
	}
	for _, address := range seen.all {
		if !strings.Contains(address, "appsecret_proof=") {
			t.Errorf("a call without proof: %s", address)
		}
		for _, secret := range []string{"EAA", fb.Config().AppSecret, "access_token="} {
			if strings.Contains(address, secret) {
				t.Errorf("a credential in an address: %s", address)
			}
		}
	}
	if len(seen.all) < 12 {
		t.Errorf("only %d calls were seen", len(seen.all))
	}
}

func TestLostCalls(t *testing.T) {
	f := &transport{err: errors.New("reset")}
	ch := sendingChannel(t, f, nil)
	if _, err := ch.Send(t.Context(), thread(personID), channel.Message{Text: "x"}); !errors.Is(err, channel.ErrUncertain) {
		t.Errorf("a lost answer: %v, want one matching ErrUncertain", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	f.calls = 0
	if _, err := ch.Send(ctx, thread(personID), channel.Message{Text: "x"}); !errors.Is(err, channel.ErrUnavailable) || f.calls != 0 {
		t.Errorf("cancelled before it left: %v after %d calls, want one matching ErrUnavailable", err, f.calls)
	}
}
