package directory

import (
	"errors"

	"github.com/contactkit/contactkit/channel"
)

// Alert says that a platform refuses all of an account. If Err matches channel.ErrUnauthorized, an
// administrator must enter new credentials, unless its Affects is channel.AffectsApp or
// channel.AffectsAccount: then a permission is missing, or the account is restricted, and the
// administrator must act at the platform. If Err matches channel.ErrCredit, money is missing.
type Alert struct {
	Record  Record
	Account string
	Err     error // matches channel.ErrUnauthorized or channel.ErrCredit
}

// note alerts once for an account that is refused, and anew after it was accepted.
func (d *Directory) note(e *revision, account string, err error) {
	switch {
	case err == nil:
		e.refused.Delete(account)
	case refusesAccount(err):
		if _, known := e.refused.LoadOrStore(account, true); !known && d.o.Alert != nil {
			d.o.Alert(Alert{Record: e.rec.Clone(), Account: account, Err: err})
		}
	}
}

// refusesAccount reports whether a refusal may concern more than its message and its person.
func refusesAccount(err error) bool {
	if e, ok := errors.AsType[*channel.Error](err); ok && (e.Affects == channel.AffectsMessage || e.Affects == channel.AffectsPerson) {
		return false
	}
	return errors.Is(err, channel.ErrUnauthorized) || errors.Is(err, channel.ErrCredit)
}
