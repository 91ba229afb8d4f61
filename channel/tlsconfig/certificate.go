package tlsconfig

import (
	"bytes"
	"crypto/x509"
	"encoding/asn1"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
)

// parseCertificates reads one or more certificates, PEM or DER. It reads all of them, or says which
// cannot be read.
func parseCertificates(data []byte) ([]*x509.Certificate, error) {
	if s := text(data); isPEM(s) {
		return parsePEM(s)
	}
	certs, err := parseDER(data)
	if err == nil {
		return certs, nil
	}
	// base64 without marks, as a console shows it
	packed := strings.Join(strings.Fields(text(data)), "")
	if der, bad := base64.RawStdEncoding.DecodeString(strings.TrimRight(packed, "=")); bad == nil && len(der) > 0 {
		return parseDER(der)
	}
	return nil, err
}

// errNone is the error for a PEM file without a certificate.
var errNone = errors.New("no certificate in it")

// parsePEM reads all certificates of a text or returns an error. See decision 171.
func parsePEM(s string) ([]*x509.Certificate, error) {
	list, err := blocks(s)
	if err != nil {
		return nil, err
	}
	n := 0
	for _, b := range list {
		if isCertificate(b.kind) {
			n++
		}
	}
	var certs []*x509.Certificate
	var errs []error
	for _, b := range list {
		switch {
		case isCertificate(b.kind):
			c, err := parseOne(b)
			if err != nil {
				errs = append(errs, fmt.Errorf("certificate %d of %d is damaged: %w", len(certs)+len(errs)+1, n, err))
				continue
			}
			certs = append(certs, c)
		case strings.Contains(b.kind, "PKCS7") || b.kind == "CMS":
			errs = append(errs, errors.New("a PKCS #7 bundle is not supported: openssl pkcs7 -print_certs makes PEM of it"))
		case n == 0 && strings.HasSuffix(b.kind, "CERTIFICATE REQUEST"):
			errs = append(errs, errors.New("it is a request for a certificate, not the certificate that an authority made of it"))
		case strings.Contains(b.kind, "CERTIFICATE") && !strings.HasSuffix(b.kind, "CERTIFICATE REQUEST") && b.kind != "ATTRIBUTE CERTIFICATE":
			errs = append(errs, fmt.Errorf("a block of the kind %q is not supported: the marks of a certificate must say CERTIFICATE", b.kind))
		}
	}
	if len(errs) == 0 && len(certs) == 0 {
		errs = append(errs, errNone)
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	return certs, nil
}

func isCertificate(kind string) bool {
	return kind == "CERTIFICATE" || kind == "X509 CERTIFICATE" || kind == "TRUSTED CERTIFICATE"
}

// parseOne reads a block. OpenSSL's TRUSTED CERTIFICATE has settings of its own behind the
// certificate.
func parseOne(b block) (*x509.Certificate, error) {
	if b.kind == "TRUSTED CERTIFICATE" {
		var first asn1.RawValue
		if _, err := asn1.Unmarshal(b.der, &first); err != nil {
			return nil, err
		}
		return x509.ParseCertificate(first.FullBytes)
	}
	return x509.ParseCertificate(b.der)
}

// Object identifiers of files that hold certificates in another form.
var (
	signedData = []byte("\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02") // PKCS #7
	pkcs7Data  = []byte("\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01") // inside PKCS #12
)

func parseDER(data []byte) ([]*x509.Certificate, error) {
	certs, err := x509.ParseCertificates(data)
	if err != nil {
		if trimmed := bytes.TrimRight(data, " \t\r\n"); len(trimmed) < len(data) {
			if certs, err := x509.ParseCertificates(trimmed); err == nil && len(certs) > 0 {
				return certs, nil
			}
		}
	}
	head := data[:min(len(data), 64)]
	switch {
	case err == nil && len(certs) > 0:
		return certs, nil
	case len(bytes.TrimSpace(data)) == 0:
		return nil, errors.New("the file is empty")
	case bytes.Contains(head, signedData):
		return nil, errors.New("a PKCS #7 bundle is not supported: openssl pkcs7 -print_certs makes PEM of it")
	case bytes.Contains(head, pkcs7Data):
		return nil, errors.New("a PKCS #12 file is not supported: openssl pkcs12 -nodes makes PEM of it")
	case bytes.HasPrefix(bytes.TrimSpace(data), []byte("<")):
		return nil, errors.New("it is a web page or XML, not a certificate")
	case data[0] != 0x30:
		return nil, errors.New("it is neither PEM nor DER")
	case err == nil:
		err = errors.New("no certificate in it")
	}
	return nil, fmt.Errorf("the certificate is damaged or incomplete: %w", err)
}
