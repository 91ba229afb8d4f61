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

func newNull(b testing.TB, limits channel.Limits) *dispatch.Dispatcher {
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

// 100,000 threads cost at most 64 MiB: those that were written to just now, and those in which a
// message waits. The receipts themselves are the caller's.
func TestThreadsFitInMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("it fills the heap with 200,000 receipts")
	}
	const n, most = 100_000, 64.0
	rates := []channel.Rate{
		{Scope: channel.ScopeAccount, N: 1 << 30, Per: time.Second},
		{Scope: channel.ScopeThread, N: 1, Per: time.Second}, {Scope: channel.ScopeThread, N: 20, Per: time.Minute},
	}
	for name, limits := range map[string]channel.Limits{
		"sent":    {Text: roomy.Text, Rates: rates},
		"waiting": {Text: roomy.Text, Rates: append([]channel.Rate{{Scope: channel.ScopeApp, N: 1, Per: 20 * time.Second}}, rates...)},
	} {
		t.Run(name, func(t *testing.T) {
			d := newNull(t, limits)
			all := make([]dispatch.Receipt, n)
			for i := range all {
				to := channel.Thread{Platform: "telegram", Account: "7100000001", Contact: fmt.Sprint("group:-100", 1_000_000_000+i)}
				all[i], _, _ = d.Prepare(fmt.Sprint("conversation/", i), to, channel.Message{Text: "Good morning", By: channel.ByAutomatic})
			}
			before := heapBytes()
			for _, r := range all {
				accepted, err := d.Accept(context.Background(), r)
				if err != nil {
					t.Fatal(err)
				}
				if name == "sent" {
					<-accepted.Done()
				}
			}
			after := heapBytes()
			got := float64(after-min(after, before)) / (1 << 20)
			t.Logf("%.1f MiB", got)
			if receipts, _ := d.Waiting(); got > most || name == "waiting" && receipts < n*99/100 { // few leave meanwhile, more on a slow machine
				t.Errorf("%.1f MiB with %d waiting, want %v MiB at most", got, receipts, most)
			}
			runtime.KeepAlive(all)
		})
	}
}

func heapBytes() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
