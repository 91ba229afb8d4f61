package channel

import "iter"

// Answerable walks the messages of contacts among events that a host may answer, each with its
// event. It leaves out what a host that answers by itself must not answer: messages of any other
// origin than OriginContact, since platforms deliver a host's own messages too and it would answer
// itself for ever; messages on standby, while another app controls the thread; and automatic
// messages of a contact's own robot. It does not detect redelivered events: the host must check
// Event.ID itself. It does not yield presses or other bodies.
func Answerable(events []Event) iter.Seq2[Event, Message] {
	return func(yield func(Event, Message) bool) {
		for _, e := range events {
			m, ok := e.Body.(Message)
			if !ok || e.Origin != OriginContact || e.Standby || m.By == ByAutomatic {
				continue
			}
			if !yield(e, m) {
				return
			}
		}
	}
}
