package main

import (
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/contactkit/contactkit/session"
	"github.com/contactkit/contactkit/telegram/telegramtest"
)

// After the end by an agent the customer is asked with buttons. The answer is stored and shown, and
// begins nothing; any other message begins a session as ever.
func TestSurvey(t *testing.T) {
	d := openDesk(t, withoutRobot)
	ann, root := d.signIn("ann"), d.signIn("root")
	root.press(root.page("/survey"), "save-survey", url.Values{"question": {"How was it?"}, "choices": {"Very good\r\nGood\r\n\r\nBad "}})
	for _, p := range d.world.Platforms {
		t.Run(p.Name, func(t *testing.T) {
			thread := ann.serves(p, "Where is my parcel?")
			ann.press(ann.read(thread), "close", nil)
			if s := d.state(thread); s.Phase != session.PhaseClosed {
				t.Fatalf("%s", s.Phase)
			}
			d.until("the question", func() bool { return strings.Contains(texts(p), "How was it?") })
			sent := p.Received()
			i := len(sent) - 1
			for sent[i].Text != "How was it?" { // the goodbye may come after it
				i--
			}
			if got := strings.Join(sent[i].Choices, "|"); got != "Very good|Good|Bad" {
				t.Errorf("the choices are %q", got)
			}
			number := d.state(thread).Session
			p.Tap(p.Contact, "Good")
			d.flush(p)
			p.Server.Say(p.Contact, "3") // thinks better of it, and types the number
			d.flush(p)
			if s := d.state(thread); s.Phase != session.PhaseClosed || s.Session != number {
				t.Errorf("the answer leads to session %d, %s", s.Session, s.Phase)
			}
			if got := ann.read(thread).id("episodes").text(); !strings.Contains(got, "said “Bad”") {
				t.Errorf("the panel: %s", got)
			}
			if got := ann.read(thread).id("lines").text(); !strings.Contains(got, "Automatic How was it? Very good Good Bad") || !strings.Contains(got, "Good hh:mm") {
				t.Errorf("the conversation: %s", got)
			}
			d.says(p, "One more thing")
			if s := d.state(thread); s.Phase == session.PhaseClosed {
				t.Error("another message opens nothing")
			}
			d.says(p, "Good") // in an open conversation this is a message like any other
			if got := ann.read(thread).id("episodes").text(); strings.Count(got, "said") != 1 {
				t.Errorf("an answer in another session counts: %s", got)
			}
			ann.press(ann.page("/"), "pause", nil) // the next platform's customer finds ann free
			d.Engine.Leave(t.Context(), "ann")
		})
	}
	if got := root.page("/survey").text(); !strings.Contains(got, "Asked: 3 · Bad : 3") {
		t.Errorf("the results: %s", got)
	}
	if got := ann.get("/survey"); got.StatusCode != http.StatusForbidden {
		t.Errorf("an agent opens the survey: %s", got.Status)
	}
	for name, form := range map[string]url.Values{
		"one choice": {"question": {"?"}, "choices": {"a"}}, "a long one": {"question": {"?"}, "choices": {"a\n" + strings.Repeat("x", 21)}}, "twice": {"question": {"?"}, "choices": {"a\na"}},
	} {
		if got := root.post("/survey", form); got.StatusCode != http.StatusBadRequest {
			t.Errorf("%s: %s", name, got.Status)
		}
	}
}

// A customer whose profile names a language is asked in it, and the answer counts as the choice of
// the first list.
func TestSurveyInTheCustomersLanguage(t *testing.T) {
	d := openDesk(t, withoutRobot)
	ann, root := d.signIn("ann"), d.signIn("root")
	form := url.Values{
		"question": {"How was it?"}, "choices": {"Good\r\nBad"},
		"language-0": {"de"}, "question-0": {"Wie war es?"}, "choices-0": {"Gut\r\nSchlecht"},
		"language-1": {" "}, "question-1": {"removed"}, "choices-1": {"a"},
		"language-2": {"es"}, "question-2": {"¿Qué tal?"}, "choices-2": {"Bien\nMal"},
	}
	root.press(root.page("/survey"), "save-survey", form)
	page := root.page("/survey")
	if got := page.id("language-1").attr("value") + page.id("choices-1").text() + page.id("language-2").attr("value"); got != "esBien Mal" {
		t.Errorf("the form has %q", got)
	}
	p := d.platform("telegram")
	p.Server.(*telegramtest.Server).Meet(telegramtest.Person{ID: p.Contact, First: "Heidi", Language: "de"})
	thread := ann.serves(p, "Wo ist mein Paket?")
	ann.press(ann.read(thread), "close", nil)
	d.until("the question", func() bool { return strings.Contains(texts(p), "Wie war es?") })
	p.Tap(p.Contact, "Schlecht")
	d.flush(p)
	if got := ann.read(thread).id("lines").text(); !strings.Contains(got, "Wie war es? Gut Schlecht") || !strings.Contains(got, "Heidi Schlecht hh:mm") {
		t.Errorf("the conversation: %s", got)
	}
	if got := root.page("/survey").text(); !strings.Contains(got, "Asked: 1 · Bad : 1") {
		t.Errorf("the results: %s", got)
	}
	for name, change := range map[string]url.Values{
		"no language": {"language-0": {"????"}}, "fewer choices": {"choices-0": {"Gut"}}, "no question": {"question-0": {""}},
		"a long choice": {"choices-0": {"Gut\n" + strings.Repeat("ü", 21)}}, "a language twice": {"language-2": {"DE"}},
	} {
		wrong := maps.Clone(form)
		maps.Copy(wrong, change)
		if got := root.post("/survey", wrong); got.StatusCode != http.StatusBadRequest {
			t.Errorf("%s: %s", name, got.Status)
		}
	}
}
