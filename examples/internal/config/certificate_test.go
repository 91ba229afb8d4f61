package config_test

import (
	"encoding/pem"
	"errors"
	"os"
	"path/filepath"
	"testing"

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

func pemOf(der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
}
