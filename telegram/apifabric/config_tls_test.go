package apifabric_test

import (
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"errors"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/tlsconfig"
	"github.com/contactkit/contactkit/telegram/apifabric"
	"github.com/contactkit/contactkit/telegram/apifabric/apifabrictest"
	"github.com/contactkit/contactkit/telegram/telegramtest"
)

// started is a gateway on sockets, and a configuration for it but for the certificates.
func started(t *testing.T, hosts []string) (*apifabrictest.Gateway, apifabric.Config) {
	t.Helper()
	bot := telegramtest.New(telegramtest.Config{})
	bot.Say("7001", "hi")
	f := apifabrictest.New(apifabrictest.Config{Hosts: hosts, Bot: bot})
	tokenURL, businessURL, stop, err := f.Start()
	require.NoError(t, err)
	t.Cleanup(stop)
	return f, apifabric.Config{TokenURL: tokenURL, BusinessURL: businessURL, AppKey: f.Config().AppKey, AppSecret: channel.Secret(f.Config().AppSecret)}
}

// The documented command makes a trust certificate of the gateway's own one, in DER. The result
// depends on the names in it.
func TestTrustCertificate(t *testing.T) {
	const name = "fabric.example"
	tests := []struct {
		name  string
		hosts []string
		tls   func(leaf []byte) channel.TLS
		ok    bool
	}{
		{"the address in it", nil, func(leaf []byte) channel.TLS { return channel.TLS{Trust: [][]byte{leaf}} }, true},
		{"the address in it, pinned", nil, func(leaf []byte) channel.TLS {
			sum := sha256.Sum256(leaf)
			return channel.TLS{Trust: [][]byte{leaf}, Pins: []string{hex.EncodeToString(sum[:])}}
		}, true},
		{"only a name in it", []string{name}, func(leaf []byte) channel.TLS { return channel.TLS{Trust: [][]byte{leaf}} }, false},
		{"only a name in it, which was told", []string{name}, func(leaf []byte) channel.TLS { return channel.TLS{Trust: [][]byte{leaf}, ServerName: name} }, true},
		{"only a name in it, exactly", []string{name}, func(leaf []byte) channel.TLS { return channel.TLS{Trust: [][]byte{leaf}, Exact: true} }, true},
		{"a common name alone", []string{}, func(leaf []byte) channel.TLS { return channel.TLS{Trust: [][]byte{leaf}} }, false},
		{"a common name alone, which was told", []string{}, func(leaf []byte) channel.TLS {
			return channel.TLS{Trust: [][]byte{leaf}, ServerName: "API Fabric"}
		}, false},
		{"a common name alone, exactly", []string{}, func(leaf []byte) channel.TLS { return channel.TLS{Trust: [][]byte{leaf}, Exact: true} }, true},
		{"nothing trusted", nil, func([]byte) channel.TLS { return channel.TLS{} }, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f, cfg := started(t, tt.hosts)
			leaf, err := f.Certificate()
			require.NoError(t, err)
			own, key, err := f.Identity("desk")
			require.NoError(t, err)
			cfg.TLS = tt.tls(leaf)
			cfg.TLS.Certificate, cfg.TLS.Key = own, channel.Secret(key)
			c, err := apifabric.New(cfg)
			require.NoError(t, err)
			a, err := say(t.Context(), c, "hello")
			if tt.ok && (err != nil || a.Status != 200) || !tt.ok && !errors.Is(err, channel.ErrUnavailable) {
				t.Errorf("the call: %d, %v; want success %v", a.Status, err, tt.ok)
			}
		})
	}
	// A certificate that was renewed is another one: the error says so.
	f, cfg := started(t, []string{})
	other, _ := started(t, []string{})
	leaf, err := other.Certificate()
	require.NoError(t, err)
	own, key, err := f.Identity("desk")
	require.NoError(t, err)
	cfg.TLS = channel.TLS{Trust: [][]byte{leaf}, Exact: true, Certificate: own, Key: channel.Secret(key)}
	c, err := apifabric.New(cfg)
	require.NoError(t, err)
	if _, err := say(t.Context(), c, "hello"); !errors.Is(err, channel.ErrUnavailable) || !strings.Contains(err.Error(), "may have been renewed") {
		t.Errorf("another certificate: %v", err)
	}
}

// The gateway refuses clients without a certificate, and the own one is renewed while the client
// runs.
func TestIdentityCertificate(t *testing.T) {
	f, cfg := started(t, nil)
	leaf, err := f.Certificate()
	require.NoError(t, err)
	cfg.TLS.Trust = [][]byte{leaf}
	bare, err := apifabric.New(cfg)
	require.NoError(t, err)
	if _, err := say(t.Context(), bare, "x"); !errors.Is(err, channel.ErrUnavailable) && !errors.Is(err, channel.ErrUncertain) {
		t.Errorf("without a certificate: %v", err)
	}

	var current atomic.Pointer[tls.Certificate]
	renew := func(name string) {
		der, key, err := f.Identity(name)
		require.NoError(t, err)
		cert, err := tlsconfig.ParseIdentity(der, channel.Secret(key))
		require.NoError(t, err)
		current.Store(cert)
	}
	renew("of 2026")
	transport, err := tlsconfig.NewTransport(channel.TLS{Trust: [][]byte{leaf}, Identity: func() (*tls.Certificate, error) { return current.Load(), nil }})
	require.NoError(t, err)
	transport.DisableKeepAlives = true // each call shakes hands anew
	cfg.TLS, cfg.HTTP = channel.TLS{}, nil
	cfg.HTTP = newClient(transport)
	c, err := apifabric.New(cfg)
	require.NoError(t, err)
	_, err = say(t.Context(), c, "one")
	require.NoError(t, err)
	require.NoError(t, f.RenewIdentities())
	if _, err := say(t.Context(), c, "two"); err == nil {
		t.Error("the old certificate is still taken")
	}
	renew("of 2027")
	_, err = say(t.Context(), c, "three")
	require.NoError(t, err)
	if diff := cmp.Diff([]string{"of 2026", "of 2026", "of 2027"}, f.Peers()); diff != "" {
		t.Errorf("Peers (-want +got):\n%s", diff)
	}
}
