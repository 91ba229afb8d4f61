package directory

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/session"
	"github.com/contactkit/contactkit/session/texts"
)

// slot is the place of one record. Indexes lead to it; what it holds changes with one store.
type slot struct {
	id        string
	current   atomic.Pointer[revision] // nil: removed
	handshake atomic.Int64             // when the platform last checked the webhook, in ns; 0: never seen
}

// revision is a record with what was made of it. It never changes, but for what it notes on the
// way.
type revision struct {
	ch     channel.Channel // what every lookup reads comes first
	only   string          // the account of a channel that has just one
	info   channel.Info    // its Accounts are sorted
	rec    Record
	path   string
	next   channel.Channel // sends with the next credentials; nil: there are none
	until  time.Time       // when next ends; zero: never
	claims []Claim
	proof  proof
	certs  certificates // that the record names
	number uint64       // of the revisions of this directory; zero until it is put in
	o      *Options

	policy   atomic.Pointer[session.Policy]
	policies sync.Map // by windows
	texts    atomic.Pointer[texts.Book]
	refusals refusals
}

// proof is a sum over everything that decides which calls a channel proves.
type proof [sha256.Size]byte

// build makes a revision of a record that follows a former one, or nil. It keeps a copy.
func (o *Options) build(ctx context.Context, given *Record, former *revision) (*revision, error) {
	k := checker{o: o}
	k.identity(given) // what every index is made of
	k.misplaced(given)
	if len(k.report.Complaints) > 0 {
		return nil, k.report.Err()
	}
	e := &revision{o: o, rec: given.Clone(), path: given.CallbackPath()}
	r := &e.rec
	r.Rev = cmp.Or(r.Rev, 1)
	var known certificates
	if former != nil {
		known = former.certs
	}
	var err error
	if e.certs, err = o.certificates(ctx, r, known); err != nil {
		return nil, err
	}
	if e.ch, e.next, e.until, err = o.openWith(r, e.certs, true); err != nil {
		return nil, err
	}
	e.info = e.ch.Info()
	e.info.Accounts = slices.Clone(e.info.Accounts)
	slices.Sort(e.info.Accounts)
	if len(e.info.Accounts) == 1 {
		e.only = e.info.Accounts[0]
	}
	e.claims = o.claims(r, e.info)
	e.proof = proofOf(r, e.info)
	return e, nil
}

func proofOf(r *Record, info channel.Info) proof {
	b := make([]byte, 0, 512)
	b = appendTexts(b, r.Platform, info.App)
	for _, name := range sortedKeys(r.Settings) {
		b = appendTexts(b, "setting", name, r.Settings[name])
	}
	for _, field := range sortedKeys(r.Secrets.Keys) {
		b = appendTexts(b, "field", field)
		for _, k := range r.Secrets.Keys[field] {
			b = appendTexts(b, "key", k.Secret.Reveal(), k.Until.UTC().Format(time.RFC3339Nano))
		}
	}
	return sha256.Sum256(b)
}

// appendTexts appends texts so that no two lists of them are the same.
func appendTexts(b []byte, texts ...string) []byte {
	for _, t := range texts {
		b = binary.LittleEndian.AppendUint64(b, uint64(len(t)))
		b = append(b, t...)
	}
	return b
}

// has reports whether the revision's channel serves an account.
func (e *revision) has(account string) bool {
	if e.only != "" {
		return e.only == account
	}
	_, ok := slices.BinarySearch(e.info.Accounts, account)
	return ok
}
