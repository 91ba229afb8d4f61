package twitter_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/twitter"
)

// A long film is read to its end, also where the host dials: the time for a call is not that for a
// file.
func TestDriverIsPatientWithFiles(t *testing.T) {
	server := httptest.NewTLSServer(http.NotFoundHandler()) // for its certificate
	server.Close()
	synctest.Test(t, func(t *testing.T) {
		var serving sync.WaitGroup
		defer serving.Wait()
		s := settings()
		s.TLS = channel.TLS{Trust: [][]byte{server.Certificate().Raw}, Exact: true}
		s.Dial = func(context.Context, string, string) (net.Conn, error) {
			here, there := net.Pipe()
			serving.Go(func() { drip(tls.Server(there, &tls.Config{Certificates: server.TLS.Certificates})) })
			return here, nil
		}
		ch, err := twitter.Driver().Open(s)
		if err != nil {
			t.Fatal(err)
		}
		to := channel.Thread{Platform: twitter.Platform, Account: us, Contact: ada}
		f, err := channel.OpenMedia(t.Context(), ch, to, channel.Attachment{URL: "https://video.twimg.com/dm_video/1/film.mp4"})
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(f.Body)
		_ = f.Body.Close()
		if len(data) != 700 || err != nil {
			t.Errorf("read %d bytes of 700: %v", len(data), err)
		}
	})
}

// drip answers one call with 700 bytes in 70 seconds.
func drip(conn net.Conn) {
	defer func() { _ = conn.Close() }()
	if _, err := http.ReadRequest(bufio.NewReader(conn)); err != nil {
		return
	}
	_, _ = fmt.Fprint(conn, "HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\nContent-Length: 700\r\nConnection: close\r\n\r\n")
	for range 7 {
		time.Sleep(10 * time.Second)
		_, _ = conn.Write(make([]byte, 100))
	}
}

// A draft may wait for a login that brings the account: it tells no account, so that two drafts do
// not claim the same one. A channel in use lacks its credentials, and a wrong account is refused.
func TestDriverDraft(t *testing.T) {
	d := twitter.DriverWith(new(twitter.TokenMemory))
	s := channel.Settings{Draft: true, Values: map[string]string{"apiKey": "api-key"}, Keys: map[string]channel.Keys{"apiSecret": channel.NewKeys("api-secret")}}
	for _, client := range []string{"", "client"} {
		s.Values["clientId"] = client
		ch, err := d.Open(s)
		require.NoError(t, err)
		if diff := cmp.Diff(channel.Info{Platform: twitter.Platform, App: "api-key"}, ch.Info()); diff != "" {
			t.Errorf("client id %q (-want +got):\n%s", client, diff)
		}
	}
	s.Values = map[string]string{"apiKey": "api-key", "account": us}
	ch, err := d.Open(s)
	require.NoError(t, err)
	require.Equal(t, []string{us}, ch.Info().Accounts)
	s.Values["account"] = "@name"
	_, err = d.Open(s)
	require.Equal(t, []string{"account invalid"}, complaints(err))
	delete(s.Values, "account")
	s.Draft = false
	_, err = d.Open(s)
	require.Equal(t, []string{"account missing", "clientId missing"}, complaints(err))
	s.Draft = true
	_, err = twitter.Driver().Open(s) // without a store there is no such login
	require.Equal(t, []string{"account missing", "accessToken missing", "accessSecret missing"}, complaints(err))
}

func TestDriver(t *testing.T) {
	d := twitter.Driver()
	ch, err := d.Open(settings())
	require.NoError(t, err)
	if got, want := ch.Info(), (channel.Info{Platform: d.Platform, App: "api-key", Accounts: []string{us}}); cmp.Diff(want, got) != "" {
		t.Errorf("Info = %+v, want %+v", got, want)
	}
	if l := ch.Limits(channel.Thread{}); l.QuickReplies.Max != 0 {
		t.Errorf("api v2 has quick replies: %+v", l.QuickReplies)
	}
	w := channel.Webhook{Method: http.MethodPost, Body: []byte("{}"), Header: http.Header{"X-Twitter-Webhooks-Signature": {sign("old-secret", "{}")}}}
	if err := ch.Verify(w); err != nil {
		t.Errorf("the older secret does not verify: %v", err)
	}
	asked := make(map[string]bool)
	for _, f := range d.Fields {
		if f.Name == "" || f.Label == "" || f.Help == "" || f.Kind == "" || asked[f.Name] {
			t.Errorf("the field is not described: %+v", f)
		}
		asked[f.Name] = true
	}
	for name := range settings().Values {
		if !asked[name] {
			t.Errorf("the form does not ask for %s", name)
		}
	}
	for name := range settings().Keys {
		if !asked[name] {
			t.Errorf("the form does not ask for %s", name)
		}
	}
}

func TestDriverComplaints(t *testing.T) {
	dial := func(context.Context, string, string) (net.Conn, error) { return nil, errors.New("not now") }
	tests := []struct {
		name   string
		change func(*channel.Settings)
		want   []string
	}{
		{"nothing", func(s *channel.Settings) { *s = channel.Settings{} },
			[]string{"account missing", "apiSecret missing", "apiKey missing", "accessToken missing", "accessSecret missing"}},
		{"own address, no dialer", func(s *channel.Settings) {
			s.Values["baseUrl"], s.Values["account"] = "https://10.0.0.1", ""
		}, []string{"account missing"}},
		{"own address, bad certificate", func(s *channel.Settings) {
			s.Values["baseUrl"], s.TLS.Certificate = "https://10.0.0.1", []byte("x")
		}, []string{"tls.certificate invalid"}},
		{"own address, dialer", func(s *channel.Settings) { s.Values["baseUrl"], s.Dial = "https://10.0.0.1", dial }, nil},
		{"own address, client", func(s *channel.Settings) { s.Values["uploadUrl"], s.HTTP = "https://10.0.0.1", http.DefaultClient }, nil},
		{"bad certificate", func(s *channel.Settings) { s.TLS.Certificate = []byte("x") }, []string{"tls.certificate invalid"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := settings()
			tt.change(&s)
			ch, err := twitter.Driver().Open(s)
			if diff := cmp.Diff(tt.want, complaints(err)); diff != "" {
				t.Errorf("complaints (-want +got):\n%s", diff)
			}
			if (ch == nil) != (err != nil) {
				t.Errorf("Open = %v, %v", ch, err)
			}
		})
	}
}

// The settings of public answers arrive in the limits, and odd ones are complained of.
func TestDriverPosts(t *testing.T) {
	s := settings()
	s.Values["postText"], s.Values["enterprise"], s.Values["postWeights"] = "25000", "true", "other=1"
	ch, err := twitter.Driver().Open(s)
	if err != nil {
		t.Fatal(err)
	}
	public := channel.Thread{Platform: twitter.Platform, Account: s.Values["account"], Contact: "post:5"}
	if l := channel.PostLimits(ch, public); l.Text != (channel.Length{Max: 25_000, Unit: channel.Weighted, Weights: "other=1"}) || !ch.Limits(public).Abilities.LikePost {
		t.Errorf("limits %+v", l.Text)
	}
	s.Values["postText"], s.Values["enterprise"], s.Values["postWeights"], s.Values["api"] = "-1", "maybe", "x", "v3"
	_, err = twitter.Driver().Open(s)
	if diff := cmp.Diff([]string{"api invalid", "postText invalid", "postWeights invalid", "enterprise invalid"}, complaints(err)); diff != "" {
		t.Errorf("complaints (-want +got):\n%s", diff)
	}
}

// A record that names no product and one that says "auto" let the other settings decide; each
// product can be chosen whatever they are.
func TestDriverProduct(t *testing.T) {
	const v2, premium, enterprise = "/2/webhooks", "/1.1/account_activity/all/prod/webhooks.json", "/1.1/account_activity/webhooks.json"
	for _, f := range twitter.Driver().Fields {
		if f.Name == "product" && f.Options[0] != "auto" { // the first is the default of forms and of the schema
			t.Errorf("the default is %q", f.Options[0])
		}
	}
	for _, tt := range []struct {
		product, env, clientID string
		path                   string // of the webhooks
		activity               bool
	}{
		{"", "", "", v2, false},
		{"", "", "client", v2, true},
		{"", "prod", "", premium, false},
		{"", "prod", "client", premium, false},
		{"v2", "prod", "client", v2, false},
		{"activity", "prod", "client", v2, true},
		{"premium", "prod", "client", premium, false},
		{"enterprise", "prod", "client", enterprise, false},
	} {
		words := []string{tt.product}
		if tt.product == "" {
			words = append(words, "auto")
		}
		for _, product := range words {
			s := settings()
			s.Values["product"], s.Values["env"], s.Values["clientId"] = product, tt.env, tt.clientID
			var path string
			s.HTTP = &http.Client{Transport: transportFunc(func(r *http.Request) (*http.Response, error) {
				path = r.URL.Path
				return answering(`{"data":[]}`).RoundTrip(r)
			})}
			name := fmt.Sprintf("product %q, env %q, client id %q", product, tt.env, tt.clientID)
			driver := twitter.DriverWith(new(twitter.TokenMemory))
			ch, err := driver.Open(s)
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			if _, err := channel.CheckSubscription(t.Context(), ch); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			if path != tt.path {
				t.Errorf("%s: webhooks at %s, want %s", name, path, tt.path)
			}
			s.Values["chat"] = "on" // only the X Activity API has such events
			_, err = driver.Open(s)
			var want []string
			if !tt.activity {
				want = []string{"chat.subscribe conflict"}
			}
			if diff := cmp.Diff(want, complaints(err)); diff != "" {
				t.Errorf("%s, encrypted conversations (-want +got):\n%s", name, diff)
			}
		}
	}
	s := settings()
	s.Values["product"] = "Auto"
	if _, err := twitter.Driver().Open(s); !cmp.Equal([]string{"product invalid"}, complaints(err)) {
		t.Errorf("an unknown product: %v", err)
	}
}
