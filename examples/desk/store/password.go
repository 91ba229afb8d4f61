package store

import (
	"context"
	"crypto/sha256"

	"golang.org/x/crypto/bcrypt"
)

// ChangePassword gives a person another password, if the present one is right, and ends all
// sign-ins but the one with this token.
func (s *Store) ChangePassword(ctx context.Context, id, present, next, token string) error {
	var hash []byte
	err := s.View(ctx, func(t *Tx) (err error) {
		hash, err = one(t, value[[]byte], `SELECT password FROM person WHERE id = ?`, id)
		return err
	})
	if err != nil {
		return err
	}
	if err := matches(ctx, hash, present); err != nil {
		return err
	}
	former := hash
	if len(next) < 10 || len(next) > 72 {
		return ErrPassword
	}
	if hash, err = bcrypt.GenerateFromPassword([]byte(next), Cost); err != nil {
		return err
	}
	sum := sha256.Sum256([]byte(token))
	return s.Do(ctx, func(t *Tx) error {
		n, err := t.exec(`UPDATE person SET password = ? WHERE id = ? AND password = ?`, hash, id, former)
		if err == nil && n == 0 { // an administrator reset it meanwhile
			err = ErrSignIn
		}
		if err != nil {
			return err
		}
		_, err = t.exec(`DELETE FROM login WHERE person = ? AND token != ?`, id, sum[:])
		return err
	})
}
