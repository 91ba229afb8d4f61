package conversation_test

import (
	"testing"

	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/dispatch"
)

// A message that a person saw to arrive settles a receipt. That is a change, although the session
// hears of nothing. The wish for a receipt that is none changes nothing.
func TestResultOfArrived(t *testing.T) {
	said := conversation.Input{ID: "click/1", Said: &conversation.Said{Agent: "eve", Arrived: "answer/1"}}
	sent := dispatch.Receipt{Key: "answer/1", Parts: []dispatch.Part{{Status: dispatch.Sent}}}
	for name, tt := range map[string]struct {
		change conversation.Change
		done   bool
	}{
		"it is settled":         {conversation.Change{Applied: []conversation.Input{said}, Changed: []dispatch.Receipt{sent}}, true},
		"there is none":         {conversation.Change{Applied: []conversation.Input{said}}, false},
		"another one changed":   {conversation.Change{Applied: []conversation.Input{said}, Changed: []dispatch.Receipt{{Key: "answer/2", Parts: sent.Parts}}}, false},
		"another input settled": {conversation.Change{Applied: []conversation.Input{said, {ID: "click/2", Said: &conversation.Said{}}}}, false},
	} {
		if got := conversation.ResultOf(tt.change, "click/1"); got.Done() != tt.done || got.Known {
			t.Errorf("%s: %+v, done %v", name, got, got.Done())
		}
	}
}
