package directory_test

import (
	"bytes"
	"context"
	"encoding/pem"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/tlsconfig"
)

func asPEM(kind string, der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})
}

func usable(c directory.Certificate) bool {
	_, err := tlsconfig.ParseIdentity(c.Certificate, c.Key)
	return err == nil
}

func TestReadCertificate(t *testing.T) {
	made := certificate(t, 1)
	cert, key := asPEM("CERTIFICATE", made.Certificate), asPEM("PRIVATE KEY", []byte(made.Key))
	both := slices.Concat(key, cert)
	for name, tt := range map[string]struct {
		files [][]byte
		want  string // "certificate", "key", or the complaint
	}{
		"a trust certificate, DER":                 {[][]byte{made.Certificate}, "certificate"},
		"two files, key first":                     {[][]byte{key, cert}, "certificate key"},
		"two files, DER":                           {[][]byte{made.Certificate, []byte(made.Key)}, "certificate key"},
		"one file":                                 {[][]byte{both}, "certificate key"},
		"one file, a damaged certificate":          {[][]byte{slices.Concat(key, cert[:len(cert)-40])}, "files[0] invalid"},
		"two files, a key with half a certificate": {[][]byte{cert, slices.Concat(key, []byte("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"))}, "files[1] invalid"},
		"one file, blanks in the mark of the key":  {[][]byte{bytes.ReplaceAll(both, []byte("PRIVATE KEY"), []byte("PRIVATE  KEY"))}, "certificate key"},
		"a key alone":                              {[][]byte{key}, "files missing"},
		"nothing":                                  {nil, "files missing"},
		"two certificates in two":                  {[][]byte{cert, cert}, "files[1] duplicate"},
		"a picture beside":                         {[][]byte{cert, []byte("\x89PNG")}, "files[1] invalid"},
		"a bundle that lost a line":                {[][]byte{slices.Concat(cert, cert[30:])}, "files[0] invalid"},
		"a key that cannot be read in":             {[][]byte{cert, []byte("-----BEGIN PRIVATE KEY-----\ns3cr3t")}, "files[1] invalid"},
	} {
		got, err := directory.ReadCertificate(tt.files...)
		if found, _ := tlsconfig.FindKey(got.Certificate); found || got.Key != "" && err == nil && !usable(got) {
			t.Errorf("%s: the key is with the certificate (%t), or they are no pair", name, found)
		}
		var have []string
		if got.Certificate != nil {
			have = append(have, "certificate")
		}
		if got.Key != "" {
			have = append(have, "key")
		}
		if list := fields(channel.FieldErrors(err)); err != nil {
			have = list
		}
		if strings.Join(have, " ") != tt.want || err != nil && strings.Contains(err.Error(), "s3cr3t") {
			t.Errorf("%s: %v, %v; want %s", name, have, err, tt.want)
		}
	}
}

// FuzzReadCertificate gives it two files. Whatever they are, the certificate that is stored in the
// clear holds no key and can be read, and a key can be used.
func FuzzReadCertificate(f *testing.F) {
	made := certificate(f, 1)
	cert, key := asPEM("CERTIFICATE", made.Certificate), asPEM("PRIVATE KEY", []byte(made.Key))
	both := slices.Concat(key, cert)
	f.Add(cert, key)
	f.Add(made.Certificate, []byte(made.Key))
	f.Add(both, []byte{})
	f.Add(cert, both)
	f.Add(both[:len(both)-40], bytes.ReplaceAll(both, []byte("PRIVATE KEY"), []byte("PRIVATE  KEY")))
	f.Fuzz(func(t *testing.T, first, second []byte) {
		for _, files := range [][][]byte{{first}, {first, second}} {
			c, err := directory.ReadCertificate(files...)
			if err != nil {
				if c.Certificate != nil || c.Key != "" || len(channel.FieldErrors(err)) == 0 {
					t.Errorf("%d files: a certificate beside the error %v", len(files), err)
				}
				continue
			}
			if found, _ := tlsconfig.FindKey(c.Certificate); found {
				t.Errorf("%d files: the certificate holds a key", len(files))
			}
			if _, err := tlsconfig.Read(c.Certificate); err != nil {
				t.Errorf("%d files: the certificate cannot be read: %v", len(files), err)
			}
			if found, err := tlsconfig.FindKey([]byte(c.Key)); c.Key != "" && (!found || err != nil) {
				t.Errorf("%d files: the key cannot be used: %v", len(files), err)
			}
		}
	})
}

func TestCertificatesOfARecord(t *testing.T) {
	ctx := context.Background()
	made := certificate(t, 1) // valid for a year
	now := epoch
	o := options()
	o.Now = func() time.Time { return now }
	o.Lookup.Certificate = func(context.Context, string, string) (directory.Certificate, error) { return made, nil }
	r := bot("bot", "Sales", 71001)
	r.Certificates = directory.Certificates{Trust: []string{"fabric"}, Identity: "own"}
	check := func() string {
		rep, err := o.Check(ctx, r)
		require.NoError(t, err)
		return fmt.Sprint(fields(rep.Complaints), fields(rep.Warnings))
	}
	for _, tt := range []struct {
		now  time.Time
		want string
	}{
		{epoch, "[] []"},
		{epoch.AddDate(1, 0, -29), "[] [certificates.trust[0] expires_soon certificates.identity expires_soon]"},
		{epoch.AddDate(1, 0, 1), "[certificates.trust[0] expired certificates.identity expired] []"},
		{epoch.AddDate(0, 0, -1), "[certificates.trust[0] not_yet certificates.identity not_yet] []"},
	} {
		now = tt.now
		if got := check(); got != tt.want {
			t.Errorf("at %v: %s, want %s", now, got, tt.want)
		}
	}
	now = epoch.AddDate(2, 0, 0)
	if _, err := directory.New(o); err != nil {
		t.Fatal(err)
	}
	newDirectory(t, o, r) // a running channel is not lost because a certificate has expired meanwhile
}

func TestChangeCertificate(t *testing.T) {
	o := options()
	first, second := certificate(t, 1), certificate(t, 2)
	stored, err := o.ChangeCertificate(directory.Certificate{}, first)
	require.NoError(t, err)
	next, err := o.ChangeCertificate(stored, directory.Certificate{Rev: 1, Certificate: second.Certificate, Key: second.Key})
	require.NoError(t, err)
	if stored.Rev != 1 || next.Rev != 2 {
		t.Errorf("revisions %d and %d", stored.Rev, next.Rev)
	}
	if _, err := o.ChangeCertificate(next, stored); !errors.Is(err, directory.ErrStale) {
		t.Errorf("an older form: %v", err)
	}
	shown, _ := o.CheckCertificate(next)
	want := []tlsconfig.Info{{Subject: "CN=desk", Issuer: "CN=desk", From: certificateEpoch, Until: epoch.AddDate(1, 0, 0), Serial: "2"}}
	if diff := cmp.Diff(want, shown, cmpopts.IgnoreFields(tlsconfig.Info{}, "SHA256")); diff != "" {
		t.Errorf("for the page (-want +got):\n%s", diff)
	}
	crossed := directory.Certificate{Rev: 2, Certificate: first.Certificate, Key: second.Key}
	_, err = o.ChangeCertificate(next, crossed)
	if diff := cmp.Diff([]string{"key invalid"}, fields(channel.FieldErrors(err))); diff != "" {
		t.Errorf("another's key (-want +got):\n%s\n%v", diff, err)
	}
	infos, rep := o.CheckCertificate(directory.Certificate{Certificate: []byte("x")})
	if diff := cmp.Diff([]string{"certificate invalid"}, fields(rep.Complaints)); diff != "" || infos != nil {
		t.Errorf("rubbish: %v (-want +got):\n%s", infos, diff)
	}
}

// A host may hand on what ReadCertificate complains of: the record's form shows it at the name.
func TestUnreadableCertificateOfARecord(t *testing.T) {
	cert := asPEM("CERTIFICATE", certificate(t, 1).Certificate)
	o := options()
	o.Lookup.Certificate = func(_ context.Context, _, name string) (directory.Certificate, error) {
		if name == "joined" {
			return directory.ReadCertificate(slices.Concat(bytes.TrimSpace(cert), cert))
		}
		return directory.ReadCertificate(cert[:len(cert)-40])
	}
	r := bot("bot", "Sales", 71001)
	r.Certificates.Trust = []string{"joined", "cut"}
	rep, err := o.Check(t.Context(), r)
	complaints := rep.Complaints
	if err != nil || len(complaints) != 1 || complaints[0].Field != "certificates.trust[1]" || complaints[0].Code != channel.CodeInvalid || !strings.Contains(complaints[0].Reason, "END mark") {
		t.Errorf("%v, %v", rep, err)
	}
}
