package channel

import (
	"cmp"
	"net/http"
)

// Delivery holds the events of one webhook call in the order of the body. Store them (unique on
// Event.ID) before the Reply is written: the platform then forgets them.
type Delivery struct {
	Events    []Event
	Reply     Reply // what the platform expects; the zero Reply is an empty 200
	Handshake bool  // the call was a check of the address: the form with the channel may say that it succeeded
}

// Reply is the answer to a webhook call, as data. It is an http.Handler.
type Reply struct {
	Status int    // zero: 200
	Type   string // Content-Type; empty: none
	Body   []byte
}

// ServeHTTP writes the reply. The request is not read and may be nil.
func (r Reply) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	if r.Type != "" {
		w.Header().Set("Content-Type", r.Type)
	}
	w.Header().Set("X-Content-Type-Options", "nosniff") // the caller chooses the text of a challenge
	w.WriteHeader(cmp.Or(r.Status, http.StatusOK))
	_, _ = w.Write(r.Body)
}
