package main

import (
	"fmt"
	"strings"

	"golang.org/x/perf/benchunit"
)

// head is the page before its tables. The rules of a fair comparison belong to the figures.
const head = `# Benchmarks

This page is written by a program from one run; do not edit it.

` + "```sh" + `
go test -run '^$' -bench . -count 5 ./benchmarks | tee new.txt
(cd twitter/xchat/interop && GOWORK=off go test -run '^$' -bench . -count 5) | tee -a new.txt
go run ./benchmarks/report -in new.txt -out benchmarks/README.md
` + "```" + `

Figures are medians of %d runs on %s. "Time" in the last column is how many times the row takes what contactkit
takes in the same case, so more than 1 means that contactkit is faster. A test checks for each case that all rows read, write or
answer the same.

What the rows include: contactkit proves each call, keeps the bytes of each event and decodes everything that a platform tells. Bot
libraries only decode; rows with "hmac" prove the call by crypto/hmac and read a few fields into lean structs; "hmac" alone reads
nothing, and "empty" is a handler that reads the body and answers. Calls to a platform go to a server on loopback.

Xchat is measured beside X's own library, which needs cgo and 43 MB and is therefore in a module of its own; without the second line the page has no
such group. Conversation is a customer's message in a store: contactkit takes one transaction for the message and one for its thread, and keeps what an
outbox and timers need; "bare-sql" is a host's own single transaction that inserts the message and updates one row of JSON. SQLite waits for the disk,
the PostgreSQL server of the tests does not, and without PostgreSQL that case is left out. Routing is one conversation that ends and one that comes on a
desk of 1,000 agents; "scan" looks at every agent.
`

// page is README.md.
func page(r results) string {
	var out strings.Builder
	fmt.Fprintf(&out, head, r.runs, r.machine)
	out.WriteString(reached(r))
	out.WriteString(faster(r))
	for _, g := range r.groups {
		fmt.Fprintf(&out, "\n## %s\n\n![%s](%s)\n\n| case | by | time | bytes | allocations | time, contactkit = 1 |\n|---|---|--:|--:|--:|--:|\n", words(g.name), words(g.name), g.file())
		for _, c := range g.cases {
			for _, row := range c.rows {
				by := row.by
				if by == ours {
					by = "**" + by + "**"
				}
				fmt.Fprintf(&out, "| %s | %s | %s | %s | %.0f | %.2f |\n", c.name, by, duration(row.time), size(row.size), row.allocated, row.time/c.our().time)
			}
		}
	}
	return out.String()
}

// words writes TelegramReceive as "Telegram receive".
func words(name string) string {
	var out strings.Builder
	for i, r := range name {
		if i > 0 && 'A' <= r && r <= 'Z' {
			out.WriteByte(' ')
			r += 'a' - 'A'
		}
		out.WriteRune(r)
	}
	return out.String()
}

func duration(seconds float64) string {
	return benchunit.Scale(seconds, benchunit.ClassOf("sec")) + "s"
}

func size(bytes float64) string {
	return benchunit.Scale(bytes, benchunit.ClassOf("B")) + "B"
}
