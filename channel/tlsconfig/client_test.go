package tlsconfig_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
	"github.com/contactkit/contactkit/channel/tlsconfig"
)

func TestCheckClient(t *testing.T) {
	own, certificates := &http.Client{}, channel.TLS{ServerName: "gateway"}
	dial := func(context.Context, string, string) (net.Conn, error) { return nil, errors.New("dialled") }
	for name, tt := range map[string]struct {
		given *http.Client
		tls   channel.TLS
		dial  tlsconfig.Dial
		want  []string
	}{
		"nothing":                   {},
		"a client":                  {given: own},
		"certificates and dialer":   {tls: certificates, dial: dial},
		"a client and all":          {own, certificates, dial, []string{"tls conflict", "dial conflict"}},
		"a client and a dialer":     {given: own, dial: dial, want: []string{"dial conflict"}},
		"a certificate that is not": {tls: channel.TLS{Trust: [][]byte{[]byte("no")}}, want: []string{"tls.trust[0] invalid"}},
	} {
		var got []string
		for _, e := range channel.FieldErrors(tlsconfig.CheckClient(tt.given, tt.tls, tt.dial)) {
			got = append(got, e.Field+" "+e.Code)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestClients(t *testing.T) {
	var dialled []string
	dial := func(_ context.Context, _, address string) (net.Conn, error) {
		dialled = append(dialled, address)
		return nil, errors.New("refused")
	}
	t.Setenv("HTTPS_PROXY", "http://proxy.example:3128")
	quick, slow, err := tlsconfig.Clients(nil, channel.TLS{}, dial)
	if err != nil || quick.Timeout != call.Timeout || slow.Timeout != 0 {
		t.Fatalf("Clients: %v, timeouts %v and %v", err, quick.Timeout, slow.Timeout)
	}
	for _, c := range []*http.Client{quick, slow} {
		if _, err := c.Get("https://api.toy.example/"); err == nil {
			t.Error("a call without a connection succeeded")
		}
	}
	if diff := cmp.Diff([]string{"api.toy.example:443", "api.toy.example:443"}, dialled); diff != "" {
		t.Errorf("dialled (-want +got):\n%s", diff)
	}
	given := &http.Client{Timeout: time.Second}
	quick, slow, err = tlsconfig.Clients(given, channel.TLS{}, nil)
	if err != nil || quick == given || quick.Timeout != time.Second || slow.Timeout != time.Second || given.CheckRedirect != nil {
		t.Errorf("a given client: %v, %+v, %+v", err, quick, slow)
	}
	if _, _, err := tlsconfig.Clients(nil, channel.TLS{Trust: [][]byte{[]byte("no")}}, nil); err == nil {
		t.Error("a certificate that is none was taken")
	}
}
