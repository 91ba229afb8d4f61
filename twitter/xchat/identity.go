package xchat

import (
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/elliptic"
	"errors"
	"fmt"
	"io"
	"log/slog"
)

// Identity is a person on XChat with private keys. It holds every version that is still needed, the
// newest first: old key changes are wrapped for old versions. An Identity may be used concurrently.
type Identity struct {
	User string
	Keys []PrivateKey
}

// PrivateKey is a registered pair of private keys: the identity key, which unwraps conversation
// keys, and the signing key. It opens all conversations of its owner. It has no printed form, and
// this package gives its bytes to no caller.
type PrivateKey struct {
	version string
	pair    func() *pair // a function, since fmt prints what pointers in unexported fields lead to; nil: no key
}

type pair struct {
	identity *ecdh.PrivateKey
	signing  *ecdsa.PrivateKey // nil: the pair was exported without it, and nothing can be sent
	seed     [keySize]byte     // the signing scalar, for seals that can be repeated
}

// NewPrivateKey reads the private keys that X's tools export: 32 bytes of the identity key and,
// unless the key is for reading only, 32 bytes of the signing key. The version is the one under
// which X registered them.
func NewPrivateKey(version string, blob []byte) (PrivateKey, error) {
	if !isVersion(version) {
		return PrivateKey{}, errors.New("xchat: the version of a private key needs to be the number under which X registered it")
	}
	if len(blob) != keySize && len(blob) != 2*keySize {
		return PrivateKey{}, fmt.Errorf("xchat: a private key needs 32 or 64 bytes, not %d", len(blob))
	}
	identity, err := ecdh.P256().NewPrivateKey(blob[:keySize])
	if err != nil {
		return PrivateKey{}, errors.New("xchat: the first half of the private key is no key of P-256")
	}
	kept := &pair{identity: identity}
	if len(blob) == 2*keySize {
		if kept.signing, err = ecdsa.ParseRawPrivateKey(elliptic.P256(), blob[keySize:]); err != nil {
			return PrivateKey{}, errors.New("xchat: the second half of the private key is no key of P-256")
		}
		kept.seed = [keySize]byte(blob[keySize:])
	}
	return PrivateKey{version: version, pair: func() *pair { return kept }}, nil
}

// Version returns the version under which X registered the key.
func (k PrivateKey) Version() string { return k.version }

// CanSign reports whether the signing key is there, which sending needs.
func (k PrivateKey) CanSign() bool { return k.pair != nil && k.pair().signing != nil }

// IsZero reports whether k is no key.
func (k PrivateKey) IsZero() bool { return k.pair == nil }

// Public returns the public half as X serves it once it is registered for user. Identity is set
// even if the signing key is missing, the other fields are not.
func (k PrivateKey) Public(user string) (PublicKey, error) {
	p := PublicKey{User: user, Version: k.version}
	if k.pair == nil {
		return PublicKey{}, &KeyError{}
	}
	spki := encodePoint(k.pair().identity.PublicKey().Bytes())
	p.Identity = pad64(spki)
	signing := k.pair().signing
	if signing == nil {
		return p, nil
	}
	point, err := signing.PublicKey.Bytes()
	if err != nil {
		return PublicKey{}, err
	}
	p.Signing = pad64(encodePoint(point))
	sig, err := signWith(signing, spki)
	p.Binding = pad64(sig)
	return p, err
}

// String returns "[secret]".
func (PrivateKey) String() string { return redacted }

// GoString returns "[secret]".
func (PrivateKey) GoString() string { return redacted }

// Format writes "[secret]" for every verb.
func (PrivateKey) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, redacted) }

// LogValue returns "[secret]".
func (PrivateKey) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalText returns "[secret]".
func (PrivateKey) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// newest returns the key of the highest version that can sign.
func (i Identity) newest() (PrivateKey, error) {
	var best PrivateKey
	for _, k := range i.Keys {
		if k.CanSign() && (best.IsZero() || CompareVersions(k.version, best.version) > 0) {
			best = k
		}
	}
	if best.IsZero() {
		return PrivateKey{}, &KeyError{}
	}
	return best, nil
}

// maxUnwrap bounds how many private keys are tried on how many wrapped keys of one event.
const maxUnwrap = 64

// Unwrap takes the conversation key out of a key change. It decrypts the [WrappedKey] of this
// person whose KeyVersion is the version of a key in i.Keys. If there is none, or it cannot be
// decrypted, Unwrap tries the other keys in i.Keys. If no key fits, the error matches
// [ErrMissingKey]. Unwrap does not verify the sender: see [Event.Verify].
func (i Identity) Unwrap(change Event) (Key, error) {
	c, ok := change.Detail.(KeyChange)
	if !ok {
		return Key{}, ErrMalformed
	}
	tries := 0
	for _, exact := range [...]bool{true, false} {
		for _, w := range c.Keys {
			if w.User != i.User {
				continue
			}
			for _, k := range i.Keys {
				if (w.KeyVersion == k.version) != exact || tries == maxUnwrap {
					continue
				}
				tries++
				if key, err := k.unwrap(c.Version, w.Wrapped); err == nil {
					return key, nil
				}
			}
		}
	}
	return Key{}, &KeyError{Conversation: change.Conversation, Version: c.Version}
}

func (k PrivateKey) unwrap(version, wrapped string) (Key, error) {
	if k.pair == nil {
		return Key{}, ErrOpen
	}
	b, err := decode64(wrapped)
	if err != nil {
		return Key{}, ErrMalformed
	}
	secret, err := unwrap(k.pair().identity, b)
	if err != nil {
		return Key{}, err
	}
	return NewKey(version, secret)
}
