package xchat

import (
	"cmp"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
)

// keySize is the size of a conversation key and of a private scalar, in bytes.
const keySize = 32

// redacted is the printed form of every key.
const redacted = "[secret]"

// Key is a conversation key. All members of the conversation write with it, until one of them
// changes it. The zero value is no key. A Key has no printed form; [Key.Reveal] gives the bytes to
// a host that keeps them.
type Key struct {
	version string
	secret  func() *[keySize]byte // a function, since fmt prints what pointers in unexported fields lead to
}

// NewKey makes a key of the 32 bytes that [Key.Reveal] gave. It copies them.
func NewKey(version string, secret []byte) (Key, error) {
	if len(secret) != keySize {
		return Key{}, fmt.Errorf("xchat: a conversation key needs %d bytes, not %d", keySize, len(secret))
	}
	if !isVersion(version) {
		return Key{}, errors.New("xchat: the version of a conversation key needs to be a number")
	}
	kept := [keySize]byte(secret)
	return Key{version: version, secret: func() *[keySize]byte { return &kept }}, nil
}

// GenerateKey makes a new conversation key. The version is the present time in milliseconds, as
// text. If random is nil, crypto/rand is used.
func GenerateKey(version string, random io.Reader) (Key, error) {
	var secret [keySize]byte
	if err := read(random, secret[:]); err != nil {
		return Key{}, err
	}
	return NewKey(version, secret[:])
}

// Version returns the version of the key, milliseconds since 1970 as text.
func (k Key) Version() string { return k.version }

// IsZero reports whether k is no key.
func (k Key) IsZero() bool { return k.secret == nil }

// Reveal returns a copy of the key's bytes, for a host that stores it as the secret that it is.
func (k Key) Reveal() []byte {
	if k.secret == nil {
		return nil
	}
	return append([]byte(nil), k.secret()[:]...)
}

// Equal reports whether both are the same key of the same version. It takes the same time for every
// key.
func (k Key) Equal(other Key) bool {
	if k.secret == nil || other.secret == nil {
		return k.secret == nil && other.secret == nil
	}
	return k.version == other.version && subtle.ConstantTimeCompare(k.secret()[:], other.secret()[:]) == 1
}

// String returns "[secret]".
func (Key) String() string { return redacted }

// GoString returns "[secret]".
func (Key) GoString() string { return redacted }

// Format writes "[secret]" for every verb.
func (Key) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, redacted) }

// LogValue returns "[secret]".
func (Key) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalText returns "[secret]".
func (Key) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// CompareVersions compares two numbers that are written as text, as versions, sequences and user
// ids are. The result is negative if a is smaller. Text that is no number is smaller than every
// number.
func CompareVersions(a, b string) int {
	if x, y := isVersion(a), isVersion(b); x != y {
		if y {
			return -1
		}
		return 1
	}
	a, b = strings.TrimLeft(a, "0"), strings.TrimLeft(b, "0")
	return cmp.Or(cmp.Compare(len(a), len(b)), strings.Compare(a, b))
}

// isVersion reports whether s is digits that fit into 63 bits or nearly so.
func isVersion(s string) bool {
	if s == "" || len(s) > 19 {
		return false
	}
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// read fills b from random, or from crypto/rand if random is nil.
func read(random io.Reader, b []byte) error {
	if random == nil {
		_, err := rand.Read(b) // never fails
		return err
	}
	_, err := io.ReadFull(random, b)
	return err
}
