package export

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

func TestProgress(t *testing.T) {
	began := t0
	tests := []struct {
		name string
		task Task
		want Progress
	}{
		{"pending", Task{}, Progress{}},
		{"nothing done yet", Task{Total: 100, Began: began, Updated: began.Add(time.Second)}, Progress{Total: 100}},
		{"a quarter", Task{Total: 100, Done: 25, Began: began, Updated: began.Add(5 * time.Second)}, Progress{25, 100, 5, 15 * time.Second}},
		{"resumed rows took no time", Task{Total: 100, Done: 75, Resumed: 50, Began: began, Updated: began.Add(5 * time.Second)}, Progress{75, 100, 5, 5 * time.Second}},
		{"done", Task{Total: 100, Done: 100, Began: began, Updated: began.Add(5 * time.Second)}, Progress{100, 100, 20, 0}},
		{"a clock that went back", Task{Total: 100, Done: 50, Began: began, Updated: began.Add(-time.Second)}, Progress{Done: 50, Total: 100}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.task.Progress(); got != tt.want {
				t.Errorf("Progress() = %+v, want %+v", got, tt.want)
			}
		})
	}
}

// Save sees the task begin, after every file, and about every Every between.
func TestRunSaves(t *testing.T) {
	now := t0
	cfg := config(newMemory())
	cfg.FileRows = 50
	cfg.Now = func() time.Time { return now }
	cfg.Every = 10 * time.Second
	type saved struct{ Done, Resumed int }
	var got []saved
	cfg.Save = func(_ context.Context, task Task) error {
		if task.Status != Running || task.Total != 70 || task.Updated != now {
			t.Errorf("saved at %v: %+v", now, task)
		}
		got = append(got, saved{task.Done, task.Resumed})
		return nil
	}
	source := list(desks(70))
	rows := source.Rows
	source.Rows = func(ctx context.Context, after string) seq {
		return func(yield func(Row[desk], error) bool) {
			for row, err := range rows(ctx, after) {
				now = now.Add(300 * time.Millisecond) // 16 rows take 4.8 s
				if !yield(row, err) {
					return
				}
			}
		}
	}
	task, err := Run(t.Context(), pending(), source, cfg)
	require.NoError(t, err)
	if diff := cmp.Diff([]saved{{}, {Done: 48}, {Done: 50}, {Done: 70}}, got); diff != "" {
		t.Errorf("saved (-want +got):\n%s", diff)
	}
	if task.Ended != now || task.Began != t0 || !task.Expires.IsZero() {
		t.Errorf("the task ended as %+v", task)
	}
}
