package main

import (
	"strings"
	"testing"
)

const printed = `goos: linux
goarch: amd64
cpu: Some Processor
BenchmarkVerify/case=text/by=peer-8       	 100	 3000 ns/op	 64 B/op	 2 allocs/op
BenchmarkVerify/case=text/by=contactkit-8 	 100	 1000 ns/op	 32 B/op	 1 allocs/op
BenchmarkVerify/case=text/by=peer-8       	 100	 9000 ns/op	 64 B/op	 2 allocs/op
BenchmarkVerify/case=text/by=contactkit-8 	 100	 1200 ns/op	 32 B/op	 1 allocs/op
BenchmarkVerify/case=text/by=peer-8       	 100	 3600 ns/op	 64 B/op	 2 allocs/op
BenchmarkVerify/case=text/by=contactkit-8 	 100	 1800 ns/op	 32 B/op	 1 allocs/op
BenchmarkOther-8 	 100	 1800 ns/op
`

// The page has the median of each row, and its ratio to contactkit's.
func TestPageHasMediansAndRatios(t *testing.T) {
	r, err := read(strings.NewReader(printed), "printed")
	if err != nil {
		t.Fatal(err)
	}
	got := page(r)
	for _, want := range []string{
		"medians of 3 runs on Some Processor, linux/amd64",
		"| text | **contactkit** | 1.200µs | 32.00B | 1 | 1.00 |\n| text | peer | 3.600µs | 64.00B | 2 | 3.00 |\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the page lacks %q:\n%s", want, got)
		}
	}
	if strings.Contains(got, "Other") {
		t.Error("a benchmark without by= is on the page")
	}
}

// In the chart the slowest row fills the width, and contactkit's bar is to scale.
func TestChartIsToScale(t *testing.T) {
	r, err := read(strings.NewReader(printed), "printed")
	if err != nil {
		t.Fatal(err)
	}
	got := chart(r.groups[0])
	for _, want := range []string{`class="peer" x="300" y="49" width="440.0"`, `class="ours" x="300" y="29" width="146.7"`} {
		if !strings.Contains(got, want) {
			t.Errorf("the chart lacks %q:\n%s", want, got)
		}
	}
}

func TestCaseWithoutContactkitIsRefused(t *testing.T) {
	if _, err := read(strings.NewReader("BenchmarkVerify/case=text/by=peer-8 100 3000 ns/op\n"), "printed"); err == nil {
		t.Error("no error")
	}
}
