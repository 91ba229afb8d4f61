package export

import "fmt"

// A State says how far a task is. The zero value is Pending. As text it is "pending", "running", "success", "failed",
// "cancelled" or "expired".
type State uint8

// The states of a task.
const (
	Pending   State = iota // not begun
	Running                // begun; after a crash or an interruption Run goes on
	Success                // the manifest stands, and every file it names
	Failed                 // see Error; Run may be called again
	Cancelled              // given up; nothing is left
	Expired                // succeeded, and its files were removed since
)

var stateNames = [...]string{"pending", "running", "success", "failed", "cancelled", "expired"}

func (s State) String() string {
	if int(s) < len(stateNames) {
		return stateNames[s]
	}
	return fmt.Sprintf("State(%d)", uint8(s))
}

// MarshalText gives the state's name; it refuses states that do not exist.
func (s State) MarshalText() ([]byte, error) {
	if int(s) >= len(stateNames) {
		return nil, fmt.Errorf("export: no such state of a task: %d", uint8(s))
	}
	return []byte(stateNames[s]), nil
}

// UnmarshalText reads a state's name.
func (s *State) UnmarshalText(text []byte) error {
	for i, name := range stateNames {
		if string(text) == name {
			*s = State(i)
			return nil
		}
	}
	return fmt.Errorf("export: no such state of a task: %.32q", text)
}
