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

// certificateUntil is a certificate that ends at a time.
func certificateUntil(t *testing.T, name string, ends time.Time) []byte {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	x := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, NotBefore: ends.Add(-time.Hour * 1000), NotAfter: ends}
	der, err := x509.CreateCertificate(rand.Reader, x, x, key.Public(), key)
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
		"lost trusted Support_bot missing or unreadable", "old trusted Support_bot CN=old.example 20 November 2026", "It has ended.",
		"gateway trusted Support_bot CN=gateway.example 30 November 2026", "It ends soon.",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the page lacks %q: %s", want, got)
		}
	}
}
