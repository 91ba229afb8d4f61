package hosttest

import (
	"crypto/rand"
	"net/http"
	"net/http/httptest"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/session"
)

// Thread returns the thread of a contact with a platform's account. If the platform has several
// accounts, it is the first.
func (h *Host) Thread(p Platform, contact string) channel.Thread {
	c := p.Connection()
	return channel.Thread{Platform: c.Platform, Account: c.Account, Contact: contact}
}

// Call makes one HTTP call to Routes, such as a webhook that a test has forged or repeated, and
// returns the status of the answer. Call Settle afterwards to let the host finish its work. Call
// may be called concurrently, for traffic while the test does something else, such as an Edit.
func (h *Host) Call(r *http.Request) int {
	w := httptest.NewRecorder()
	h.Routes.ServeHTTP(w, r)
	return w.Code
}

// Row returns the stored row of a conversation, with its phase and its agent. If there is no
// conversation, it returns the zero Row.
func (h *Host) Row(of channel.Thread) conversation.Row {
	h.t.Helper()
	v, err := h.Service.Look(h.t.Context(), of)
	if err != nil {
		h.t.Fatal(err)
	}
	return v.Row
}

// Do passes an event to the session, as an agent's page does, and settles. An event without an ID
// gets one. A session.AgentAccepted without an Offer gets the present offer of the conversation, so
// that it needs only the agent's name. The test fails if the session refuses the event.
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
		h.t.Errorf("hosttest: the text of %q is refused: %v, %v", agent, r.Refused, err)
	}
	h.Settle()
}
