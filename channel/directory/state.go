package directory

// State is what a channel does.
type State string

// States of a channel. A channel begins as a draft, and never becomes one again.
const (
	Draft  State = "draft"  // answers the platform's checks of the webhook, and nothing else
	Active State = "active" // receives and sends
	Paused State = "paused" // answers every call; events are kept aside, nothing is sent
)

// May reports whether a channel in this state may be put into the next one. Staying is allowed.
func (s State) May(next State) bool {
	switch next {
	case Draft:
		return s == Draft
	case Active:
		return s == Draft || s == Active || s == Paused
	case Paused:
		return s == Active || s == Paused
	}
	return false
}
