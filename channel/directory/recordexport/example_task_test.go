package recordexport_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/directory/recordexport"
	"github.com/contactkit/contactkit/export"
	"github.com/contactkit/contactkit/telegram"
)

// exportTask is a row of the host's: a task, and the ids that were frozen when it was made.
type exportTask struct {
	Task export.Task
	IDs  []string
}

// runExport begins a task or goes on with it, in any process. save stores the row.
func runExport(ctx context.Context, d *directory.Directory, row exportTask, dir string, save func(exportTask) error) error {
	load := func(_ context.Context, ids []string) (map[string]directory.Record, error) {
		records := make(map[string]directory.Record)
		for _, id := range ids {
			if e, ok := d.Find(id); ok { // a record that was removed meanwhile is a row that is gone
				records[id] = e.Record()
			}
		}
		return records, nil
	}
	task, err := export.Run(ctx, row.Task, export.Frozen(row.IDs, load), export.Config[directory.Record]{
		Columns: recordexport.Columns(telegram.Driver()), FileRows: 2, Sink: export.Folder{Dir: dir}, Now: time.Now, // without FileRows: 2,000
		Save: func(_ context.Context, t export.Task) error { return save(exportTask{t, row.IDs}) },
	})
	return errors.Join(err, save(exportTask{task, row.IDs})) // how it ended
}

// An export ends with its process, and another process goes on with the stored row.
func ExampleSource_resume() {
	d, err := directory.New(directory.Options{Drivers: []channel.Driver{telegram.Driver()}})
	if err != nil {
		log.Fatal(err)
	}
	row := exportTask{Task: export.Task{ID: "1", Base: "channels", Created: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)}}
	for n := range 5 {
		r := directory.Default("telegram")
		r.Tenant, r.ID, r.Name = "north", fmt.Sprint("c", n), fmt.Sprint("Bot", n)
		r.Secrets.Keys = map[string]channel.Keys{
			"token": channel.NewKeys(channel.Secret(fmt.Sprint(71000+n, ":example-of-a-bot-token-0123456789"))), "webhookSecret": channel.NewKeys("hook-secret"),
		}
		if _, err := d.Add(context.Background(), r); err != nil {
			log.Fatal(err)
		}
		row.IDs = append(row.IDs, r.ID)
	}
	dir, err := os.MkdirTemp("", "export")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)

	ctx, end := context.WithCancel(context.Background())
	err = runExport(ctx, d, row, dir, func(now exportTask) error {
		row = now // an UPDATE
		if row.Task.Done == 2 {
			end() // the process is told to end
		}
		return nil
	})
	fmt.Println(row.Task.Status, row.Task.Done, "of", row.Task.Total, err)

	err = runExport(context.Background(), d, row, dir, func(now exportTask) error { row = now; return nil })
	fmt.Println(row.Task.Status, row.Task.Done, "of", row.Task.Total, "taken over:", row.Task.Resumed, err)
	// Output:
	// running 2 of 5 context canceled
	// success 5 of 5 taken over: 2 <nil>
}
