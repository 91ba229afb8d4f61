package main

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/session"
)

// put stores a message as if it had come or gone before.
func (d *testDesk) put(m store.Message, files ...store.File) {
	d.t.Helper()
	err := d.Store.Do(d.t.Context(), func(t *store.Tx) error {
		first := m
		first.At = d.now()
		if m.Edited {
			first.Text = "before " + m.Text
		}
		seq, err := t.AddMessage(first)
		for n, f := range files {
			f.Message, f.N = seq, n
			if err == nil {
				err = t.PutFile(f)
			}
		}
		if err == nil && m.Edited {
			err = t.EditMessage(m.Thread, m.Message)
		}
		return err
	})
	if err != nil {
		d.t.Fatal(err)
	}
}

func TestEveryKindOfLineIsShown(t *testing.T) {
	d := openDesk(t, withoutRobot)
	ann := d.signIn("ann")
	thread := ann.serves(d.platform("telegram"), "Hello")
	who := ann.read(thread).id("customer").text()
	tests := []struct {
		key     string
		message store.Message
		files   []store.File
		want    string
	}{
		{"sending", store.Message{Side: store.Robot, State: store.Sending}, nil, "Robot sending hh:mm · sending…"},
		{"sent", store.Message{Side: store.Notice, State: store.Sent}, nil, "Automatic sent hh:mm · sent"},
		{"delivered", store.Message{Side: store.Agent, Author: "bob", State: store.Delivered}, nil, "Bob delivered hh:mm · delivered"},
		{"read", store.Message{Side: store.Agent, Author: "gone", State: store.Read}, nil, "gone read hh:mm · read"},
		{"uncertain", store.Message{Side: store.Robot, State: store.Uncertain, Note: "no answer"}, nil,
			"Robot uncertain hh:mm · may have arrived no answer Send again The customer may see it twice."},
		{"failed", store.Message{Side: store.Agent, Author: "ann", State: store.Failed, Note: "blocked"}, nil, "Ann <b> failed hh:mm · not sent blocked Send again"},
		{"dropped", store.Message{Side: store.Notice, State: store.Dropped, Note: "too late"}, nil, "Automatic dropped hh:mm · dropped too late Send again"},
		{"cancelled", store.Message{Side: store.Robot, State: store.Cancelled}, nil, "Robot cancelled hh:mm · taken back"},
		{"refused", store.Message{Side: store.Agent, Author: "bob", State: store.Refused, Note: "not in charge"}, nil, "Bob refused hh:mm · refused not in charge"},
		{"inbox", store.Message{Side: store.Inbox, State: store.Sent}, nil, "Platform's inbox inbox hh:mm · sent"},
		{"hint", store.Message{Side: store.Assistant}, nil, "Assistant, to you alone hint hh:mm Use it"},
		{"note", store.Message{Side: store.Note, Author: "bob"}, nil, "Bob, private note note hh:mm"},
		{"remark", store.Message{Side: store.Desk}, nil, "remark hh:mm"},
		{"deleted", store.Message{Side: store.Customer, State: store.Deleted}, nil, who + " This message was taken back. hh:mm"},
		{"edited", store.Message{Side: store.Customer, Edited: true, Message: channel.Message{ID: "77"}}, nil, who + " edited hh:mm · edited"},
		{"answering", store.Message{Side: store.Customer, Message: channel.Message{ReplyTo: "77"}}, nil, who + " edited answering hh:mm"},
		{"quoting", store.Message{Side: store.Customer, Message: channel.Message{Quote: "as you said"}}, nil, who + " as you said quoting hh:mm"},
		{"forwarded", store.Message{Side: store.Customer, Message: channel.Message{Forward: &channel.Forward{Name: "Eve"}}}, nil, who + " Forwarded from Eve forwarded hh:mm"},
		{"place", store.Message{Side: store.Customer, Message: channel.Message{Location: &channel.Location{Latitude: 48.5, Longitude: -9, Name: "Shop"}}}, nil,
			who + " place 📍 Shop , 48.5, -9 hh:mm"},
		{"card", store.Message{Side: store.Customer, Message: channel.Message{Card: &channel.Card{Name: "Cy", Phone: "+1 55", Own: true}}}, nil,
			who + " card 👤 Cy +1 55 (the customer's own) hh:mm"},
		{"choices", store.Message{Side: store.Agent, Author: "ann", State: store.Sent, Message: channel.Message{
			QuickReplies: []channel.QuickReply{{Text: "Yes"}, {Asks: channel.AskPhone}}, Buttons: []channel.Button{{Text: "Shop", URL: "https://shop.example"}},
		}}, nil, "Ann <b> choices Yes phone Shop (https://shop.example) hh:mm · sent"},
		{"wanted", store.Message{Side: store.Customer, Message: channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaVideo}}}},
			[]store.File{{ID: "W", State: store.Wanted}}, who + " wanted 📎 video is being fetched… hh:mm"},
		{"unwanted", store.Message{Side: store.Customer, Message: channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaFile}}}},
			[]store.File{{ID: "U", Name: "a.exe", State: store.Unwanted, Note: "over 20 MB"}}, who + " unwanted 📎 a.exe not kept: over 20 MB hh:mm"},
		{"here", store.Message{Side: store.Customer, Message: channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaFile}}}},
			[]store.File{{ID: "H", Name: "bill.pdf", Type: "application/pdf", Size: 123_400, State: store.Here}}, who + " here 📎 bill.pdf application/pdf, 123 kB hh:mm"},
		{"shared", store.Message{Side: store.Customer, Message: channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaLink, URL: "https://shop.example/1", Name: "A shoe"}}}},
			nil, who + " shared 🔗 A shoe hh:mm"},
		{"product", store.Message{Side: store.Customer, Message: channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaLink, URL: "https://shop.example/2", Name: "A hat", Detail: "12.50 €", SKU: "H-7"}}}},
			nil, who + " product 🔗 A hat 12.50 € no. H-7 hh:mm"},
	}
	for _, tt := range tests {
		m := tt.message
		m.Thread, m.Key, m.Text = thread, tt.key, tt.key
		d.put(m, tt.files...)
	}
	got := make(map[string]string)
	want := make(map[string]string)
	lines := ann.read(thread).id("lines").all(func(e *node) bool { return e.Data == "li" })
	lines = lines[len(lines)-len(tests):]
	for i, tt := range tests {
		got[tt.key], want[tt.key] = strings.Replace(lines[i].text(), " ⋯", "", 1), tt.want
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("lines (-want +got):\n%s", diff)
	}
	if got := ann.read(thread).id("earlier").text(); got != "" {
		t.Errorf("earlier: %s", got)
	}
	for range 100 {
		d.put(store.Message{Thread: thread, Side: store.Customer, Message: channel.Message{Text: "and on"}})
	}
	if got := ann.read(thread).id("earlier").text(); got != "Earlier messages" {
		t.Errorf("earlier: %s", got)
	}
	earlier := ann.read(thread).id("earlier").all(func(e *node) bool { return e.Data == "a" })[0].attr("href")
	if got := ann.page(earlier).id("lines").text(); !strings.Contains(got, "Hello") {
		t.Errorf("the first message is not on the page before: %s", got)
	}
	if got := ann.page(earlier).id("later").text(); got != "Newest messages" {
		t.Errorf("later: %s", got)
	}
}

func TestHintIsTakenOver(t *testing.T) {
	d := openDesk(t, withoutRobot, func(r *directory.Record) { r.Service.Assistant = "faq" })
	ann := d.signIn("ann")
	p := d.platform("telegram")
	thread := ann.serves(p, "Hello")
	d.says(p, "When do you have opening hours?")
	var use []*node
	d.until("a hint", func() bool {
		use = ann.read(thread).id("lines").all(func(e *node) bool { return e.has("data-use") })
		return len(use) > 0
	})
	hint := use[len(use)-1].attr("href")
	if got := ann.page(hint).id("text").text(); got == "" || !strings.Contains(ann.read(thread).id("lines").text(), "Assistant, to you alone "+got) {
		t.Errorf("the box begins with %q", got)
	}
	if got := ann.read(thread).id("text").text(); got != "" {
		t.Errorf("without being asked the box begins with %q", got)
	}
}

func TestLists(t *testing.T) {
	d := openDesk(t, withoutRobot, func(r *directory.Record) {
		if r.Platform == "telegram" {
			r.Service.Mode = directory.Hybrid
		}
	})
	ann, bob := d.signIn("ann"), d.signIn("bob")
	robot := d.says(d.platform("telegram"), "What about my parcel?")
	mine := ann.serves(d.platform("facebook"), "Hello")
	waiting := d.says(d.platform("twitter"), "Anybody?")
	d.until("the offer", func() bool { return d.state(waiting).Phase == session.PhaseOffered })
	ann.press(ann.page("/").id("offers"), "decline", nil)
	d.until("the robot's answer", func() bool { return strings.Contains(bob.read(robot).id("lines").text(), "· sent") })
	if got := bob.read(robot).id("shut").text(); !strings.HasPrefix(got, "The robot serves this customer. You can watch.") {
		t.Errorf("with the robot: %s", got)
	}
	list := func(u *agent, tab string) (threads []string) {
		for _, e := range u.page("/?tab=" + tab).id("list").all(func(e *node) bool { return e.Data == "li" && e.has("data-thread") }) {
			threads = append(threads, e.attr("data-thread"))
		}
		return threads
	}
	ann.press(ann.read(mine), "hold", nil)
	got := map[string][]string{
		"ann's": list(ann, "mine"), "bob's": list(bob, "mine"), "queue": list(bob, "queue"), "robot": list(bob, "robot"),
		"ann's colleagues'": list(ann, "others"), "bob's colleagues'": list(bob, "others"), "closed": list(ann, "closed"),
	}
	want := map[string][]string{
		"ann's": {mine.Key()}, "bob's": nil, "queue": {waiting.Key()}, "robot": {robot.Key()},
		"ann's colleagues'": nil, "bob's colleagues'": {mine.Key()}, "closed": nil,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("lists (-want +got):\n%s", diff)
	}
	if got := bob.page("/?tab=queue").id("list").text(); !strings.Contains(got, "waits in support since hh:mm") {
		t.Errorf("queue: %s", got)
	}
	// No agent takes it: it becomes an offline message, which any agent may take.
	d.pass(2 * time.Minute)
	d.until("the end of the wait", func() bool { return d.state(waiting).Phase == session.PhaseOffline })
	if got := list(bob, "offline"); !cmp.Equal(got, []string{waiting.Key()}) {
		t.Errorf("offline: %v", got)
	}
	bob.press(bob.page("/?tab=offline"), "take", nil)
	if s := d.state(waiting); s.Phase != session.PhaseAgent || s.Agent != "bob" {
		t.Errorf("%s by %s", s.Phase, s.Agent)
	}
	bob.press(bob.read(waiting), "transfer", url.Values{"to": {"queue:billing"}})
	if s := d.state(waiting); s.Asks == session.Nobody || !strings.HasPrefix(s.Ask, "billing\n") {
		t.Errorf("asks %s for %q", s.Asks, s.Ask)
	}
	for _, step := range []struct{ button, want string }{{"ready", "● Ready Take a break"}, {"pause", "○ On a break Ready"}} {
		bob.press(bob.page("/"), step.button, nil)
		if got := bob.page("/").id("status").text(); got != step.want {
			t.Errorf("after %s: %s", step.button, got)
		}
	}
}
