package channel

import (
	"bytes"
	"crypto"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// TLS says whom the channel's own calls trust and how they identify themselves. Certificates are PEM or DER. The zero value
// trusts the system's roots and shows no certificate.
type TLS struct {
	// Trust holds certificates that are trusted instead of the system's roots: authorities, or the very certificate of a server.
	Trust [][]byte `json:"trust,omitempty"`
	// Exact takes a server that shows one of the certificates in Trust as its own, whatever names and dates stand in it, and no
	// other. It is for certificates without a usable name, which no ServerName can mend.
	Exact bool `json:"exact,omitempty"`
	// Certificate and Key identify the channel to a server that asks (mutual TLS). Key is PKCS #8, PKCS #1 or SEC 1.
	Certificate []byte `json:"certificate,omitempty"`
	Key         Secret `json:"key,omitempty"`
	// Identity is asked for the certificate at each handshake instead, so that it can be renewed while the channel runs.
	Identity func() (*tls.Certificate, error) `json:"-"`
	// ServerName is the name in the server's certificate when the address is another, an IP address for instance.
	ServerName string `json:"serverName,omitempty"`
	// Pins are SHA-256 sums, in hex, of certificates. One of them must stand in the chain by which the server is trusted: its own,
	// or that of an authority.
	Pins []string `json:"pins,omitempty"`
}

// IsZero reports whether nothing is set.
func (t TLS) IsZero() bool {
	return len(t.Trust) == 0 && !t.Exact && len(t.Certificate) == 0 && t.Key == "" && t.Identity == nil && t.ServerName == "" && len(t.Pins) == 0
}

// Config makes a tls.Config, and joins all complaints about what was given.
func (t TLS) Config() (*tls.Config, error) {
	cfg := &tls.Config{MinVersion: tls.VersionTLS12, ServerName: t.ServerName}
	var errs []error
	var trusted []*x509.Certificate
	if len(t.Trust) > 0 {
		cfg.RootCAs = x509.NewCertPool()
	}
	for i, data := range t.Trust {
		certs, err := parseCertificates(data)
		if err != nil {
			errs = append(errs, &FieldError{Field: fmt.Sprintf("tls.trust[%d]", i), Code: CodeInvalid, Reason: err.Error()})
		}
		for _, c := range certs {
			cfg.RootCAs.AddCert(c)
		}
		trusted = append(trusted, certs...)
	}
	if err := t.exact(cfg, trusted); err != nil {
		errs = append(errs, err)
	}
	if err := t.identify(cfg); err != nil {
		errs = append(errs, err)
	}
	if err := t.pin(cfg); err != nil {
		errs = append(errs, err)
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	return cfg, nil
}

// Transport makes an http.Transport that uses Config. One transport serves one circle of trust.
func (t TLS) Transport() (*http.Transport, error) {
	cfg, err := t.Config()
	if err != nil {
		return nil, err
	}
	transport := &http.Transport{
		Proxy: http.ProxyFromEnvironment, ForceAttemptHTTP2: true, MaxIdleConns: 100, IdleConnTimeout: 90 * time.Second,
		TLSHandshakeTimeout: 10 * time.Second, ExpectContinueTimeout: time.Second,
	}
	if usual, ok := http.DefaultTransport.(*http.Transport); ok { // a host may have wrapped it
		transport = usual.Clone()
	}
	transport.TLSClientConfig = cfg
	return transport, nil
}

func (t TLS) identify(cfg *tls.Config) error {
	switch {
	case t.Identity != nil:
		cfg.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return t.Identity() }
	case len(t.Certificate) > 0:
		cert, err := ParseIdentity(t.Certificate, t.Key)
		if err != nil {
			for _, f := range FieldErrors(err) {
				f.Field = "tls." + f.Field
			}
			return err
		}
		cfg.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return cert, nil }
	case t.Key != "":
		return &FieldError{Field: "tls.certificate", Code: CodeMissing, Reason: "a key was given without its certificate"}
	}
	return nil
}

// exact replaces the usual verification, of a chain and a name, by that of the certificate itself. It also runs for resumed
// sessions, as VerifyPeerCertificate does not.
func (t TLS) exact(cfg *tls.Config, trusted []*x509.Certificate) error {
	switch {
	case !t.Exact:
		return nil
	case len(t.Trust) == 0:
		return &FieldError{Field: "tls.trust", Code: CodeMissing, Reason: "with exact, the server's certificate is needed"}
	case len(t.Pins) > 0:
		return &FieldError{Field: "tls.pins", Code: CodeConflict, Reason: "with exact, the certificates in trust are the pins"}
	}
	cfg.InsecureSkipVerify = true // the callback below verifies
	cfg.VerifyConnection = func(cs tls.ConnectionState) error {
		for _, c := range trusted {
			if len(cs.PeerCertificates) > 0 && bytes.Equal(c.Raw, cs.PeerCertificates[0].Raw) {
				return nil
			}
		}
		return errors.New("channel: the server shows another certificate than those that are trusted; it may have been renewed")
	}
	return nil
}

func (t TLS) pin(cfg *tls.Config) error {
	var errs []error
	pins := make(map[[sha256.Size]byte]bool, len(t.Pins))
	for i, p := range t.Pins {
		sum, err := hex.DecodeString(strings.ReplaceAll(p, ":", ""))
		if err != nil || len(sum) != sha256.Size {
			errs = append(errs, &FieldError{Field: fmt.Sprintf("tls.pins[%d]", i), Code: CodeInvalid, Reason: "a pin is a SHA-256 sum in hex"})
			continue
		}
		pins[[sha256.Size]byte(sum)] = true
	}
	if len(t.Pins) == 0 || len(errs) > 0 {
		return errors.Join(errs...)
	}
	cfg.VerifyConnection = func(cs tls.ConnectionState) error {
		// Only the chains that were verified count: a server may show any certificate beside its own.
		for _, chain := range cs.VerifiedChains {
			for _, c := range chain {
				if pins[sha256.Sum256(c.Raw)] {
					return nil
				}
			}
		}
		return errors.New("channel: the server is trusted by none of the pinned certificates")
	}
	return nil
}

// ParseIdentity reads a certificate chain (PEM or DER) and its key for TLS.Identity. PEM may hold other things beside them, so one file
// can serve as both. Its error is a FieldError for "certificate" or "key"; it does not quote the key.
func ParseIdentity(certificate []byte, key Secret) (*tls.Certificate, error) {
	certs, err := parseCertificates(certificate)
	if err != nil {
		return nil, &FieldError{Field: "certificate", Code: CodeInvalid, Reason: err.Error()}
	}
	if key == "" {
		return nil, &FieldError{Field: "key", Code: CodeMissing, Reason: "a certificate was given without its key"}
	}
	cert := &tls.Certificate{Leaf: certs[0]}
	for _, c := range certs {
		cert.Certificate = append(cert.Certificate, c.Raw)
	}
	if cert.PrivateKey, err = parseKey([]byte(key), certs[0].PublicKey); err != nil {
		return nil, &FieldError{Field: "key", Code: CodeInvalid, Reason: err.Error()}
	}
	return cert, nil
}

// parseKey reads the first private key in data, PEM or DER, and checks that it belongs to the public one.
func parseKey(data []byte, public crypto.PublicKey) (crypto.Signer, error) {
	der := data
	for block, rest := pem.Decode(data); block != nil; block, rest = pem.Decode(rest) {
		if block.Type == "ENCRYPTED PRIVATE KEY" || block.Headers["DEK-Info"] != "" {
			return nil, errors.New("the key is encrypted; it is needed without a password")
		}
		if strings.HasSuffix(block.Type, "PRIVATE KEY") { // there may be parameters or certificates before it
			der = block.Bytes
			break
		}
	}
	key, err := parseKeyDER(der)
	if err != nil {
		return nil, err
	}
	signer, ok := key.(crypto.Signer)
	if !ok {
		return nil, errors.New("a key of this kind cannot sign")
	}
	own, ok := signer.Public().(interface{ Equal(crypto.PublicKey) bool })
	if !ok || !own.Equal(public) {
		return nil, errors.New("the key does not belong to the certificate")
	}
	return signer, nil
}

func parseKeyDER(der []byte) (any, error) {
	if key, err := x509.ParsePKCS8PrivateKey(der); err == nil {
		return key, nil
	}
	if key, err := x509.ParsePKCS1PrivateKey(der); err == nil {
		return key, nil
	}
	if key, err := x509.ParseECPrivateKey(der); err == nil {
		return key, nil
	}
	return nil, errors.New("the key is neither PKCS #8, PKCS #1 nor SEC 1")
}

// parseCertificates reads one or more certificates, PEM or DER.
func parseCertificates(data []byte) ([]*x509.Certificate, error) {
	if !bytes.Contains(data, []byte("-----BEGIN")) {
		certs, err := x509.ParseCertificates(data)
		if err == nil && len(certs) == 0 {
			err = errors.New("no certificate in it")
		}
		return certs, err
	}
	var certs []*x509.Certificate
	for {
		var block *pem.Block
		if block, data = pem.Decode(data); block == nil {
			break
		}
		if block.Type != "CERTIFICATE" {
			continue
		}
		c, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, err
		}
		certs = append(certs, c)
	}
	if len(certs) == 0 {
		return nil, errors.New("no certificate in it")
	}
	return certs, nil
}
