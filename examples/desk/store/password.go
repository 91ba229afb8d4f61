package store

import (
	"context"
	"crypto/sha256"

	"golang.org/x/crypto/bcrypt"
)

// ChangePassword gives a person another password, if the present one is right, and ends all sign-ins but the one with this token.
func (s *Store) ChangePassword(ctx context.Context, id, present, next, token string) error {
	var hash []byte
	err := s.View(ctx, func(t *Tx) (err error) {
		hash, err = one(t, value[[]byte], `SELECT password FROM person WHERE id = ?`, id)
		return err
	})
	if err != nil {
		return err
	}
	if bcrypt.CompareHashAndPassword(hash, []byte(present)) != nil {
		return ErrSignIn
	}
	if len(next) < 10 || len(next) > 72 {
		return ErrPassword
	}
	if hash, err = bcrypt.GenerateFromPassword([]byte(next), cost); err != nil {
		return err
	}
	sum := sha256.Sum256([]byte(token))
	return s.Do(ctx, func(t *Tx) error {
		if _, err := t.exec(`UPDATE person SET password = ? WHERE id = ?`, hash, id); err != nil {
			return err
		}
		_, err := t.exec(`DELETE FROM login WHERE person = ? AND token != ?`, id, sum[:])
		return err
	})
}
