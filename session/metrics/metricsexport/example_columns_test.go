package metricsexport_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/contactkit/contactkit/export"
	"github.com/contactkit/contactkit/session"
	"github.com/contactkit/contactkit/session/metrics"
	"github.com/contactkit/contactkit/session/metrics/metricsexport"
)

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

var morning = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// figures is a small sheet.
func figures() *metrics.Sheet {
	sheet, err := metrics.NewSheet(30 * time.Second)
	if err != nil {
		log.Fatal(err)
	}
	wait := metrics.Dimensions{Measure: metrics.Wait, Channel: "x/1", Queue: "claims", Agent: "ann"}
	sheet.Add(wait, morning, 20*time.Second)
	sheet.Add(wait, morning, 40*time.Second)
	sheet.Add(metrics.Dimensions{Measure: metrics.Given, Queue: "claims", Reason: session.ReasonContactLeft}, morning.Add(time.Hour), time.Minute)
	return sheet
}
