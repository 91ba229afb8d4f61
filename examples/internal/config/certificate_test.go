package config_test

import (
	"encoding/binary"
	"encoding/pem"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/tlsconfig"
	"github.com/contactkit/contactkit/examples/internal/config"
	"github.com/contactkit/contactkit/telegram/apifabric/apifabrictest"
)

// A record names certificates by the files that hold them.
func TestCertificate(t *testing.T) {
	fabric := apifabrictest.New(apifabrictest.Config{})
	der, err := fabric.Certificate()
	if err != nil {
		t.Fatal(err)
	}
	identity, key, err := fabric.Identity("desk")
	if err != nil {
		t.Fatal(err)
	}
	path := write(t, "desk.yaml", "channels: []", 0o600)
	for name, data := range map[string][]byte{"trust.der": der, "identity.pem": append(key, pemOf(identity)...)} {
		if err := os.WriteFile(filepath.Join(filepath.Dir(path), name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cfg, err := config.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	trust, err := cfg.Certificate(t.Context(), "", "trust.der")
	if err != nil {
		t.Fatal(err)
	}
	own, err := cfg.Certificate(t.Context(), "", "identity.pem")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tlsconfig.New(channel.TLS{Trust: [][]byte{trust.Certificate}, Certificate: own.Certificate, Key: own.Key}); err != nil {
		t.Error(err)
	}
	for _, name := range []string{"none.pem", "../" + filepath.Base(filepath.Dir(path)) + "/trust.der", filepath.Join(filepath.Dir(path), "trust.der"), ""} {
		if _, err := cfg.Certificate(t.Context(), "", name); !errors.Is(err, directory.ErrNotFound) {
			t.Errorf("%q, which is no file of the folder: %v", name, err)
		}
	}
}

// However the file of an identity was mangled, each of its certificates and its key come whole, or
// the error says where it is damaged, without the key.
func TestMangledCertificate(t *testing.T) {
	fabric := apifabrictest.New(apifabrictest.Config{})
	authority, err := fabric.Certificate()
	if err != nil {
		t.Fatal(err)
	}
	own, key, err := fabric.Identity("desk")
	if err != nil {
		t.Fatal(err)
	}
	whole := string(pemOf(own)) + string(pemOf(authority)) + string(key)
	var utf16File []byte
	for _, u := range utf16.Encode([]rune("\uFEFF" + whole)) {
		utf16File = binary.LittleEndian.AppendUint16(utf16File, u)
	}
	path := write(t, "desk.yaml", "channels: []", 0o600)
	cfg, err := config.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct{ file, complaint string }{
		"as it should be":     {whole, ""},
		"a byte-order mark":   {"\uFEFF" + whole, ""},
		"a mark between":      {string(pemOf(own)) + "\uFEFF" + string(pemOf(authority)) + string(key), ""},
		"joined":              {strings.ReplaceAll(whole, "-----\n-----", "----------"), ""},
		"on one line":         {strings.ReplaceAll(whole, "\n", " "), ""},
		"indented":            {"\t" + strings.ReplaceAll(whole, "\n", "\n\t"), ""},
		"CR alone":            {strings.ReplaceAll(whole, "\n", "\r"), ""},
		"UTF-16":              {string(utf16File), ""},
		"cut off":             {string(key) + string(pemOf(own)) + string(pemOf(authority)[:80]), "block 3 (CERTIFICATE"},
		"a damaged letter":    {string(key) + string(pemOf(own)) + strings.Replace(string(pemOf(authority)), "M", "*", 1), "block 3 (CERTIFICATE"},
		"a lost BEGIN mark":   {whole[strings.Index(whole, "\n")+1:], "BEGIN mark"},
		"a key alone":         {string(key), "a certificate is needed"},
		"a damaged key":       {string(pemOf(own)) + string(pemOf(authority)) + string(key[:40]) + "****" + string(key[44:]), "PRIVATE KEY"},
		"a picture":           {"\x89PNG", "neither PEM nor DER"},
		"PKCS #7 in its name": {strings.ReplaceAll(string(pemOf(own)), "CERTIFICATE", "PKCS7"), "PKCS #7"},
	} {
		if err := os.WriteFile(filepath.Join(filepath.Dir(path), "own.pem"), []byte(tt.file), 0o600); err != nil {
			t.Fatal(err)
		}
		got, err := cfg.Certificate(t.Context(), "", "own.pem")
		if tt.complaint != "" {
			if err == nil || !strings.Contains(err.Error(), tt.complaint) || len(channel.FieldErrors(err)) == 0 || strings.Contains(err.Error(), string(key[60:80])) {
				t.Errorf("%s: %v, want %s", name, err, tt.complaint)
			}
			continue
		}
		infos, unread := tlsconfig.Read(got.Certificate)
		_, unusable := tlsconfig.ParseIdentity(got.Certificate, got.Key)
		if hasKey, _ := tlsconfig.FindKey(got.Certificate); err != nil || len(infos) != 2 || hasKey || unusable != nil {
			t.Errorf("%s: %v, %d certificates (%v), a key among them: %t, %v", name, err, len(infos), unread, hasKey, unusable)
		}
	}
}

func pemOf(der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
}
