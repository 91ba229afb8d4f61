package xchat

import (
	"bytes"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"encoding/base64"
)

// PublicKey is one row of the keys that a person has registered, as X serves it. X serves one row
// for each version; senders wrap for the highest.
type PublicKey struct {
	User     string // user id
	Version  string // milliseconds when it was registered, as text
	Identity string // base64 of the identity key
	Signing  string // base64 of the signing key
	Binding  string // base64 of the signing key's signature over Identity
}

// Check verifies the binding: that the identity key is signed by the signing key of the same row. A
// row without a valid binding must not be used; the error is [ErrUntrusted] or [ErrMalformed]. The
// rows come from X, so a binding shows that the two keys of a row belong together, but not whose
// keys they are. To be sure of that, pin the rows or compare fingerprints.
func (p PublicKey) Check() error {
	signing, err := signingKey(p.Signing)
	if err != nil {
		return err
	}
	if _, err := identityKey(p.Identity); err != nil {
		return err
	}
	signed, err := decode64(p.Identity)
	if err != nil {
		return ErrMalformed
	}
	sig, err := decode64(p.Binding)
	if err != nil {
		return ErrMalformed
	}
	if !isVersion(p.Version) || !verifyWith(signing, signed, sig) {
		return ErrUntrusted
	}
	return nil
}

// Fingerprint returns what people compare to know that a key is whose they think: base64url,
// without padding, of the SHA-256 of the identity key.
func (p PublicKey) Fingerprint() (string, error) {
	key, err := identityKey(p.Identity)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(encodePoint(key.Bytes()))
	return base64.RawURLEncoding.EncodeToString(sum[:]), nil
}

// Newest returns the row of the highest version of user whose binding is valid. If there is none,
// the error matches [ErrMissingKey]: the person has no XChat.
func Newest(rows []PublicKey, user string) (PublicKey, error) {
	var best PublicKey
	for _, p := range rows {
		if p.User == user && (best.User == "" || CompareVersions(p.Version, best.Version) > 0) && p.Check() == nil {
			best = p
		}
	}
	if best.User == "" {
		return PublicKey{}, &KeyError{}
	}
	return best, nil
}

// spkiHead is what precedes the 65 bytes of a point of P-256 in a SubjectPublicKeyInfo.
var spkiHead = []byte{0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01,
	0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00}

// pointSize is the size of an uncompressed point of P-256, in bytes.
const pointSize = 65

func encodePoint(point []byte) []byte {
	return append(append(make([]byte, 0, len(spkiHead)+len(point)), spkiHead...), point...)
}

// decodePoint reads a public key in both forms that X uses: SubjectPublicKeyInfo and the bare
// point.
func decodePoint(s string) ([]byte, error) {
	b, err := decode64(s)
	if err != nil {
		return nil, ErrMalformed
	}
	if rest, ok := bytes.CutPrefix(b, spkiHead); ok {
		b = rest
	}
	if len(b) != pointSize {
		return nil, ErrMalformed
	}
	return b, nil
}

func identityKey(s string) (*ecdh.PublicKey, error) {
	b, err := decodePoint(s)
	if err != nil {
		return nil, err
	}
	k, err := ecdh.P256().NewPublicKey(b)
	if err != nil {
		return nil, ErrMalformed
	}
	return k, nil
}

func signingKey(s string) (*ecdsa.PublicKey, error) {
	b, err := decodePoint(s)
	if err != nil {
		return nil, err
	}
	k, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), b)
	if err != nil {
		return nil, ErrMalformed
	}
	return k, nil
}

func pad64(b []byte) string   { return base64.StdEncoding.EncodeToString(b) }
func unpad64(b []byte) string { return base64.RawStdEncoding.EncodeToString(b) }
