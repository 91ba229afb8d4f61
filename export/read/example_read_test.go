package read_test

import (
	"fmt"
	"strings"

	"github.com/contactkit/contactkit/export"
	"github.com/contactkit/contactkit/export/read"
)

// A Channel is a record of the host's.
type Channel struct {
	Name     string
	Platform string
	Pages    int64
}

var columns = []export.Column[Channel]{
	{Name: "name", Set: func(c *Channel, v export.Value) error { c.Name = v.Text(); return nil }},
	{Name: "platform", Set: func(c *Channel, v export.Value) error { c.Platform = v.Text(); return nil }},
	{Name: "pages", Kind: export.Number, Set: func(c *Channel, v export.Value) error {
		n, ok := v.Int()
		if !ok || n < 0 {
			return fmt.Errorf("pages need a whole number from 0")
		}
		c.Pages = n
		return nil
	}},
}

// A file that people edited comes back: the guard is stripped, and what is wrong is said by line.
func ExampleCSV() {
	file := "pages,name,platform\n" +
		"2,Sales,facebook\n" +
		"0,'=SUM(A1:A9),telegram\n" +
		"many,Support,x\n"
	channels, wrong, err := read.CSV(strings.NewReader(file), columns)
	for _, c := range channels {
		fmt.Printf("%s on %s with %d pages\n", c.Name, c.Platform, c.Pages)
	}
	for _, w := range wrong {
		fmt.Println(w.Error())
	}
	fmt.Println(err)
	// Output:
	// Sales on facebook with 2 pages
	// =SUM(A1:A9) on telegram with 0 pages
	// line 4, pages: no number such as -12.5
	// <nil>
}

// A program's answer, one object a line, in any order of keys.
func ExampleJSONLines() {
	file := `{"platform":"facebook","name":"Sales","pages":2}` + "\n" +
		`{"name":"=SUM(A1:A9)","platform":"telegram","pages":"none"}` + "\n"
	channels, wrong, err := read.JSONLines(strings.NewReader(file), columns)
	for _, c := range channels {
		fmt.Printf("%s on %s with %d pages\n", c.Name, c.Platform, c.Pages)
	}
	for _, w := range wrong {
		fmt.Println(w.Error())
	}
	fmt.Println(err)
	// Output:
	// Sales on facebook with 2 pages
	// line 2, pages: the column is of the kind number
	// <nil>
}

// A file with Literal comes back from a spreadsheet that opened and saved it: 0049 is no number
// there. A text that was typed without the quote is named, for the program may have changed it.
func ExampleCSV_literal() {
	var file strings.Builder
	w, err := export.CSV{NoMark: true, Literal: true}.NewWriter(&file, []export.Field{{Name: "name"}, {Name: "pages", Kind: export.Number}})
	if err == nil {
		err = w.WriteRow([]export.Value{export.TextValue("0049"), export.IntValue(2)})
	}
	if err != nil {
		fmt.Println(err)
	}
	fmt.Print(strings.ReplaceAll(file.String(), "\r\n", "\n"))

	channels, wrong, err := read.CSV(strings.NewReader(file.String()+"50,1\r\n"), []export.Column[Channel]{columns[0], columns[2]})
	fmt.Println(channels, err)
	for _, e := range wrong {
		fmt.Println(e.Error())
	}
	// Output:
	// 'name,'pages
	// '0049,2
	// [{0049  2}] <nil>
	// line 3, name: a spreadsheet may have changed the cell: it needs a single quote before it
}
