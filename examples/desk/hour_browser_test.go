package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/examples/desk/world"
)

// unhurried gives people the time that a slow machine takes; the hour passes where the script says.
func unhurried(r *directory.Record) {
	withoutRobot(r)
	r.Routing.RequestTTL, r.Routing.QueueWait, r.Routing.TransferWait = 600, 660, 600
	r.Routing.WrapUp, r.Routing.WrapCodes = 3600, []directory.WrapCode{{ID: "parcel", Label: "Parcel"}, {ID: "other", Label: "Other"}}
	r.Silence.Customer, r.Silence.CustomerWarn, r.Silence.Called, r.Silence.Agent = 3600, 0, 0, 0
}

// An hour at the desk, in four browsers: a supervisor, two agents and an administrator do what
// their work asks for by what they see. No control is dead, no script fails, no request fails, and
// the focus is never lost.
func TestAnHourAtTheDesk(t *testing.T) {
	d := openDesk(t, unhurried)
	sue := store.Person{ID: "sue", Name: "Sue", Role: store.RoleSupervisor, Queues: demoQueues, Room: 3}
	if err := d.Store.PutPerson(t.Context(), sue, password); err != nil {
		t.Fatal(err)
	}
	failed := d.watch()
	address := d.serve()
	telegram, facebook, x := d.platform("telegram"), d.platform("facebook"), d.platform("twitter")
	telegram.Meet(telegram.Contact, "Carla")
	facebook.Meet(facebook.Contact, "Dawit")
	x.Meet(x.Contact, "Elif")
	supervisor, admin := sit(newBrowser(t), d, address, "sue", "/survey"), sit(newBrowser(t), d, address, "root", "/admin/")
	ann, bob := sit(newBrowser(t), d, address, "ann", "/"), sit(newBrowser(t), d, address, "bob", "/")
	began := d.now()
	passes := func(minutes int) { d.sweep(time.Duration(minutes) * time.Minute) }

	prepares(supervisor, ann)
	passes(5)
	serves(d, telegram, ann)
	hands(d, telegram, ann, bob)
	supervises(d, telegram, supervisor, bob)
	ends(d, telegram, supervisor, bob)
	passes(15)
	talks(d, facebook, ann)
	passes(5)
	offline(d, facebook, ann, bob, func() { passes(12) })
	passes(10)
	finds(ann)
	administers(d, x, admin, ann, bob)
	closes(d, facebook, admin)
	reads(admin)
	passes(15)

	for _, s := range []*seat{supervisor, admin, ann, bob} {
		if got := s.faults(); got != "" {
			t.Errorf("scripts of %s: %s", s.name, got)
		}
	}
	if len(failed.failed) > 0 {
		t.Errorf("failed requests:\n%s", strings.Join(failed.failed, "\n"))
	}
	if passed := d.now().Sub(began); passed < time.Hour {
		t.Errorf("%v have passed", passed)
	}
	for line := range strings.Lines(d.log.String()) {
		if strings.Contains(line, "level=ERROR") {
			t.Error(line)
		}
	}
}

// prepares: the supervisor sets a survey and a canned answer for all, and an agent comes. The
// administration is not the supervisor's.
func prepares(sue, ann *seat) {
	if bar := sue.text(".bar"); !strings.Contains(bar, "Team") || strings.Contains(bar, "Administration") {
		sue.t.Errorf("a supervisor is offered %q", bar)
	}
	sue.types("#question", "How was it?")
	sue.types("#choices", "Good\nBad")
	sue.leave("[data-do=save-survey]", "#main", "The survey is saved.")
	sue.goes("/canned", "#main", "There is no canned answer yet.")
	sue.types("#name", "hours")
	sue.types("#canned-text", "We are open from ten to four, {contact}.")
	sue.leave("#canned-form [data-do=save]", "#canned-all", "/hours")
	ann.press("#ready", "#status", "Take a break")
}

// serves: an agent accepts, answers with a canned answer, and notes what she learns.
func serves(d *testDesk, p *world.Platform, ann *seat) {
	d.says(p, "When are you open? My parcel has not arrived.")
	ann.sees("#offers", "My parcel has not arrived")
	ann.press("#offers [data-do=accept]", "#phase", "waits for you")
	ann.do(chromedp.KeyEvent("/h")) // the answer has the focus
	ann.sees("#canned", "/hours")
	ann.do(chromedp.KeyEvent("\r"))
	ann.until("the canned answer", func() bool {
		got, err := eval[string](ann.tab, `document.getElementById("text").value`)
		return err == nil && strings.Contains(got, "ten to four, Carla.")
	})
	ann.press("#send", "#lines li.agent", "ten to four, Carla.")
	ann.sees("#phase", "with you")
	ann.script(`document.getElementById("customer-panel").open = true; true`)
	ann.types("#label-name", "vip")
	ann.press("[data-do=label]", "#about .labels", "vip")
	ann.types("#new-name", "order")
	ann.types("#new-value", "4711")
	ann.press("[data-do=new-attribute]", "#about .attribute", "order")
	ann.gone("#acts [data-do=hold]", "#phase", "with you")
	ann.press("#acts [data-do=resume]", "#phase", "with you")
}

// hands: she passes the conversation on with a note; the colleague asks her for advice, and then to
// write to the customer too.
func hands(d *testDesk, p *world.Platform, ann, bob *seat) {
	bob.press("#ready", "#status", "Take a break")
	ann.press("#transfer summary", "#transfer", "Pass the conversation on to")
	ann.choose("#to", "agent:bob")
	ann.types("#aside", "She is angry about the parcel.")
	ann.press("[data-do=transfer]", "#acts", "Waiting for Bob")
	bob.sees("#offers", "asks you to take over")
	bob.press("#offers [data-do=accept]", "#lines .note", "angry about the parcel")
	ann.sees("#shut", "Somebody else serves this customer.")

	bob.press("#help summary", "#help", "for advice")
	bob.choose("#helper", "agent:ann")
	bob.press("[data-do=consult]", "#acts", "Waiting for Ann")
	ann.sees("#offers", "asks for your help")
	ann.press("#offers [data-do=accept]", "#shut", "You help the agent who serves this customer.")
	ann.types("#hint-text", "Offer her a voucher.")
	ann.press("[data-do=hint]", "#lines", "Offer her a voucher.")
	bob.sees("#lines li.assistant", "Offer her a voucher.")
	bob.hit("#lines li.assistant [data-use]")
	bob.until("the hint in the answer", func() bool {
		got, err := eval[string](bob.tab, `document.getElementById("text").value`)
		return err == nil && strings.Contains(got, "voucher")
	})
	bob.press("#send", "#lines li.agent", "Offer her a voucher.")
	ann.gone("#acts [data-do=leave]", "#shut", "You help the agent")

	d.says(p, "Thank you, but who is this?")
	bob.sees("#lines", "who is this?")
	bob.press("#help summary", "#help", "for advice")
	bob.choose("#helper", "agent:ann")
	bob.press("[data-do=join]", "#acts", "Waiting for Ann")
	ann.press("#offers [data-do=accept]", "#box", "Answer")
	ann.types("#text", "It is me again, Ann.")
	ann.press("#send", "#lines li.agent", "It is me again, Ann.")
	ann.press("#acts [data-do=leave]", "#shut", "Somebody else serves this customer.")
	ann.gone("[data-do=wrapped]", "#offers", "To write up") // what she did before she passed it on
}

// supervises: the supervisor sees who serves whom, reads along, whispers to the agent, writes to
// the customer, takes over, and hands the conversation back.
func supervises(d *testDesk, p *world.Platform, sue, bob *seat) {
	sue.goes("/team", "#served", "Carla")
	sue.leave("#served [data-do=listen]", "#acts", "Sue: reads along")
	sue.sees("#shut", "You help the agent who serves this customer.")
	sue.types("#hint-text", "Tell her when it arrives.")
	sue.press("[data-do=hint]", "#lines", "Tell her when it arrives.")
	bob.sees("#lines li.assistant", "Tell her when it arrives.")
	sue.press("#acts [data-do=enter]", "#acts", "Sue: writes to the customer")
	sue.types("#text", "I am Sue. It arrives tomorrow.")
	sue.press("#send", "#lines li.agent", "It arrives tomorrow.")
	d.until("what the supervisor wrote", func() bool { return strings.Contains(texts(p), "It arrives tomorrow.") })
	if strings.Contains(texts(p), "Tell her") {
		d.t.Error("the customer got the supervisor's hint")
	}
	sue.gone("#acts [data-do=leave]", "#acts", "Sue: writes to the customer")
	sue.goes("/team", "#served", "Carla")
	sue.leave("#served [data-do=takeover]", "#box", "Answer")
	bob.sees("#shut", "Somebody else serves this customer.")
	bob.gone("[data-do=wrapped]", "#offers", "To write up")
	sue.press("#transfer summary", "#transfer", "Pass the conversation on to")
	sue.choose("#to", "agent:bob")
	sue.press("#transfer [data-do=transfer]", "#acts", "Waiting for Bob")
	bob.press("#offers [data-do=accept]", "#box", "Answer")
	sue.sees("#shut", "Somebody else serves this customer.")
	sue.gone("[data-do=wrapped]", "#offers", "To write up")
}

// ends: the agent reacts, ends the conversation and writes it up; the customer says how it was.
func ends(d *testDesk, p *world.Platform, sue, bob *seat) {
	bob.press("#lines li.customer .more", "#tool", "When are you open?")
	bob.gone("#tool-close", "#tool", "When are you open?")
	bob.press("#lines li.customer .more", "#tool", "When are you open?")
	bob.press("#tool [data-do=react]", "#lines", "Bob reacted with 👍.")
	bob.press("#acts [data-do=close]", "#offers", "To write up")
	bob.choose("#offers select[name=code]", "parcel")
	bob.press("[data-do=wrapped]", "#lines", "Bob entered: Parcel.")
	d.until("the question", func() bool { return strings.Contains(texts(p), "How was it?") })
	p.Tap(p.Contact, "Good")
	d.flush(p)
	sue.goes("/survey", "#main", "Good: 1")
}

// talks: an agent answers a comment in public, and hides it.
func talks(d *testDesk, p *world.Platform, ann *seat) {
	d.comments(p, "Is the shop open on Sundays?")
	ann.leave("#tabs [data-tab=public]", "#list", "Is the shop open on Sundays?")
	ann.leave("#list .entry", "#lines", "Is the shop open on Sundays?")
	ann.press("[data-do=open-public]", "#lines", "Everybody can read this answer")
	ann.types("textarea[id^=pub-]", "No, we are not.")
	ann.press("[data-do=public]", "#lines li.ours", "No, we are not.")
	ann.press("[data-do=hide]", "#lines", "Show again")
	ann.leave("#tabs a[href='/']", "#status", "Take a break")
}

// offline: no agent is there when a customer writes, so that the message waits for who comes first.
func offline(d *testDesk, p *world.Platform, ann, bob *seat, wait func()) {
	ann.press("#pause", "#status", "On a break")
	bob.press("#pause", "#status", "On a break")
	d.says(p, "Is there an agent?")
	wait()
	bob.leave("#tabs [data-tab=offline]", "#list", "Is there an agent?")
	bob.press("#ready", "#offers", "Is there an agent?")
	bob.gone("#offers [data-do=decline]", "#offers", "Is there an agent?")
	ann.press("#ready", "#offers", "Is there an agent?")
	ann.press("#offers [data-do=accept]", "#phase", "waits for you")
	ann.types("#text", "Here I am.")
	ann.press("#send", "#lines li.agent", "Here I am.")
	ann.press("#acts [data-do=close]", "#offers", "To write up")
	ann.gone("[data-do=wrapped]", "#offers", "To write up")
}

// finds: an agent looks for a word, and narrows the lists.
func finds(ann *seat) {
	ann.types("#q", "parcel has not")
	ann.leave("#search > button", "#found", "parcel has not")
	ann.leave("#found .entry", "#customer", "Carla")
	ann.press("#filter summary", "#filter", "All channels")
	ann.choose("#by-label", "vip")
	ann.leave("#narrow", "#filter", "Show all")
	ann.leave("#tabs [data-tab=closed]", "#tabs [aria-current]", "Closed")
	ann.sees("#list", "Carla")
	if got := ann.text("#list"); strings.Contains(got, "Facebook") {
		ann.t.Errorf("the filter lets through: %s", got)
	}
	ann.leave("#filter a", "#list", "Facebook")
}

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
