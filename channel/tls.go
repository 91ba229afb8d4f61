package channel

import "crypto/tls"

// TLS says whom the channel's own calls trust and how they identify themselves. Certificates are
// PEM or DER. It is plain data; package tlsconfig parses it, checks it and dials with it.
// The zero value trusts the system's roots and shows no certificate.
type TLS struct {
	// Trust holds certificates that are trusted instead of the system's roots: authorities, or the
	// very certificate of a server.
	Trust [][]byte `json:"trust,omitempty"`
	// Exact accepts a server that shows one of the certificates in Trust as its own, whatever names
	// and dates it has, and no other server. It is for certificates without a usable name, which no
	// ServerName can mend.
	Exact bool `json:"exact,omitempty"`
	// Certificate and Key identify the channel to a server that asks (mutual TLS). Key is PKCS #8,
	// PKCS #1 or SEC 1.
	Certificate []byte `json:"certificate,omitempty"`
	Key         Secret `json:"key,omitempty"`
	// Identity returns the certificate and its key at each handshake, so that they can be renewed
	// while the channel runs. If it is set, it is used in place of Certificate and Key. If nil,
	// they are used.
	Identity func() (*tls.Certificate, error) `json:"-"`
	// ServerName is the name in the server's certificate if the address is another, for instance an
	// IP address.
	ServerName string `json:"serverName,omitempty"`
	// Pins are SHA-256 sums, in hex, of certificates. One of them must be in the chain by which the
	// server is trusted: its own, or that of an authority.
	Pins []string `json:"pins,omitempty"`
}

// IsZero reports whether nothing is set.
func (t TLS) IsZero() bool {
	return len(t.Trust) == 0 && !t.Exact && len(t.Certificate) == 0 && t.Key == "" &&
		t.Identity == nil && t.ServerName == "" && len(t.Pins) == 0
}
