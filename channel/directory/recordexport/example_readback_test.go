package recordexport_test

import (
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
