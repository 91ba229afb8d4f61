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
	"encoding/binary"
	"errors"
	"math/big"
	"slices"
	"strings"

	"golang.org/x/crypto/chacha20"
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

// tag1305 is Poly1305 by the book (RFC 8439, 2.5), slowly: it shares nothing with the client's.
func tag1305(key, message []byte) [16]byte {
	prime := new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 130), big.NewInt(5))
	little := func(b []byte) *big.Int {
		b = slices.Clone(b)
		slices.Reverse(b)
		return new(big.Int).SetBytes(b)
	}
	clamp, _ := new(big.Int).SetString("0ffffffc0ffffffc0ffffffc0fffffff", 16)
	r, s, sum := little(key[:16]), little(key[16:32]), new(big.Int)
	r.And(r, clamp)
	for block := range slices.Chunk(message, 16) {
		sum.Add(sum, little(append(slices.Clone(block), 1)))
		sum.Mul(sum, r).Mod(sum, prime)
	}
	sum.Add(sum, s)
	var out [32]byte
	sum.FillBytes(out[:])
	slices.Reverse(out[:])
	return [16]byte(out[:16])
}

// sealFile encrypts with libsodium's secretstream; seed is the header's.
func sealFile(secret, plain []byte, seed [32]byte) []byte {
	out := slices.Clone(seed[:24])
	key, nonce := streamStart(secret, out)
	for chunk := range slices.Chunk(plain, 1024) {
		tag := byte(0)
		if plain = plain[len(chunk):]; len(plain) == 0 {
			tag = 3
		}
		stream := keyStream(key, nonce, 128+len(chunk))
		head := slices.Clone(stream[64:128])
		head[0] ^= tag
		sealed := xor(chunk, stream[128:])
		mac := streamTag(stream[:32], head, sealed)
		out = slices.Concat(out, head[:1], sealed, mac[:])
		key, nonce = streamNext(key, nonce, mac, tag)
	}
	return out
}

// openFile is the reverse.
func openFile(secret, sealed []byte) ([]byte, error) {
	if len(sealed) < 24 {
		return nil, errCipher
	}
	key, nonce := streamStart(secret, sealed[:24])
	var plain []byte
	tag := byte(3)
	for frame := range slices.Chunk(sealed[24:], 1024+17) {
		if len(frame) < 17 || tag == 3 && len(plain) > 0 {
			return nil, errCipher
		}
		body := frame[1 : len(frame)-16]
		stream := keyStream(key, nonce, 128+len(body))
		head := slices.Clone(stream[64:128])
		tag = frame[0] ^ head[0]
		head[0] = frame[0]
		mac := streamTag(stream[:32], head, body)
		if string(mac[:]) != string(frame[len(frame)-16:]) {
			return nil, errCipher
		}
		plain = append(plain, xor(body, stream[128:])...)
		key, nonce = streamNext(key, nonce, mac, tag)
	}
	if tag != 3 {
		return nil, errCipher
	}
	return plain, nil
}

func streamStart(secret, header []byte) (key, nonce []byte) {
	key, err := chacha20.HChaCha20(secret, header[:16])
	if err != nil {
		panic(err)
	}
	return key, slices.Concat([]byte{1, 0, 0, 0}, header[16:24])
}

func keyStream(key, nonce []byte, n int) []byte {
	c, err := chacha20.NewUnauthenticatedCipher(key, nonce)
	if err != nil {
		panic(err)
	}
	b := make([]byte, n)
	c.XORKeyStream(b, b)
	return b
}

func streamTag(key, head, sealed []byte) [16]byte {
	sizes := binary.LittleEndian.AppendUint64(make([]byte, 8), uint64(64+len(sealed)))
	return tag1305(key, slices.Concat(head, sealed, make([]byte, len(sealed)%16), sizes))
}

// streamNext makes the nonce of the next frame. The tag of the last frame changes the key, too,
// which is not used then.
func streamNext(key, nonce []byte, mac [16]byte, tag byte) ([]byte, []byte) {
	counter := binary.LittleEndian.Uint32(nonce) + 1
	return key, slices.Concat(binary.LittleEndian.AppendUint32(nil, counter), xor(nonce[4:], mac[:8]))
}

func xor(a, b []byte) []byte {
	out := make([]byte, len(a))
	for i := range a {
		out[i] = a[i] ^ b[i]
	}
	return out
}
