package xchat

import (
	"crypto"
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/sha256"
	"io"
	"math/big"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
	"golang.org/x/crypto/nacl/secretbox"
)

const (
	nonceSize     = 24
	wrapOverhead  = pointSize + 16 // ephemeral point and tag
	signatureSize = 64
)

// wrap encrypts a conversation key for a registered identity key: an ephemeral point, then
// AES-128-GCM with a key and a nonce of 16 bytes out of SHA-256(shared secret, 1, ephemeral point).
// ("ECIES" in X's CRYPTO.md.)
func wrap(to *ecdh.PublicKey, ephemeral *ecdh.PrivateKey, key []byte) ([]byte, error) {
	point := ephemeral.PublicKey().Bytes()
	gcm, nonce, err := agree(ephemeral, to, point)
	if err != nil {
		return nil, err
	}
	return gcm.Seal(point, nonce, key, nil), nil
}

// unwrap is the reverse of wrap.
func unwrap(with *ecdh.PrivateKey, wrapped []byte) ([]byte, error) {
	if len(wrapped) != wrapOverhead+keySize {
		return nil, ErrOpen
	}
	point := wrapped[:pointSize]
	ephemeral, err := ecdh.P256().NewPublicKey(point)
	if err != nil {
		return nil, ErrOpen
	}
	gcm, nonce, err := agree(with, ephemeral, point)
	if err != nil {
		return nil, ErrOpen
	}
	key, err := gcm.Open(nil, nonce, wrapped[pointSize:], nil)
	if err != nil {
		return nil, ErrOpen
	}
	return key, nil
}

func agree(private *ecdh.PrivateKey, public *ecdh.PublicKey, point []byte) (gcm cipher.AEAD, nonce []byte, err error) {
	shared, err := private.ECDH(public)
	if err != nil {
		return nil, nil, err
	}
	h := sha256.New()
	h.Write(shared)
	h.Write([]byte{0, 0, 0, 1})
	h.Write(point)
	derived := h.Sum(nil)
	block, err := aes.NewCipher(derived[:16])
	if err != nil {
		return nil, nil, err
	}
	gcm, err = cipher.NewGCMWithNonceSize(block, 16)
	return gcm, derived[16:], err
}

// newEphemeral makes the key of one wrap. Key generation of crypto/ecdh does not let the caller
// choose the bytes, so that a test could repeat them; NewPrivateKey does.
func newEphemeral(random io.Reader) (*ecdh.PrivateKey, error) {
	for {
		var scalar [keySize]byte
		if err := read(random, scalar[:]); err != nil {
			return nil, err
		}
		if k, err := ecdh.P256().NewPrivateKey(scalar[:]); err == nil {
			return k, nil // else the scalar is 0 or too large, about once in 2^32
		}
	}
}

// seal encrypts contents: the nonce, then NaCl's secretbox.
func (k Key) seal(plain []byte, nonce *[nonceSize]byte) []byte {
	return secretbox.Seal(nonce[:], plain, nonce, k.secret())
}

// open is the reverse of seal.
func (k Key) open(sealed []byte) ([]byte, error) {
	if len(sealed) < nonceSize+secretbox.Overhead || k.secret == nil {
		return nil, ErrOpen
	}
	plain, ok := secretbox.Open(nil, sealed[nonceSize:], (*[nonceSize]byte)(sealed), k.secret())
	if !ok {
		return nil, ErrOpen
	}
	return plain, nil
}

// signWith signs with ECDSA over SHA-256. Without a source of randomness Go signs by RFC 6979, so
// that the same text has the same signature.
func signWith(k *ecdsa.PrivateKey, text []byte) ([]byte, error) {
	sum := sha256.Sum256(text)
	der, err := k.Sign(nil, sum[:], crypto.SHA256)
	if err != nil {
		return nil, err
	}
	var r, s, inner cryptobyte.String
	in := cryptobyte.String(der)
	sig := make([]byte, signatureSize)
	if !in.ReadASN1(&inner, asn1.SEQUENCE) || !inner.ReadASN1(&r, asn1.INTEGER) || !inner.ReadASN1(&s, asn1.INTEGER) {
		return nil, ErrMalformed
	}
	new(big.Int).SetBytes(r).FillBytes(sig[:signatureSize/2])
	new(big.Int).SetBytes(s).FillBytes(sig[signatureSize/2:])
	return sig, nil
}
