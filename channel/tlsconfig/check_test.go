package tlsconfig_test

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/tlsconfig"
)

func TestCheck(t *testing.T) {
	root := newAuthority(t)
	middle := &authority{t: t, key: ecKey(t)}
	middle.cert = root.issue(&x509.Certificate{Subject: pkix.Name{CommonName: "middle"}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign}, middle.key.Public())
	key := ecKey(t)
	leaf := middle.issue(&x509.Certificate{Subject: pkix.Name{CommonName: "leaf"}}, key.Public())
	stranger := newAuthority(t)
	secret := channel.Secret(pkcs8(t, key))
	file := func(certs ...*x509.Certificate) []byte {
		var b []byte
		for _, c := range certs {
			b = append(b, encode("CERTIFICATE", c.Raw)...)
		}
		return b
	}
	twisted := slices.Clone(root.cert.Raw)
	twisted[len(twisted)-1] ^= 1 // in the signature
	now := root.cert.NotBefore.Add(time.Minute)
	long := now.Add(-20 * time.Minute) // each certificate is valid for two hours
	tests := []struct {
		name     string
		settings channel.TLS
		now      time.Time
		want     []string // "!" before a complaint, "?" before a warning
	}{
		{"ends soon", channel.TLS{Trust: [][]byte{root.cert.Raw}}, now, []string{"?tls.trust[0] expires_soon"}},
		{"expired", channel.TLS{Trust: [][]byte{root.cert.Raw}}, root.cert.NotAfter.Add(time.Second), []string{"!tls.trust[0] expired"}},
		{"expired, and exact", channel.TLS{Trust: [][]byte{root.cert.Raw}, Exact: true}, root.cert.NotAfter.Add(time.Second), nil},
		{"not yet valid", channel.TLS{Trust: [][]byte{root.cert.Raw}}, long, []string{"!tls.trust[0] not_yet"}},
		{"changed after it was signed", channel.TLS{Trust: [][]byte{file(root.cert), encode("CERTIFICATE", twisted)}}, now,
			[]string{"!tls.trust[1] damaged", "?tls.trust[0] expires_soon", "?tls.trust[1] expires_soon"}},
		{"unreadable", channel.TLS{Trust: [][]byte{[]byte("x")}}, now, []string{"!tls.trust[0] invalid"}},
		{"a chain", channel.TLS{Certificate: file(leaf, middle.cert, root.cert), Key: secret}, now, []string{"?tls.certificate expires_soon ×3"}},
		{"a chain in reverse", channel.TLS{Certificate: file(root.cert, middle.cert, leaf), Key: secret}, now,
			[]string{"?tls.certificate expires_soon ×3", "?tls.certificate chain_order"}},
		{"a chain with a stranger", channel.TLS{Certificate: file(leaf, stranger.cert, middle.cert), Key: secret}, now,
			[]string{"?tls.certificate expires_soon ×3", "?tls.certificate chain_order", "?tls.certificate not_in_chain"}},
		{"without the certificate of the key", channel.TLS{Certificate: file(middle.cert), Key: secret}, now,
			[]string{"!tls.key invalid", "?tls.certificate expires_soon"}},
	}
	for _, tt := range tests {
		complaints, warnings := tlsconfig.Check(tt.settings, tt.now)
		var got []string
		for _, c := range complaints {
			got = append(got, "!"+c.Field+" "+c.Code)
		}
		for _, w := range warnings {
			got = append(got, "?"+w.Field+" "+w.Code)
		}
		for i := 0; i+2 < len(got); i++ {
			if got[i] == got[i+1] && got[i] == got[i+2] {
				got = slices.Replace(got, i, i+3, got[i]+" ×3")
			}
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
	// The chain is sent in its own order, whatever that of the file.
	id, err := tlsconfig.ParseIdentity(file(root.cert, stranger.cert, leaf, middle.cert), secret)
	if err != nil {
		t.Fatal(err)
	}
	want := [][]byte{leaf.Raw, middle.cert.Raw, root.cert.Raw, stranger.cert.Raw}
	if !slices.EqualFunc(id.Certificate, want, slices.Equal) || id.Leaf.Subject.CommonName != "leaf" {
		t.Error("the chain is not leaf, issuer, its issuer")
	}
	for _, tt := range []struct{ key, want string }{
		{string(encode("OPENSSH PRIVATE KEY", []byte{1})), "OpenSSH"},
		{"-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAAA\n-----END RSA PRIVATE KEY-----\n", "encrypted"},
		{string(encode("CERTIFICATE", root.cert.Raw)), "no private key in it"},
		{strings.ReplaceAll(string(encode("PRIVATE KEY", pkcs8(t, key))), "\n", ""), ""},
		{"\uFEFF" + string(encode("PRIVATE KEY", pkcs8(t, key))), ""},
	} {
		_, err := tlsconfig.ParseIdentity(file(leaf), channel.Secret(tt.key))
		if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
			t.Errorf("a key: %v, want %q", err, tt.want)
		}
	}
}
