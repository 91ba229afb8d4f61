package admin

import (
	"slices"
	"strings"

	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/directory/recordexport"
	"github.com/contactkit/contactkit/examples/desk/locale"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/export"
	"github.com/contactkit/contactkit/export/xlsx"
)

// formats are the formats of an export. A spreadsheet that opens csv changes texts such as 0049. In
// csv-spreadsheet a quote before each such text prevents that, which other programs would see.
var formats = map[string]export.Format{
	"xlsx": xlsx.Format{}, "csv-spreadsheet": export.CSV{Literal: true}, "csv": export.CSV{}, "jsonl": export.JSONLines{},
}

// parts are which columns of channels leave: those whose names begin so. The basic ones always do.
var parts = []struct {
	Name, Label string
	begin       []string
}{
	{"robot", locale.Mark("Robot configuration"), []string{"service."}},
	{"channel", locale.Mark("Channel information"), []string{"pages", "certificates.", "settings.", "secrets.", "attributes"}},
	{"policies", locale.Mark("Routing, times and automatic messages"), []string{"routing.", "hours.", "silence.", "offline.", "notices.", "timesSince"}},
}

func (a *Admin) columns(chosen string) []export.Column[directory.Record] {
	return slices.DeleteFunc(recordexport.Columns(a.directory.Options().Drivers...), func(c export.Column[directory.Record]) bool {
		for _, p := range parts {
			if slices.ContainsFunc(p.begin, func(b string) bool { return strings.HasPrefix(c.Name, b) }) {
				return !slices.Contains(strings.Fields(chosen), p.Name)
			}
		}
		return false
	})
}

// lineColumns are the columns of an export of messages.
func lineColumns() []export.Column[store.Line] {
	text := func(name string, f func(store.Line) string) export.Column[store.Line] {
		return export.Column[store.Line]{Name: name, Value: func(l store.Line) export.Value { return export.TextValue(f(l)) }}
	}
	return []export.Column[store.Line]{
		{Name: "number", Kind: export.Number, Value: func(l store.Line) export.Value { return export.IntValue(l.Seq) }},
		{Name: "time", Kind: export.Time, Value: func(l store.Line) export.Value { return export.TimeValue(l.At) }},
		text("platform", func(l store.Line) string { return l.Thread.Platform }),
		text("channel", func(l store.Line) string { return l.Channel }),
		text("account", func(l store.Line) string { return l.Thread.Account }),
		text("customer", func(l store.Line) string { return l.Thread.Contact }),
		text("name", func(l store.Line) string { return l.Name }),
		text("side", func(l store.Line) string { return string(l.Side) }),
		text("author", func(l store.Line) string { return l.Author }),
		text("text", func(l store.Line) string {
			if l.Side == store.Desk {
				return locale.Told(l.Text).English()
			}
			return l.Text
		}),
		text("attachments", func(l store.Line) string {
			names := make([]string, len(l.Attachments))
			for i, x := range l.Attachments {
				names[i] = strings.TrimSpace(string(x.Kind) + " " + x.Name)
			}
			return strings.Join(names, "\n")
		}),
		text("state", func(l store.Line) string { return l.State }),
		text("note", func(l store.Line) string { return locale.Told(l.Note).English() }),
	}
}
