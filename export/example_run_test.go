package export_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"log"
	"maps"
	"os"
	"path/filepath"
	"slices"
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

// load fetches the records of some ids, as a query would. An id without a record is a row that is
// gone.
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
	fmt.Println(task.Status, task.Done, "done,", task.Gone, "gone")

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

type seq = iter.Seq2[export.Row[Channel], error]

// A user cancels while the task runs on this machine: the cause of the context says so. On another
// machine Save returns ErrCancelled when it finds the wish in the row of the task that it stores.
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
	fmt.Println(task.Status, err, len(left), "files left")
	// Output:
	// cancelled the export was cancelled 0 files left
}

// Files are kept for a week.
func ExampleExpire() {
	folder := newFolder()
	defer os.RemoveAll(folder.Dir)

	cfg := export.Config[Channel]{Columns: columns, Sink: folder, Now: noon, Keep: 7 * 24 * time.Hour}
	task, err := export.Run(context.Background(), export.Task{ID: "42", Base: "channels", Created: noon()}, export.Frozen([]string{"c1"}, load), cfg)
	fmt.Println(task.Status, err, "until", task.Expires.Format(time.DateOnly))

	task, err = export.Expire(context.Background(), task, folder, noon().AddDate(0, 0, 8))
	left, _ := os.ReadDir(folder.Dir)
	fmt.Println(task.Status, err, len(left), "files left")
	// Output:
	// success <nil> until 2026-11-27
	// expired <nil> 0 files left
}

// The database goes away in the middle. The task is run again, and goes on at the file that was not
// finished.
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
	fmt.Println(task.Status, err)

	down = false
	task, err = export.Run(context.Background(), task, flaky, cfg)
	fmt.Println(task.Status, err, "taken over:", task.Resumed)
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
	fmt.Println(task.Status, err)
	// Output:
	// 0/3, 0.0 rows/s, 0s to go
	// 1/3, 0.5 rows/s, 4s to go
	// 2/3, 0.5 rows/s, 2s to go
	// 3/3, 0.5 rows/s, 0s to go
	// success <nil>
}

// No row is ticked, so everything is meant. The ids are stored with the task, so that it can be
// resumed.
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

// More rows than one export may hold are refused before anything is written; the error names the
// count.
func ExampleRun_tooMany() {
	source := export.Source[Channel]{Total: 123_456, Rows: func(context.Context, string) seq { return nil }}
	task := export.Task{ID: "42", Base: "channels", Created: noon()}
	task, err := export.Run(context.Background(), task, source, export.Config[Channel]{
		Columns: columns, Sink: export.Folder{Dir: "never made"}, Now: noon,
	})
	fmt.Println(task.Status)
	fmt.Println(err)
	// Output:
	// failed
	// export: 123456 rows, and one export may hold 100000: too many rows for one export
}

// A person asks for everything at once. A host's handler passes its http.ResponseWriter instead of
// a buffer.
func ExampleZip() {
	folder := newFolder()
	defer os.RemoveAll(folder.Dir)
	cfg := export.Config[Channel]{Columns: columns, Format: export.JSONLines{}, FileRows: 2, Sink: folder, Now: noon}
	task := export.Task{ID: "42", Base: "channels", Created: noon()}
	if _, err := export.Run(context.Background(), task, export.Frozen([]string{"c1", "c2", "c3"}, load), cfg); err != nil {
		log.Fatal(err)
	}

	var download bytes.Buffer
	if err := export.Zip(context.Background(), &download, folder, "channels"); err != nil {
		log.Fatal(err)
	}
	archive, err := zip.NewReader(bytes.NewReader(download.Bytes()), int64(download.Len()))
	if err != nil {
		log.Fatal(err)
	}
	for _, f := range archive.File {
		fmt.Println(f.Name)
	}
	// Output:
	// channels-0001-of-0002.jsonl
	// channels-0002-of-0002.jsonl
	// channels-manifest.json
}
