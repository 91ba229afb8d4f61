package channel

import (
	"testing"
	"unsafe"
)

// Webhooks carry slices of events, and a Message is copied into an interface for each: the budgets
// keep a field from being added without a thought about its size.
func TestEventSize(t *testing.T) {
	for name, tt := range map[string]struct{ size, budget uintptr }{
		"Event":      {unsafe.Sizeof(Event{}), 264},
		"Message":    {unsafe.Sizeof(Message{}), 360},
		"Attachment": {unsafe.Sizeof(Attachment{}), 176},
	} {
		t.Logf("%s: %d bytes", name, tt.size)
		if tt.size > tt.budget && unsafe.Sizeof(uintptr(0)) == 8 {
			t.Errorf("%s has %d bytes, budget %d", name, tt.size, tt.budget)
		}
	}
}
