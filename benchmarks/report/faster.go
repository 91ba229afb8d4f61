package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// reasons say why a row of a group may be faster than contactkit's.
var reasons = map[string]string{
	"Conversation/bare-sql": "It is one transaction, and stores neither when a timer is due nor what the outbox and a second node need. The library answers the platform after the first of its two transactions.",
	"Export/encoding-csv":   "It writes cells as they are. The library's row is a whole run: it looks in each cell for what a spreadsheet program would take for a formula, and sums up each file for the manifest.",
	"Handler/empty":         "It is the floor: it neither proves nor decodes.",
	"Pace/map-of-x-time-rate": "It never forgets a thread, counts a call at its start alone, and takes from one limit when the other one refuses. " +
		"The library's limiter reserves in both at once, counts again when a call ends, and keeps the room of idle threads flat.",
	"FacebookReceive/hmac":          "It is the floor: it proves and does not decode.",
	"FacebookReceive/hmac+json-v2":  "The lean structs hold what is read of a text or a picture. An event also keeps its bytes and an ID, and nothing vanishes that the structs do not name.",
	"TwitterReceive/hmac":           "It is the floor: it proves and does not decode.",
	"TwitterReceive/hmac+json-v2":   "The lean structs hold what is read of a text or a picture. An event also keeps its bytes and an ID, and nothing vanishes that the structs do not name.",
	"FacebookSend/net-http":         "It is the floor: it neither checks a message nor reads an error.",
	"TelegramSend/net-http":         "It is the floor: it neither checks a message nor reads an error.",
	"TwitterSend/net-http-unsigned": "It is the floor: it does not even sign.",
	"TwitterSend/oauth1":            "It signs as the library does and allocates more; the runs differ among themselves by more than both rows do.",
	"Split/by-runes":                "It cuts words, links and emoji. The row of uniseg is the least that keeps emoji whole.",
	"Verify/go-github":              "It knows one secret. The library tries a former one too and says which one it was, so that a secret can be changed under traffic.",
	"Verify/slack-go":               "It knows one secret. The library tries a former one too and says which one it was, so that a secret can be changed under traffic.",
}

// faster is the part of the page about rows that take less time than contactkit's.
func faster(r results) string {
	var out strings.Builder
	for _, g := range r.groups {
		cases := make(map[string][]string) // by library
		var order []string
		for _, c := range g.cases {
			for _, row := range c.rows {
				if row.by != ours && row.time < c.our().time {
					if cases[row.by] == nil {
						order = append(order, row.by)
					}
					cases[row.by] = append(cases[row.by], c.name)
				}
			}
		}
		for _, by := range order {
			fmt.Fprintf(&out, "| %s | %s | %s | %s |\n", words(g.name), by, strings.Join(cases[by], ", "), reasons[g.name+"/"+by])
		}
	}
	if out.Len() == 0 {
		return ""
	}
	return "\n## Rows that are faster\n\n| group | by | cases | why |\n|---|---|---|---|\n" + out.String()
}

// unexplained fails if a row is faster and there is no reason for it, so that no page is written
// without one.
func unexplained(r results) error {
	var errs []error
	for _, g := range r.groups {
		for _, c := range g.cases {
			if i := slices.IndexFunc(c.rows, func(row *row) bool {
				return row.by != ours && row.time < c.our().time && reasons[g.name+"/"+row.by] == ""
			}); i >= 0 {
				errs = append(errs, fmt.Errorf("%s is faster in %s of %s, and faster.go has no reason for it", c.rows[i].by, c.name, g.name))
			}
		}
	}
	return errors.Join(errs...)
}
