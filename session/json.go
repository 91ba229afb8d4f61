package session

import (
	"encoding/json"
	"errors"
	"fmt"
)

// A VersionError is returned when a State was stored by a newer version of
// this package, whose meaning this one cannot know.
type VersionError struct {
	Got   int // the version found
	Known int // the newest this package knows
}

// Error names both versions.
func (e *VersionError) Error() string {
	return fmt.Sprintf("session: state of schema version %d, only %d and older are known", e.Got, e.Known)
}

// UnmarshalJSON reads a stored State. It fails with a [*VersionError] if a newer
// version of this package wrote it, and refuses what no version can have written.
func (s *State) UnmarshalJSON(b []byte) error {
	// The version comes first: of a newer state even the words may be unknown.
	var head struct {
		V int `json:"v"`
	}
	if err := json.Unmarshal(b, &head); err != nil {
		return fmt.Errorf("session: state: %w", err)
	}
	if head.V > Version {
		return &VersionError{Got: head.V, Known: Version}
	}
	type plain State
	var p plain
	if err := json.Unmarshal(b, &p); err != nil {
		return fmt.Errorf("session: state: %w", err)
	}
	if head.V < 2 {
		p.Last.unmark()
	}
	for _, i := range [...]Instant{p.Since, p.From, p.At, p.Heard, p.Window, p.Outside, p.Stored, p.NoticedUntil, p.LastAt, Instant(p.Used)} {
		if i < 0 || i > 2*lastInstant {
			return errors.New("session: state: an instant out of range")
		}
	}
	*s = State(p)
	return nil
}
