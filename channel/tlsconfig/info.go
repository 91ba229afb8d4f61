package tlsconfig

import (
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"regexp"
	"time"
)

// Info is what a page shows of one certificate.
type Info struct {
	Subject string    `json:"subject"`           // distinguished name: "CN=gateway.example,O=Example"
	Issuer  string    `json:"issuer"`            // distinguished name of the authority; of a self-signed one the same as Subject
	Names   []string  `json:"names,omitempty"`   // host names, IP addresses, mail addresses and URIs that it is for
	From    time.Time `json:"from"`              // UTC
	Until   time.Time `json:"until"`             // UTC
	Serial  string    `json:"serial,omitempty"`  // hex
	SHA256  string    `json:"sha256"`            // hex, as in channel.TLS.Pins
	CA      bool      `json:"ca,omitempty"`      // may issue certificates
	Problem string    `json:"problem,omitempty"` // a sentence if the certificate was changed since it was signed, or if that cannot be told
}

// Read reads the certificates of a file, PEM or DER, in its order. The file may have a byte-order
// mark, blocks that were joined without line ends, indented lines, UTF-16 as an editor saved it, or
// keys as well as certificates. Read returns every certificate of the file; if one cannot be read,
// the error says which, and there are none.
func Read(data []byte) ([]Info, error) {
	certs, err := parseCertificates(data)
	if err != nil {
		return nil, err
	}
	list := make([]Info, len(certs))
	for i, c := range certs {
		sum := sha256.Sum256(c.Raw)
		list[i] = Info{Subject: c.Subject.String(), Issuer: c.Issuer.String(), Names: namesOf(c), From: c.NotBefore.UTC(), Until: c.NotAfter.UTC(),
			SHA256: hex.EncodeToString(sum[:]), CA: c.IsCA, Problem: damage(c, certs)}
		if c.SerialNumber != nil {
			list[i].Serial = c.SerialNumber.Text(16)
		}
	}
	return list, nil
}

func namesOf(c *x509.Certificate) []string {
	names := append([]string(nil), c.DNSNames...)
	for _, ip := range c.IPAddresses {
		names = append(names, ip.String())
	}
	names = append(names, c.EmailAddresses...)
	for _, u := range c.URIs {
		names = append(names, u.String())
	}
	return names
}

// WithoutKeys returns the certificates of a file without its private keys, for storage with data
// that is not secret. A file in PEM becomes PEM with just its certificates; DER stays as it is. The
// result is nil if the file holds a key and no certificate. Errors are those of [Read].
func WithoutKeys(data []byte) ([]byte, error) {
	s := text(data)
	if !isPEM(s) {
		if _, err := parseKeyDER(data); err == nil {
			return nil, nil
		}
		_, err := parseCertificates(data)
		if err != nil {
			return nil, err
		}
		return data, nil
	}
	certs, err := parsePEM(s)
	if found, _ := FindKey(data); found && errors.Is(err, errNone) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var out []byte
	for _, c := range certs {
		out = append(out, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw})...)
	}
	return out, nil
}

// keyWords finds the words of a private key's mark, also with several blanks between them.
var keyWords = regexp.MustCompile(`PRIVATE[ \t]+KEY`)

// FindKey reports whether a file holds a private key, PEM or DER. The error says why the key cannot
// be used; it does not quote it.
func FindKey(data []byte) (found bool, err error) {
	if s := text(data); isPEM(s) {
		if !keyWords.MatchString(s) {
			return false, nil
		}
		_, err := parseKey(data)
		return true, err
	}
	_, err = parseKeyDER(data)
	return err == nil, nil
}
