package export_test

import (
	"context"
	"fmt"
	"iter"
	"os"
	"time"

	"github.com/contactkit/contactkit/export"
)

type seq = iter.Seq2[export.Row[Channel], error]

// Somebody cancels while the task runs on this machine: the cause of the context says so. On another machine Save returns
// ErrCancelled when it finds the wish beside the task it stores.
func ExampleRun_cancel() {
	folder := newFolder()
	defer os.RemoveAll(folder.Dir)

	ctx, cancel := context.WithCancelCause(context.Background())
	cfg := export.Config[Channel]{Columns: columns, FileRows: 1, Sink: folder, Now: noon}
	cfg.Save = func(_ context.Context, task export.Task) error {
		if task.Done == 2 {
			cancel(export.ErrCancelled)
		}
		return nil
	}
	task := export.Task{ID: "42", Base: "channels", Created: noon()}
	task, err := export.Run(ctx, task, export.Frozen([]string{"c1", "c2", "c3"}, load), cfg)
	left, _ := os.ReadDir(folder.Dir)
	fmt.Println(task.State, err, len(left), "files left")
	// Output:
	// cancelled the export was cancelled 0 files left
}

// Files are kept for a week.
func ExampleExpire() {
	folder := newFolder()
	defer os.RemoveAll(folder.Dir)

	cfg := export.Config[Channel]{Columns: columns, Sink: folder, Now: noon, Keep: 7 * 24 * time.Hour}
	task, err := export.Run(context.Background(), export.Task{ID: "42", Base: "channels", Created: noon()}, export.Frozen([]string{"c1"}, load), cfg)
	fmt.Println(task.State, err, "until", task.Expires.Format(time.DateOnly))

	task, err = export.Expire(context.Background(), task, folder, noon().AddDate(0, 0, 8))
	left, _ := os.ReadDir(folder.Dir)
	fmt.Println(task.State, err, len(left), "files left")
	// Output:
	// success <nil> until 2026-11-27
	// expired <nil> 0 files left
}
