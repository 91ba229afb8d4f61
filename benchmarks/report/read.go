package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"golang.org/x/perf/benchfmt"
	"golang.org/x/perf/benchmath"
)

// ours is the name of this library in by=….
const ours = "contactkit"

// results are the groups of a file, in its order.
type results struct {
	machine string // processor and system, as the file says
	runs    int    // how often each row was measured, at least
	groups  []*group
}

// group is one benchmark function.
type group struct {
	name  string
	cases []*comparison
}

// file is the name of the group's chart.
func (g *group) file() string { return "chart-" + strings.ToLower(g.name) + ".svg" }

// comparison is one case, measured with several libraries.
type comparison struct {
	name string
	rows []*row
}

// row is one library. Figures are medians.
type row struct {
	by                    string
	times, bytes, allocs  []float64
	time, size, allocated float64 // seconds, bytes and allocations an operation
}

// our returns contactkit's row, or nil.
func (c *comparison) our() *row {
	for _, r := range c.rows {
		if r.by == ours {
			return r
		}
	}
	return nil
}

// read reads what go test -bench printed. It fails on a benchmark whose case lacks contactkit.
func read(from io.Reader, name string) (results, error) {
	var all results
	reader := benchfmt.NewReader(from, name)
	for reader.Scan() {
		got, ok := reader.Result().(*benchfmt.Result)
		if !ok {
			continue
		}
		base, parts := got.Name.Parts()
		named := map[string]string{}
		for _, part := range parts {
			if key, value, ok := strings.Cut(strings.TrimPrefix(string(part), "/"), "="); ok {
				named[key] = value
			}
		}
		if named["by"] == "" {
			continue
		}
		all.machine = got.GetConfig("cpu") + ", " + got.GetConfig("goos") + "/" + got.GetConfig("goarch")
		r := all.row(string(base), named["case"], named["by"])
		for unit, list := range map[string]*[]float64{"sec/op": &r.times, "B/op": &r.bytes, "allocs/op": &r.allocs} {
			if v, ok := got.Value(unit); ok {
				*list = append(*list, v)
			}
		}
	}
	if err := reader.Err(); err != nil {
		return results{}, err
	}
	return all, all.settle()
}

// row finds the row of a library, and makes it where it is missing.
func (r *results) row(groupName, caseName, by string) *row {
	g := find(&r.groups, func(g *group) bool { return g.name == groupName }, &group{name: groupName})
	c := find(&g.cases, func(c *comparison) bool { return c.name == caseName }, &comparison{name: caseName})
	return find(&c.rows, func(r *row) bool { return r.by == by }, &row{by: by})
}

func find[T any](list *[]*T, is func(*T) bool, otherwise *T) *T {
	if i := slices.IndexFunc(*list, is); i >= 0 {
		return (*list)[i]
	}
	*list = append(*list, otherwise)
	return otherwise
}

// settle takes the medians, and sorts the rows of each case by time.
func (r *results) settle() error {
	median := func(list []float64) float64 {
		return benchmath.AssumeNothing.Summary(benchmath.NewSample(list, &benchmath.DefaultThresholds), 0.95).Center
	}
	for _, g := range r.groups {
		for _, c := range g.cases {
			if c.our() == nil {
				return fmt.Errorf("%s/case=%s has no row of %s", g.name, c.name, ours)
			}
			for _, row := range c.rows {
				if r.runs == 0 || len(row.times) < r.runs {
					r.runs = len(row.times)
				}
				row.time, row.size, row.allocated = median(row.times), median(row.bytes), median(row.allocs)
			}
			slices.SortStableFunc(c.rows, func(a, b *row) int {
				switch {
				case a.time < b.time:
					return -1
				case a.time > b.time:
					return 1
				}
				return 0
			})
		}
	}
	return nil
}
