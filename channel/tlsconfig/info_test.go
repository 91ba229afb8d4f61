package tlsconfig_test

import (
	"bytes"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/binary"
	"encoding/hex"
	"net"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel/tlsconfig"
)

// The page of a certificate shows its subject, its issuer, every kind of name and its end.
func TestReadInfo(t *testing.T) {
	ca := newAuthority(t)
	cert := ca.issue(&x509.Certificate{
		Subject:        pkix.Name{CommonName: "gateway.example", Organization: []string{"Example"}},
		DNSNames:       []string{"gateway.example", "*.gateway.example"},
		IPAddresses:    []net.IP{net.ParseIP("192.0.2.10"), net.ParseIP("2001:db8::1")},
		EmailAddresses: []string{"admin@gateway.example"},
		URIs:           []*url.URL{{Scheme: "https", Host: "gateway.example", Path: "/x"}},
	}, ecKey(t).Public())
	got, err := tlsconfig.Read(append(encode("CERTIFICATE", cert.Raw), encode("CERTIFICATE", ca.cert.Raw)...))
	if err != nil {
		t.Fatal(err)
	}
	info := func(c *x509.Certificate) tlsconfig.Info {
		sum := sha256.Sum256(c.Raw)
		return tlsconfig.Info{Issuer: "CN=authority", From: c.NotBefore.UTC(), Until: c.NotAfter.UTC(), Serial: c.SerialNumber.Text(16), SHA256: hex.EncodeToString(sum[:])}
	}
	first, second := info(cert), info(ca.cert)
	first.Subject = "CN=gateway.example,O=Example"
	first.Names = []string{"gateway.example", "*.gateway.example", "192.0.2.10", "2001:db8::1", "admin@gateway.example", "https://gateway.example/x"}
	second.Subject, second.CA = "CN=authority", true
	if diff := cmp.Diff([]tlsconfig.Info{first, second}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Two authorities may have the same name. Without key identifiers nothing says which one signed, so
// a signature that another one made is no damage.
func TestReadOfAuthoritiesWithOneName(t *testing.T) {
	namesakes := [2]*authority{}
	for i := range namesakes {
		a := &authority{t: t, key: ecKey(t)}
		a.cert = a.issue(&x509.Certificate{Subject: pkix.Name{CommonName: "authority"}}, a.key.Public())
		namesakes[i] = a
	}
	leaf := namesakes[0].issue(&x509.Certificate{Subject: pkix.Name{CommonName: "gateway.example"}}, ecKey(t).Public())
	got, err := tlsconfig.Read(append(encode("CERTIFICATE", leaf.Raw), encode("CERTIFICATE", namesakes[1].cert.Raw)...))
	if err != nil || len(got) != 2 || got[0].Problem != "" || got[1].Problem != "" {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestFindKey(t *testing.T) {
	ca := newAuthority(t)
	cert, key := encode("CERTIFICATE", ca.cert.Raw), pkcs8(t, ca.key)
	for name, tt := range map[string]struct {
		file          []byte
		found, usable bool
	}{
		"a certificate":         {cert, false, true},
		"a certificate, DER":    {ca.cert.Raw, false, true},
		"a key":                 {encode("PRIVATE KEY", key), true, true},
		"a key, DER":            {key, true, true},
		"a key and certificate": {append(encode("PRIVATE KEY", key), cert...), true, true},
		"a key cut short":       {encode("PRIVATE KEY", key[:20]), true, false},
		"a picture":             {[]byte("\x89PNG"), false, true},
		"nothing":               {nil, false, true},
		"two blanks":            {bytes.ReplaceAll(encode("PRIVATE KEY", key), []byte(" KEY"), []byte("  KEY")), true, true},
	} {
		found, err := tlsconfig.FindKey(tt.file)
		if found != tt.found || (err == nil) != tt.usable {
			t.Errorf("%s: %v, %v", name, found, err)
		}
	}
}

// A file's certificates come without its keys, whichever way the file is written.
func TestWithoutKeys(t *testing.T) {
	ca := newAuthority(t)
	cert, key := encode("CERTIFICATE", ca.cert.Raw), encode("PRIVATE KEY", pkcs8(t, ca.key))
	both := string(key) + string(cert)
	for name, tt := range map[string]struct {
		file string
		want string
		ok   bool
	}{
		"a certificate":                {string(cert), string(cert), true},
		"a certificate, DER":           {string(ca.cert.Raw), string(ca.cert.Raw), true},
		"key and certificate":          {both, string(cert), true},
		"two keys, three certificates": {both + both + string(cert), strings.Repeat(string(cert), 3), true},
		"on one line":                  {strings.ReplaceAll(both, "\n", " "), string(cert), true},
		"UTF-16":                       {string(utf16File(both, binary.LittleEndian, true)), string(cert), true},
		"a key":                        {string(key), "", true},
		"a key, DER":                   {string(pkcs8(t, ca.key)), "", true},
		"a key and half a certificate": {both[:len(both)-40], "", false},
		"a picture":                    {"\x89PNG", "", false},
	} {
		got, err := tlsconfig.WithoutKeys([]byte(tt.file))
		if string(got) != tt.want || (got == nil) != (tt.want == "") || (err == nil) != tt.ok {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

// FuzzWithoutKeys: the result has no key and the certificates that Read finds, and nothing else is
// taken off. The result of FindKey agrees.
func FuzzWithoutKeys(f *testing.F) {
	ca := newAuthority(f)
	cert, key := encode("CERTIFICATE", ca.cert.Raw), encode("PRIVATE KEY", pkcs8(f, ca.key))
	for _, file := range [][]byte{
		cert, key, slices.Concat(key, cert), slices.Concat(cert, cert), ca.cert.Raw, pkcs8(f, ca.key), utf16File(string(key)+string(cert), binary.LittleEndian, true),
		bytes.ReplaceAll(slices.Concat(key, cert), []byte("PRIVATE KEY"), []byte("PRIVATE  KEY")), bytes.ReplaceAll(cert, []byte("\n"), nil), []byte("-----BEGIN PRIVATE KEY-----"),
	} {
		f.Add(file)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		before, unreadable := tlsconfig.Read(data)
		got, err := tlsconfig.WithoutKeys(data)
		switch found, _ := tlsconfig.FindKey(data); {
		case err != nil && (got != nil || unreadable == nil):
			t.Fatalf("%q, %v, and Read says %v", got, err, unreadable)
		case err != nil:
			return
		case got == nil:
			if !found || unreadable == nil {
				t.Errorf("nothing is left, though FindKey says %t and Read %d certificates", found, len(before))
			}
			return
		}
		if found, _ := tlsconfig.FindKey(got); found {
			t.Errorf("a key is left in %q", got)
		}
		after, err := tlsconfig.Read(got)
		if diff := cmp.Diff(before, after); diff != "" || err != nil || unreadable != nil {
			t.Errorf("%v, before: %v (-before +after):\n%s", err, unreadable, diff)
		}
	})
}
