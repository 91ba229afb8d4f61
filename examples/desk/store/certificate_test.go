package store

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
)

// A certificate comes back with its key, PEM or DER, and one that was removed leaves its revision
// and nothing else.
func TestCertificates(t *testing.T) {
	s := open(t)
	if err := s.Seal(t.Context(), vaultOf(t, keyLine(1))); err != nil {
		t.Fatal(err)
	}
	want := []Certificate{
		{"der", directory.Certificate{Rev: 7, Certificate: []byte("\x30\x00\xff"), Key: "\x30\x82\x00\xff"}},
		{"pem", directory.Certificate{Rev: 1, Certificate: []byte("-----BEGIN CERTIFICATE-----"), Key: "-----BEGIN PRIVATE KEY-----\n"}},
		{"trust", directory.Certificate{Rev: 2, Certificate: []byte("-----BEGIN CERTIFICATE-----")}},
	}
	read := func() (list []Certificate) {
		t.Helper()
		do(t, s, func(tx *Tx) (err error) { list, err = tx.Certificates(); return err })
		return list
	}
	do(t, s, func(tx *Tx) error {
		for _, c := range want {
			if err := tx.PutCertificate(c); err != nil {
				return err
			}
		}
		return nil
	})
	reveal := cmp.Transformer("Reveal", channel.Secret.Reveal)
	if diff := cmp.Diff(want, read(), reveal); diff != "" {
		t.Errorf("stored and read (-want +got):\n%s", diff)
	}
	do(t, s, func(tx *Tx) error { return tx.RemoveCertificate("der") })
	if diff := cmp.Diff(want[1:], read(), reveal); diff != "" {
		t.Errorf("after a removal (-want +got):\n%s", diff)
	}
	do(t, s, func(tx *Tx) error {
		for name, want := range map[string]directory.Certificate{"der": {Rev: 8}, "never": {}, "trust": want[2].Certificate} {
			c, err := tx.Certificate(name)
			if diff := cmp.Diff(want, c, reveal); err != nil || diff != "" {
				t.Errorf("%s: %v (-want +got):\n%s", name, err, diff)
			}
		}
		return nil
	})
}
