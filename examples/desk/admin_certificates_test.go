package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel/directory"
)

// certificateUntil is a certificate of an authority, for two names, that ends at a time.
func certificateUntil(t *testing.T, name string, ends time.Time) []byte {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	authority := &x509.Certificate{Subject: pkix.Name{CommonName: "Example CA"}}
	x := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, DNSNames: []string{name, "www." + name},
		NotBefore: ends.Add(-4000 * time.Hour), NotAfter: ends,
	}
	der, err := x509.CreateCertificate(rand.Reader, x, authority, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
}

// The page of certificates tells which end soon, which have ended, and which are not there.
func TestCertificates(t *testing.T) {
	d := newDesk(t, time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC), func(r *directory.Record) {
		if r.ID == "bot" {
			r.Certificates.Trust = []string{"gateway", "old", "lost"}
		}
	})
	d.close()
	known := map[string][]byte{
		"gateway": certificateUntil(t, "gateway.example", d.now().Add(10*24*time.Hour)),
		"old":     certificateUntil(t, "old.example", d.now().Add(-time.Hour)),
	}
	d.options.Certificate = func(_ context.Context, _, name string) (directory.Certificate, error) {
		if data, ok := known[name]; ok {
			return directory.Certificate{Certificate: data}, nil
		}
		return directory.Certificate{}, directory.ErrNotFound
	}
	d.open()
	got := d.signIn("root").page("/admin/certificates").id("certificates").text()
	for _, want := range []string{
		"lost trusted Support_bot missing or unreadable", "old trusted Support_bot CN=old.example CN=Example CA old.example , www.old.example 20 November 2026", "It has ended.",
		"gateway trusted Support_bot CN=gateway.example CN=Example CA gateway.example , www.gateway.example 30 November 2026", "It ends soon.",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the page lacks %q: %s", want, got)
		}
	}
}

// The page shows each certificate of a mangled bundle in a row of its own, or says what is wrong
// with the file.
func TestMangledCertificates(t *testing.T) {
	d := newDesk(t, time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC), func(r *directory.Record) {
		if r.ID == "bot" {
			r.Certificates.Trust = []string{"marked", "joined", "cut", "refused"}
		}
	})
	d.close()
	one := string(certificateUntil(t, "one.example", d.now().Add(90*24*time.Hour)))
	two := string(certificateUntil(t, "two.example", d.now().Add(20*24*time.Hour)))
	later := string(certificateUntil(t, "later.example", d.now().Add(5000*time.Hour)))
	known := map[string]string{"marked": "\uFEFF" + one + later, "joined": strings.TrimSpace(one) + two, "cut": one + two[:len(two)-40]}
	d.options.Certificate = func(_ context.Context, _, name string) (directory.Certificate, error) {
		if name == "refused" {
			return directory.ReadCertificate([]byte("\x89PNG"))
		}
		return directory.Certificate{Certificate: []byte(known[name])}, nil
	}
	d.open()
	got := d.signIn("root").page("/admin/certificates").id("certificates").text()
	for _, want := range []string{
		"marked trusted Support_bot CN=one.example", "marked trusted Support_bot CN=later.example", "16 June 2027 hh:mm:00 It is not valid yet.",
		"joined trusted Support_bot CN=one.example", "joined trusted Support_bot CN=two.example", "10 December 2026 hh:mm:00 It ends soon.",
		"cut trusted Support_bot missing or unreadable: block 2 (CERTIFICATE, line ", "refused trusted Support_bot missing or unreadable: it is neither PEM nor DER",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the page lacks %q: %s", want, got)
		}
	}
}
