package directory

import (
	"fmt"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/session/routing"
)

// A WrapCode is what an agent may enter after a conversation, such as "complaint". A retired code
// stays in the list, so that figures with it keep their label, and is not offered any more.
type WrapCode struct {
	ID      string `json:"id" form:"title=Code;required;max=64"`
	Label   string `json:"label,omitempty" form:"title=Label;max=200"` // for people; empty: ID
	Retired bool   `json:"retired,omitempty" form:"title=No longer offered"`
}

// maxWrapCodes is how many wrap-up codes a channel may have.
const maxWrapCodes = 500

// Routing returns the selection as package session/routing knows it. A word that is none gives
// LongestAvailable; Check complains about it.
func (s Selection) Routing() routing.Selection {
	switch s {
	case RoundRobin:
		return routing.RoundRobin
	case LeastSkilled:
		return routing.LeastSkilled
	case MostSkilled:
		return routing.MostSkilled
	case LeastLoaded:
		return routing.LeastLoaded
	}
	return routing.LongestAvailable
}

// router checks what the router is told.
func (k *checker) router(r Routing) {
	k.word("routing.selection", string(r.Selection), string(LongestAvailable), string(RoundRobin), string(LeastSkilled), string(MostSkilled), string(LeastLoaded))
	if r.Priority < 0 || r.Priority > routing.MaxPriority {
		k.add("routing.priority", channel.CodeInvalid, fmt.Sprintf("0 to %d is needed", routing.MaxPriority))
	}
	if r.WrapUp < 0 || r.WrapUp > maxWrapUp {
		k.add("routing.wrapUp", channel.CodeInvalid, fmt.Sprintf("0 to %d seconds are needed", maxWrapUp))
	}
	if len(r.WrapCodes) > maxWrapCodes {
		k.put(&channel.FieldError{Field: "routing.wrapCodes", Code: channel.CodeTooMany, Reason: "there are too many codes", Limit: maxWrapCodes, Got: len(r.WrapCodes)})
		return
	}
	seen := make(map[string]bool)
	for i, c := range r.WrapCodes {
		at := fmt.Sprintf("routing.wrapCodes[%d].", i)
		switch {
		case c.ID == "":
			k.add(at+"id", channel.CodeMissing, "a code needs a name")
		case seen[c.ID]:
			k.add(at+"id", channel.CodeDuplicate, "there is such a code already")
		default:
			k.text(at+"id", c.ID, 64)
		}
		seen[c.ID] = true
		k.text(at+"label", c.Label, 200)
	}
}

// maxWrapUp is the longest time to write up a conversation: that of Genesys Cloud.
const maxWrapUp Seconds = 3600
