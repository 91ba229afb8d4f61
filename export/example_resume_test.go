package export_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/contactkit/contactkit/export"
)

// The database goes away in the middle. The task is run again, and goes on at the file that was not finished.
func ExampleRun_resume() {
	folder := newFolder()
	defer os.RemoveAll(folder.Dir)

	down := true
	flaky := export.Frozen([]string{"c1", "c2", "c3"}, func(ctx context.Context, ids []string) (map[string]Channel, error) {
		return load(ctx, ids)
	})
	rows := flaky.Rows
	flaky.Rows = func(ctx context.Context, after string) seq {
		return func(yield func(export.Row[Channel], error) bool) {
			for row, err := range rows(ctx, after) {
				if row.Key == "c3" && down {
					err = errors.New("connection reset")
				}
				if !yield(row, err) {
					return
				}
			}
		}
	}
	cfg := export.Config[Channel]{Columns: columns, FileRows: 1, Sink: folder, Now: noon}
	task := export.Task{ID: "42", Base: "channels", Created: noon()}

	task, err := export.Run(context.Background(), task, flaky, cfg)
	fmt.Println(task.State, err)

	down = false
	task, err = export.Run(context.Background(), task, flaky, cfg)
	fmt.Println(task.State, err, "taken over:", task.Resumed)
	// Output:
	// failed export: reading row 3 of 3: connection reset
	// success <nil> taken over: 2
}

// Save stores the task for a screen while it runs.
func ExampleTask_Progress() {
	folder := newFolder()
	defer os.RemoveAll(folder.Dir)

	now := noon()
	cfg := export.Config[Channel]{Columns: columns, FileRows: 1, Sink: folder, Now: func() time.Time { return now }}
	cfg.Save = func(_ context.Context, task export.Task) error {
		p := task.Progress()
		fmt.Printf("%d/%d, %.1f rows/s, %v to go\n", p.Done, p.Total, p.Rate, p.Remaining)
		now = now.Add(2 * time.Second) // a slow host
		return nil
	}
	source := export.Frozen([]string{"c1", "c2", "c3"}, load)
	task, err := export.Run(context.Background(), export.Task{ID: "42", Base: "channels", Created: noon()}, source, cfg)
	fmt.Println(task.State, err)
	// Output:
	// 0/3, 0.0 rows/s, 0s to go
	// 1/3, 0.5 rows/s, 4s to go
	// 2/3, 0.5 rows/s, 2s to go
	// 3/3, 0.5 rows/s, 0s to go
	// success <nil>
}
