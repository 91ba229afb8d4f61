package console

import (
	"strconv"
	"strings"

	"github.com/contactkit/contactkit/examples/desk/store"
)

// mostFound is how many messages a search shows.
const mostFound = 30

// found is a message that holds what was searched for.
type found struct {
	entry
	Before, Hit, After string // the words around it
}

// found searches the texts of messages. Each result leads to its place in the conversation.
func (c *console) found(t *store.Tx, v *view, n names) (list []found, err error) {
	hits, err := t.SearchTexts(v.Query, v.Filter(), mostFound)
	for _, hit := range hits {
		f := found{entry: c.entry(v, n, hit.Conversation)}
		at := strconv.FormatInt(hit.Message.Seq, 10)
		f.Href = v.link(hit.Thread, "at", at) + "#m" + at
		f.Last, f.Current = hit.Message.At, false
		f.Before, f.Hit, f.After = excerpt(hit.Message.Text, v.Query)
		list = append(list, f)
	}
	return list, err
}

// around is how many characters an excerpt shows before what was found, and after it.
const around = 40

// excerpt cuts a text around the first place that holds what was searched for. Case does not
// matter.
func excerpt(text, query string) (before, hit, after string) {
	runes, want := []rune(text), []rune(query)
	at := -1
	for i := 0; i+len(want) <= len(runes) && at < 0; i++ {
		if strings.EqualFold(string(runes[i:i+len(want)]), query) {
			at = i
		}
	}
	if at < 0 {
		return "", "", string(runes[:min(len(runes), 2*around)])
	}
	end := at + len(want)
	from, to := max(0, at-around), min(len(runes), end+around)
	before, after = string(runes[from:at]), string(runes[end:to])
	if from > 0 {
		before = "…" + before
	}
	if to < len(runes) {
		after += "…"
	}
	return before, string(runes[at:end]), after
}
