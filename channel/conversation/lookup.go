package conversation

import (
	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
)

// Names are ways to find receipts that are closed.
type Names struct {
	Keys  []string // Receipt.Key
	Names []string // as NamesOf makes them
}

// IsZero reports whether there are none, which is the usual case: then a store asks nothing.
func (n Names) IsZero() bool { return len(n.Keys) == 0 && len(n.Names) == 0 }

// Lookup says which closed receipts a store puts into View.Named for some inputs.
func Lookup(in []Input) Names {
	var n Names
	add := func(id, ref string) {
		if id != "" {
			n.Names = append(n.Names, nameID+id)
		}
		if ref != "" {
			n.Names = append(n.Names, nameRef+ref)
		}
	}
	for _, i := range in {
		switch {
		case i.Said != nil:
			for _, key := range []string{i.Said.Again, i.Said.Arrived} {
				if key != "" {
					n.Keys = append(n.Keys, key)
				}
			}
		case i.Event == nil:
		default:
			switch b := i.Event.Body.(type) {
			case channel.Message:
				if i.Event.Origin != channel.OriginContact {
					add(b.ID, b.Ref)
				}
			case channel.Failed:
				add(b.ID, b.Ref)
			}
		}
	}
	return n
}

const (
	nameID  = "id/"  // a message id of the platform
	nameRef = "ref/" // a part's Message.Ref
)

// NamesOf returns the names by which Lookup finds a receipt. A store keeps them with the receipt
// whenever it stores it, and compares them only with those of receipts of one thread: platforms
// count messages within a chat.
func NamesOf(r dispatch.Receipt) []string {
	var names []string
	for _, p := range r.Parts {
		for _, id := range p.IDs {
			names = append(names, nameID+id)
		}
		if p.Message.Ref != "" && r.Echoes == dispatch.EchoesRef {
			names = append(names, nameRef+p.Message.Ref)
		}
	}
	return names
}

// MovedTo returns the new name of the thread that the first channel.Moved among the inputs tells.
func MovedTo(in []Input) (to channel.Thread, ok bool) {
	for _, i := range in {
		if i.Event == nil {
			continue
		}
		if _, moved := i.Event.Body.(channel.Moved); moved && i.Event.Thread != i.Thread {
			return i.Event.Thread, true
		}
	}
	return channel.Thread{}, false
}
