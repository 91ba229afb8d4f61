package main

import (
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/examples/desk/world"
)

// unhurried is a patient channel without a robot, and with codes to write up; the hour passes where
// the script says.
func unhurried(r *directory.Record) {
	withoutRobot(r)
	patient(r)
	r.Routing.WrapUp, r.Routing.WrapCodes = 3600, []directory.WrapCode{{ID: "parcel", Label: "Parcel"}, {ID: "other", Label: "Other"}}
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
	facebook.Meet(facebook.Contact, "Carla")
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
	corrects(d, telegram, bob)
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
	failed.mu.Lock() // a page may still call
	defer failed.mu.Unlock()
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

// corrects: the agent refers to the customer's message, changes what he wrote, and takes it back.
func corrects(d *testDesk, p *world.Platform, bob *seat) {
	const own = "#lines li.agent:has(blockquote)"
	bob.press("#lines li.customer .more", "#tool", "Your answer will refer to this message.")
	bob.types("#text", "Until fore.")
	bob.press("#send", "#lines blockquote", "When are you open?")
	bob.press(own+" .more", "#tool", "Change the text")
	bob.types("#edit", "Until four.")
	bob.press("#tool [data-do=edit]", own, "edited")
	if got := texts(p); !strings.Contains(got, "Until four.") || strings.Contains(got, "Until fore.") {
		d.t.Errorf("after an edit, the customer reads %q", got)
	}
	bob.press(own+" .more", "#tool", "Delete the message")
	bob.press("#tool [data-do=delete]", "#lines", "This message was taken back.")
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

// finds: an agent looks for a word, reads the customer's sessions on two channels, and narrows the
// lists by label and by channel.
func finds(ann *seat) {
	ann.types("#q", "parcel has not")
	ann.leave("#search > button", "#found", "parcel has not")
	ann.leave("#found .entry", "#customer", "Carla")
	ann.script(`document.getElementById("customer-panel").open = true; true`)
	ann.sees("#episodes", "ended by the agent · Parcel · said “Good”")
	ann.press("#about [data-do=same]", "#episodes", "Facebook")
	ann.leave("#episodes li:has(.facebook) a", "#lines", "Is there an agent?")
	ann.press("#filter summary", "#filter", "All channels")
	ann.choose("#by-label", "vip")
	ann.leave("#narrow", "#filter", "Show all")
	ann.leave("#tabs [data-tab=closed]", "#tabs [aria-current]", "Closed")
	ann.sees("#list", "Carla")
	if got := ann.text("#list"); strings.Contains(got, "Facebook") {
		ann.t.Errorf("the filter lets through: %s", got)
	}
	ann.leave("#filter a", "#list", "Facebook")
	ann.press("#filter summary", "#filter", "All channels")
	ann.choose("#by-channel", "page")
	ann.leave("#narrow", "#filter", "Show all")
	if got := ann.text("#list"); !strings.Contains(got, "Facebook") || strings.Contains(got, "Telegram") {
		ann.t.Errorf("the filter by channel lists: %s", got)
	}
	ann.leave("#filter a", "#list", "Telegram")
}
