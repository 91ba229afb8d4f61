package directory

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"hash"
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
	refused  sync.Map // accounts whose credentials the platform refuses
}

// proof is a sum over everything that decides which calls a channel proves.
type proof [sha256.Size]byte

// build makes a revision of a record that follows a former one, or nil. It keeps a copy.
func (o *Options) build(ctx context.Context, r Record, former *revision) (*revision, error) {
	k := checker{o: o}
	k.identity(r) // what every index is made of
	k.misplaced(r)
	if len(k.report.Complaints) > 0 {
		return nil, k.report.Err()
	}
	r = r.Clone()
	var known certificates
	if former != nil {
		known = former.certs
	}
	certs, err := o.certificates(ctx, r, known)
	if err != nil {
		return nil, err
	}
	ch, next, until, err := o.openWith(r, certs, true)
	if err != nil {
		return nil, err
	}
	e := &revision{o: o, rec: r, path: r.CallbackPath(), ch: ch, next: next, until: until, info: ch.Info(), certs: certs}
	e.info.Accounts = slices.Clone(e.info.Accounts)
	slices.Sort(e.info.Accounts)
	if len(e.info.Accounts) == 1 {
		e.only = e.info.Accounts[0]
	}
	e.claims = o.claims(r, e.info)
	e.proof = proofOf(r, e.info)
	return e, nil
}

func proofOf(r Record, info channel.Info) proof {
	h := sha256.New()
	write(h, r.Platform, info.App)
	for _, name := range sortedKeys(r.Settings) {
		write(h, "setting", name, r.Settings[name])
	}
	for _, field := range sortedKeys(r.Secrets.Keys) {
		write(h, "field", field)
		for _, k := range r.Secrets.Keys[field] {
			write(h, "key", k.Secret.Reveal(), k.Until.UTC().String())
		}
	}
	return proof(h.Sum(nil))
}

// write adds texts to a sum so that no two lists of them are the same.
func write(h hash.Hash, texts ...string) {
	var size [8]byte
	for _, t := range texts {
		binary.LittleEndian.PutUint64(size[:], uint64(len(t)))
		h.Write(size[:])
		h.Write([]byte(t))
	}
}

// has reports whether the revision's channel serves an account.
func (e *revision) has(account string) bool {
	if e.only != "" {
		return e.only == account
	}
	_, ok := slices.BinarySearch(e.info.Accounts, account)
	return ok
}
