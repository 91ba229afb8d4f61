package export

import (
	"encoding/json"
	"errors"
	"io/fs"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

func TestExpire(t *testing.T) {
	sink := newMemory()
	cfg := config(sink)
	cfg.Keep = time.Hour
	task, err := Run(t.Context(), pending(), list(desks(25)), cfg)
	require.NoError(t, err)
	if want := task.Ended.Add(time.Hour); task.Expires != want {
		t.Fatalf("expires at %v, want %v", task.Expires, want)
	}
	early, err := Expire(t.Context(), task, sink, task.Expires.Add(-1))
	if err != nil || early != task || len(sink.names()) != 4 {
		t.Errorf("before its time: %v, %+v, %v", err, early, sink.names())
	}
	sink.restart(fault{})
	steps := 0
	for at := 0; at <= steps; at++ {
		held := newMemory()
		cfg.Sink, cfg.Now = held, clock()
		task, err := Run(t.Context(), pending(), list(desks(25)), cfg)
		require.NoError(t, err)
		held.restart(fault{at: at, kill: true})
		got, err := Expire(t.Context(), task, held, task.Expires)
		if at == 0 {
			require.NoError(t, err)
			steps = held.steps
		} else if !errors.Is(err, errFault) || got != task {
			t.Fatalf("fault at %d: %v, %+v", at, err, got)
		}
		published(t, held, "while expiring")
		held.restart(fault{})
		if got, err = Expire(t.Context(), got, held, task.Expires); err != nil || got.Status != Expired || len(held.names()) != 0 {
			t.Errorf("after a fault at %d: %v, %v, left behind %v", at, err, got.Status, held.names())
		}
	}
	if steps < 7 {
		t.Errorf("expiring took %d operations only", steps)
	}
}

func TestExpireLeavesOtherTasks(t *testing.T) {
	for _, s := range []Status{Pending, Running, Failed, Cancelled, Expired} {
		task := Task{ID: "1", Base: "b", Status: s, Expires: t0}
		sink := newMemory()
		if got, err := Expire(t.Context(), task, sink, t0.Add(time.Hour)); got != task || err != nil || sink.steps != 0 {
			t.Errorf("Expire of a task in state %v: %+v, %v", s, got, err)
		}
	}
}

func TestCancelByState(t *testing.T) {
	tests := []struct {
		state, want Status
		err         error
	}{
		{Pending, Cancelled, nil}, {Running, Cancelled, nil}, {Failed, Cancelled, nil}, {Cancelled, Cancelled, nil},
		{Success, Success, ErrOver}, {Expired, Expired, ErrOver},
	}
	for _, tt := range tests {
		sink := newMemory()
		_, err := Run(t.Context(), pending(), list(desks(25)), config(sink))
		require.NoError(t, err)
		task := pending()
		task.Status = tt.state
		got, err := Cancel(t.Context(), task, sink, t0)
		if got.Status != tt.want || err != tt.err {
			t.Errorf("Cancel in state %v: %v, %v; want %v, %v", tt.state, got.Status, err, tt.want, tt.err)
		}
		removed := tt.state == Pending || tt.state == Running || tt.state == Failed
		if left := len(sink.names()); left != 0 == removed {
			t.Errorf("Cancel in state %v left %d files", tt.state, left)
		}
	}
}

func TestTaskJSON(t *testing.T) {
	task := Task{
		ID: "1", Base: "desks", Filter: "<all>", Created: t0, Status: Failed, Total: 9, Done: 5, Gone: 1, Resumed: 2,
		Began: t0.Add(1), Updated: t0.Add(2), Ended: t0.Add(3), Expires: t0.Add(4), Error: "why",
	}
	for _, task := range []Task{task, pending()} {
		b, err := json.Marshal(task)
		require.NoError(t, err)
		var back Task
		require.NoError(t, json.Unmarshal(b, &back))
		if back != task {
			t.Errorf("%s came back as %+v", b, back)
		}
	}
}

// Names of states and kinds go to JSON and back, and no others do.
func TestNames(t *testing.T) {
	for i, want := range []string{"pending", "running", "success", "failed", "cancelled", "expired"} {
		b, err := Status(i).MarshalText()
		var back Status
		if err != nil || string(b) != want || Status(i).String() != want || back.UnmarshalText(b) != nil || back != Status(i) {
			t.Errorf("state %d: %q, %v, and back %v", i, b, err, back)
		}
	}
	for i, want := range []string{"text", "number", "bool", "time"} {
		b, err := Kind(i).MarshalText()
		var back Kind
		if err != nil || string(b) != want || Kind(i).String() != want || back.UnmarshalText(b) != nil || back != Kind(i) {
			t.Errorf("kind %d: %q, %v, and back %v", i, b, err, back)
		}
	}
	if _, err := Status(9).MarshalText(); err == nil || Status(9).String() != "Status(9)" {
		t.Errorf("Status(9): %v, %v", Status(9), err)
	}
	if _, err := Kind(9).MarshalText(); err == nil || Kind(9).String() != "Kind(9)" {
		t.Errorf("Kind(9): %v, %v", Kind(9), err)
	}
	var s Status
	var k Kind
	if s.UnmarshalText([]byte("done")) == nil || k.UnmarshalText([]byte("date")) == nil {
		t.Error("names that do not exist were read")
	}
}

func TestRunJoinsAllComplaints(t *testing.T) {
	sink := newMemory()
	cfg := Config[desk]{
		Columns: []Column[desk]{
			{Value: func(desk) Value { return Value{} }}, {Name: "a\n", Value: func(desk) Value { return Value{} }}, {Name: "b"},
			{Name: "b", Kind: 7, Withheld: true},
		},
		Format: oddFormat{}, FileRows: 2001, MaxRows: -1, Keep: -1,
	}
	task := Task{Base: "../x"}
	got, err := Run(t.Context(), task, Source[desk]{Total: -1}, cfg)
	want := `Task.ID: a task needs a name of its own, and ID and Filter are UTF-8
Task.Base: "../x" is not made of a-z, 0-9, - and _, at most 64, a letter or digit first
Task.Created: say when the ids were frozen
Columns[0]: a column needs a name
Columns[1]: the name "a\n" holds what no head of a column may
Columns[3]: "b" is Columns[2] already
Columns[3]: no such kind: 7
Columns[2]: "b" needs a Value, or to be Withheld
Format: the ending "CSV" is not made of at most 8 of a-z and 0-9
FileRows: 2001 is not from 1 to 2000
MaxRows: -1 is not from 1 to 100000
Sink: files must go somewhere, such as Folder{Dir: …}
Now: a clock is needed, such as time.Now
Keep: must not be negative
Source: it needs Rows, and a Total that is not negative`
	if err == nil || got != task || sink.steps != 0 {
		t.Fatalf("Run: %+v, %v", got, err)
	}
	if diff := cmp.Diff(want, err.Error()); diff != "" {
		t.Errorf("complaints (-want +got):\n%s", diff)
	}
	cfg = config(sink)
	cfg.Columns = []Column[desk]{{Name: "secret", Withheld: true}}
	if err := cfg.Check(); err == nil || err.Error() != "Columns: at least one column must be written" {
		t.Errorf("Check without columns: %v", err)
	}
}

type oddFormat struct{ CSV }

func (oddFormat) Ext() string { return "CSV" }

// File names keep four digits.
func TestRunRefusesTooManyFiles(t *testing.T) {
	cfg := config(newMemory())
	cfg.FileRows = 1
	source := list(nil)
	source.Total = 10_000
	_, err := Run(t.Context(), pending(), source, cfg)
	if want := "export: 10000 rows in files of 1 are more than 9999 files: too many rows for one export"; err == nil || err.Error() != want || !errors.Is(err, ErrTooMany) {
		t.Errorf("Run: %v, want %s", err, want)
	}
}

func TestVerify(t *testing.T) {
	sink := newMemory()
	_, err := Run(t.Context(), pending(), list(desks(25)), config(sink))
	require.NoError(t, err)
	m, err := ReadManifest(t.Context(), sink, "desks")
	require.NoError(t, err)
	sink.files["desks-0002-of-0003.csv"][40] ^= 1
	if err := m.Verify(t.Context(), sink); err == nil || err.Error() != "export: desks-0002-of-0003.csv: the file is not what the manifest says" {
		t.Errorf("Verify of a changed file: %v", err)
	}
	delete(sink.files, "desks-0001-of-0003.csv")
	if err := m.Verify(t.Context(), sink); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Verify of a missing file: %v", err)
	}
}
