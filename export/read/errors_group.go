package read

// A Group is one complaint that several rows share, so that a page of errors stays short.
type Group struct {
	Column string // empty: of whole rows
	Text   string // of the error
	Lines  []int  // the first ten
	Rows   int    // all of them
}

// Groups joins the errors of rows that say the same of the same column, in the order in which each
// first came.
func Groups(wrong []RowError) []Group {
	type what struct{ column, text string }
	at := map[what]int{}
	var list []Group
	for _, e := range wrong {
		key := what{e.Column, e.Err.Error()}
		i, ok := at[key]
		if !ok {
			i = len(list)
			at[key] = i
			list = append(list, Group{Column: e.Column, Text: key.text})
		}
		g := &list[i]
		if g.Rows++; len(g.Lines) < 10 {
			g.Lines = append(g.Lines, e.Line)
		}
	}
	return list
}
