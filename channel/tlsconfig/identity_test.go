package tlsconfig_test

import (
	"bytes"
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"net"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/tlsconfig"
)

func TestNewIdentity(t *testing.T) {
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
			return tlsconfig.ParseIdentity(edCert.Raw, channel.Secret(pkcs8(t, edKey)))
		}
		return tlsconfig.ParseIdentity(pemEC, channel.Secret(encode("EC PRIVATE KEY", sec1)))
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

func FuzzParseIdentity(f *testing.F) {
	f.Add([]byte("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"), "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n")
	f.Add([]byte{0x30, 0x03, 0x02, 0x01, 0x00}, "\x30\x00")
	f.Fuzz(func(t *testing.T, cert []byte, key string) {
		id, err := tlsconfig.ParseIdentity(cert, channel.Secret(key))
		if (id == nil) == (err == nil) {
			t.Fatalf("ParseIdentity = %v, %v", id, err)
		}
		if err != nil && len(key) > 8 && bytes.Contains([]byte(err.Error()), []byte(key)) {
			t.Errorf("the error quotes the key: %v", err)
		}
	})
}
