package directory

import (
	"errors"

	"github.com/contactkit/contactkit/channel"
)

// Alert says that a platform refuses a channel's credentials: an administrator must enter new ones.
type Alert struct {
	Record  Record
	Account string
	Err     error // matches channel.ErrUnauthorized
}

// note alerts once for an account that is refused, and anew after it was accepted.
func (d *Directory) note(e *revision, account string, err error) {
	switch {
	case err == nil:
		e.refused.Delete(account)
	case errors.Is(err, channel.ErrUnauthorized):
		if _, known := e.refused.LoadOrStore(account, true); !known && d.o.Alert != nil {
			d.o.Alert(Alert{Record: e.rec.Clone(), Account: account, Err: err})
		}
	}
}
