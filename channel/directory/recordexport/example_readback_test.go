package recordexport_test

import (
	"bytes"
	"fmt"
	"log"
	"strings"

	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/directory/recordexport"
	"github.com/contactkit/contactkit/export"
	"github.com/contactkit/contactkit/export/read"
	"github.com/contactkit/contactkit/telegram"
)

// An administrator changes channels in a spreadsheet, and spoils one of them.
func ExampleColumns_readBack() {
	columns := recordexport.Columns(telegram.Driver())
	sales, support := directory.Default("telegram"), directory.Default("telegram")
	sales.ID, sales.Name, support.ID, support.Name = "c1", "Sales", "c2", "Support"
	file := string(encode(failer{}, export.CSV{}, columns, sales, support))

	file = strings.Replace(file, "Sales,", "Sales_EMEA,", 1)
	file = strings.Replace(file, "Support,", "Helpdesk,", 1)
	last := strings.LastIndex(file, "1200")
	file = file[:last] + "twenty minutes" + file[last+len("1200"):]

	records, wrong, err := read.CSV(strings.NewReader(file), columns)
	for _, r := range records {
		fmt.Println(r.ID, "is now", r.Name)
	}
	for _, e := range wrong {
		fmt.Println(e.Error())
	}
	fmt.Println(err)
	// Output:
	// c1 is now Sales_EMEA
	// line 3, silence.customer: no number such as -12.5
	// <nil>
}

type failer struct{}

func (failer) Fatal(args ...any) { log.Fatal(args...) }

// encode writes records in a format, as export.Run does.
func encode(t interface{ Fatal(...any) }, f export.Format, columns []export.Column[directory.Record], records ...directory.Record) []byte {
	var out bytes.Buffer
	var fields []export.Field
	for _, c := range columns {
		if !c.Withheld {
			fields = append(fields, export.Field{Name: c.Name, Kind: c.Kind})
		}
	}
	w, err := f.NewWriter(&out, fields)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range records {
		var cells []export.Value
		for _, c := range columns {
			if !c.Withheld {
				cells = append(cells, c.Value(r))
			}
		}
		if err := w.WriteRow(cells); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
