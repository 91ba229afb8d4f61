package export

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFrozen(t *testing.T) {
	var ids []string
	for i := range 1200 {
		ids = append(ids, fmt.Sprintf("%04d", (i*7)%1200))
	}
	ids = append(ids, "0003", "0003")
	before := slices.Clone(ids)
	var asked []int
	source := Frozen(ids, func(_ context.Context, ids []string) (map[string]string, error) {
		asked = append(asked, len(ids))
		records := make(map[string]string)
		for _, id := range ids {
			if id != "0005" {
				records[id] = "row " + id
			}
		}
		return records, nil
	})
	if source.Total != 1200 {
		t.Errorf("Total is %d, want 1200", source.Total)
	}
	tests := []struct {
		after string
		from  int
	}{{"", 0}, {"0004", 5}, {"0004x", 5}, {"1198", 1199}, {"1199", 1200}, {"~", 1200}}
	for _, tt := range tests {
		asked = nil
		n := tt.from
		for row, err := range source.Rows(t.Context(), tt.after) {
			id := fmt.Sprintf("%04d", n)
			want := Row[string]{Key: id, Value: "row " + id}
			if id == "0005" {
				want = Row[string]{Key: id, Gone: true}
			}
			if row != want || err != nil {
				t.Fatalf("after %q: %+v, %v; want %+v", tt.after, row, err, want)
			}
			n++
		}
		if n != 1200 {
			t.Errorf("after %q the walk ended at %d", tt.after, n)
		}
		if slices.ContainsFunc(asked, func(n int) bool { return n > 500 }) {
			t.Errorf("after %q it loaded %v at a time", tt.after, asked)
		}
	}
	if diff := cmp.Diff(before, ids); diff != "" {
		t.Errorf("the host's list was changed (-want +got):\n%s", diff)
	}
}

func TestSelection(t *testing.T) {
	all := func(context.Context) ([]string, error) { return []string{"c", "a", "b", "a"}, nil }
	failing := func(context.Context) ([]string, error) { return nil, errFault }
	tests := []struct {
		name     string
		selected []string
		all      func(context.Context) ([]string, error)
		want     []string
		err      error
	}{
		{"some", []string{"b", "a", "b"}, failing, []string{"a", "b"}, nil},
		{"nothing is everything", nil, all, []string{"a", "b", "c"}, nil},
		{"everything fails", []string{}, failing, nil, errFault},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Selection(t.Context(), tt.selected, tt.all)
			if diff := cmp.Diff(tt.want, got); diff != "" || !errors.Is(err, tt.err) {
				t.Errorf("Selection: %v (-want +got):\n%s", err, diff)
			}
		})
	}
}

func TestIntKeyRises(t *testing.T) {
	numbers := []int64{math.MinInt64, -1000, -10, -9, -1, 0, 1, 9, 10, 1000, math.MaxInt64}
	var keys []string
	for _, n := range numbers {
		keys = append(keys, IntKey(n))
	}
	if !slices.IsSorted(keys) || len(slices.Compact(keys)) != len(numbers) {
		t.Errorf("keys do not rise: %q", keys)
	}
}
