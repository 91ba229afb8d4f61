package directory_test

import (
	"context"
	"strconv"
	"testing"

	"github.com/contactkit/contactkit/channel/directory"
)

// BenchmarkLoad measures the start of a node and news of the store, per record.
func BenchmarkLoad(b *testing.B) {
	const many = 5_000
	records := make([]directory.Record, many)
	for i := range records {
		records[i] = bot("c"+strconv.Itoa(i), "Channel_"+strconv.Itoa(i), 100_000_000+i)
	}
	load := func(b *testing.B, d *directory.Directory, list ...directory.Record) {
		b.Helper()
		if err := d.Load(context.Background(), list...); err != nil {
			b.Fatal(err)
		}
	}
	empty := func(b *testing.B) *directory.Directory {
		b.Helper()
		d, err := directory.New(options())
		if err != nil {
			b.Fatal(err)
		}
		return d
	}
	b.Run("Start", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			load(b, empty(b), records...)
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/many, "ns/record")
	})
	b.Run("Known", func(b *testing.B) {
		d := empty(b)
		load(b, d, records...)
		b.ReportAllocs()
		for b.Loop() {
			load(b, d, records...)
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/many, "ns/record")
	})
	b.Run("Newer", func(b *testing.B) {
		d := empty(b)
		load(b, d, records...)
		b.ReportAllocs()
		rev := int64(1)
		for b.Loop() {
			rev++
			for i := range records {
				records[i].Rev = rev
			}
			load(b, d, records...)
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/many, "ns/record")
	})
}
