package main

import (
	"fmt"
	"strings"

	"github.com/contactkit/contactkit/examples/desk/world"
)

// administers: while an agent serves a customer, the administrator changes the texts of notices, a
// queue and who serves it, and the channel's name. Customer and agents write between opening a form
// and saving it, and meet each change.
func administers(d *testDesk, p *world.Platform, root, ann, bob *seat) {
	said := 0
	traffic := func() {
		said++
		ask, answer := fmt.Sprintf("Question %d.", said), fmt.Sprintf("Answer %d.", said)
		d.says(p, ask)
		ann.sees("#lines li.customer", ask)
		ann.types("#text", answer)
		ann.press("#send", "#lines li.agent", answer)
		d.until("the answer", func() bool { return strings.Contains(texts(p), answer) })
	}
	bob.press("#pause", "#status", "On a break")
	d.says(p, "Good morning")
	ann.press("#offers [data-do=accept]", "#phase", "waits for you")
	bob.press("#ready", "#status", "Take a break")
	traffic()

	root.goes("/admin/channels/handle/notices", "h1", "Automatic messages")
	root.types("#n-transferred", "My colleague takes over, {contact}.")
	root.sees("#p-transferred", "My colleague takes over, ")
	traffic()
	root.leave("#notices button.main", ".note", "Saved.")
	traffic()

	root.goes("/admin/routing", "h1", "Routing")
	root.types("#queue", "returns")
	traffic()
	root.leave("form:has(#queue) button", ".note", "returns")
	root.types("[name='level:bob:returns']", "5")
	traffic()
	root.leave("#levels button.main", ".note", "The skills are saved.")
	traffic()

	root.goes("/admin/channels/handle/edit", "h1", "Edit")
	root.types("#f-name", "Care_desk")
	traffic()
	root.leave("#channel button.main", "h1", "Care_desk")
	traffic()
	ann.sees("#head", "Care_desk")

	ann.press("#transfer summary", "#transfer", "Pass the conversation on to")
	ann.choose("#to", "queue:returns")
	ann.press("#transfer [data-do=transfer]", "#acts", "Waiting for Bob")
	bob.press("#offers [data-do=accept]", "#box", "Answer")
	d.until("the new text of the notice", func() bool { return strings.Contains(texts(p), "My colleague takes over, Elif.") })
	bob.press("#acts [data-do=close]", "#offers", "To write up")
	bob.gone("[data-do=wrapped]", "#offers", "To write up")
}

// closes: the administrator closes a channel, and a customer who writes is told so.
func closes(d *testDesk, p *world.Platform, root *seat) {
	root.goes("/admin/channels/page/hours", "h1", "Work time")
	root.hit("#f-hours-always")
	root.types("#f-hours-zone", "Europe/Berlin")
	root.leave("#hours button.main", ".note", "Saved.")
	d.says(p, "Are you open?")
	d.until("the notice of closed hours", func() bool { return strings.Contains(texts(p), "We are closed just now.") })
}

// reads: the administrator adds a person, reads what was changed, and opens the other pages.
func reads(root *seat) {
	root.goes("/admin/people/new", "h1", "New person")
	for field, value := range map[string]string{"#id": "eve", "#name": "Eve", "#room": "2", "#password": password} {
		root.types(field, value)
	}
	root.leave("form.stack button.main", ".note", "Eve is saved.")
	root.goes("/admin/audit", "#main", "Care_desk")
	for _, page := range []string{"/admin/", "/admin/channels", "/admin/people", "/admin/certificates", "/admin/exports", "/team"} {
		root.goes(page, "h1", "")
		if got := root.text("h1"); got == "" {
			root.t.Errorf("%s has no heading", page)
		}
	}
}
