package metricsexport_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/export"
	"github.com/contactkit/contactkit/session"
	"github.com/contactkit/contactkit/session/metrics"
	"github.com/contactkit/contactkit/session/metrics/metricsexport"
)

var morning = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// figures is a small sheet.
func figures() *metrics.Sheet {
	sheet, err := metrics.NewSheet(30 * time.Second)
	if err != nil {
		log.Fatal(err)
	}
	wait := metrics.Key{Measure: metrics.Wait, Channel: "x/1", Queue: "claims", Agent: "ann"}
	sheet.Add(wait, morning, 20*time.Second)
	sheet.Add(wait, morning, 40*time.Second)
	sheet.Add(metrics.Key{Measure: metrics.Given, Queue: "claims", Reason: session.ReasonContactLeft}, morning.Add(time.Hour), time.Minute)
	return sheet
}

// The figures of a morning as a CSV file.
func ExampleColumns() {
	sheet := figures()
	rows := slices.Collect(sheet.Rows(metrics.Filter{From: morning, To: morning.Add(3 * time.Hour)}))
	dir, err := os.MkdirTemp("", "figures")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	noon := func() time.Time { return morning.Add(3 * time.Hour) }
	task := export.Task{ID: "1", Base: "figures", Created: noon()}
	_, err = export.Run(context.Background(), task, metricsexport.Source(rows), export.Config[metrics.Row]{
		Columns: metricsexport.Columns(sheet.Levels()...), Format: export.CSV{}, Sink: export.Folder{Dir: dir}, Now: noon,
	})
	if err != nil {
		log.Fatal(err)
	}
	files, _ := filepath.Glob(filepath.Join(dir, "*.csv"))
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			log.Fatal(err)
		}
		text := strings.TrimPrefix(string(b), "\ufeff") // a byte order mark, for spreadsheets
		fmt.Print(strings.ReplaceAll(text, "\r\n", "\n"))
	}
	// Output:
	// slot,measure,reason,channel,queue,agent,code,n,sum,max,p50,p90,p95,within 30s
	// 2026-03-02T09:00:00Z,wait,,x/1,claims,ann,,2,60000,40000,20224,40000,40000,1
	// 2026-03-02T10:00:00Z,given,contact-left,,claims,,,1,60000,60000,59904,59904,59904,0
}

// Every level has a column, and a row from a sheet with fewer levels has zeros there.
func TestColumns(t *testing.T) {
	columns := metricsexport.Columns(30*time.Second, time.Hour)
	if err := export.CheckColumns(columns); err != nil {
		t.Fatal(err)
	}
	rows := slices.Collect(figures().Rows(metrics.Filter{}))
	var got []string
	for _, c := range columns {
		got = append(got, fmt.Sprintf("%s=%v", c.Name, c.Value(rows[0])))
	}
	want := []string{"slot=2026-03-02T09:00:00Z", "measure=wait", "reason=", "channel=x/1", "queue=claims", "agent=ann", "code=",
		"n=2", "sum=60000", "max=40000", "p50=20224", "p90=40000", "p95=40000", "within 30s=1", "within 1h0m0s=0"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("cells (-want +got):\n%s", diff)
	}
}

// An export that is resumed after some row goes on with the next.
func TestSourceResumes(t *testing.T) {
	rows := slices.Collect(figures().Rows(metrics.Filter{}))
	source := metricsexport.Source(rows)
	var keys []string
	for row, err := range source.Rows(context.Background(), "") {
		if err != nil {
			t.Fatal(err)
		}
		keys = append(keys, row.Key)
	}
	if len(keys) != 2 || source.Total != 2 {
		t.Fatalf("keys %v of %d", keys, source.Total)
	}
	for row := range source.Rows(context.Background(), keys[0]) {
		if row.Key != keys[1] || row.Value.Measure != metrics.Given {
			t.Errorf("resumes at %+v", row)
		}
	}
	for row := range source.Rows(context.Background(), keys[1]) {
		t.Errorf("goes on after the last row: %+v", row)
	}
}
