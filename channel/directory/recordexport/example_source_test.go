package recordexport_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/directory/recordexport"
	"github.com/contactkit/contactkit/export"
	"github.com/contactkit/contactkit/telegram"
)

// 5,000 channels are exported to files of at most 2,000 rows, without a credential.
func ExampleSource() {
	ctx := context.Background()
	d, err := directory.New(directory.Options{Drivers: []channel.Driver{telegram.Driver()}})
	if err != nil {
		log.Fatal(err)
	}
	for n := range 5000 {
		r := directory.Default("telegram")
		r.Tenant, r.ID, r.Name = "north", fmt.Sprintf("c%04d", n), fmt.Sprint("Bot", n)
		r.Secrets.Keys = map[string]channel.Keys{
			"token": channel.NewKeys(channel.Secret(fmt.Sprint(71000+n, ":", strings.Repeat("t", 35)))), "webhookSecret": channel.NewKeys("hook-secret"),
		}
		if _, err := d.Add(ctx, r); err != nil {
			log.Fatal(err)
		}
	}
	dir, err := os.MkdirTemp("", "export")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)

	task := export.Task{ID: "1", Base: "channels", Created: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)} // a row of the host's
	task, err = export.Run(ctx, task, recordexport.Source(d, "north"), export.Config[directory.Record]{
		Columns: recordexport.Columns(telegram.Driver()), Format: export.CSV{}, Sink: export.Folder{Dir: dir}, Now: time.Now,
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(task.Status, task.Done, "of", task.Total)
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	for _, file := range files {
		fmt.Println(filepath.Base(file))
	}
	fmt.Println(err)
	// Output:
	// success 5000 of 5000
	// channels-0001-of-0003.csv
	// channels-0002-of-0003.csv
	// channels-0003-of-0003.csv
	// channels-manifest.json
	// <nil>
}
