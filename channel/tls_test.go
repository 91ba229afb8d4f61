package channel_test

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
)

// authority issues certificates for one test.
type authority struct {
	t    *testing.T
	cert *x509.Certificate
	key  crypto.Signer
}

func newAuthority(t *testing.T) *authority {
	a := &authority{t: t, key: ecKey(t)}
	a.cert = a.issue(&x509.Certificate{Subject: pkix.Name{CommonName: "authority"}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign}, a.key.Public())
	return a
}

func (a *authority) issue(template *x509.Certificate, public crypto.PublicKey) *x509.Certificate {
	a.t.Helper()
	template.SerialNumber = big.NewInt(time.Now().UnixNano())
	template.NotBefore, template.NotAfter = time.Now().Add(-time.Hour), time.Now().Add(time.Hour)
	parent := a.cert
	if parent == nil {
		parent = template
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, public, a.key)
	if err != nil {
		a.t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		a.t.Fatal(err)
	}
	return cert
}

func ecKey(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func encode(kind string, der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})
}

func pkcs8(t *testing.T, key any) []byte {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

// serve starts a server on loopback that shows the certificate and answers with the names of the client's certificates.
func serve(t *testing.T, cert *x509.Certificate, key crypto.Signer, clients *x509.CertPool) string {
	t.Helper()
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for _, c := range r.TLS.PeerCertificates {
			_, _ = fmt.Fprint(w, c.Subject.CommonName, ";")
		}
	}))
	server.TLS = &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{cert.Raw}, PrivateKey: key}}}
	if clients != nil {
		server.TLS.ClientCAs, server.TLS.ClientAuth = clients, tls.RequireAndVerifyClientCert
	}
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // it reports every handshake that a client breaks off
	server.StartTLS()
	t.Cleanup(server.Close)
	return server.URL
}

// get calls the server by a transport of the settings.
func get(t *testing.T, settings channel.TLS, url string) (string, error) {
	t.Helper()
	transport, err := settings.Transport()
	if err != nil {
		t.Fatal(err)
	}
	defer transport.CloseIdleConnections()
	resp, err := (&http.Client{Transport: transport}).Get(url)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	return string(body), err
}

func TestTLSTrust(t *testing.T) {
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

// A certificate is public: whoever shows it beside an own one has not proved to be its holder.
func TestTLSPinOfACertificateThatIsOnlyShown(t *testing.T) {
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

func TestTLSIdentity(t *testing.T) {
	ca := newAuthority(t)
	serverKey := ecKey(t)
	shown := ca.issue(&x509.Certificate{IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}, serverKey.Public())
	clients := x509.NewCertPool()
	clients.AddCert(ca.cert)
	url := serve(t, shown, serverKey, clients)

	_, edKey, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	ec := ecKey(t)
	sec1, err := x509.MarshalECPrivateKey(ec)
	if err != nil {
		t.Fatal(err)
	}
	params := encode("EC PARAMETERS", []byte{0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07})
	client := func(public crypto.PublicKey, name string) *x509.Certificate {
		return ca.issue(&x509.Certificate{Subject: pkix.Name{CommonName: name}, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}, public)
	}
	ecCert, rsaCert, edCert := client(ec.Public(), "ec"), client(rsaKey.Public(), "rsa"), client(edKey.Public(), "ed")
	pemEC := encode("CERTIFICATE", ecCert.Raw)
	chain := slices.Concat(pemEC, encode("CERTIFICATE", ca.cert.Raw))
	tests := []struct {
		name string
		cert []byte
		key  []byte
		want string
	}{
		{"EC, SEC 1 in PEM", pemEC, encode("EC PRIVATE KEY", sec1), "ec;"},
		{"EC, SEC 1 in DER", ecCert.Raw, sec1, "ec;"},
		{"EC as openssl ecparam writes it, parameters first", pemEC, slices.Concat(params, encode("EC PRIVATE KEY", sec1)), "ec;"},
		{"certificate and key in one file", slices.Concat(pemEC, encode("EC PRIVATE KEY", sec1)), slices.Concat(pemEC, encode("EC PRIVATE KEY", sec1)), "ec;"},
		{"EC, PKCS #8", pemEC, encode("PRIVATE KEY", pkcs8(t, ec)), "ec;"},
		{"with the authority behind it", chain, encode("EC PRIVATE KEY", sec1), "ec;authority;"},
		{"RSA, PKCS #1", encode("CERTIFICATE", rsaCert.Raw), encode("RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(rsaKey)), "rsa;"},
		{"RSA, PKCS #8 in DER", rsaCert.Raw, pkcs8(t, rsaKey), "rsa;"},
		{"Ed25519", edCert.Raw, pkcs8(t, edKey), "ed;"},
	}
	trust := [][]byte{ca.cert.Raw}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := get(t, channel.TLS{Trust: trust, Certificate: tt.cert, Key: channel.Secret(tt.key)}, url)
			if err != nil || got != tt.want {
				t.Errorf("the server saw %q, %v, want %q", got, err, tt.want)
			}
		})
	}
	if got, err := get(t, channel.TLS{Trust: trust}, url); err == nil {
		t.Errorf("without a certificate the server answers %q", got)
	}

	// Identity is asked at each handshake, so that a certificate can be renewed.
	asked := 0
	settings := channel.TLS{Trust: trust, Identity: func() (*tls.Certificate, error) {
		asked++
		if asked == 1 {
			return channel.ParseIdentity(edCert.Raw, channel.Secret(pkcs8(t, edKey)))
		}
		return channel.ParseIdentity(pemEC, channel.Secret(encode("EC PRIVATE KEY", sec1)))
	}}
	var saw []string
	for range 2 {
		got, err := get(t, settings, url)
		if err != nil {
			t.Fatal(err)
		}
		saw = append(saw, got)
	}
	if diff := cmp.Diff([]string{"ed;", "ec;"}, saw); diff != "" || asked != 2 {
		t.Errorf("Identity was asked %d times (-want +seen):\n%s", asked, diff)
	}
}

func TestTLSComplaints(t *testing.T) {
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
			_, err := tt.settings.Config()
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
			if _, terr := tt.settings.Transport(); (terr == nil) != (err == nil) {
				t.Errorf("Transport = %v, Config = %v", terr, err)
			}
		})
	}
}

func TestTLSWithoutTrustKeepsTheSystemsRoots(t *testing.T) {
	for name, settings := range map[string]channel.TLS{"zero": {}, "an empty list": {Trust: [][]byte{}}} {
		cfg, err := settings.Config()
		if err != nil || cfg.RootCAs != nil || cfg.MinVersion != tls.VersionTLS12 || cfg.InsecureSkipVerify {
			t.Errorf("%s: %v, own roots %v, from version %x on, unverified %v", name, err, cfg.RootCAs != nil, cfg.MinVersion, cfg.InsecureSkipVerify)
		}
	}
}

func TestTLSIsZero(t *testing.T) {
	if !(channel.TLS{}).IsZero() {
		t.Error("the zero value is not zero")
	}
	for name, s := range map[string]channel.TLS{"trust": {Trust: [][]byte{{1}}}, "certificate": {Certificate: []byte{1}}, "key": {Key: "k"}, "name": {ServerName: "n"}, "pins": {Pins: []string{"p"}}, "exact": {Exact: true},
		"identity": {Identity: func() (*tls.Certificate, error) { return nil, errors.New("none") }}} {
		if s.IsZero() {
			t.Errorf("with %s alone it counts as zero", name)
		}
	}
}

// Hosts wrap http.DefaultTransport to trace their calls.
func TestTLSTransportWhenTheDefaultIsAnother(t *testing.T) {
	usual := http.DefaultTransport
	http.DefaultTransport = http.NewFileTransport(http.Dir("."))
	defer func() { http.DefaultTransport = usual }()
	transport, err := channel.TLS{ServerName: "gateway.example"}.Transport()
	if err != nil {
		t.Fatal(err)
	}
	if transport.TLSClientConfig.ServerName != "gateway.example" || transport.TLSClientConfig.MinVersion != tls.VersionTLS12 || transport.TLSHandshakeTimeout == 0 || transport.IdleConnTimeout == 0 || !transport.ForceAttemptHTTP2 {
		t.Errorf("the transport has no sane settings: %+v", transport)
	}
}

func FuzzParseIdentity(f *testing.F) {
	f.Add([]byte("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"), "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n")
	f.Add([]byte{0x30, 0x03, 0x02, 0x01, 0x00}, "\x30\x00")
	f.Fuzz(func(t *testing.T, cert []byte, key string) {
		id, err := channel.ParseIdentity(cert, channel.Secret(key))
		if (id == nil) == (err == nil) {
			t.Fatalf("ParseIdentity = %v, %v", id, err)
		}
		if err != nil && len(key) > 8 && bytes.Contains([]byte(err.Error()), []byte(key)) {
			t.Errorf("the error quotes the key: %v", err)
		}
	})
}
