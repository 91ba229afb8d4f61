package main

import (
	"strings"
	"testing"
)

const withGoals = `BenchmarkHandler/case=telegram/by=empty 100 1000 ns/op
BenchmarkHandler/case=telegram/by=contactkit 100 1500 ns/op
BenchmarkHandler/case=facebook/by=empty 100 1000 ns/op
BenchmarkHandler/case=facebook/by=contactkit 100 1700 ns/op
BenchmarkTwitterSend/case=text/by=oauth1 100 40000 ns/op
BenchmarkTwitterSend/case=text/by=contactkit 100 43000 ns/op
BenchmarkFacebookReceive/case=text/by=hmac 100 1000 ns/op
BenchmarkFacebookReceive/case=text/by=hmac+encoding-json 100 5000 ns/op 2048 B/op
BenchmarkFacebookReceive/case=text/by=contactkit 100 3001 ns/op 3072 B/op
BenchmarkTwitterReceive/case=text/by=hmac 100 1000 ns/op
BenchmarkTwitterReceive/case=text/by=hmac+encoding-json 100 5000 ns/op
BenchmarkTwitterReceive/case=text/by=contactkit 100 3002 ns/op
`

// The page says of each goal whether it is reached, and why not.
func TestPageComparesWithTheGoals(t *testing.T) {
	r, err := read(strings.NewReader(withGoals), "printed")
	if err != nil {
		t.Fatal(err)
	}
	got := page(r)
	for _, want := range []string{
		"| Handler | telegram | at most 1.6 times an empty handler | 1.600µs | 1.500µs | yes |\n",
		"| Handler | facebook | at most 1.6 times an empty handler | 1.600µs | 1.700µs | no |\n",
		"| Twitter send | text | at most oauth1 and 3 µs | 43.00µs | 43.00µs | yes |\n",
		"| Facebook receive | text | " + halfLean + " | 3.000µs | 3.001µs | no |\n",
		"| Facebook receive | text | " + leanBytes + " | 2.000KiB | 3.000KiB | no |\n",
		"| Facebook receive | hmac | text | It is the floor",
		"| Twitter send | oauth1 | text | It signs as",
		"\nHandler. On Facebook and X the proof", "\nFacebook receive, Twitter receive. The structs hold",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the page lacks %q:\n%s", want, got)
		}
	}
	if r, err = read(strings.NewReader(printed), "printed"); err != nil || strings.Contains(page(r), "Goals") {
		t.Errorf("goals without their groups, %v", err)
	}
}

// A row that is faster needs a reason, or no page is written.
func TestFasterRowsHaveReasons(t *testing.T) {
	r, err := read(strings.NewReader(withGoals), "printed")
	if err != nil || unexplained(r) != nil {
		t.Fatal(err, unexplained(r))
	}
	r, err = read(strings.NewReader(withGoals+"BenchmarkHandler/case=telegram/by=stranger 100 1400 ns/op\n"), "printed")
	if err != nil || unexplained(r) == nil {
		t.Errorf("a faster row without a reason: %v, %v", err, unexplained(r))
	}
}
