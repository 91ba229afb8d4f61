package export_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/contactkit/contactkit/export"
)

// A Channel is a record of the host's.
type Channel struct {
	Name      string
	Platform  string
	Pages     int64
	AppSecret string
}

var channels = map[string]Channel{
	"c1": {"Sales", "facebook", 2, "s3cr3t"},
	"c2": {"=SUM(A1:A9)", "telegram", 0, "s3cr3t"},
	"c3": {"Support, night", "x", 0, "s3cr3t"},
}

// columns is the allow-list: nothing else of a Channel leaves.
var columns = []export.Column[Channel]{
	{Name: "name", Value: func(c Channel) export.Value { return export.TextValue(c.Name) }},
	{Name: "platform", Value: func(c Channel) export.Value { return export.TextValue(c.Platform) }},
	{Name: "pages", Kind: export.Number, Value: func(c Channel) export.Value { return export.IntValue(c.Pages) }},
	{Name: "app_secret", Withheld: true},
}

// load fetches the records of some ids, as a query would. An id without a record is a row that is gone.
func load(_ context.Context, ids []string) (map[string]Channel, error) {
	found := make(map[string]Channel)
	for _, id := range ids {
		if c, ok := channels[id]; ok {
			found[id] = c
		}
	}
	return found, nil
}

// noon is the clock of the examples.
func noon() time.Time { return time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC) }

func newFolder() export.Folder {
	dir, err := os.MkdirTemp("", "export")
	if err != nil {
		log.Fatal(err)
	}
	return export.Folder{Dir: dir}
}

// Three channels were found when the task began; one was deleted since.
func ExampleRun() {
	folder := newFolder()
	defer os.RemoveAll(folder.Dir)

	task := export.Task{ID: "42", Base: "channels", Filter: "all", Created: noon()}
	task, err := export.Run(context.Background(), task, export.Frozen([]string{"c1", "c2", "c3", "c4"}, load), export.Config[Channel]{
		Columns: columns, FileRows: 3, Sink: folder, Now: noon,
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(task.State, task.Done, "done,", task.Gone, "gone")

	manifest, err := export.ReadManifest(context.Background(), folder, task.Base)
	if err != nil {
		log.Fatal(err)
	}
	for _, f := range manifest.Files {
		text, err := os.ReadFile(filepath.Join(folder.Dir, f.Name))
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%s, %d rows\n%s", f.Name, f.Rows, strings.NewReplacer("\uFEFF", "", "\r", "").Replace(string(text)))
	}
	fmt.Println("withheld:", manifest.Withheld)
	// Output:
	// success 4 done, 1 gone
	// channels-0001-of-0002.csv, 3 rows
	// name,platform,pages
	// Sales,facebook,2
	// '=SUM(A1:A9),telegram,0
	// "Support, night",x,0
	// channels-0002-of-0002.csv, 0 rows
	// name,platform,pages
	// withheld: [app_secret]
}
