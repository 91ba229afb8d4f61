package export_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/contactkit/contactkit/export"
)

// Nobody ticked a row, so everything is meant. The ids are stored with the task, for whoever resumes it.
func ExampleSelection() {
	all := func(context.Context) ([]string, error) { return slices.Collect(maps.Keys(channels)), nil }
	var ticked []string
	ids, err := export.Selection(context.Background(), ticked, all)
	fmt.Println(strings.Join(ids, " "), err)

	ids, err = export.Selection(context.Background(), []string{"c3", "c1"}, all)
	fmt.Println(strings.Join(ids, " "), err)
	// Output:
	// c1 c2 c3 <nil>
	// c1 c3 <nil>
}

// More rows than one export may hold are refused before anything is written; the error names the count.
func ExampleRun_tooMany() {
	source := export.Source[Channel]{Total: 123_456, Rows: func(context.Context, string) seq { return nil }}
	task := export.Task{ID: "42", Base: "channels", Created: noon()}
	task, err := export.Run(context.Background(), task, source, export.Config[Channel]{
		Columns: columns, Sink: export.Folder{Dir: "never made"}, Now: noon,
	})
	fmt.Println(task.State)
	fmt.Println(err)
	// Output:
	// failed
	// export: 123456 rows, and one export may hold 100000: too many rows for one export
}
