package directory_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel/directory"
)

func rows(list ...directory.Record) iter.Seq2[directory.Record, error] {
	return func(yield func(directory.Record, error) bool) {
		for _, r := range list {
			if !yield(r, nil) {
				return
			}
		}
	}
}

func names(d *directory.Directory) []string {
	var list []string
	for e := range d.All() {
		list = append(list, fmt.Sprintf("%s#%d", e.ID(), e.Rev()))
	}
	return list
}

func TestSync(t *testing.T) {
	ctx := context.Background()
	at := func(r directory.Record, rev int64) directory.Record { r.Rev = rev; return r }
	a, b, c := bot("a", "One", 71001), bot("b", "Two", 71002), bot("c", "Three", 71003)
	d := newDirectory(t, options(), at(a, 3), at(b, 3))
	require.NoError(t, d.Sync(ctx, rows(at(a, 4), at(c, 1))))
	if diff := cmp.Diff([]string{"a#4", "c#1"}, names(d)); diff != "" {
		t.Errorf("after a sync (-want +got):\n%s", diff)
	}
	require.NoError(t, d.Sync(ctx, rows(at(a, 2)))) // a backup was restored
	if diff := cmp.Diff([]string{"a#2"}, names(d)); diff != "" {
		t.Errorf("after a backup (-want +got):\n%s", diff)
	}

	down := errors.New("no connection")
	err := d.Sync(ctx, func(yield func(directory.Record, error) bool) {
		if yield(at(c, 1), nil) {
			yield(directory.Record{}, down)
		}
	})
	if diff := cmp.Diff([]string{"a#2"}, names(d)); diff != "" || !errors.Is(err, down) {
		t.Errorf("a store that fails: %v (-want +got):\n%s", err, diff)
	}

	broken := at(a, 9)
	broken.Platform = "pigeon"
	if err := d.Sync(ctx, rows(broken, at(c, 1))); err == nil {
		t.Error("a record that no driver opens is no error")
	}
	if diff := cmp.Diff([]string{"a#2", "c#1"}, names(d)); diff != "" {
		t.Errorf("a record that cannot be taken (-want +got):\n%s", diff)
	}
}

// A change at the node while the store is read is newer than the record that was read.
func TestSyncWhileOthersWrite(t *testing.T) {
	ctx := context.Background()
	at := func(r directory.Record, rev int64) directory.Record { r.Rev = rev; return r }
	a, b, c := bot("a", "One", 71001), bot("b", "Two", 71002), bot("c", "Three", 71003)
	d := newDirectory(t, options(), at(a, 1), at(b, 1))
	require.NoError(t, d.Sync(ctx, func(yield func(directory.Record, error) bool) {
		require.NoError(t, d.Load(ctx, at(c, 1), at(a, 2))) // added and edited after the snapshot
		require.NoError(t, d.Remove("b", 1))
		for _, r := range []directory.Record{at(a, 1), at(b, 1)} {
			if !yield(r, nil) {
				return
			}
		}
	}))
	if diff := cmp.Diff([]string{"a#2", "c#1"}, names(d)); diff != "" {
		t.Errorf("after the sync (-want +got):\n%s", diff)
	}
}

// Three channels pass their pages round. No order of taking them one by one works.
func TestLoadOfPagesInACircle(t *testing.T) {
	ctx := context.Background()
	o := shared()
	first := []directory.Record{pages("a", "A", "8801", "24001"), pages("b", "B", "8801", "24002"), pages("c", "C", "8801", "24003")}
	next := []directory.Record{pages("a", "A", "8801", "24002"), pages("b", "B", "8801", "24003"), pages("c", "C", "8801", "24001")}
	d := newDirectory(t, o, first...)
	for i := range next {
		next[i].Rev = 2
	}
	require.NoError(t, d.Load(ctx, next...))
	got, err := d.Receive(ctx, "/facebook/a", batch("app-secret-8801", "24001", "24002", "24003"))
	require.NoError(t, err)
	if diff := cmp.Diff([]string{"24001 C ", "24002 A ", "24003 B "}, routes(got)); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
	// A fourth that wants a page which stays, and one of the circle that depends on it, are left
	// out.
	wants := pages("d", "D", "8801", "24001")
	late := []directory.Record{pages("a", "A", "8801", "24003"), pages("b", "B", "8801", "24002"), wants}
	for i := range late {
		late[i].Rev = 3
	}
	if err := d.Load(ctx, late...); !errors.Is(err, directory.ErrTaken) {
		t.Errorf("a page that stays: %v", err)
	}
	if diff := cmp.Diff([]string{"a#3", "b#3", "c#2"}, names(d)); diff != "" {
		t.Errorf("channels (-want +got):\n%s", diff)
	}
}

// A channel that wants a page which its owner keeps does not hinder the owner's exchange of another
// page.
func TestLoadOfAPageThatIsKept(t *testing.T) {
	ctx := context.Background()
	d := newDirectory(t, shared(), pages("a", "A", "8801", "24009"), pages("k", "K", "8801", "24001", "24002"), pages("l", "L", "8801", "24003"))
	next := []directory.Record{pages("a", "A", "8801", "24001"), pages("k", "K", "8801", "24001", "24003"), pages("l", "L", "8801", "24002")}
	for i := range next {
		next[i].Rev = 2
	}
	if err := d.Load(ctx, next...); !errors.Is(err, directory.ErrTaken) {
		t.Errorf("a page that is kept: %v", err)
	}
	if diff := cmp.Diff([]string{"a#1", "k#2", "l#2"}, names(d)); diff != "" {
		t.Errorf("channels (-want +got):\n%s", diff)
	}
}

func TestRemoveOfALaterRevision(t *testing.T) {
	d := newDirectory(t, options())
	r := bot("bot", "Sales", 71001)
	r.Rev = 4
	require.NoError(t, d.Load(context.Background(), r))
	if err := d.Remove("bot", 3); !errors.Is(err, directory.ErrStale) {
		t.Errorf("a removal before the channel was back: %v", err)
	}
	if err := d.Remove("bot", 9); err != nil { // the store's revision, which this node has not heard of
		t.Errorf("the store's removal: %v", err)
	}
	if list := names(d); !slices.Equal(list, nil) {
		t.Errorf("%v are left", list)
	}
}

// A record that another call writes while a later revision is being built does not stay.
func TestLoadWhileAnotherWrites(t *testing.T) {
	ctx := context.Background()
	var d *directory.Directory
	stored := func(rev int64) directory.Record {
		r := bot("bot", "Sales", 71001)
		r.Rev, r.Certificates.Trust = rev, []string{"fabric"}
		return r
	}
	trusted := certificate(t, 1)
	lookups := 0
	o := options()
	o.Lookup.Certificate = func(context.Context, string, string) (directory.Certificate, error) {
		if lookups++; lookups == 2 { // of revision 3
			require.NoError(t, d.Load(ctx, stored(2)))
		}
		return trusted, nil
	}
	d = newDirectory(t, o)
	require.NoError(t, d.Load(ctx, stored(1)))
	require.NoError(t, d.Load(ctx, stored(3)))
	if rev := find(d, "bot").Rev; rev != 3 || lookups < 4 {
		t.Errorf("revision %d after %d lookups, want 3", rev, lookups)
	}
}
