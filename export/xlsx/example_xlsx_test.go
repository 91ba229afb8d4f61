package xlsx_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"time"

	"github.com/contactkit/contactkit/export"
	"github.com/contactkit/contactkit/export/xlsx"
)

type Agent struct {
	Name  string
	Since time.Time
}

var columns = []export.Column[Agent]{
	{
		Name: "name", Value: func(a Agent) export.Value { return export.TextValue(a.Name) },
		Set: func(a *Agent, v export.Value) error { a.Name = v.Text(); return nil },
	},
	{
		Name: "since", Kind: export.Time, Value: func(a Agent) export.Value { return export.TimeValue(a.Since) },
		Set: func(a *Agent, v export.Value) error { a.Since = v.Time(); return nil },
	},
}

// Agents go out as a spreadsheet and come back.
func Example() {
	dir, err := os.MkdirTemp("", "export")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	now := func() time.Time { return time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC) }
	agents := map[string]Agent{"a1": {"Ada", now().AddDate(-2, 0, 0)}, "a2": {"=1+1", now()}}
	load := func(context.Context, []string) (map[string]Agent, error) { return agents, nil }

	task := export.Task{ID: "7", Base: "agents", Created: now()}
	task, err = export.Run(context.Background(), task, export.Frozen([]string{"a1", "a2"}, load), export.Config[Agent]{
		Columns: columns, Format: xlsx.Format{}, Sink: export.Folder{Dir: dir}, Now: now,
	})
	fmt.Println(task.Status, err)

	file, err := os.Open(filepath.Join(dir, "agents-0001-of-0001.xlsx"))
	if err != nil {
		log.Fatal(err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		log.Fatal(err)
	}
	back, wrong, err := xlsx.Read(file, info.Size(), columns)
	for _, a := range back {
		fmt.Println(a.Name, "since", a.Since.Format(time.DateOnly))
	}
	fmt.Println(len(wrong), "errors,", err)
	// Output:
	// success <nil>
	// Ada since 2024-11-20
	// =1+1 since 2026-11-20
	// 0 errors, <nil>
}
