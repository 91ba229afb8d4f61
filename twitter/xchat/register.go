package xchat

import (
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"slices"
)

// GeneratePrivate makes the 64 bytes of a new pair of private keys, as [NewPrivateKey] reads them.
// Until they are registered they open nothing. After that they open every conversation of their
// owner: keep them secret.
func GeneratePrivate() ([]byte, error) {
	identity, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	signing, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	return slices.Concat(identity.Bytes(), signing.Bytes()), nil
}

// Registration is what X's API takes to register keys.
type Registration struct {
	Identity         string // base64
	Signing          string // base64
	Binding          string // base64: the signing key's signature over Identity
	SigningSignature string // base64: the identity key's signature over Signing
	Fingerprint      string
}

// Registration returns what registers the key. Registering makes a new version: from then on,
// everybody wraps for it alone, and the owner's phone, which has other keys, can read nothing new
// until it has this one.
func (k PrivateKey) Registration() (Registration, error) {
	if !k.CanSign() {
		return Registration{}, &KeyError{}
	}
	public, err := k.Public("")
	if err != nil {
		return Registration{}, err
	}
	fingerprint, err := public.Fingerprint()
	if err != nil {
		return Registration{}, err
	}
	identity, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), k.pair().identity.Bytes())
	if err != nil {
		return Registration{}, err
	}
	signing, err := decode64(public.Signing)
	if err != nil {
		return Registration{}, err
	}
	sig, err := signWith(identity, signing)
	if err != nil {
		return Registration{}, err
	}
	return Registration{Identity: public.Identity, Signing: public.Signing, Binding: public.Binding, SigningSignature: pad64(sig), Fingerprint: fingerprint}, nil
}
