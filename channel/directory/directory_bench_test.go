package directory_test

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
)

const many = 100_000

// crowd is a directory of 100,000 bots.
func crowd(b *testing.B) *directory.Directory {
	records := make([]directory.Record, many)
	for i := range records {
		records[i] = bot("c"+strconv.Itoa(i), "Channel_"+strconv.Itoa(i), 100_000_000+i)
	}
	d, err := directory.New(options())
	if err != nil {
		b.Fatal(err)
	}
	if err := d.Load(context.Background(), records...); err != nil {
		b.Fatal(err)
	}
	return d
}

func BenchmarkDirectory(b *testing.B) {
	d := crowd(b)
	ctx := context.Background()
	ids, names, accounts := make([]string, many), make([]string, many), make([]channel.Thread, many)
	for i := range many {
		ids[i], names[i] = "c"+strconv.Itoa(i), "Channel_"+strconv.Itoa(i)
		accounts[i] = channel.Thread{Platform: "telegram", Account: strconv.Itoa(100_000_000 + i), Contact: "7"}
	}
	// The code of a host: a map under a lock, whose strings are not those of the question.
	type place struct{ channel channel.Channel }
	var lock sync.RWMutex
	plain := make(map[[2]string]*place, many)
	for e := range d.All() {
		plain[[2]string{"telegram", strings.Clone(e.Channel().Info().Accounts[0])}] = &place{e.Channel()}
	}
	for _, spread := range []int{1_000, many} { // channels in use: what fits a cache, and what does not
		spread := spread
		each := func(name string, find func(i int) bool) {
			b.Run(fmt.Sprintf("%s/among=%d", name, spread), func(b *testing.B) {
				b.ReportAllocs()
				for i := 0; b.Loop(); {
					if i = (i + 7919) % spread; !find(i) {
						b.Fatal("not found")
					}
				}
			})
		}
		each("LockedMap", func(i int) bool {
			lock.RLock()
			p := plain[[2]string{accounts[i].Platform, accounts[i].Account}]
			lock.RUnlock()
			return p.channel != nil
		})
		each("Owner", func(i int) bool { e, ok := d.Owner(accounts[i]); return ok && e.Channel() != nil })
		each("Find", func(i int) bool { _, ok := d.Find(ids[i]); return ok })
		each("FindName", func(i int) bool { _, ok := d.FindName("north", names[i]); return ok })
	}
	b.Run("Record", func(b *testing.B) {
		b.ReportAllocs()
		e, _ := d.Find("c7")
		for b.Loop() {
			if e.Record().ID != "c7" {
				b.Fatal("not found")
			}
		}
	})
	b.Run("Replace", func(b *testing.B) {
		b.ReportAllocs()
		for i := 0; b.Loop(); {
			i = (i + 7919) % many
			r := find(d, ids[i])
			r.About = "changed"
			if _, err := d.Replace(ctx, r); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("AddRemove", func(b *testing.B) {
		r := bot("new", "New", 7)
		b.ReportAllocs()
		for b.Loop() {
			if _, err := d.Add(ctx, r); err != nil {
				b.Fatal(err)
			}
			if err := d.Remove("new", 1); err != nil {
				b.Fatal(err)
			}
		}
	})
}
