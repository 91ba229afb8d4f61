package keyword

import (
	"bytes"
	"cmp"
	"slices"
)

// An automaton finds many patterns in one pass over a text (Aho and Corasick). Patterns and text
// are UTF-8, so although it works on bytes it finds whole characters only. Nil finds nothing.
//
// Nodes are numbered breadth first: the children of a node have consecutive numbers, and every node
// comes after those that are shorter.
type automaton struct {
	nodes  []node
	labels []byte     // of nodes: the byte that leads to them
	root   [256]int32 // the children of node 0, the root; 0 for none
}

type node struct {
	first, children int32 // the children's numbers
	fail            int32 // the node of the longest other pattern beginning that ends here too
	report          int32 // this node or the first along the fails that ends a pattern; 0 for none
	id              int32 // the pattern that ends here
	size            int32 // its length, or 0 if none ends here
}

// A pattern is text to find; no two of one automaton are equal, and none is empty.
type pattern struct {
	text string
	id   int
}

// newAutomaton takes the patterns over and brings them into order.
func newAutomaton(patterns []pattern) *automaton {
	if len(patterns) == 0 {
		return nil
	}
	slices.SortFunc(patterns, func(a, b pattern) int { return cmp.Compare(a.text, b.text) })
	a := &automaton{nodes: make([]node, 1), labels: make([]byte, 1)}
	type group struct{ from, to, depth int } // the patterns that begin with the text of a node
	groups := []group{{0, len(patterns), 0}}
	for i := 0; i < len(groups); i++ {
		g, n := groups[i], &a.nodes[i]
		if p := patterns[g.from]; len(p.text) == g.depth {
			n.id, n.size, n.report = int32(p.id), int32(g.depth), int32(i)
			g.from++
		} else {
			n.report = a.nodes[n.fail].report
		}
		n.first = int32(len(a.nodes))
		fail := n.fail
		for g.from < g.to {
			c, to := patterns[g.from].text[g.depth], g.from+1
			for to < g.to && patterns[to].text[g.depth] == c {
				to++
			}
			child := node{}
			if i > 0 {
				child.fail = a.step(fail, c)
			} else {
				a.root[c] = int32(len(a.nodes))
			}
			groups = append(groups, group{g.from, to, g.depth + 1})
			a.nodes, a.labels = append(a.nodes, child), append(a.labels, c)
			g.from = to
		}
		a.nodes[i].children = int32(len(a.nodes)) - a.nodes[i].first
	}
	return a
}

// step goes from a node to that of the longest text ending in c.
func (a *automaton) step(node int32, c byte) int32 {
	for node != 0 {
		n := &a.nodes[node]
		if i := bytes.IndexByte(a.labels[n.first:n.first+n.children], c); i >= 0 {
			return n.first + int32(i)
		}
		node = n.fail
	}
	return a.root[c]
}

// A walk goes over one text: for w.next() { … w.found … }.
type walk struct {
	found place

	a    *automaton
	text []byte
	at   int
	node int32
	out  int32 // the next node to report
}

// A place is the position of a pattern in a text, in bytes.
type place struct{ id, start, end int }

func (a *automaton) walk(text []byte) walk {
	if a == nil {
		return walk{}
	}
	return walk{a: a, text: text}
}

// next finds the next place: by rising end, of those with one end the longest first.
func (w *walk) next() bool {
	for w.out == 0 {
		if w.at == len(w.text) {
			return false
		}
		w.node = w.a.step(w.node, w.text[w.at])
		w.out = w.a.nodes[w.node].report
		w.at++
	}
	n := &w.a.nodes[w.out]
	w.found = place{id: int(n.id), start: w.at - int(n.size), end: w.at}
	w.out = w.a.nodes[n.fail].report
	return true
}
