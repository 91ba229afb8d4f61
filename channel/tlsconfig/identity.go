package tlsconfig

import (
	"bytes"
	"crypto"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"slices"
	"strings"

	"github.com/contactkit/contactkit/channel"
)

// ParseIdentity reads a certificate chain (PEM or DER) and its key for channel.TLS.Identity. PEM
// may also hold other blocks, so one file can serve as both. The chain may be in any order: the
// certificate of the key comes first, and each is followed by its issuer. Its error is a FieldError
// for "certificate" or "key"; it does not quote the key.
func ParseIdentity(certificate []byte, key channel.Secret) (*tls.Certificate, error) {
	certs, err := parseCertificates(certificate)
	if err != nil {
		return nil, &channel.FieldError{Field: "certificate", Code: channel.CodeInvalid, Reason: err.Error()}
	}
	if key == "" {
		return nil, &channel.FieldError{Field: "key", Code: channel.CodeMissing, Reason: "a certificate was given without its key"}
	}
	private, err := parseKey([]byte(key))
	if err != nil {
		return nil, &channel.FieldError{Field: "key", Code: channel.CodeInvalid, Reason: err.Error()}
	}
	chain, _ := order(certs, private.Public())
	if chain == nil {
		return nil, &channel.FieldError{Field: "key", Code: channel.CodeInvalid, Reason: "the key does not belong to the certificate"}
	}
	cert := &tls.Certificate{Leaf: chain[0], PrivateKey: private}
	for _, c := range chain {
		cert.Certificate = append(cert.Certificate, c.Raw)
	}
	return cert, nil
}

// order puts the certificate of a public key first, and behind each its issuer. Those that do not
// belong to this chain follow; linked is how many do. It returns nil if no certificate has the key.
func order(certs []*x509.Certificate, public crypto.PublicKey) (chain []*x509.Certificate, linked int) {
	own, ok := public.(interface{ Equal(crypto.PublicKey) bool })
	if !ok {
		return nil, 0
	}
	at := slices.IndexFunc(certs, func(c *x509.Certificate) bool { return own.Equal(c.PublicKey) })
	if at < 0 {
		return nil, 0
	}
	rest := slices.Clone(certs)
	for at >= 0 {
		c := rest[at]
		chain = append(chain, c)
		rest = slices.Delete(rest, at, at+1)
		at = slices.IndexFunc(rest, func(p *x509.Certificate) bool { return issued(p, c) })
	}
	return append(chain, rest...), len(chain)
}

// issued reports whether a certificate names the other as its issuer.
func issued(issuer, c *x509.Certificate) bool {
	return bytes.Equal(issuer.RawSubject, c.RawIssuer) &&
		(len(c.AuthorityKeyId) == 0 || len(issuer.SubjectKeyId) == 0 || bytes.Equal(c.AuthorityKeyId, issuer.SubjectKeyId))
}

// parseKey reads the first private key in data, PEM or DER.
func parseKey(data []byte) (crypto.Signer, error) {
	der := data
	if s := text(data); isPEM(s) {
		list, err := blocks(s)
		if err != nil {
			return nil, err
		}
		at := slices.IndexFunc(list, func(b block) bool { return strings.HasSuffix(b.kind, "PRIVATE KEY") }) // there may be parameters or certificates before it
		switch {
		case at < 0:
			return nil, errors.New("no private key in it")
		case list[at].kind == "ENCRYPTED PRIVATE KEY" || list[at].encrypted:
			return nil, errors.New("the key is encrypted; it is needed without a password")
		case list[at].kind == "OPENSSH PRIVATE KEY":
			return nil, errors.New("it is a key of OpenSSH; it needs the form PKCS #8, PKCS #1 or SEC 1")
		}
		der = list[at].der
	}
	key, err := parseKeyDER(der)
	if err != nil {
		return nil, err
	}
	signer, ok := key.(crypto.Signer)
	if !ok {
		return nil, errors.New("a key of this kind cannot sign")
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
