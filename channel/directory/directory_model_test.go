package directory_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"pgregory.net/rapid"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
)

// Whatever writers do, in whatever order, each index finds what a plain list of records would.
func TestIndexesAgreeWithAList(t *testing.T) {
	ctx := context.Background()
	rapid.Check(t, func(t *rapid.T) {
		o := shared()
		d, err := directory.New(o)
		if err != nil {
			t.Fatal(err)
		}
		list := map[string]directory.Record{}
		draw := func() directory.Record {
			var ids []string
			for _, page := range rapid.SliceOfNDistinct(rapid.IntRange(1, 6), 0, 3, rapid.ID).Draw(t, "pages") {
				ids = append(ids, fmt.Sprint(24000+page))
			}
			app := rapid.SampledFrom([]string{"8801", "8801", "8802", "8803"}).Draw(t, "app")
			r := pages(rapid.SampledFrom([]string{"c1", "c2", "c3", "c4"}).Draw(t, "id"), rapid.SampledFrom([]string{"A", "a", "B", "C", "D"}).Draw(t, "name"), app, ids...)
			r.Tenant = rapid.SampledFrom([]string{"north", "south"}).Draw(t, "tenant")
			r.Path = rapid.SampledFrom([]string{"", "/meta", "/hook"}).Draw(t, "path")
			r.State = directory.Active
			if rapid.Bool().Draw(t, "rotated") {
				r.Secrets.Keys["appSecret"] = channel.NewKeys(channel.Secret("new-secret-" + app))
			}
			return r
		}
		clash := func(r directory.Record) bool {
			for id, other := range list {
				if id == r.ID {
					continue
				}
				app := r.Settings["appId"]
				if other.Tenant == r.Tenant && strings.EqualFold(other.Name, r.Name) || app != "8801" && other.Settings["appId"] == app ||
					slices.ContainsFunc(r.Pages, func(p directory.Page) bool { return slices.Contains(other.Pages, p) }) {
					return true
				}
			}
			return false
		}
		for range rapid.IntRange(1, 25).Draw(t, "steps") {
			r := draw()
			old, known := list[r.ID]
			if known {
				r.Tenant = old.Tenant
			}
			switch rapid.IntRange(0, 3).Draw(t, "do") {
			case 0:
				if !known {
					continue
				}
				if err := d.Remove(r.ID, old.Rev); err != nil {
					t.Fatal(err)
				}
				delete(list, r.ID)
			case 1:
				stored, err := d.Add(ctx, r)
				if ambiguous(err) {
					continue
				}
				if want := !known && !clash(r); (err == nil) != want || err != nil && !errors.Is(err, directory.ErrTaken) {
					t.Fatalf("Add: %v, want success: %v", err, want)
				}
				if err == nil {
					list[r.ID] = stored
				}
			default:
				r.Rev = old.Rev
				stored, err := d.Replace(ctx, r)
				if ambiguous(err) {
					continue
				}
				if want := known && !clash(r); (err == nil) != want {
					t.Fatalf("Replace: %v, want success: %v", err, want)
				}
				if err == nil {
					list[r.ID] = stored
				}
			}
			agree(t, d, list)
		}
	})
}

// ambiguous reports whether a channel was refused because it still has a former secret of the app
// of another channel on its path.
func ambiguous(err error) bool {
	list := channel.FieldErrors(err)
	return len(list) == 1 && strings.HasPrefix(list[0].Field, "secrets.") && list[0].Code == channel.CodeDuplicate
}

func agree(t *rapid.T, d *directory.Directory, list map[string]directory.Record) {
	ctx := context.Background()
	if d.Len() != len(list) {
		t.Fatalf("%d channels, want %d", d.Len(), len(list))
	}
	owners, names, paths := map[string]string{}, map[string]string{}, map[string][]string{}
	for id, r := range list {
		for _, p := range r.Pages {
			owners[p.ID] = id
		}
		names[r.Tenant+"/"+strings.ToLower(r.Name)] = id
		paths[r.CallbackPath()] = append(paths[r.CallbackPath()], id)
		if got, ok := d.Find(id); !ok || got.Rev() != r.Rev {
			t.Fatalf("Find %s: revision %d, want %d", id, got.Rev(), r.Rev)
		}
		// Every secret in force proves a call on the channel's path, and its pages' events reach
		// it.
		for _, key := range r.Secrets.Keys["appSecret"] {
			for _, p := range r.Pages {
				got, err := d.Receive(ctx, r.CallbackPath(), batch(key.Secret, p.ID))
				if err != nil || len(got.Events) != 1 || got.Events[0].Owner.ID() != id {
					t.Fatalf("Receive for page %s of %s: %v, %v", p.ID, id, routes(got), err)
				}
			}
		}
	}
	for n := 1; n <= 6; n++ {
		page := fmt.Sprint(24000 + n)
		if e, _ := d.Owner(channel.Thread{Platform: "facebook", Account: page}); e.ID() != owners[page] {
			t.Fatalf("page %s is owned by %q, want %q", page, e.ID(), owners[page])
		}
	}
	for _, tenant := range []string{"north", "south"} {
		for _, name := range []string{"A", "B", "C", "D"} {
			if e, _ := d.FindName(tenant, name); e.ID() != names[tenant+"/"+strings.ToLower(name)] {
				t.Fatalf("%s/%s is %q, want %q", tenant, name, e.ID(), names[tenant+"/"+strings.ToLower(name)])
			}
		}
	}
	for _, path := range []string{"/meta", "/hook", "/facebook/c1", "/facebook/c2", "/facebook/c3", "/facebook/c4"} {
		var ids []string
		for _, r := range d.FindPath(path) {
			ids = append(ids, r.ID())
		}
		slices.Sort(paths[path])
		if !slices.Equal(ids, paths[path]) {
			t.Fatalf("%s has %v, want %v", path, ids, paths[path])
		}
	}
}

// Those who miss the same thing at once ask the host once, and each may give up alone.
func TestOneLoadForAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var calls atomic.Int64
		open := make(chan struct{})
		o := options()
		o.Load = func(context.Context, directory.Query) ([]directory.Record, error) {
			calls.Add(1)
			<-open
			return []directory.Record{bot("bot", "Sales", 71001)}, nil
		}
		d, err := directory.New(o)
		if err != nil {
			t.Fatal(err)
		}
		results := make(chan error, 9)
		impatient, cancel := context.WithCancel(t.Context())
		for i := range 9 {
			ctx := t.Context()
			if i == 0 {
				ctx = impatient
			}
			go func() {
				_, err := d.Receive(ctx, "/telegram/bot", update("webhook-bot", i))
				results <- err
			}()
			synctest.Wait()
		}
		cancel()
		if err := <-results; !errors.Is(err, context.Canceled) {
			t.Errorf("the one who gave up: %v", err)
		}
		close(open)
		for range 8 {
			if err := <-results; err != nil {
				t.Errorf("the others: %v", err)
			}
		}
		if calls.Load() != 1 {
			t.Errorf("%d calls of Load, want 1", calls.Load())
		}
	})
}
