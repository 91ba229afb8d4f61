package main

import (
	"fmt"
	"strings"
)

// goal is what contactkit's row of each case of a group should take at most, given the other rows.
type goal struct {
	group string
	text  string
	most  func(of func(by string) float64) float64 // seconds, or bytes
	why   string                                   // why it is not reached, and what was tried
	bytes bool
}

var goals = []goal{
	{"Handler", "at most 1.6 times an empty handler", func(time func(string) float64) float64 { return 1.6 * time("empty") },
		"On Facebook and X the proof of a short call (the row hmac of receiving) alone takes more than the 0.6 of an empty handler that the goal leaves, so no handler that proves it reaches the goal; on Telegram, whose proof is a header, the decoding does. " +
			"The rest is what an empty handler lacks: a deadline for the body, a budget of the bytes under way and a deadline for the store. " +
			"Tried: the headers are checked before the body is read, the body is read into room of its length, and the decoder does not copy it.", false},
	{"FacebookReceive", halfLean, mostLean, whyLean, false},
	{"TwitterReceive", halfLean, mostLean, whyLean, false},
	{"FacebookReceive", leanBytes, mostLeanBytes, whyLeanBytes, true},
	{"TwitterReceive", leanBytes, mostLeanBytes, whyLeanBytes, true},
	{"TelegramSend", "at most 1.8 times net/http", func(time func(string) float64) float64 { return 1.8 * time("net-http") }, whySend, false},
	{"FacebookSend", "at most 1.8 times net/http", func(time func(string) float64) float64 { return 1.8 * time("net-http") }, whySend, false},
	{"TwitterSend", "at most oauth1 and 3 µs", func(time func(string) float64) float64 { return time("oauth1") + 3e-6 }, whySend, false},
}

const (
	halfLean = "at most the proof and half of encoding/json into lean structs"
	whyLean  = "The structs hold what is read of a text or a picture. An event also keeps its own bytes and has an ID that is the same each time, and nothing vanishes that the structs do not name: " +
		"other kinds of elements, doubled members, values of another type. " +
		"Tried: one walk over the bytes without reflection, numbers and words that cost no memory, and room for a whole batch at once."
	leanBytes    = "no more bytes than encoding/json into lean structs"
	whyLeanBytes = "An event of the library has 264 bytes whatever it holds, and in a batch they outweigh what the lean structs hold of a text; a single call takes fewer bytes than they do. " +
		"Tried: rare fields behind one pointer, texts without a copy of the body, and slices of the exact length."
	whySend = "Each figure is a call over loopback, whose runs differ among themselves by more than the room of the goal. The allocations are the firmer figure, and a test holds them."
)

func mostLeanBytes(size func(string) float64) float64 { return size("hmac+encoding-json") }

func mostLean(time func(string) float64) float64 {
	return time("hmac") + (time("hmac+encoding-json")-time("hmac"))/2
}

// reached is the part of the page that compares the figures with the goals. It is empty if the file
// has none of their groups.
func reached(r results) string {
	var table, reasons strings.Builder
	groups := make(map[string][]string) // by reason
	var order []string
	for _, goal := range goals {
		unmet := false
		for _, g := range r.groups {
			if g.name != goal.group {
				continue
			}
			for _, c := range g.cases {
				most, ours, show, word := goal.most(c.timeOf), c.our().time, duration, "yes"
				if goal.bytes {
					most, ours, show = goal.most(c.sizeOf), c.our().size, size
				}
				if ours > most {
					word, unmet = "no", true
				}
				fmt.Fprintf(&table, "| %s | %s | %s | %s | %s | %s |\n", words(g.name), c.name, goal.text, show(most), show(ours), word)
			}
		}
		if unmet {
			if groups[goal.why] == nil {
				order = append(order, goal.why)
			}
			groups[goal.why] = append(groups[goal.why], words(goal.group))
		}
	}
	for _, why := range order {
		fmt.Fprintf(&reasons, "\n%s. %s\n", strings.Join(groups[why], ", "), why)
	}
	if table.Len() == 0 {
		return ""
	}
	return "\n## Goals\n\n| group | case | goal | at most | contactkit | reached |\n|---|---|---|--:|--:|---|\n" + table.String() + reasons.String()
}

// timeOf is the time of a row; zero if there is no such row.
func (c *comparison) timeOf(by string) float64 { return c.row(by).time }

// sizeOf is the bytes of a row; zero if there is no such row.
func (c *comparison) sizeOf(by string) float64 { return c.row(by).size }

func (c *comparison) row(by string) row {
	for _, r := range c.rows {
		if r.by == by {
			return *r
		}
	}
	return row{}
}
