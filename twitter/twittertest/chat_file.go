package twittertest

import (
	"encoding/binary"
	"math/big"
	"slices"

	"golang.org/x/crypto/chacha20"
)

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

func xor(a, b []byte) []byte {
	out := make([]byte, len(a))
	for i := range a {
		out[i] = a[i] ^ b[i]
	}
	return out
}
