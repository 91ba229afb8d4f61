package tlsconfig

import (
	"bytes"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"github.com/contactkit/contactkit/channel"
)

// New makes the tls.Config that t describes. Its error joins one channel.FieldError for each
// complaint, with paths such as "tls.trust[0]".
func New(t channel.TLS) (*tls.Config, error) {
	cfg := &tls.Config{MinVersion: tls.VersionTLS12, ServerName: t.ServerName}
	var errs []error
	var trusted []*x509.Certificate
	if len(t.Trust) > 0 {
		cfg.RootCAs = x509.NewCertPool()
	}
	for i, data := range t.Trust {
		certs, err := parseCertificates(data)
		if err != nil {
			errs = append(errs, &channel.FieldError{Field: fmt.Sprintf("tls.trust[%d]", i), Code: channel.CodeInvalid, Reason: err.Error()})
		}
		for _, c := range certs {
			cfg.RootCAs.AddCert(c)
		}
		trusted = append(trusted, certs...)
	}
	if err := exact(t, cfg, trusted); err != nil {
		errs = append(errs, err)
	}
	if err := identify(t, cfg); err != nil {
		errs = append(errs, err)
	}
	if err := pin(t, cfg); err != nil {
		errs = append(errs, err)
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	return cfg, nil
}

// exact replaces the usual verification, of a chain and a name, by that of the certificate itself.
// It also runs for resumed sessions, as VerifyPeerCertificate does not.
func exact(t channel.TLS, cfg *tls.Config, trusted []*x509.Certificate) error {
	switch {
	case !t.Exact:
		return nil
	case len(t.Trust) == 0:
		return &channel.FieldError{Field: "tls.trust", Code: channel.CodeMissing, Reason: "with exact, the server's certificate is needed"}
	case len(t.Pins) > 0:
		return &channel.FieldError{Field: "tls.pins", Code: channel.CodeConflict, Reason: "with exact, the certificates in trust are the pins"}
	}
	cfg.InsecureSkipVerify = true // the callback below verifies
	cfg.VerifyConnection = func(cs tls.ConnectionState) error {
		for _, c := range trusted {
			if len(cs.PeerCertificates) > 0 && bytes.Equal(c.Raw, cs.PeerCertificates[0].Raw) {
				return nil
			}
		}
		return errors.New("tlsconfig: the server shows another certificate than those that are trusted; it may have been renewed")
	}
	return nil
}

func pin(t channel.TLS, cfg *tls.Config) error {
	var errs []error
	pins := make(map[[sha256.Size]byte]bool, len(t.Pins))
	for i, p := range t.Pins {
		sum, err := hex.DecodeString(strings.ReplaceAll(p, ":", ""))
		if err != nil || len(sum) != sha256.Size {
			errs = append(errs, &channel.FieldError{Field: fmt.Sprintf("tls.pins[%d]", i), Code: channel.CodeInvalid, Reason: "a pin is a SHA-256 sum in hex"})
			continue
		}
		pins[[sha256.Size]byte(sum)] = true
	}
	if len(t.Pins) == 0 || len(errs) > 0 {
		return errors.Join(errs...)
	}
	cfg.VerifyConnection = func(cs tls.ConnectionState) error {
		// Only the chains that were verified count: a server may show any certificate along with
		// its own.
		for _, chain := range cs.VerifiedChains {
			for _, c := range chain {
				if pins[sha256.Sum256(c.Raw)] {
					return nil
				}
			}
		}
		return errors.New("tlsconfig: the server is trusted by none of the pinned certificates")
	}
	return nil
}
