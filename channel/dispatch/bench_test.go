package dispatch_test

import (
	"context"
	"fmt"
	"runtime"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/channel/pace"
)

// null accepts everything at once.
type null struct{ limits channel.Limits }

func (n null) Limits(channel.Thread) channel.Limits { return n.limits }

func (n null) Send(context.Context, channel.Thread, channel.Message) (channel.Sent, error) {
	return channel.Sent{}, nil
}

// roomy are limits that are never used up, of the scopes that a Telegram bot has.
var roomy = channel.Limits{
	Text:  channel.Length{Max: 4096, Unit: channel.UTF16},
	Rates: []channel.Rate{{Scope: channel.ScopeAccount, N: 1 << 30, Per: time.Second}, {Scope: channel.ScopeThread, N: 1 << 30, Per: time.Second}},
}

func newNull(b *testing.B, limits channel.Limits) *dispatch.Dispatcher {
	b.Helper()
	d, err := dispatch.New(null{limits}, dispatch.Config{Limiter: pace.NewMemory(pace.MemoryConfig{Empty: true})})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = d.Close(context.Background()) })
	return d
}

func BenchmarkPrepare(b *testing.B) {
	d := newNull(b, roomy)
	m := channel.Message{Text: "Good morning, how can we help you?", By: channel.ByPerson}
	to := thread("512345678")
	b.ReportAllocs()
	for b.Loop() {
		d.Prepare("conversation/512345678/17", to, m)
	}
}

func BenchmarkDeliver(b *testing.B) {
	for _, bench := range []struct {
		name   string
		limits channel.Limits
	}{{"without rates", channel.Limits{Text: roomy.Text}}, {"with rates", roomy}} {
		b.Run(bench.name, func(b *testing.B) {
			d := newNull(b, bench.limits)
			r, _, _ := d.Prepare("k", thread("512345678"), channel.Message{Text: "Good morning, how can we help you?", By: channel.ByPerson})
			b.ReportAllocs()
			for b.Loop() {
				if _, err := d.Deliver(context.Background(), r); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// What 100,000 threads cost: those that were written to just now, and those in which a message waits. The receipts themselves are
// the caller's.
func BenchmarkThreads(b *testing.B) {
	const n = 100_000
	group := channel.Limits{Text: roomy.Text, Rates: []channel.Rate{
		{Scope: channel.ScopeAccount, N: 1 << 30, Per: time.Second}, {Scope: channel.ScopeThread, N: 1, Per: time.Second}, {Scope: channel.ScopeThread, N: 20, Per: time.Minute}}}
	receipts := func(d *dispatch.Dispatcher) []dispatch.Receipt {
		all := make([]dispatch.Receipt, n)
		for i := range all {
			all[i], _, _ = d.Prepare(fmt.Sprint("conversation/", i), channel.Thread{Platform: "telegram", Account: "7100000001", Contact: fmt.Sprint("group:-100", 1_000_000_000+i)},
				channel.Message{Text: "Good morning", By: channel.ByAutomatic})
		}
		return all
	}
	report := func(b *testing.B, before uint64) {
		after := heapBytes()
		b.ReportMetric(float64(after-min(after, before))/(1<<20), "MiB/100k-threads")
		b.ReportMetric(0, "ns/op")
	}
	b.Run("sent", func(b *testing.B) {
		for b.Loop() {
			d := newNull(b, group)
			all := receipts(d)
			before := heapBytes()
			for _, r := range all {
				if _, err := d.Deliver(context.Background(), r); err != nil {
					b.Fatal(err)
				}
			}
			report(b, before)
			runtime.KeepAlive(d)
			runtime.KeepAlive(all)
		}
	})
	b.Run("waiting", func(b *testing.B) {
		for b.Loop() {
			limits := group
			limits.Rates = append([]channel.Rate{{Scope: channel.ScopeApp, N: 1, Per: 30 * time.Second}}, limits.Rates...)
			d := newNull(b, limits)
			all := receipts(d)
			before := heapBytes()
			for _, r := range all {
				if _, err := d.Accept(context.Background(), r); err != nil {
					b.Fatal(err)
				}
			}
			report(b, before)
			runtime.KeepAlive(d)
			runtime.KeepAlive(all)
		}
	})
}

func heapBytes() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
