package export_test

import (
	"fmt"
	"strings"

	"github.com/contactkit/contactkit/export"
)

// A file that people edited comes back: the guard is stripped, and what is wrong is said by line.
func ExampleReadCSV() {
	file := "pages,name,platform\n" +
		"2,Sales,facebook\n" +
		"0,'=SUM(A1:A9),telegram\n" +
		"many,Support,x\n"
	channels, wrong, err := export.ReadCSV(strings.NewReader(file), columns)
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
func ExampleReadJSONLines() {
	file := `{"platform":"facebook","name":"Sales","pages":2}` + "\n" +
		`{"name":"=SUM(A1:A9)","platform":"telegram","pages":"none"}` + "\n"
	channels, wrong, err := export.ReadJSONLines(strings.NewReader(file), columns)
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

// A host that writes CSV of its own can use the guard alone.
func ExampleGuard() {
	guarded := export.Guard("@SUM(1+1)*cmd|' /C calc'!A0")
	fmt.Println(guarded)
	fmt.Println(export.Unguard(guarded))
	// Output:
	// '@SUM(1+1)*cmd|' /C calc'!A0
	// @SUM(1+1)*cmd|' /C calc'!A0
}
