package twittertest

import (
	"crypto"
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"crypto/x509"
	"encoding/asn1"
	"encoding/base64"
	"errors"
	"math/big"
	"slices"
	"strings"

	"golang.org/x/crypto/nacl/secretbox"
)

var errCipher = errors.New("cannot be opened")

// chatKeys is one version of a person's registered keys. Those that the host registers have no
// private half here.
type chatKeys struct {
	version  string
	identity *ecdh.PrivateKey
	signing  *ecdsa.PrivateKey

	publicIdentity *ecdh.PublicKey
	publicSigning  *ecdsa.PublicKey
	bound          string // the binding, of keys that the host registers
}

// newChatKeys makes keys out of two seeds.
func newChatKeys(version string, a, b [32]byte) chatKeys {
	a[0], b[0] = 1, 2 // below the order of the group, and not zero
	identity, err := ecdh.P256().NewPrivateKey(a[:])
	if err != nil {
		panic(err)
	}
	signing, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), b[:])
	if err != nil {
		panic(err)
	}
	return chatKeys{version: version, identity: identity, signing: signing, publicIdentity: identity.PublicKey(), publicSigning: &signing.PublicKey}
}

// blob is what X's tools export.
func (k chatKeys) blob() []byte {
	private, err := k.signing.Bytes()
	if err != nil {
		panic(err)
	}
	return slices.Concat(k.identity.Bytes(), private)
}

func spki(public any) string {
	der, err := x509.MarshalPKIXPublicKey(public)
	if err != nil {
		panic(err)
	}
	return base64.StdEncoding.EncodeToString(der)
}

// readPublic reads keys that the host registers: both halves must have signed each other.
func readPublic(version, identity, signing, binding, signature string) (k chatKeys, ok bool) {
	parse := func(text string) (*ecdsa.PublicKey, []byte) {
		der, err := base64.StdEncoding.DecodeString(text)
		if err != nil {
			return nil, nil
		}
		public, err := x509.ParsePKIXPublicKey(der)
		if err != nil {
			return nil, nil
		}
		k, _ := public.(*ecdsa.PublicKey)
		return k, der
	}
	by := func(k *ecdsa.PublicKey, der []byte, signature string) bool {
		raw, err := base64.StdEncoding.DecodeString(signature)
		if err != nil || len(raw) != 64 {
			return false
		}
		sum := sha256.Sum256(der)
		return ecdsa.Verify(k, sum[:], new(big.Int).SetBytes(raw[:32]), new(big.Int).SetBytes(raw[32:]))
	}
	first, firstDER := parse(identity)
	second, secondDER := parse(signing)
	if first == nil || second == nil || first.Curve != elliptic.P256() || second.Curve != elliptic.P256() ||
		!by(second, firstDER, binding) || !by(first, secondDER, signature) {
		return k, false
	}
	public, err := first.ECDH()
	k = chatKeys{version: version, publicIdentity: public, publicSigning: second}
	k.bound = binding
	return k, err == nil
}

// row is what GET …/public_keys tells.
func (k chatKeys) row(user string) obj {
	identity, binding := spki(k.publicIdentity), k.bound
	if k.signing != nil {
		der, _ := base64.StdEncoding.DecodeString(identity)
		binding = base64.StdEncoding.EncodeToString(k.sign(string(der)))
	}
	return obj{
		"user_id": user, "public_key_version": k.version, "public_key": identity, "signing_public_key": spki(k.publicSigning),
		"identity_public_key_signature": binding,
	}
}

func (k chatKeys) sign(text string) []byte {
	sum := sha256.Sum256([]byte(text))
	der, err := k.signing.Sign(nil, sum[:], crypto.SHA256)
	if err != nil {
		panic(err)
	}
	var rs struct{ R, S *big.Int }
	if _, err := asn1.Unmarshal(der, &rs); err != nil {
		panic(err)
	}
	return slices.Concat(rs.R.FillBytes(make([]byte, 32)), rs.S.FillBytes(make([]byte, 32)))
}

// signed reports whether a signature, base64 without padding, is that of comma-joined parts.
func (k chatKeys) signed(signature string, parts ...string) bool {
	for _, p := range parts {
		if strings.Contains(p, ",") {
			return false
		}
	}
	raw, err := base64.RawStdEncoding.DecodeString(signature)
	if err != nil || len(raw) != 64 {
		return false
	}
	sum := sha256.Sum256([]byte(strings.Join(parts, ",")))
	return ecdsa.Verify(k.publicSigning, sum[:], new(big.Int).SetBytes(raw[:32]), new(big.Int).SetBytes(raw[32:]))
}

// derive is X9.63 with SHA-256: an AES key and a nonce of 16 bytes each.
func derive(shared, point []byte) (cipher.AEAD, []byte) {
	sum := sha256.Sum256(slices.Concat(shared, []byte{0, 0, 0, 1}, point))
	block, err := aes.NewCipher(sum[:16])
	if err != nil {
		panic(err)
	}
	gcm, err := cipher.NewGCMWithNonceSize(block, 16)
	if err != nil {
		panic(err)
	}
	return gcm, sum[16:]
}

// wrapFor encrypts a conversation key for a person.
func (k chatKeys) wrapFor(secret []byte, seed [32]byte) string {
	seed[0] = 1
	once, err := ecdh.P256().NewPrivateKey(seed[:])
	if err != nil {
		panic(err)
	}
	shared, err := once.ECDH(k.publicIdentity)
	if err != nil {
		panic(err)
	}
	point := once.PublicKey().Bytes()
	gcm, nonce := derive(shared, point)
	return base64.StdEncoding.EncodeToString(gcm.Seal(slices.Clone(point), nonce, secret, nil))
}

// unwrapped is the reverse, as the recipient.
func (k chatKeys) unwrapped(text string) ([]byte, error) {
	raw, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(raw) != 65+32+16 || k.identity == nil {
		return nil, errCipher
	}
	once, err := ecdh.P256().NewPublicKey(raw[:65])
	if err != nil {
		return nil, errCipher
	}
	shared, err := k.identity.ECDH(once)
	if err != nil {
		return nil, errCipher
	}
	gcm, nonce := derive(shared, raw[:65])
	return gcm.Open(nil, nonce, raw[65:], nil)
}

func sealContents(secret, plain []byte, seed [32]byte) []byte {
	var nonce [24]byte
	copy(nonce[:], seed[:])
	return slices.Concat(nonce[:], secretbox.Seal(nil, plain, &nonce, (*[32]byte)(secret)))
}

func openContents(secret, sealed []byte) ([]byte, error) {
	if len(sealed) < 40 {
		return nil, errCipher
	}
	plain, ok := secretbox.Open(nil, sealed[24:], (*[24]byte)(sealed), (*[32]byte)(secret))
	if !ok {
		return nil, errCipher
	}
	return plain, nil
}
