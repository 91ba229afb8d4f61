package main

import (
	"bufio"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/session"
)

func TestConsoleServesACustomer(t *testing.T) {
	d := openDesk(t, withoutRobot)
	if at := d.now().Local(); at.Day() != at.Add(time.Hour).Day() {
		d.pass(2 * time.Hour) // all lines are of one day
	}
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
