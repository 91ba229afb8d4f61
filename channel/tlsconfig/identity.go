package tlsconfig

import (
	"crypto"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"strings"

	"github.com/contactkit/contactkit/channel"
)

// ParseIdentity reads a certificate chain (PEM or DER) and its key for TLS.Identity. PEM may hold other things beside them, so one file
// can serve as both. Its error is a FieldError for "certificate" or "key"; it does not quote the key.
func ParseIdentity(certificate []byte, key channel.Secret) (*tls.Certificate, error) {
	certs, err := parseCertificates(certificate)
	if err != nil {
		return nil, &channel.FieldError{Field: "certificate", Code: channel.CodeInvalid, Reason: err.Error()}
	}
	if key == "" {
		return nil, &channel.FieldError{Field: "key", Code: channel.CodeMissing, Reason: "a certificate was given without its key"}
	}
	cert := &tls.Certificate{Leaf: certs[0]}
	for _, c := range certs {
		cert.Certificate = append(cert.Certificate, c.Raw)
	}
	if cert.PrivateKey, err = parseKey([]byte(key), certs[0].PublicKey); err != nil {
		return nil, &channel.FieldError{Field: "key", Code: channel.CodeInvalid, Reason: err.Error()}
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

func identify(t channel.TLS, cfg *tls.Config) error {
	switch {
	case t.Identity != nil:
		cfg.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return t.Identity() }
	case len(t.Certificate) > 0:
		cert, err := ParseIdentity(t.Certificate, t.Key)
		if err != nil {
			for _, f := range channel.FieldErrors(err) {
				f.Field = "tls." + f.Field
			}
			return err
		}
		cfg.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return cert, nil }
	case t.Key != "":
		return &channel.FieldError{Field: "tls.certificate", Code: channel.CodeMissing, Reason: "a key was given without its certificate"}
	}
	return nil
}
