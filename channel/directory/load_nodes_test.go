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
	o          directory.Options
	records    map[string]directory.Record // those with a connector have no secrets of their own
	connectors map[string]directory.Secrets
	winners    map[string]int // by id and revision
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

// Two administrators edit at once while three nodes hear of it late, doubled, in any order or not
// at all. Of two edits of one revision one wins and the other is told; after a resync all nodes
// equal the store.
func TestTwoAdministratorsThreeNodes(t *testing.T) {
	seeds := uint64(1000)
	if testing.Short() {
		seeds = 100
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
	o := shared()
	o.Now = func() time.Time { return now }
	store := &shelf{o: o, records: map[string]directory.Record{}, connectors: map[string]directory.Secrets{}, winners: map[string]int{}}
	a, b, c := bot("bot", "Sales", 71001), pages("b", "North", "8801", "24001"), pages("c", "South", "8801", "24002")
	b.Connector, c.Connector = "meta", "meta"
	store.connectors["meta"] = pages("", "", "8801", "24001", "24002").Secrets
	b.Secrets, c.Secrets = directory.Secrets{}, directory.Secrets{}
	for _, rec := range []directory.Record{a, b, c} {
		rec.Rev = 1
		store.records[rec.ID] = rec
	}
	var nodes []*directory.Directory
	for range 3 {
		d, err := directory.New(o)
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
	forms := make([][]directory.Record, 2) // what each administrator has open
	for range 25 {
		now = now.Add(time.Minute)
		admin := r.IntN(2)
		switch r.IntN(5) {
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
		case 3: // changes the shared credentials
			edit := store.connectors["meta"].Clone()
			edit.Keys["appSecret"] = channel.NewKeys(channel.Secret(fmt.Sprint("app-secret-", r.Int())))
			next, err := o.ChangeSecrets(store.connectors["meta"], edit)
			if err != nil {
				t.Fatal(err)
			}
			store.connectors["meta"] = next
			news = append(news, func(d *directory.Directory) { _, _ = d.LoadSecrets(ctx, "north", "meta", next) })
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
				news[r.IntN(len(news))](nodes[r.IntN(len(nodes))])
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
	}
	return won, told
}
