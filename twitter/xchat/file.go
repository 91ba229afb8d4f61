package xchat

import (
	"crypto/subtle"
	"encoding/binary"
	"errors"
	"io"

	"golang.org/x/crypto/chacha20"
	//lint:ignore SA1019 no AEAD of the library pads a frame as libsodium does
	"golang.org/x/crypto/poly1305"
)

// Files are libsodium's crypto_secretstream_xchacha20poly1305: a header of 24 bytes, then frames.
const (
	headerSize = 24
	frameSize  = 1024 // bytes of a file in one frame
	overhead   = 1 + poly1305.TagSize

	tagMessage = 0
	tagFinal   = 3
	tagRekey   = 2 // a bit
)

// EncryptedSize returns the size of a file of n bytes once it is encrypted.
func EncryptedSize(n int64) int64 {
	return headerSize + n + (n+frameSize-1)/frameSize*overhead
}

// EncryptFile encrypts what it reads from plain, in constant memory. The key is that of the message
// which names the file. If random is nil, crypto/rand is used. The result needs no closing.
func EncryptFile(plain io.Reader, key Key, random io.Reader) (io.Reader, error) {
	if key.IsZero() {
		return nil, &KeyError{}
	}
	e := &encrypter{src: plain, one: make([]byte, frameSize), next: make([]byte, frameSize), out: make([]byte, headerSize, frameSize+overhead)}
	if err := read(random, e.out); err != nil {
		return nil, err
	}
	e.stream = newStream(key, e.out)
	e.n, e.err = fill(plain, e.one)
	e.left = e.out
	return e, nil
}

// DecryptFile decrypts what it reads from sealed, in constant memory. The key is that of the
// message which names the file. Reading fails with [ErrOpen] at a frame that was changed and with
// [ErrTruncated] if the last frame is missing or cut. A file that does not end in io.EOF is not
// whole, whatever was read of it before.
func DecryptFile(sealed io.Reader, key Key) (io.Reader, error) {
	if key.IsZero() {
		return nil, &KeyError{}
	}
	return &decrypter{src: sealed, key: key, in: make([]byte, frameSize+overhead), out: make([]byte, frameSize)}, nil
}

type encrypter struct {
	src       io.Reader
	stream    *stream
	one, next []byte // the frame to encrypt, and the one after it: only then is known which is the last
	n         int
	err       error // of reading src; io.EOF: one is the last frame
	out, left []byte
	done      bool
}

func (e *encrypter) Read(p []byte) (int, error) {
	for len(e.left) == 0 {
		if e.done {
			return 0, io.EOF
		}
		if err := e.frame(); err != nil {
			return 0, err
		}
	}
	n := copy(p, e.left)
	e.left = e.left[n:]
	return n, nil
}

func (e *encrypter) frame() error {
	if e.err != nil && e.err != io.EOF {
		return e.err
	}
	n, tag := 0, byte(tagFinal)
	if e.err == nil {
		if n, e.err = fill(e.src, e.next); e.err != nil && e.err != io.EOF {
			return e.err
		}
		if n > 0 {
			tag = tagMessage
		}
	}
	if e.done = tag == tagFinal; e.done && e.n == 0 {
		return nil // an empty file is its header alone
	}
	e.out = e.stream.push(e.out[:0], e.one[:e.n], tag)
	e.left = e.out
	e.one, e.next, e.n = e.next, e.one, n
	return nil
}

// fill reads until b is full. The error is io.EOF if src ended, also after some bytes.
func fill(src io.Reader, b []byte) (int, error) {
	n, err := io.ReadFull(src, b)
	if errors.Is(err, io.ErrUnexpectedEOF) {
		err = io.EOF
	}
	return n, err
}

type decrypter struct {
	src    io.Reader
	key    Key
	stream *stream // nil: the header is still to be read
	in     []byte
	out    []byte
	left   []byte
	final  bool // the last frame was read
	any    bool // a frame was read
	err    error
}

func (d *decrypter) Read(p []byte) (int, error) {
	for len(d.left) == 0 {
		if d.err == nil {
			d.err = d.frame()
		}
		if d.err != nil && len(d.left) == 0 {
			return 0, d.err
		}
	}
	n := copy(p, d.left)
	d.left = d.left[n:]
	return n, nil
}

func (d *decrypter) frame() error {
	if d.stream == nil {
		var header [headerSize]byte
		switch _, err := fill(d.src, header[:]); {
		case err == io.EOF:
			return ErrTruncated
		case err != nil:
			return err
		}
		d.stream = newStream(d.key, header[:])
	}
	n, err := fill(d.src, d.in)
	switch {
	case err != nil && err != io.EOF:
		return err
	case n == 0 && (d.final || !d.any):
		return io.EOF // a file without frames is empty
	case n == 0:
		return ErrTruncated
	case d.final:
		return ErrOpen // a frame after the last
	}
	plain, tag, ok := d.stream.pull(d.out[:0], d.in[:n])
	if !ok {
		if n < len(d.in) {
			return errCut
		}
		return ErrOpen
	}
	d.any, d.final, d.left = true, tag == tagFinal, plain
	return nil
}

// stream is the state of libsodium's secretstream.
type stream struct {
	key   [chacha20.KeySize]byte
	nonce [chacha20.NonceSize]byte // counter, 4 bytes little endian, then 8 bytes that each tag changes
	buf   [128 + frameSize]byte    // two blocks of key stream, then the frame
}

func newStream(key Key, header []byte) *stream {
	var s stream
	sub, err := chacha20.HChaCha20(key.secret()[:], header[:16])
	if err != nil {
		panic(err) // only for keys and nonces of other sizes
	}
	copy(s.key[:], sub)
	copy(s.nonce[4:], header[16:])
	s.nonce[0] = 1
	return &s
}

// run writes to buf: the key of the tag, the block that hides a frame's tag, and text, which it
// encrypts or decrypts.
func (s *stream) run(tag byte, text []byte) []byte {
	b := s.buf[:128+len(text)]
	clear(b[:128])
	b[64] = tag
	copy(b[128:], text)
	c, err := chacha20.NewUnauthenticatedCipher(s.key[:], s.nonce[:])
	if err != nil {
		panic(err) // only for keys and nonces of other sizes
	}
	c.XORKeyStream(b, b)
	return b
}

func (s *stream) push(out, plain []byte, tag byte) []byte {
	b := s.run(tag, plain)
	mac := s.mac(b[:32], b[64:128], b[128:])
	out = append(out, b[64])
	out = append(out, b[128:]...)
	out = append(out, mac[:]...)
	s.advance(mac, tag)
	return out
}

func (s *stream) pull(out, frame []byte) (plain []byte, tag byte, ok bool) {
	if len(frame) < overhead {
		return nil, 0, false
	}
	sealed := frame[1 : len(frame)-poly1305.TagSize]
	b := s.run(frame[0], sealed)
	tag = b[64]
	b[64] = frame[0] // the tag covers the block with the byte that was sent
	mac := s.mac(b[:32], b[64:128], sealed)
	if subtle.ConstantTimeCompare(mac[:], frame[len(frame)-poly1305.TagSize:]) != 1 {
		return nil, 0, false
	}
	s.advance(mac, tag)
	return append(out, b[128:]...), tag, true
}

// mac pads a frame with the frame's length modulo 16, which is libsodium's slip: it is not the way
// to 16.
func (s *stream) mac(key, block, sealed []byte) [poly1305.TagSize]byte {
	m := poly1305.New((*[32]byte)(key))
	var zero [16]byte
	var sizes [16]byte
	binary.LittleEndian.PutUint64(sizes[8:], uint64(len(block)+len(sealed)))
	for _, b := range [...][]byte{block, sealed, zero[:len(sealed)%16], sizes[:]} {
		_, _ = m.Write(b) // never fails
	}
	var tag [poly1305.TagSize]byte
	m.Sum(tag[:0])
	return tag
}

// advance makes the nonce of the next frame.
func (s *stream) advance(mac [poly1305.TagSize]byte, tag byte) {
	for i := range 8 {
		s.nonce[4+i] ^= mac[i]
	}
	counter := binary.LittleEndian.Uint32(s.nonce[:4]) + 1
	binary.LittleEndian.PutUint32(s.nonce[:4], counter)
	if tag&tagRekey != 0 || counter == 0 {
		s.rekey()
	}
}

func (s *stream) rekey() {
	var b [chacha20.KeySize + 8]byte
	copy(b[:], s.key[:])
	copy(b[chacha20.KeySize:], s.nonce[4:])
	c, err := chacha20.NewUnauthenticatedCipher(s.key[:], s.nonce[:])
	if err != nil {
		panic(err) // only for keys and nonces of other sizes
	}
	c.XORKeyStream(b[:], b[:])
	copy(s.key[:], b[:])
	copy(s.nonce[4:], b[chacha20.KeySize:])
	binary.LittleEndian.PutUint32(s.nonce[:4], 1)
}
