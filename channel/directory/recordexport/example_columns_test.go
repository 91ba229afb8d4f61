package recordexport_test

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/directory/recordexport"
	"github.com/contactkit/contactkit/export"
	"github.com/contactkit/contactkit/telegram"
)

// The channels of a tenant as a spreadsheet program reads them, without credentials.
func ExampleColumns() {
	sales := directory.Default("telegram")
	sales.ID, sales.Name = "c1", "Sales"
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "export")
	if err != nil {
		panic(err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	load := func(context.Context, []string) (map[string]directory.Record, error) {
		return map[string]directory.Record{"c1": sales}, nil
	}
	sink := export.Folder{Dir: dir}
	task, err := export.Run(ctx, export.Task{ID: "1", Base: "channels", Created: created}, export.Frozen([]string{"c1"}, load),
		export.Config[directory.Record]{Columns: recordexport.Columns(telegram.Driver()), Format: export.CSV{}, Sink: sink, Now: time.Now})
	if err != nil {
		panic(err)
	}
	manifest, err := export.ReadManifest(ctx, sink, task.Base)
	fmt.Println(task.Done, task.Status, manifest.Withheld, err)
	// Output: 1 success [secrets.token secrets.webhookSecret secrets.gatewayAppSecret secrets.attributes] <nil>
}

var created = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
