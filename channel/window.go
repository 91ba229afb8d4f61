package channel

import "time"

// Window is a time after the customer's last renewing event in which an author may write.
type Window struct {
	Name string        `json:"name"`           // the platform's word: "standard", "human_agent"
	By   Author        `json:"by,omitempty"`   // for whom; empty: for everybody
	For  time.Duration `json:"for"`            // nanoseconds in JSON
	Once bool          `json:"once,omitempty"` // the window takes one message only, ever: a notice would use it up
}

// OpenWindow picks the first reply window that is open for the author at now, and says until when.
// heard is the time of the customer's last renewing event (Event.Renews). Where the platform has no
// windows it is ok without end, and until is zero. A zero heard means here that the customer has
// not written yet, and every window is closed. (In Message.Heard it means unknown, and Send checks
// no window.)
func OpenWindow(l Limits, by Author, heard, now time.Time) (w Window, until time.Time, ok bool) {
	if len(l.Windows) == 0 {
		return Window{}, time.Time{}, true
	}
	if heard.IsZero() {
		return Window{}, time.Time{}, false
	}
	for _, w := range l.Windows {
		if w.By != "" && w.By != by {
			continue
		}
		if until := heard.Add(w.For); now.Before(until) {
			return w, until, true
		}
	}
	return Window{}, time.Time{}, false
}
