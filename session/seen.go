package session

import (
	"encoding/hex"
	"errors"
)

// Seen holds the last eight events applied, newest first, each as the 64-bit
// FNV-1a hash of kind and id. The lowest bit says that the event is a message of the contact that
// wants an answer.
type Seen [8]uint64

// wanting is the bit of an entry that wants an answer.
const wanting uint64 = 1

// mark is the hash under which an event is remembered, without the bit. It is never zero.
func mark(k EventKind, id string) uint64 {
	const prime = 1099511628211
	h := (uint64(14695981039346656037) ^ uint64(k)) * prime
	h = hash(h, id)
	return max(h&^wanting, 2)
}

func hash(h uint64, s string) uint64 {
	const prime = 1099511628211
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * prime
	}
	return h
}

func (l *Seen) has(m uint64) bool {
	for _, x := range l {
		if x&^wanting == m {
			return true
		}
	}
	return false
}

// wantsAnswer reports whether the contact said something that wants an answer after the event m.
// An event older than all of the list counts as before them.
func (l *Seen) wantsAnswer(m uint64) bool {
	for _, x := range l {
		switch {
		case x == 0 || x&^wanting == m:
			return false
		case x&wanting != 0:
			return true
		}
	}
	return false
}

// unmark clears the bits, which meant nothing in schema version 1.
func (l *Seen) unmark() {
	for i := range l {
		l[i] &^= wanting
	}
}

func (l *Seen) push(m uint64) {
	copy(l[1:], l[:len(l)-1])
	l[0] = m
}

// MarshalText writes 16 hexadecimal digits an event: as JSON numbers the
// hashes would lose digits in readers that know only floats.
func (l Seen) MarshalText() ([]byte, error) {
	n := len(l)
	for n > 0 && l[n-1] == 0 {
		n--
	}
	b := make([]byte, 0, 16*n)
	for _, x := range l[:n] {
		var w [8]byte
		for i := range w {
			w[i] = byte(x >> (56 - 8*i))
		}
		b = hex.AppendEncode(b, w[:])
	}
	return b, nil
}

// UnmarshalText reads what MarshalText wrote.
func (l *Seen) UnmarshalText(b []byte) error {
	if len(b)%16 != 0 || len(b) > 16*len(l) {
		return errors.New("session: malformed list of last events")
	}
	raw, err := hex.AppendDecode(nil, b)
	if err != nil {
		return errors.New("session: malformed list of last events")
	}
	*l = Seen{}
	for i, x := range raw {
		l[i/8] = l[i/8]<<8 | uint64(x)
	}
	return nil
}
