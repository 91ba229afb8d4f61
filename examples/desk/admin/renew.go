package admin

import (
	"context"
	"errors"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/login"
	"github.com/contactkit/contactkit/examples/desk/engine"
	"github.com/contactkit/contactkit/examples/desk/locale"
	"github.com/contactkit/contactkit/examples/desk/store"
)

// Renew renews the logins that are due and gives the new credentials to their channels. Run calls
// it every hour. A login that could not be renewed stays; the channel's page and the dashboard say
// so.
func (a *Admin) Renew(ctx context.Context) error {
	var uses []store.LoginUse
	if err := a.store.View(ctx, func(t *store.Tx) (err error) { uses, err = t.LoginUses(); return err }); err != nil {
		return err
	}
	var errs []error
	for _, u := range uses {
		if err := a.renew(ctx, u); err != nil && !errors.Is(err, login.ErrEnded) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

func (a *Admin) renew(ctx context.Context, u store.LoginUse) error {
	e, ok := a.directory.Find(u.Channel)
	if !ok {
		return nil // the channel was removed
	}
	r := e.Record()
	l := a.logins(r)
	g, err := l.Fresh(ctx, engine.LoginTenant, u.Key)
	if err != nil || g.Serial == u.Serial {
		return err
	}
	return a.useLogin(ctx, "(renewal)", r, l.Settings(g), g)
}

// dueLogin is a login that an administrator should see to.
type dueLogin struct {
	ID, Name string // of the channel
	channel.Finding
}

// dueLogins are the findings of all logins, thirty days ahead.
func (a *Admin) dueLogins(l locale.Words, t *store.Tx) (list []dueLogin, err error) {
	uses, err := t.LoginUses()
	if err != nil {
		return nil, err
	}
	for _, u := range uses {
		e, ok := a.directory.Find(u.Channel)
		if !ok {
			continue
		}
		g, err := t.Login(engine.LoginTenant, u.Key)
		if err != nil {
			return nil, err
		}
		for _, f := range inWords(l, login.Findings(g, a.now())) {
			list = append(list, dueLogin{e.ID(), e.Name(), f})
		}
	}
	return list, nil
}
