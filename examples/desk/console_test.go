package main

import (
	"bufio"
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/examples/desk/world"
	"github.com/contactkit/contactkit/session"
)

func TestConsoleServesACustomer(t *testing.T) {
	d := openDesk(t, withoutRobot)
	ann, bob := d.signIn("ann"), d.signIn("bob")
	p := d.platform("telegram")

	home := ann.page("/")
	if got := home.id("list").text(); got != "You serve nobody now. Press “Ready”, and customers are offered to you." {
		t.Errorf("empty list: %s", got)
	}
	ann.press(home, "ready", nil)
	thread := d.says(p, "My parcel is lost")
	d.until("an offer", func() bool { return ann.page("/").id("offers").text() != "" })
	offered := ann.page("/").id("offers")
	if got := offered.text(); !strings.Contains(got, "asks for you hh:mm Accept Decline ends at hh:mm") {
		t.Errorf("offers: %s", got)
	}
	if got := bob.read(thread).id("shut").text(); !strings.HasPrefix(got, "A colleague is asked to take this conversation.") {
		t.Errorf("bob may answer: %s", got)
	}
	if got := ann.press(offered, "accept", nil); got.Header.Get("Location") != "/thread/"+thread.Key()+"?tab=mine" {
		t.Errorf("accepting leads to %s", got.Header.Get("Location"))
	}

	open := ann.read(thread)
	got := map[string]string{
		"phase": open.id("phase").text(), "customer": open.id("customer").text(), "tab": open.id("tabs").text(),
		"acts": strings.Join(open.id("acts").buttons(), " "), "line": open.id("lines").text(), "ahead": open.id("ahead").text(),
	}
	want := map[string]string{
		"phase": "waits for you", "customer": p.Contact, "tab": "Mine 1 Queue Robot Colleagues Offline Closed Public",
		"acts": "hold waive close consult join transfer", "ahead": "a reminder for the agent at hh:mm · it goes to another agent at hh:mm",
		"line": d.now().Local().Format("Monday, 2 January 2006") + " " + p.Contact + " My parcel is lost hh:mm ⋯" +
			" Automatic One moment, we are looking for somebody who can help. You are number 1 in the queue. hh:mm · sent Ann <b> serves the customer. hh:mm",
	}
	if name := open.id("customer").text(); name != p.Contact { // the platform has told it already
		want["customer"], want["line"] = name, strings.Replace(want["line"], p.Contact, name, 1)
	}
	d.until("the notice", func() bool { return strings.Contains(ann.read(thread).id("lines").text(), "· sent") })
	got["line"] = ann.read(thread).id("lines").text()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("conversation (-want +got):\n%s", diff)
	}

	path, form := open.form("send", url.Values{"text": {"It is on its way.\r\nReally."}, "replies": {"Thank you\r\n\r\n  Not yet \n"}})
	for range 2 { // a double click
		if got := ann.post(path, form).StatusCode; got != http.StatusSeeOther {
			t.Fatalf("answer: %d", got)
		}
	}
	d.until("the answer at the customer", func() bool { return len(p.Received()) == 2 })
	if got := p.Received()[1].Text; got != "It is on its way.\nReally." {
		t.Errorf("the customer got %q", got)
	}
	d.until("the state", func() bool {
		return strings.Contains(ann.read(thread).id("lines").text(), "It is on its way. Really. Thank you Not yet hh:mm · sent")
	})
	if n := strings.Count(ann.read(thread).id("lines").text(), "It is on its way."); n != 1 {
		t.Errorf("it stands there %d times", n)
	}
	ann.press(ann.read(thread), "close", nil)
	if s := d.state(thread); s.Phase != session.PhaseClosed || s.Reason != session.ReasonAgentDone {
		t.Errorf("%s, %s", s.Phase, s.Reason)
	}
	if got := ann.page("/?tab=closed").id("list").text(); !strings.Contains(got, "closed") {
		t.Errorf("closed: %s", got)
	}
	// Writing first opens it again.
	ann.press(ann.read(thread), "send", url.Values{"text": {"One thing more"}})
	if s := d.state(thread); s.Phase != session.PhaseAgent || s.Agent != "ann" || s.Owes != session.Contact {
		t.Errorf("%s by %s", s.Phase, s.Agent)
	}
}

func TestConsoleActs(t *testing.T) {
	d := openDesk(t, withoutRobot)
	ann, bob, root := d.signIn("ann"), d.signIn("bob"), d.signIn("root")
	thread := ann.serves(d.platform("facebook"), "Hello")
	step := func(a *agent, do string, more url.Values, want session.Phase, by string) {
		t.Helper()
		got := a.press(a.read(thread), do, more)
		if s := d.state(thread); s.Phase != want || s.Agent != by || strings.Contains(got.Header.Get("Location"), "note=") {
			t.Fatalf("%s: %s by %q, %s", do, s.Phase, s.Agent, got.Header.Get("Location"))
		}
	}
	step(ann, "hold", nil, session.PhaseHold, "ann")
	step(ann, "resume", nil, session.PhaseAgent, "ann")
	bob.press(bob.page("/"), "ready", nil)
	step(ann, "transfer", url.Values{"to": {"agent:bob"}}, session.PhaseAgent, "ann")
	if got := ann.read(thread).id("acts").text(); !strings.Contains(got, "Waiting for Bob to take over.") {
		t.Errorf("acts: %s", got)
	}
	step(ann, "cancel", nil, session.PhaseAgent, "ann")
	step(ann, "transfer", url.Values{"to": {"agent:bob"}}, session.PhaseAgent, "ann")
	if got := bob.page("/").id("offers").text(); !strings.Contains(got, "Ann <b> asks you to take over") {
		t.Errorf("offers: %s", got)
	}
	step(bob, "decline", nil, session.PhaseAgent, "ann")
	step(ann, "transfer", url.Values{"to": {"agent:bob"}}, session.PhaseAgent, "ann")
	step(bob, "accept", nil, session.PhaseAgent, "bob")

	if got := ann.read(thread).id("acts").buttons(); len(got) != 0 {
		t.Errorf("ann may still %v", got)
	}
	step(root, "transfer", url.Values{"to": {"agent:root"}, "force": {"1"}}, session.PhaseAgent, "root")
	step(root, "transfer", url.Values{"to": {"offline"}}, session.PhaseOffline, "")
	step(ann, "take", nil, session.PhaseAgent, "ann")
	step(root, "close", nil, session.PhaseClosed, "")
	if got := d.state(thread).Reason; got != session.ReasonHost {
		t.Errorf("closed: %s", got)
	}
}

// After a conversation the page asks for a code, until one is entered.
func TestConsoleWrapUp(t *testing.T) {
	d := openDesk(t, withoutRobot, func(r *directory.Record) {
		r.Routing.WrapUp = 600
		r.Routing.WrapCodes = []directory.WrapCode{{ID: "c1", Label: "Complaint"}, {ID: "c2", Retired: true}}
	})
	ann := d.signIn("ann")
	thread := ann.serves(d.platform("facebook"), "Hello")
	if got := ann.page("/").id("offers").text(); strings.Contains(got, "To write up") {
		t.Errorf("before the end: %s", got)
	}
	ann.press(ann.read(thread), "close", nil)
	if got := ann.page("/").id("offers").text(); !strings.Contains(got, "To write up") || !strings.Contains(got, "Complaint") || strings.Contains(got, "c2") {
		t.Errorf("after the end: %s", got)
	}
	ann.press(ann.page("/"), "wrapped", url.Values{"code": {"c1"}})
	if got := ann.page("/").id("offers").text(); strings.Contains(got, "To write up") {
		t.Errorf("after the code: %s", got)
	}
	if got := ann.read(thread).id("episodes").text(); !strings.HasSuffix(got, "ended by the agent · Complaint") {
		t.Errorf("the panel: %s", got)
	}
}

func TestForgedActsChangeNothing(t *testing.T) {
	d := openDesk(t, withoutRobot)
	ann, bob := d.signIn("ann"), d.signIn("bob")
	thread := ann.serves(d.platform("telegram"), "Hello")
	before := d.state(thread)
	forms := map[string]url.Values{
		"hold": {"do": {"hold"}}, "close": {"do": {"close"}}, "resume": {"do": {"resume"}}, "accept": {"do": {"accept"}, "offer": {strconv.Itoa(int(before.Part))}},
		"transfer": {"do": {"transfer"}, "to": {"agent:bob"}}, "forced": {"do": {"transfer"}, "to": {"agent:bob"}, "force": {"1"}},
		"nothing": {"do": {"dance"}}, "nowhere": {"do": {"transfer"}, "to": {"moon:1"}},
	}
	for name, form := range forms {
		form.Set("form", "f"+name)
		form.Set("thread", thread.Key())
		got := bob.post("/act", form)
		if after := d.state(thread); after != before {
			t.Errorf("%s: %+v", name, after)
		}
		if got.StatusCode == http.StatusSeeOther && bob.page(got.Header.Get("Location")).id("note").text() == "" {
			t.Errorf("%s: bob is not told", name)
		}
	}
	// The serving agent may pass the conversation on, but not to a target that does not exist; and
	// a form has no name of any length.
	for name, form := range map[string]url.Values{
		"no queue": {"do": {"transfer"}, "to": {"queue:nowhere"}, "form": {"q"}}, "everybody's queue": {"do": {"transfer"}, "to": {"queue:"}, "form": {"e"}},
		"two lines": {"do": {"transfer"}, "to": {"queue:support\nbob"}, "form": {"l"}}, "no agent": {"do": {"transfer"}, "to": {"agent:ghost"}, "form": {"g"}},
		"a long name": {"do": {"hold"}, "form": {strings.Repeat("x", 65)}}, "a huge form": {"do": {"hold"}, "form": {"h"}, "q": {strings.Repeat("x", 64<<10)}},
	} {
		form.Set("thread", thread.Key())
		if got := ann.post("/act", form).StatusCode; got != http.StatusBadRequest {
			t.Errorf("%s: %d", name, got)
		}
		if after := d.state(thread); after != before {
			t.Errorf("%s: %+v", name, after)
		}
	}
	if got := ann.post("/answer", url.Values{"form": {strings.Repeat("x", 65)}, "thread": {thread.Key()}, "text": {"x"}}).StatusCode; got != http.StatusBadRequest {
		t.Errorf("an answer with a long name: %d", got)
	}
	for _, key := range []string{"", "telegram", "telegram/1/2"} {
		if got := bob.post("/act", url.Values{"do": {"hold"}, "form": {"x"}, "thread": {key}}).StatusCode; got != http.StatusBadRequest && got != http.StatusNotFound {
			t.Errorf("thread %q: %d", key, got)
		}
	}
	// An answer of an agent who does not serve is shown as refused, and is not sent.
	sent := len(d.platform("telegram").Received())
	bob.post("/answer", url.Values{"form": {"x"}, "thread": {thread.Key()}, "text": {"It is me"}})
	if got := bob.read(thread).id("lines").text(); !strings.Contains(got, "It is me") || !strings.Contains(got, "refused not in charge") {
		t.Errorf("lines: %s", got)
	}
	if got := d.platform("telegram").Received(); len(got) > max(sent, 1) {
		t.Errorf("the customer got %+v", got)
	}
	for _, path := range []string{"/typing", "/seen"} {
		if got := bob.post(path, url.Values{"thread": {thread.Key()}}).StatusCode; got != http.StatusConflict {
			t.Errorf("%s: %d", path, got)
		}
		if got := ann.post(path, url.Values{"thread": {thread.Key()}}).StatusCode; got != http.StatusNoContent {
			t.Errorf("ann's %s: %d", path, got)
		}
	}
}

// Two agents cannot take the same conversation, however close together they press.
func TestOnlyOneTakesAConversation(t *testing.T) {
	d := openDesk(t, withoutRobot, func(r *directory.Record) { r.Routing.Mode, r.Routing.List = directory.Pull, "all" })
	agents := map[string]*agent{"ann": d.signIn("ann"), "bob": d.signIn("bob"), "root": d.signIn("root")}
	p := d.platform("telegram")
	thread := d.says(p, "Hello")
	if got := agents["ann"].page("/?tab=queue").id("list").text(); !strings.Contains(got, "waits in all since hh:mm") {
		t.Errorf("queue: %s", got)
	}
	for round := range 10 {
		thread := channel.Thread{Platform: p.Name, Account: p.Account, Contact: p.Customer(1000 + round)}
		p.Server.Say(thread.Contact, "Hello")
		d.flush(p)
		var group sync.WaitGroup
		var mu sync.Mutex
		told := make(map[string]bool)
		forms := make(map[string]url.Values)
		for name, a := range agents {
			_, forms[name] = a.read(thread).form("take", nil)
		}
		for name, a := range agents {
			group.Go(func() {
				got := a.post("/act", forms[name])
				mu.Lock()
				defer mu.Unlock()
				told[name] = strings.Contains(got.Header.Get("Location"), "note=late")
			})
		}
		group.Wait()
		s := d.state(thread)
		if s.Phase != session.PhaseAgent {
			t.Fatalf("round %d: %s", round, s.Phase)
		}
		for name, late := range told {
			if late == (name == s.Agent) {
				t.Errorf("round %d: %s serves, %s is told to be late: %t", round, s.Agent, name, late)
			}
		}
		var served int
		err := d.Store.View(t.Context(), func(tx *store.Tx) error {
			list, err := tx.Messages(thread, 50)
			for _, m := range list {
				if m.Side == store.Desk && strings.Contains(m.Text, "serves the customer") {
					served++
				}
			}
			return err
		})
		if err != nil || served != 1 {
			t.Errorf("round %d: %d took it, %v", round, served, err)
		}
		agents[s.Agent].press(agents[s.Agent].read(thread), "close", nil)
	}
	if s := d.state(thread); s.Phase != session.PhaseQueued {
		t.Errorf("the other customer: %s", s.Phase)
	}
}

// Messages, files and names of a customer never become more than text.
func TestMarkupOfACustomerNeverRuns(t *testing.T) {
	d := openDesk(t, withoutRobot)
	ann := d.signIn("ann")
	p := d.platform("telegram")
	const script, image, address = `<script>alert(1)</script>`, `"><img src=x onerror=alert(2)>`, `javascript:alert(3)`
	p.Meet(p.Contact, image+script)
	thread := d.says(p, script+image)
	d.until("the name", func() bool { return strings.Contains(ann.read(thread).id("customer").text(), "img src") })
	err := d.Store.Do(t.Context(), func(tx *store.Tx) error {
		seq, err := tx.AddMessage(store.Message{Thread: thread, Key: "hostile", Side: store.Customer, At: d.now(), State: "", Note: script, Message: channel.Message{
			Text: address, Quote: image, Forward: &channel.Forward{Name: script},
			Location:     &channel.Location{Name: image, Address: script, URL: address},
			Card:         &channel.Card{Name: script, Phone: image},
			Referral:     &channel.Started{Source: script, Title: image, URL: address},
			Spans:        []channel.Span{{Kind: channel.SpanLink, Start: 0, End: 4, Value: address}},
			Buttons:      []channel.Button{{Text: script, URL: address}},
			QuickReplies: []channel.QuickReply{{Text: image}},
			Attachments: []channel.Attachment{{Kind: channel.MediaLink, URL: address, Name: script}, {Kind: channel.MediaLink, URL: "https://example.com/\"onclick=alert(4)", Name: image},
				{Kind: channel.MediaFile, Name: image, Type: script}},
		}})
		if err != nil {
			return err
		}
		return tx.PutFile(store.File{ID: "X", Message: seq, N: 2, Name: image, Type: "image/svg+xml", State: store.Here})
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/thread/" + thread.Key(), "/?q=" + url.QueryEscape(image), "/?q=" + url.QueryEscape(script) + "&tab=" + url.QueryEscape(image), "/?tab=queue",
		"/thread/" + thread.Key() + "?note=" + url.QueryEscape(script) + "&use=" + url.QueryEscape(image)} {
		page := ann.page(path)
		for _, e := range page.all(func(*node) bool { return true }) {
			for _, a := range e.Attr {
				if strings.HasPrefix(a.Key, "on") || a.Key == "style" || a.Key == "srcdoc" {
					t.Errorf("%s: <%s %s=%q>", path, e.Data, a.Key, a.Val)
				}
				switch a.Key {
				case "href", "src", "action", "formaction", "data":
					u, err := url.Parse(a.Val)
					if err != nil || u.Scheme != "" && u.Scheme != "https" {
						t.Errorf("%s: <%s %s=%q>", path, e.Data, a.Key, a.Val)
					}
				}
			}
			if e.Data == "script" && !ownScript.MatchString(e.attr("src")) || e.Data == "iframe" || e.Data == "object" || e.Data == "style" {
				t.Errorf("%s: <%s>", path, e.Data)
			}
			if e.Data == "img" && !strings.HasPrefix(e.attr("src"), "/media/") {
				t.Errorf("%s: <img src=%q>", path, e.attr("src"))
			}
		}
	}
	lines := ann.read(thread).id("lines")
	if n := strings.Count(lines.text(), script); n < 6 {
		t.Errorf("the text is shown %d times: %s", n, lines.text())
	}
	for _, e := range lines.all(func(e *node) bool {
		return strings.Contains(" text place ", " "+e.attr("class")+" ") && e.attr("class") == "text"
	}) {
		if e.attr("dir") != "auto" {
			t.Errorf("a text without dir=auto: %s", e.text())
		}
	}
}

func TestMedia(t *testing.T) {
	d := openDesk(t, withoutRobot)
	ann, nobody := d.signIn("ann"), d.nobody()
	put := func(id, name, kind, state, content string) {
		t.Helper()
		f, err := d.Engine.Upload(t.Context(), name, strings.NewReader(content))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := d.Store.Media.Put(t.Context(), id, strings.NewReader(content)); err != nil {
			t.Fatal(err)
		}
		f.ID, f.Type, f.State = id, kind, state
		if err := d.Store.Do(t.Context(), func(tx *store.Tx) error { return tx.PutFile(f) }); err != nil {
			t.Fatal(err)
		}
	}
	put("PNG", "a \"photo\".png", "image/png", store.Here, "pixels")
	put("SVG", "evil.svg", "image/svg+xml", store.Here, "<svg/>")
	put("PAGE", "evil.html", "text/plain", store.Here, "hello")
	put("GONE", "late.png", "image/png", store.Wanted, "pixels")
	tests := []struct {
		id, disposition, kind string
		status                int
	}{
		{"PNG", `inline; filename="a \"photo\".png"`, "image/png", 200},
		{"SVG", `attachment; filename=evil.svg`, "image/svg+xml", 200},
		{"PAGE", `attachment; filename=evil.html`, "text/plain", 200},
		{"GONE", "", "", 404},
		{"none", "", "", 404},
		{"..%2fdesk.db", "", "", 404},
	}
	for _, tt := range tests {
		got := ann.get("/media/" + tt.id)
		if got.StatusCode != tt.status {
			t.Errorf("%s: %s", tt.id, got.Status)
			continue
		}
		if tt.status != 200 {
			continue
		}
		have := []string{got.Header.Get("Content-Disposition"), got.Header.Get("Content-Type"), got.Header.Get("X-Content-Type-Options"), got.Header.Get("Content-Security-Policy"), got.Header.Get("Cache-Control")}
		if diff := cmp.Diff([]string{tt.disposition, tt.kind, "nosniff", "default-src 'none'; frame-ancestors 'none'; sandbox", "no-store"}, have); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.id, diff)
		}
		if got := nobody.get("/media/" + tt.id).StatusCode; got != http.StatusSeeOther {
			t.Errorf("%s is given to anybody: %d", tt.id, got)
		}
	}
}

func TestAnswerWithFiles(t *testing.T) {
	d := openDesk(t, withoutRobot)
	ann := d.signIn("ann")
	p := d.platform("facebook")
	thread := ann.serves(p, "Show me")
	send := func(form, text string, files map[string]string) *http.Response {
		t.Helper()
		var body bytes.Buffer
		w := multipart.NewWriter(&body)
		for name, value := range map[string]string{"form": form, "thread": thread.Key(), "text": text} {
			if err := w.WriteField(name, value); err != nil {
				t.Fatal(err)
			}
		}
		for name, content := range files {
			part, err := w.CreateFormFile("files", name)
			if err == nil {
				_, err = io.WriteString(part, content)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		r := httptest.NewRequest("POST", "/answer", &body)
		r.Header.Set("Content-Type", w.FormDataContentType())
		return ann.do(r)
	}
	photo := string(world.Photo())
	refused := map[string]struct {
		text  string
		files map[string]string
		want  int
	}{
		"a page":        {"x", map[string]string{"a.txt": "<!doctype html><script>alert(1)</script>"}, http.StatusUnsupportedMediaType},
		"nothing":       {" ", nil, http.StatusBadRequest},
		"a long text":   {strings.Repeat("x", 40_001), nil, http.StatusBadRequest},
		"a large file":  {"x", map[string]string{"a.bin": strings.Repeat("\x00", 20<<20+1)}, http.StatusRequestEntityTooLarge},
		"a larger form": {"x", map[string]string{"a.bin": strings.Repeat("\x00", 51<<20)}, http.StatusRequestEntityTooLarge},
	}
	for name, tt := range refused {
		got := send("r"+name, tt.text, tt.files)
		if got.StatusCode != tt.want {
			t.Errorf("%s: %s", name, got.Status)
		}
	}
	if got := send("f1", "Here it is", map[string]string{"photo.jpg": photo}); got.StatusCode != http.StatusSeeOther {
		t.Fatalf("photo: %s", got.Status)
	}
	d.until("the photo at the customer", func() bool {
		for _, m := range p.Received() {
			if m.Attachments == 1 {
				return true
			}
		}
		return false
	})
	pictures := ann.read(thread).id("lines").all(func(e *node) bool { return e.Data == "img" })
	if len(pictures) != 1 || pictures[0].attr("alt") != "photo.jpg" {
		t.Fatalf("%d pictures", len(pictures))
	}
	got, err := io.ReadAll(ann.get(pictures[0].attr("src")).Body)
	if err != nil || string(got) != photo {
		t.Errorf("%d bytes, %v", len(got), err)
	}
	// A customer's photo is fetched, and shown as soon as it is here.
	p.Photo(p.Contact, "")
	d.flush(p)
	d.until("the customer's photo", func() bool {
		return len(ann.read(thread).id("lines").all(func(e *node) bool { return e.Data == "img" })) == 2
	})
}

func TestFailuresAreShownAndSentAgain(t *testing.T) {
	d := openDesk(t, withoutRobot)
	ann, bob := d.signIn("ann"), d.signIn("bob")
	p := d.platform("facebook")
	thread := ann.serves(p, "Hello")
	d.until("the notice", func() bool { return len(p.Received()) == 1 })
	p.Lose()
	ann.press(ann.read(thread), "send", url.Values{"text": {"Are you there?"}})
	uncertain := func() []*node {
		return ann.read(thread).id("lines").all(func(e *node) bool { return e.Data == "li" && e.attr("data-state") == store.Uncertain })
	}
	d.until("doubt", func() bool { return len(uncertain()) == 1 })
	if got := uncertain()[0].text(); !strings.Contains(got, "may have arrived") || !strings.Contains(got, "The customer may see it twice.") {
		t.Errorf("line: %s", got)
	}
	path, form := uncertain()[0].form("again", nil)
	if got := bob.post(path, form).StatusCode; got != http.StatusForbidden {
		t.Errorf("bob sends it again: %d", got)
	}
	ann.post(path, form)
	d.until("it at the customer twice", func() bool { return len(p.Received()) == 3 })
	d.until("certainty", func() bool { return len(uncertain()) == 0 })
	got := ann.post(path, form)
	if note := ann.page(got.Header.Get("Location")).id("note").text(); note != "This message was sent meanwhile, or is on its way." {
		t.Errorf("note: %s", note)
	}
}

// Who wrote a message that failed cannot reach the customer by it after a colleague has taken over,
// nor under another conversation's name.
func TestSendingAgainIsForWhoServes(t *testing.T) {
	d := openDesk(t, withoutRobot)
	ann, bob, root := d.signIn("ann"), d.signIn("bob"), d.signIn("root")
	p := d.platform("facebook")
	thread := ann.serves(p, "Hello")
	d.until("the notice", func() bool { return len(p.Received()) == 1 })
	p.Lose()
	ann.press(ann.read(thread), "send", url.Values{"text": {"Are you there?"}})
	uncertain := func() []*node {
		return ann.read(thread).id("lines").all(func(e *node) bool { return e.Data == "li" && e.attr("data-state") == store.Uncertain })
	}
	d.until("doubt", func() bool { return len(uncertain()) == 1 })
	path, form := uncertain()[0].form("again", nil)

	other := d.says(d.platform("telegram"), "Hello")
	d.until("an offer", func() bool { return d.state(other).Phase == session.PhaseOffered })
	ann.press(ann.page("/").id("offers"), "accept", nil)
	forged := url.Values{"thread": {other.Key()}, "message": form["message"]}
	if got := ann.post(path, forged).StatusCode; got != http.StatusForbidden {
		t.Errorf("under another conversation's name: %d", got)
	}

	bob.press(bob.page("/"), "ready", nil)
	root.post("/act", url.Values{"form": {"t"}, "thread": {thread.Key()}, "do": {"transfer"}, "to": {"agent:bob"}, "force": {"1"}})
	bob.press(bob.page("/").id("offers"), "accept", nil)
	if s := d.state(thread); s.Agent != "bob" || s.Phase != session.PhaseAgent {
		t.Fatalf("%s by %s", s.Phase, s.Agent)
	}
	if list := uncertain()[0].buttons(); len(list) != 0 {
		t.Errorf("ann is offered %v", list)
	}
	if got := ann.post(path, form).StatusCode; got != http.StatusForbidden {
		t.Errorf("ann sends it again: %d", got)
	}
	if got := bob.post(path, form).StatusCode; got != http.StatusSeeOther {
		t.Errorf("bob, who serves: %d", got)
	}
}

func TestWhatThePlatformTellsIsShown(t *testing.T) {
	d := openDesk(t, withoutRobot)
	ann := d.signIn("ann")
	p := d.platform("twitter")
	thread := ann.serves(p, "Hello")
	p.Type(p.Contact)
	d.flush(p)
	d.until("typing", func() bool { return ann.read(thread).id("typing").text() == "is typing…" })
	d.pass(11 * time.Second)
	if got := ann.read(thread).id("typing"); got != nil {
		t.Errorf("still typing: %s", got.text())
	}
	ann.press(ann.read(thread), "send", url.Values{"text": {"Hello yourself"}})
	d.until("the answer", func() bool {
		return strings.Contains(ann.read(thread).id("lines").text(), "Hello yourself hh:mm · sent")
	})
	p.Read(p.Contact)
	d.flush(p)
	d.until("that it was read", func() bool { return strings.Contains(ann.read(thread).id("lines").text(), "· read") })
	if got := ann.page("/?q=" + p.Contact[:8]).id("list").all(func(e *node) bool { return e.attr("data-thread") == thread.Key() }); len(got) != 1 {
		t.Errorf("search finds %d", len(got))
	}
	if got := ann.page("/?q=%25").id("list").text(); got != "Customers named “%” No customer has this name. Messages with “%” No message has these words." {
		t.Errorf("search for a wildcard: %s", got)
	}
}

func TestAnswerBoxSaysWhyItIsShut(t *testing.T) {
	d := openDesk(t, withoutRobot, func(r *directory.Record) {
		r.Settings = map[string]string{"appId": r.Settings["appId"], "account": r.Settings["account"], "apiKey": r.Settings["apiKey"], "env": r.Settings["env"]}
		r.Silence.Customer, r.Silence.Agent = 3600, 86400
	})
	ann := d.signIn("ann")
	p := d.platform("facebook")
	thread := ann.serves(p, "Hello")
	if got := ann.read(thread).id("window").text(); !strings.HasPrefix(got, "the platform takes answers until") {
		t.Errorf("window: %s", got)
	}
	d.pass(23 * time.Hour)
	ann = d.signIn("ann") // another shift
	if got := ann.read(thread).id("answer"); got == nil {
		t.Error("shut too early")
	}
	ann.press(ann.read(thread), "hold", nil)
	d.pass(time.Hour)
	if got := ann.read(thread).id("shut").text(); !strings.HasPrefix(got, "The platform takes no more answers") {
		t.Errorf("window: %s", got)
	}
}

func TestStreamTellsOfAWebhook(t *testing.T) {
	d := openDesk(t, withoutRobot)
	ann := d.signIn("ann")
	server := httptest.NewServer(d.handler)
	defer server.Close()
	r, err := http.NewRequestWithContext(t.Context(), "GET", server.URL+"/changes", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.AddCookie(ann.cookie)
	answer, err := server.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if got := answer.Header.Get("Content-Type"); got != "text/event-stream" {
		t.Fatalf("%s, %s", answer.Status, got)
	}
	lines := bufio.NewScanner(answer.Body)
	lines.Scan() // the stream is open
	p := d.platform("telegram")
	thread := d.says(p, "Is anybody there?")
	for lines.Scan() {
		if lines.Text() == "data: "+thread.Key() {
			break
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	part := httptest.NewRequest("GET", "/thread/"+thread.Key(), nil)
	part.Header.Set("X-Part", "1")
	body, err := io.ReadAll(ann.do(part).Body)
	if err != nil || !strings.Contains(string(body), "Is anybody there?") || strings.Contains(string(body), "<html") {
		t.Errorf("part %s, %v", body, err)
	}
}

func TestSignOutGivesConversationsBack(t *testing.T) {
	d := openDesk(t, withoutRobot)
	ann := d.signIn("ann")
	thread := ann.serves(d.platform("telegram"), "Hello")
	ann.press(ann.read(thread), "sign-out", nil)
	if s := d.state(thread); s.Agent == "ann" || s.Phase != session.PhaseQueued {
		t.Errorf("%s by %s", s.Phase, s.Agent)
	}
	err := d.Store.View(t.Context(), func(tx *store.Tx) error {
		p, err := tx.Person("ann")
		if p.Ready {
			t.Error("still ready")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
