package conversation

import (
	"cmp"
	"context"
	"sync"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/session"
	"github.com/contactkit/contactkit/session/keyword"
	"github.com/contactkit/contactkit/session/texts"
)

// EntryRules makes the rules of a thread of a channel's record: the policy with the thread's reply
// windows, keywords and closing words, the app's id and the texts of notices. Prepare and Present
// are the caller's. values gives the placeholders that the record does not know; if nil, sentences
// with them are left out. It compiles the keywords anew; a Service keeps what it compiled.
func EntryRules(ctx context.Context, e directory.Entry, to channel.Thread, values func(session.Action, Row) texts.Values) (Rules, error) {
	c, err := compile(e)
	if err != nil {
		return Rules{}, err
	}
	return c.rules(ctx, to, values)
}

// compiled is what rules take from a record, made once for each revision.
type compiled struct {
	entry            directory.Entry
	keywords, thanks *keyword.Matcher
	app              string
	book             *texts.Book
	zone             *time.Location
}

func compile(e directory.Entry) (*compiled, error) {
	c := &compiled{entry: e}
	var err error
	if c.book, err = e.Texts(); err != nil { // the zero Entry: ErrNotFound
		return nil, err
	}
	r := e.Record()
	if c.keywords, err = keyword.Compile(r.Service.Keywords); err != nil {
		return nil, err
	}
	if c.thanks, err = keyword.Compile(r.Service.ThanksSet()); err != nil {
		return nil, err
	}
	if c.zone, err = time.LoadLocation(cmp.Or(r.Hours.Zone, "UTC")); err != nil {
		return nil, err
	}
	c.app = e.Channel().Info().App
	return c, nil
}

func (c *compiled) rules(ctx context.Context, to channel.Thread, values func(session.Action, Row) texts.Values) (Rules, error) {
	policy, err := c.entry.PolicyFor(ctx, to)
	if err != nil {
		return Rules{}, err
	}
	return Rules{Policy: policy, Keywords: c.keywords, Thanks: c.thanks, App: c.app, Text: func(a session.Action, row Row, now time.Time) string {
		var v texts.Values
		if values != nil {
			v = values(a, row)
		}
		v.Now = now
		v.Contact = cmp.Or(v.Contact, row.Person.Name)
		if hours, ok := policy.Hours.(interface{ Location() *time.Location }); ok && v.Zone == nil {
			v.Zone = hours.Location() // of a calendar that the record names
		}
		if v.Zone == nil {
			v.Zone = c.zone
		}
		return c.book.Text(a, row.Person.Locale, v)
	}}, nil
}

// ruleBook keeps what was compiled for the newest revision of each channel.
type ruleBook struct{ byID sync.Map }

// of returns the rules of a thread. Without an id of a channel they are those of the account's
// owner.
func (b *ruleBook) of(ctx context.Context, d *directory.Directory, id string, to channel.Thread, values func(session.Action, Row) texts.Values) (Rules, error) {
	entry, ok := d.Find(id)
	if !ok || id == "" {
		entry, _ = d.Owner(to) // the zero Entry has no texts, and says ErrNotFound
	}
	if known, ok := b.byID.Load(entry.ID()); ok && known.(*compiled).entry == entry {
		return known.(*compiled).rules(ctx, to, values)
	}
	c, err := compile(entry)
	if err != nil {
		return Rules{}, err
	}
	b.byID.Store(entry.ID(), c)
	return c.rules(ctx, to, values)
}
