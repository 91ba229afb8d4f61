package read

import (
	"errors"
	"testing"
)

var errDisk = errors.New("the disk is on fire")

func TestRowErrorUnwraps(t *testing.T) {
	err := error(&RowError{Line: 2, Column: "a", Err: errDisk})
	if !errors.Is(err, errDisk) || err.Error() != "line 2, a: the disk is on fire" {
		t.Errorf("%v does not lead to its cause", err)
	}
}
