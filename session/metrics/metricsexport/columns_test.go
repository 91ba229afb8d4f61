package metricsexport_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/export"
	"github.com/contactkit/contactkit/session/metrics"
	"github.com/contactkit/contactkit/session/metrics/metricsexport"
)

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
