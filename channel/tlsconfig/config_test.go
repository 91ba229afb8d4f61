package tlsconfig_test

import (
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/tlsconfig"
)

func TestNewTrust(t *testing.T) {
	ca, other := newAuthority(t), newAuthority(t)
	key := ecKey(t)
	byName := ca.issue(&x509.Certificate{DNSNames: []string{"gateway.example"}}, key.Public())
	byIP := ca.issue(&x509.Certificate{IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}, key.Public())
	self := &authority{t: t, key: key}
	own := self.issue(&x509.Certificate{Subject: pkix.Name{CommonName: "itself"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}, key.Public())
	pin := func(c *x509.Certificate) string { sum := sha256.Sum256(c.Raw); return hex.EncodeToString(sum[:]) }
	colons := func(s string) string {
		var parts []string
		for part := range slices.Chunk([]byte(strings.ToUpper(s)), 2) {
			parts = append(parts, string(part))
		}
		return strings.Join(parts, ":")
	}
	nameless := ca.issue(&x509.Certificate{Subject: pkix.Name{CommonName: "127.0.0.1"}}, key.Public())
	pemCA, pemOther := encode("CERTIFICATE", ca.cert.Raw), encode("CERTIFICATE", other.cert.Raw)
	tests := []struct {
		name     string
		shown    *x509.Certificate
		settings channel.TLS
		ok       bool
	}{
		{"authority as PEM", byIP, channel.TLS{Trust: [][]byte{pemCA}}, true},
		{"authority as DER", byIP, channel.TLS{Trust: [][]byte{ca.cert.Raw}}, true},
		{"several in one file", byIP, channel.TLS{Trust: [][]byte{append(slices.Clone(pemOther), pemCA...)}}, true},
		{"several in one DER file", byIP, channel.TLS{Trust: [][]byte{append(slices.Clone(other.cert.Raw), ca.cert.Raw...)}}, true},
		{"several files", byIP, channel.TLS{Trust: [][]byte{other.cert.Raw, pemCA}}, true},
		{"PEM with words before and a key beside", byIP, channel.TLS{Trust: [][]byte{slices.Concat([]byte("# the gateway's\n"), encode("EC PARAMETERS", []byte{5, 0}), pemCA)}}, true},
		{"the server's very certificate, by address", own, channel.TLS{Trust: [][]byte{encode("CERTIFICATE", own.Raw)}}, true},
		{"an issued certificate itself, without its authority", byIP, channel.TLS{Trust: [][]byte{byIP.Raw}}, true},
		{"another authority", byIP, channel.TLS{Trust: [][]byte{pemOther}}, false},
		{"the system's roots", byIP, channel.TLS{}, false},
		{"another name", byName, channel.TLS{Trust: [][]byte{pemCA}}, false},
		{"the name that was told", byName, channel.TLS{Trust: [][]byte{pemCA}, ServerName: "gateway.example"}, true},
		{"a wrong name that was told", byIP, channel.TLS{Trust: [][]byte{pemCA}, ServerName: "other.example"}, false},
		{"pinned", byIP, channel.TLS{Trust: [][]byte{pemCA}, Pins: []string{pin(byIP)}}, true},
		{"pinned in capitals with colons, among others", byIP, channel.TLS{Trust: [][]byte{pemCA}, Pins: []string{pin(own), colons(pin(byIP))}}, true},
		{"pinned to another", byIP, channel.TLS{Trust: [][]byte{pemCA}, Pins: []string{pin(own)}}, false},
		{"without a name that counts", nameless, channel.TLS{Trust: [][]byte{pemCA}}, false},
		{"without a name that counts, and one told", nameless, channel.TLS{Trust: [][]byte{pemCA}, ServerName: "127.0.0.1"}, false},
		{"without a name that counts, exactly", nameless, channel.TLS{Trust: [][]byte{nameless.Raw}, Exact: true}, true},
		{"another name, exactly, among others", byName, channel.TLS{Trust: [][]byte{pemCA, encode("CERTIFICATE", byName.Raw)}, Exact: true}, true},
		{"of the authority, exactly", byIP, channel.TLS{Trust: [][]byte{pemCA}, Exact: true}, false},
		{"pinned and not trusted", byIP, channel.TLS{Trust: [][]byte{pemOther}, Pins: []string{pin(byIP)}}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := get(t, tt.settings, serve(t, tt.shown, key, nil))
			if (err == nil) != tt.ok {
				t.Errorf("the call ends with %v, want success %v", err, tt.ok)
			}
		})
	}
}

// A certificate is public: a server that shows it along with its own has not proved to be its
// holder.
func TestNewPinOfACertificateThatIsOnlyShown(t *testing.T) {
	ca := newAuthority(t)
	key := ecKey(t)
	local := func() *x509.Certificate {
		return ca.issue(&x509.Certificate{IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}, key.Public())
	}
	shown, pinned := local(), local()
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	server.TLS = &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{shown.Raw, pinned.Raw}, PrivateKey: key}}}
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	defer server.Close()
	for name, tt := range map[string]struct {
		pin *x509.Certificate
		ok  bool
	}{"shown beside": {pinned, false}, "its own": {shown, true}, "its authority": {ca.cert, true}} {
		sum := sha256.Sum256(tt.pin.Raw)
		_, err := get(t, channel.TLS{Trust: [][]byte{ca.cert.Raw}, Pins: []string{hex.EncodeToString(sum[:])}}, server.URL)
		if (err == nil) != tt.ok {
			t.Errorf("pinned to the certificate %s: %v, want success %v", name, err, tt.ok)
		}
	}
}

func TestNewComplaints(t *testing.T) {
	ca := newAuthority(t)
	key := ecKey(t)
	cert := encode("CERTIFICATE", ca.issue(&x509.Certificate{}, key.Public()).Raw)
	good, other := pkcs8(t, key), pkcs8(t, ecKey(t))
	tests := []struct {
		name     string
		settings channel.TLS
		want     []string // field and code
	}{
		{"nothing", channel.TLS{}, nil},
		{"good", channel.TLS{Certificate: cert, Key: channel.Secret(good)}, nil},
		{"trust that is none", channel.TLS{Trust: [][]byte{nil, []byte("x"), []byte("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"), encode("EC PARAMETERS", nil), cert, []byte("-----BEGIN nothing")}},
			[]string{"tls.trust[0] invalid", "tls.trust[1] invalid", "tls.trust[2] invalid", "tls.trust[3] invalid", "tls.trust[5] invalid"}},
		{"a key alone", channel.TLS{Key: channel.Secret(good)}, []string{"tls.certificate missing"}},
		{"a certificate alone", channel.TLS{Certificate: cert}, []string{"tls.key missing"}},
		{"another's key", channel.TLS{Certificate: cert, Key: channel.Secret(other)}, []string{"tls.key invalid"}},
		{"a key that is none", channel.TLS{Certificate: cert, Key: "s3cr3t"}, []string{"tls.key invalid"}},
		{"a certificate that is none", channel.TLS{Certificate: []byte("s3cr3t"), Key: channel.Secret(good)}, []string{"tls.certificate invalid"}},
		{"an encrypted key", channel.TLS{Certificate: cert, Key: channel.Secret(encode("ENCRYPTED PRIVATE KEY", []byte("s3cr3t")))}, []string{"tls.key invalid"}},
		{"pins that are none", channel.TLS{Pins: []string{"", "zz", strings.Repeat("ab", 32), strings.Repeat("ab", 31)}},
			[]string{"tls.pins[0] invalid", "tls.pins[1] invalid", "tls.pins[3] invalid"}},
		{"exactly nothing", channel.TLS{Exact: true}, []string{"tls.trust missing"}},
		{"exactly and pinned", channel.TLS{Trust: [][]byte{cert}, Exact: true, Pins: []string{strings.Repeat("ab", 32)}}, []string{"tls.pins conflict"}},
		{"everything at once", channel.TLS{Trust: [][]byte{nil}, Key: "s3cr3t", Pins: []string{"s3cr3t"}}, []string{"tls.trust[0] invalid", "tls.certificate missing", "tls.pins[0] invalid"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := tlsconfig.New(tt.settings)
			var got []string
			for _, f := range channel.FieldErrors(err) {
				got = append(got, f.Field+" "+f.Code)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("complaints (-want +got):\n%s\n%v", diff, err)
			}
			if err != nil && strings.Contains(err.Error(), "s3cr3t") {
				t.Errorf("the error quotes what was given: %v", err)
			}
			if _, terr := tlsconfig.NewTransport(tt.settings); (terr == nil) != (err == nil) {
				t.Errorf("Transport = %v, Config = %v", terr, err)
			}
		})
	}
}

func TestNewWithoutTrustKeepsTheSystemsRoots(t *testing.T) {
	for name, settings := range map[string]channel.TLS{"zero": {}, "an empty list": {Trust: [][]byte{}}} {
		cfg, err := tlsconfig.New(settings)
		if err != nil || cfg.RootCAs != nil || cfg.MinVersion != tls.VersionTLS12 || cfg.InsecureSkipVerify {
			t.Errorf("%s: %v, own roots %v, from version %x on, unverified %v", name, err, cfg.RootCAs != nil, cfg.MinVersion, cfg.InsecureSkipVerify)
		}
	}
}
