package channel

import (
	"crypto/hmac"
	"crypto/subtle"
	"errors"
	"fmt"
	"hash"
	"iter"
	"time"
)

// Key is a Secret with an end. During a rotation the old key stays valid together with the new one
// until its end.
type Key struct {
	Secret Secret    `json:"secret"`
	Until  time.Time `json:"until,omitzero"` // the key verifies before this instant; zero: without end
}

// Keys are the keys of one credential, newest first: the first signs, all that are valid verify.
type Keys []Key

// NewKeys makes keys without an end, newest first.
func NewKeys(secrets ...Secret) Keys {
	keys := make(Keys, len(secrets))
	for i, s := range secrets {
		keys[i].Secret = s
	}
	return keys
}

// First returns the secret that signs; it is empty when there is none.
func (k Keys) First() Secret {
	if len(k) == 0 {
		return ""
	}
	return k[0].Secret
}

// Valid walks the secrets that verify a call which arrived at the given instant, newest first.
// Empty secrets are left out. When at is zero, the time of the call is unknown and only keys
// without an end count. See decision 003.
func (k Keys) Valid(at time.Time) iter.Seq[Secret] {
	return func(yield func(Secret) bool) {
		for _, key := range k {
			if key.validAt(at) && !yield(key.Secret) {
				return
			}
		}
	}
}

func (k Key) validAt(at time.Time) bool {
	return k.Secret != "" && (k.Until.IsZero() || !at.IsZero() && at.Before(k.Until))
}

// Check returns one FieldError for each key that is empty, a duplicate or too short ([MinSecret]),
// and one about the given field if there is no key at all. The fields of the others are the given
// one with the key's index, such as "keys[1]". See decision 281.
func (k Keys) Check(field string) error {
	if len(k) == 0 {
		return &FieldError{Field: field, Code: CodeMissing, Reason: "at least one key is needed"}
	}
	var errs []error
	seen := make(map[Secret]int, len(k))
	for i, key := range k {
		name := fmt.Sprintf("%s[%d]", field, i)
		if key.Secret == "" {
			errs = append(errs, &FieldError{Field: name, Code: CodeMissing, Reason: "the secret is empty"})
			continue
		}
		if first, ok := seen[key.Secret]; ok {
			errs = append(errs, &FieldError{Field: name, Code: CodeDuplicate, Reason: fmt.Sprintf("the same secret as %s[%d]", field, first)})
			continue
		}
		seen[key.Secret] = i
		if err := key.Secret.Check(name); err != nil {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// ProveMAC finds the key under which mac is the HMAC of message, in constant time for each key, and
// reports whether there is one. mac must be as long as the hash's sum: a shortened one proves
// nothing. It serves platforms that sign their webhook calls, also those outside this module.
func (k Keys) ProveMAC(newHash func() hash.Hash, message, mac []byte, at time.Time) (Secret, bool) {
	var sum [64]byte
	for secret := range k.Valid(at) {
		h := hmac.New(newHash, []byte(secret))
		h.Write(message)
		if hmac.Equal(h.Sum(sum[:0]), mac) {
			return secret, true
		}
	}
	return "", false
}

// ProveText reports whether text equals one of the valid secrets, in constant time for texts of one
// length. It serves platforms that show a shared secret instead of signing. An empty text proves
// nothing.
func (k Keys) ProveText(text string, at time.Time) bool {
	ok := 0
	for secret := range k.Valid(at) {
		ok |= subtle.ConstantTimeCompare([]byte(secret), []byte(text))
	}
	return ok == 1
}
