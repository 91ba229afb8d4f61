package directory_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
)

// A shelf is a host's store: records with a revision that writers compare, claims with a unique
// index, and the credentials of connectors.
type shelf struct {
	o            directory.Options
	records      map[string]directory.Record // those with a connector have no secrets of their own
	connectors   map[string]directory.Secrets
	certificates map[string]directory.Certificate
	former       map[string]directory.Certificate // that a node may still read
	winners      map[string]int                   // by id and revision
}

// newShelf has two bots, one of them behind a gateway, and two channels that share an app of Meta.
func newShelf(t *testing.T) *shelf {
	t.Helper()
	s := &shelf{
		o: shared(), records: map[string]directory.Record{}, winners: map[string]int{}, former: map[string]directory.Certificate{},
		connectors:   map[string]directory.Secrets{"meta": pages("", "", "8801", "24001", "24002").Secrets, "fabric": fabricSecrets()},
		certificates: map[string]directory.Certificate{"authority": {Rev: 1, Certificate: uploaded(0, 1).Certificate}, "own": uploaded(1, 1)},
	}
	s.o.Lookup.Certificate = func(_ context.Context, _, name string) (directory.Certificate, error) {
		return s.certificates[name], nil
	}
	b, c := pages("b", "North", "8801", "24001"), pages("c", "South", "8801", "24002")
	b.Connector, c.Connector = "meta", "meta"
	b.Secrets, c.Secrets = directory.Secrets{}, directory.Secrets{}
	for _, r := range []directory.Record{bot("bot", "Sales", 71001), b, c, fabric("gate")} {
		r.Rev = 1
		s.records[r.ID] = r
	}
	return s
}

func (s *shelf) filled(id string) directory.Record {
	r := s.records[id].Clone()
	if r.Connector != "" {
		r.Secrets = s.connectors[r.Connector].Clone()
	}
	return r
}

// save is a transaction over some records.
func (s *shelf) save(edits ...directory.Record) error {
	var next []directory.Record
	for _, edit := range edits {
		old := s.filled(edit.ID)
		if _, ok := s.records[edit.ID]; !ok {
			return directory.ErrNotFound
		}
		r, err := s.o.Change(context.Background(), old, edit)
		if err != nil {
			return err
		}
		next = append(next, r)
	}
	claims := map[directory.Claim]string{}
	after := maps.Clone(s.records)
	for _, r := range next {
		after[r.ID] = r
	}
	for id, r := range after {
		if r.Connector != "" {
			r.Secrets = s.connectors[r.Connector]
		}
		list, err := s.o.Claims(context.Background(), r)
		if err != nil {
			return err
		}
		for _, c := range list {
			if _, taken := claims[c]; taken {
				return directory.ErrTaken
			}
			claims[c] = id
		}
	}
	for _, r := range next {
		s.winners[fmt.Sprint(r.ID, "#", r.Rev)]++
		if r.Connector != "" {
			r.Secrets = directory.Secrets{}
		}
		s.records[r.ID] = r
	}
	return nil
}

func (s *shelf) all() iter.Seq2[directory.Record, error] {
	return func(yield func(directory.Record, error) bool) {
		for id := range s.records {
			if !yield(s.filled(id), nil) {
				return
			}
		}
	}
}

// describe is everything that a record says, its credentials too.
func describe(r directory.Record) string {
	data, err := json.Marshal(r)
	if err != nil {
		return err.Error()
	}
	lines := []string{string(data), fmt.Sprint("secrets of revision ", r.Secrets.Rev)}
	keys := func(name string, list channel.Keys) {
		for _, k := range list {
			lines = append(lines, name+" "+k.Secret.Reveal()+" until "+k.Until.UTC().Format(time.RFC3339Nano))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(r.Secrets.Keys)) {
		keys(name, r.Secrets.Keys[name])
	}
	for _, field := range slices.Sorted(maps.Keys(r.Secrets.Tokens)) {
		for _, account := range slices.Sorted(maps.Keys(r.Secrets.Tokens[field])) {
			keys(field+" "+account, r.Secrets.Tokens[field][account])
		}
	}
	return strings.Join(lines, "\n")
}

// Two administrators edit channels, connectors and certificates at once while three nodes hear of
// it late, doubled, in any order or not at all, and read old copies of certificates. Of two edits
// of one revision one wins and the other is told; no node goes back to an older certificate or
// older shared credentials; after a resync all nodes equal the store.
func TestTwoAdministratorsThreeNodes(t *testing.T) {
	seeds := uint64(1000)
	if testing.Short() {
		seeds = 50
	}
	won, told := 0, 0
	for seed := range seeds {
		w, l := interleave(t, seed)
		won, told = won+w, told+l
		if t.Failed() {
			return
		}
	}
	if n := int(seeds); won < n/10 || told < n/10 {
		t.Errorf("%d edits won and %d were told that they are stale: the test tries too little", won, told)
	}
}

func interleave(t *testing.T, seed uint64) (won, told int) {
	ctx := context.Background()
	r := rand.New(rand.NewPCG(seed, 7))
	now := epoch
	store := newShelf(t)
	store.o.Now = func() time.Time { return now }
	a := store.records["bot"]
	var nodes []*directory.Directory
	late, used := true, make([][2]int64, 3) // used: the certificates of each node
	for i := range used {
		d, err := directory.New(store.watched(t, r, &late, &used[i]))
		if err == nil {
			err = d.Sync(ctx, store.all())
		}
		if err != nil {
			t.Fatal(err)
		}
		nodes = append(nodes, d)
	}

	var news []func(*directory.Directory)
	tell := func(ids ...string) {
		var batch []directory.Record
		for _, id := range ids {
			batch = append(batch, store.filled(id))
		}
		news = append(news, func(d *directory.Directory) { _ = d.Load(ctx, batch...) }) // refused for a while, if others must give way first
	}
	connectors := make([][2]int64, 3)      // revisions of the credentials of each node
	forms := make([][]directory.Record, 2) // what each administrator has open
	clerks := make([]clerk, 2)             // and of what channels share
	for range 32 {
		now = now.Add(time.Minute)
		admin := r.IntN(2)
		switch r.IntN(7) {
		case 0, 1: // opens a form, of one channel or of two that swap their pages
			forms[admin] = nil
			if ids := slices.Sorted(maps.Keys(store.records)); r.IntN(3) > 0 || len(ids) < 3 {
				forms[admin] = append(forms[admin], store.filled(ids[r.IntN(len(ids))]))
			} else {
				x, y := store.filled("b"), store.filled("c")
				x.Pages, y.Pages = y.Pages, x.Pages
				forms[admin] = append(forms[admin], x, y)
			}
		case 2: // saves it
			if len(forms[admin]) == 0 {
				continue
			}
			var ids []string
			for i := range forms[admin] {
				edit := &forms[admin][i]
				edit.About = fmt.Sprintf("edit %d of %d", r.Int(), admin)
				if edit.Connector == "" && r.IntN(2) == 0 {
					edit.Secrets.Keys["webhookSecret"] = channel.NewKeys(channel.Secret(fmt.Sprint("webhook-", r.Int())))
				}
				ids = append(ids, edit.ID)
			}
			fresh := !slices.ContainsFunc(forms[admin], func(e directory.Record) bool { return store.records[e.ID].Rev != e.Rev })
			switch err := store.save(forms[admin]...); {
			case err == nil && fresh:
				won++
				tell(ids...)
			case errors.Is(err, directory.ErrStale) && !fresh, errors.Is(err, directory.ErrNotFound):
				told++
			default:
				t.Fatalf("seed %d: saving %v: %v, on the present revision: %v", seed, ids, err, fresh)
			}
			forms[admin] = nil
		case 3, 5, 6: // opens or saves the form of a connector or a certificate
			w, l, heard := clerks[admin].work(t, r, store)
			if w {
				won++
				news = append(news, heard)
			}
			if l {
				told++
			}
		case 4: // removes and adds the bot
			if old, ok := store.records["bot"]; ok && r.IntN(4) == 0 {
				delete(store.records, "bot")
				news = append(news, func(d *directory.Directory) { _ = d.Remove("bot", old.Rev) })
			} else if !ok {
				fresh := a.Clone()
				fresh.Rev = 1 + int64(r.IntN(3)) // lower than the one before
				store.records["bot"] = fresh
				tell("bot")
			}
		}
		for range r.IntN(4) { // news arrives somewhere, any of it
			if len(news) > 0 {
				n := r.IntN(len(nodes))
				news[r.IntN(len(news))](nodes[n])
				for i, id := range []string{"b", "gate"} {
					rev := find(nodes[n], id).Secrets.Rev
					if rev < connectors[n][i] {
						t.Errorf("seed %d: node %d had revision %d of the credentials of %s, and has %d", seed, n, connectors[n][i], id, rev)
					}
					connectors[n][i] = rev
				}
			}
		}
	}
	for id, n := range store.winners {
		if n > 1 && !strings.HasPrefix(id, "bot") { // the bot's numbers begin anew
			t.Errorf("seed %d: %d edits became %s", seed, n, id)
		}
	}
	want := map[string]string{}
	for id := range store.records {
		want[id] = describe(store.filled(id))
	}
	late = false
	certificates := [2]int64{store.certificates["authority"].Rev, store.certificates["own"].Rev}
	for i, d := range nodes {
		if err := d.Sync(ctx, store.all()); err != nil {
			t.Errorf("seed %d: node %d: Sync: %v", seed, i, err)
		}
		got := map[string]string{}
		for e := range d.All() {
			got[e.ID()] = describe(e.Record())
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("seed %d: node %d differs from the store (-store +node):\n%s", seed, i, diff)
		}
		if used[i] != certificates {
			t.Errorf("seed %d: node %d uses revisions %v of the certificates, not %v", seed, i, used[i], certificates)
		}
	}
	return won, told
}
