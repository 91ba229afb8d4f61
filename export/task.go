package export

import (
	"errors"
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/contactkit/contactkit/fielderror"
)

// A Task is one export as a screen shows it: plain data that the host stores, comparable with ==.
// The host fills the first four fields and leaves the others to [Run], [Cancel] and [Expire].
type Task struct {
	ID      string    `json:"id"`               // the host's own name of the task
	Base    string    `json:"base"`             // how file names begin: a-z 0-9 - _, at most 64; unique within the sink
	Filter  string    `json:"filter,omitempty"` // what was selected, in the host's words, for the manifest
	Created time.Time `json:"created"`          // when the ids were frozen, for the manifest

	Status  Status    `json:"status"`
	Total   int       `json:"total"`             // frozen ids
	Done    int       `json:"done"`              // of those, dealt with: written or found gone
	Gone    int       `json:"gone"`              // of those, found gone
	Resumed int       `json:"resumed,omitempty"` // of Done, taken over from an earlier run
	Began   time.Time `json:"began,omitzero"`    // this run, not the first
	Updated time.Time `json:"updated,omitzero"`  // when Done was counted
	Ended   time.Time `json:"ended,omitzero"`
	Expires time.Time `json:"expires,omitzero"` // zero: never
	Error   string    `json:"error,omitempty"`  // why it failed; errors of source and sink in their own words
}

// A Progress says how far a task is and how long it will take.
type Progress struct {
	Done, Total int
	Rate        float64       // rows a second in this run; 0 if not known yet
	Remaining   time.Duration // at that rate; 0 if done or not known yet
}

// Progress is how far the task was when it was last updated.
func (t Task) Progress() Progress {
	p := Progress{Done: t.Done, Total: t.Total}
	elapsed := t.Updated.Sub(t.Began).Seconds()
	if rows := t.Done - t.Resumed; rows > 0 && elapsed > 0 {
		p.Rate = float64(rows) / elapsed
		p.Remaining = time.Duration(float64(t.Total-t.Done) / p.Rate * float64(time.Second))
	}
	return p
}

// check joins all complaints about what the host filled in.
func (t Task) check() error {
	var errs []error
	if t.ID == "" || !utf8.ValidString(t.ID) || !utf8.ValidString(t.Filter) {
		errs = append(errs, wrong(fielderror.Invalid, "Task.ID", "a task needs a name of its own, and ID and Filter are UTF-8"))
	}
	if !validBase.MatchString(t.Base) {
		errs = append(errs, wrong(fielderror.Invalid, "Task.Base", "%.80q is not made of a-z, 0-9, - and _, at most 64, a letter or digit first", t.Base))
	}
	if y := t.Created.Year(); t.Created.IsZero() || y < 0 || y > 9999 {
		errs = append(errs, wrong(fielderror.Missing, "Task.Created", "say when the ids were frozen"))
	}
	return errors.Join(errs...)
}

// A Status says how far a task is. The zero value is Pending. As text it is "pending", "running",
// "success", "failed", "cancelled" or "expired".
type Status uint8

// States of a task.
const (
	Pending   Status = iota // not begun
	Running                 // begun; after a crash or an interruption Run goes on
	Success                 // the manifest is there, and every file that it names
	Failed                  // see Error; Run may be called again
	Cancelled               // given up; nothing is left
	Expired                 // succeeded, and its files were removed since
)

var statusNames = [...]string{"pending", "running", "success", "failed", "cancelled", "expired"}

// String returns the state's name.
func (s Status) String() string {
	if int(s) < len(statusNames) {
		return statusNames[s]
	}
	return fmt.Sprintf("Status(%d)", uint8(s))
}

// MarshalText gives the state's name; it refuses states that do not exist.
func (s Status) MarshalText() ([]byte, error) {
	if int(s) >= len(statusNames) {
		return nil, fmt.Errorf("export: no such state of a task: %d", uint8(s))
	}
	return []byte(statusNames[s]), nil
}

// UnmarshalText reads a state's name.
func (s *Status) UnmarshalText(text []byte) error {
	for i, name := range statusNames {
		if string(text) == name {
			*s = Status(i)
			return nil
		}
	}
	return fmt.Errorf("export: no such state of a task: %.32q", text)
}
