package hosttest

import (
	"crypto/rand"
	"net/http"
	"net/http/httptest"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/session"
)

// Thread is the conversation of a contact with a platform's account, the first if it has several.
func (h *Host) Thread(p Platform, contact string) channel.Thread {
	c := p.Connection()
	return channel.Thread{Platform: c.Platform, Account: c.Account, Contact: contact}
}

// Call makes one call at Routes, such as one that a test has forged or repeated, and returns the
// status of the answer. Settle lets the host work on it. Call may be called concurrently, for
// traffic while the test does something else, such as an Edit.
func (h *Host) Call(r *http.Request) int {
	w := httptest.NewRecorder()
	h.Routes.ServeHTTP(w, r)
	return w.Code
}

// Row is what is stored of a conversation: its phase, its agent. Without one it is the zero Row.
func (h *Host) Row(of channel.Thread) conversation.Row {
	h.t.Helper()
	v, err := h.Service.Look(h.t.Context(), of)
	if err != nil {
		h.t.Fatal(err)
	}
	return v.Row
}

// Do does what an agent's page would, and settles. An event without an ID gets one. One without an
// Offer gets that of the conversation, so that AgentAccepted needs no more than the agent's name.
// The test fails if the session refuses the event.
func (h *Host) Do(in channel.Thread, e session.Event) {
	h.t.Helper()
	if e.ID == "" {
		e.ID = "hosttest/" + rand.Text()
	}
	if e.Offer == 0 && e.Kind == session.AgentAccepted {
		e.Offer = h.Row(in).State.Part
	}
	r, err := h.Service.Do(h.t.Context(), in, e)
	if err != nil || !r.Done() {
		h.t.Errorf("hosttest: %v of %q is not done: %v, %v", e.Kind, e.Agent, r.Refused, err)
	}
	h.Settle()
}

// Say lets an agent write a text, and settles. The test fails if the session refuses it.
func (h *Host) Say(to channel.Thread, agent, text string) {
	h.t.Helper()
	said := conversation.Said{Agent: agent, Messages: []channel.Message{{Text: text}}}
	r, err := h.Service.Say(h.t.Context(), to, "hosttest/"+rand.Text(), said)
	if err != nil || !r.Done() {
		h.t.Errorf("hosttest: what %q says is refused: %v, %v", agent, r.Refused, err)
	}
	h.Settle()
}
