package admin

import (
	"math"
	"slices"
	"strconv"

	"github.com/contactkit/contactkit/examples/desk/locale"
)

// A drawing is a picture of numbers, drawn here and shown by the template "drawing": no script, and
// no style but by classes. Its table says the same to whom a picture says nothing.
type drawing struct {
	ID, Title, Desc string
	W, H            float64
	Bars            []bar
	Lines           []line
	Texts           []label
	Legend          []legend
	Columns         []string
	Rows            [][]cell
}

type bar struct {
	X, Y, W, H   float64
	Class, Title string
	Href         string // the list behind the number; empty: there is none
}

// A cell of the drawing's table.
type cell struct{ Text, Href string }

// cells are cells without a list behind them.
func cells(texts ...string) (list []cell) {
	for _, t := range texts {
		list = append(list, cell{Text: t})
	}
	return list
}

// Linked reports whether any bar leads somewhere.
func (d *drawing) Linked() bool {
	return slices.ContainsFunc(d.Bars, func(b bar) bool { return b.Href != "" })
}

type line struct {
	X1, Y1, X2, Y2 float64
	Class          string
}

type label struct {
	X, Y                float64
	Anchor, Class, Text string
}

type legend struct{ Class, Text string }

const (
	wide, high              = 420.0, 200.0
	left, right, top, under = 40.0, 8.0, 20.0, 28.0
)

// rise draws bars that rise from an axis: one stack for each name, one part for each series. href
// is where the list behind a number is, by name and series.
func (d *drawing) rise(w locale.Words, names []string, series []legend, values [][]int, each int, href func(name, series int) string) {
	d.W, d.H = wide, high
	most := 0
	for _, stack := range values {
		sum := 0
		for _, v := range stack {
			sum += v
		}
		most = max(most, sum)
	}
	d.scale(most)
	axis := ticks(most)
	step := (wide - left - right) / float64(max(len(names), 1))
	gap := math.Min(step*.2, 6)
	for i, name := range names {
		x, y, sum := left+step*float64(i), high-under, 0
		row := cells(name)
		for j, v := range values[i] {
			h := (high - top - under) * float64(v) / float64(axis[len(axis)-1])
			if v > 0 {
				y -= h
				title := w.T(name) + ": " + strconv.Itoa(v)
				if len(series) > 1 {
					title += " " + w.T(series[j].Text)
				}
				d.Bars = append(d.Bars, bar{x + gap/2, y, step - gap, h, series[j].Class, title, href(i, j)})
			}
			sum += v
			row = append(row, cell{strconv.Itoa(v), href(i, j)})
		}
		if i%each == 0 {
			d.Texts = append(d.Texts, label{X: x + step/2, Y: high - under + 16, Anchor: "middle", Text: name})
		}
		if each == 1 && sum > 0 {
			d.Texts = append(d.Texts, label{X: x + step/2, Y: y - 3, Anchor: "middle", Class: "value", Text: strconv.Itoa(sum)})
		}
		d.Rows = append(d.Rows, row)
	}
	if len(series) > 1 {
		d.Legend = series
	}
	d.Lines = append(d.Lines, line{left, high - under, wide - right, high - under, "axis"})
}

// scale draws the axis of numbers.
func (d *drawing) scale(most int) {
	t := ticks(most)
	for _, v := range t {
		y := high - under - (high-top-under)*float64(v)/float64(t[len(t)-1])
		d.Lines = append(d.Lines, line{left, y, wide - right, y, "grid"})
		d.Texts = append(d.Texts, label{X: left - 6, Y: y + 4, Anchor: "end", Text: number(int64(v))})
	}
}

// lie draws bars that lie one below the other, each with its number.
func (d *drawing) lie(words locale.Words, list []named) {
	const row, names = 24.0, 110.0
	d.W, d.H = wide, row*float64(max(len(list), 1))+8
	most := 1
	for _, v := range list {
		most = max(most, v.N)
	}
	for i, v := range list {
		y := 4 + row*float64(i)
		w := (wide - names - 60) * float64(v.N) / float64(most)
		d.Texts = append(d.Texts,
			label{X: names - 8, Y: y + 16, Anchor: "end", Text: v.Name},
			label{X: names + w + 6, Y: y + 16, Class: "value", Text: number(int64(v.N))})
		if v.N > 0 {
			d.Bars = append(d.Bars, bar{names, y + 3, w, row - 6, v.Class, words.T(v.Name) + ": " + strconv.Itoa(v.N), v.Href})
		}
		d.Rows = append(d.Rows, []cell{{Text: v.Name}, {strconv.Itoa(v.N), v.Href}})
	}
	d.Lines = append(d.Lines, line{names, 0, names, d.H, "axis"})
}

type named struct {
	Name  string
	N     int
	Class string
	Href  string // the list behind the number
}

// ticks are round numbers from 0 to most or the next one above, at least 0 and 1.
func ticks(most int) []int {
	step := 1
	for next := []int{2, 5, 10}; 4*step < most; {
		for _, n := range next {
			if 4*step < most {
				step = n
			}
		}
		next = []int{next[0] * 10, next[1] * 10, next[2] * 10}
	}
	list := []int{0}
	for v := step; ; v += step {
		if list = append(list, v); v >= most {
			return list
		}
	}
}
