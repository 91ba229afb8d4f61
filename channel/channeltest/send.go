package channeltest

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
)

var sendCases = []testCase{
	{name: "send", check: send,
		promise: "A plain text is accepted, and the platform's name and time of it are returned as the platform gave them: time in UTC, IDs in order."},
	{name: "answer an event", check: answerEvent,
		promise: "The thread of a received message is the thread to answer in."},
	{name: "foreign thread", check: foreignThread,
		promise: "A thread of another platform or account is refused before any I/O with ErrRejected and a FieldError for it: nobody is answered from the wrong account."},
	{name: "foreign native part", check: foreignNative,
		promise: "A native part that is another platform's is refused before any I/O, never dropped."},
	{name: "too late", check: tooLate,
		promise: "A message that is useless by now (NotAfter) is refused before any I/O with ErrRejected; one that still has time is sent."},
	{name: "closed window", optional: true, check: closedWindow,
		promise: "Outside the reply window a message is refused before any I/O with ErrWindowClosed; inside it is sent."},
	{name: "redirect", check: redirect,
		promise: "A redirect is not followed: it would carry the credentials to another host."},
	{name: "no credential in a URL of an error", check: errorURL,
		promise: "No error shows a credential, even when the transport puts everything that it knows into its own."},
}

func send(s *suite) {
	ch, w := s.link()
	sent, err := ch.Send(s.Context(), s.h.Thread, s.text("How can we help? <3 & \"Grüße\" 💡 \\ https://example.com/?a=1&b=2"))
	if err != nil {
		s.Fatalf("Send: %v", err)
	}
	if w.count() == 0 {
		s.Error("Send reported success and called nobody")
	}
	if slices.Contains(sent.IDs, "") {
		s.Errorf("one of the platform's names is empty: %q", sent.IDs)
	}
	if !sent.Time.IsZero() && sent.Time.Location() != time.UTC {
		s.Errorf("the time of acceptance is not in UTC: %v", sent.Time)
	}
}

func answerEvent(s *suite) {
	ch, w := s.link()
	got := s.receive(ch, s.sign(s.h.Message(s.in(1, "Hello"))))
	if len(got.Events) != 1 {
		s.Fatalf("one message became %d events", len(got.Events))
	}
	m := s.text("Hello yourself")
	m.Heard = got.Events[0].Time
	if _, err := ch.Send(s.Context(), got.Events[0].Thread, m); err != nil || w.count() == 0 {
		s.Errorf("Send to %v: %v", got.Events[0].Thread, err)
	}
}

// refuses checks that a message is refused before any I/O and that the fields are named.
func (s *suite) refuses(what string, ch channel.Channel, w *wire, to channel.Thread, m channel.Message, kind error, fields ...string) {
	s.Helper()
	w.count()
	sent, err := ch.Send(s.Context(), to, m)
	if !errors.Is(err, kind) {
		s.Errorf("%s: Send = %v, want an error matching %q", what, err, kind)
	}
	if n := w.count(); n != 0 {
		s.Errorf("%s: refused after %d calls, and should be before any", what, n)
	}
	if len(sent.IDs) > 0 {
		s.Errorf("%s: refused, and still sent as %q", what, sent.IDs)
	}
	var named []string
	for _, f := range channel.FieldErrors(err) {
		named = append(named, f.Field)
	}
	for _, f := range fields {
		if !slices.Contains(named, f) {
			s.Errorf("%s: the error names the fields %q, and not %q: %v", what, named, f, err)
		}
	}
	s.guard(what, err)
}

func foreignThread(s *suite) {
	ch, w := s.link()
	to := s.h.Thread
	to.Platform = "elsewhere"
	s.refuses("another platform", ch, w, to, s.text("Hello"), channel.ErrRejected, "thread.platform")
	to = s.h.Thread
	to.Account = "990000000000099"
	s.refuses("another account", ch, w, to, s.text("Hello"), channel.ErrRejected, "thread.account")
	to = s.h.Thread
	to.Account = ""
	s.refuses("no account", ch, w, to, s.text("Hello"), channel.ErrRejected, "thread.account")
	to = s.h.Thread
	to.Contact = ""
	s.refuses("no contact", ch, w, to, s.text("Hello"), channel.ErrRejected, "thread.contact")
	s.refuses("no thread", ch, w, channel.Thread{}, s.text("Hello"), channel.ErrRejected, "thread.platform")
}

func foreignNative(s *suite) {
	ch, w := s.link()
	m := s.text("Hello")
	m.Native = channel.Native{Platform: "elsewhere", Kind: "template", Data: []byte(`{"a":1}`)}
	s.refuses("a native part of another platform", ch, w, s.h.Thread, m, channel.ErrRejected, "native")
	m.Native.Platform = s.h.Thread.Platform
	m.Native.Kind = "a kind that nobody has"
	s.refuses("a native part of no kind", ch, w, s.h.Thread, m, channel.ErrRejected, "native")
}

func tooLate(s *suite) {
	ch, w := s.link()
	m := s.text("The office closes in five minutes")
	for _, ago := range []time.Duration{0, time.Nanosecond, time.Hour} {
		m.NotAfter = s.now.Add(-ago)
		s.refuses("useless since "+ago.String(), ch, w, s.h.Thread, m, channel.ErrRejected, "notAfter")
	}
	m.NotAfter = s.now.Add(time.Second)
	if _, err := ch.Send(s.Context(), s.h.Thread, m); err != nil {
		s.Errorf("with a second left: %v", err)
	}
}

func closedWindow(s *suite) {
	ch, w := s.link()
	windows := ch.Limits(s.h.Thread).Windows
	if len(windows) == 0 {
		s.Fatal("Limits(thread).Windows is empty: if the platform has no reply window, say so in Lacks")
	}
	for _, by := range []channel.Author{channel.ByPerson, channel.ByRobot, channel.ByAutomatic, ""} {
		longest := time.Duration(0)
		for _, win := range windows {
			if win.By == "" || win.By == by {
				longest = max(longest, win.For)
			}
		}
		m := s.text("Are you still there?")
		m.By = by
		m.Heard = s.now.Add(-longest)
		s.refuses("at the end of the window of "+string(by), ch, w, s.h.Thread, m, channel.ErrWindowClosed)
		m.Heard = s.now.Add(-longest - 24*time.Hour)
		s.refuses("a day later", ch, w, s.h.Thread, m, channel.ErrWindowClosed)
		if longest == 0 {
			continue
		}
		m.Heard = s.now.Add(-time.Second)
		if _, err := ch.Send(s.Context(), s.h.Thread, m); err != nil {
			s.Errorf("by %q within the window: %v", by, err)
		}
	}
}

func redirect(s *suite) {
	for _, status := range []int{301, 302, 303, 307, 308} {
		ch, w := s.link()
		w.fail(answer(status, http.Header{"Location": {"https://elsewhere.invalid/steal?it=1"}}, ""))
		_, err := ch.Send(s.Context(), s.h.Thread, s.text("Hello"))
		if err == nil {
			s.Errorf("%d: Send took a redirect for an acceptance", status)
		}
		if hosts := w.seen(); len(hosts) != 1 || slices.Contains(hosts, "elsewhere.invalid") {
			s.Errorf("%d: Send called %q, want one call and no following", status, hosts)
		}
		s.guard("a redirect", err)
	}
}

func errorURL(s *suite) {
	for what, broken := range map[string]fault{"no connection": refuse, "a lost answer": loseAnswer, "a cut answer": cutAnswer} {
		ch, w := s.link()
		w.fail(broken)
		_, err := ch.Send(s.Context(), s.h.Thread, s.text("Hello"))
		if err == nil {
			s.Errorf("%s: Send = nil", what)
			continue
		}
		s.guard(what, err)
	}
	// A proxy's page or a platform's description may repeat what it was asked.
	secrets := strings.Join(append([]string{s.h.Keys[0].Reveal()}, s.h.Secrets...), " ")
	for _, status := range []int{200, 400, 401, 403, 404, 429, 500, 502} {
		ch, w := s.link()
		w.fail(answer(status, http.Header{"Content-Type": {"text/html"}}, "<html>bad credentials: "+secrets+"</html>"))
		_, err := ch.Send(s.Context(), s.h.Thread, s.text("Hello"))
		if err == nil {
			s.Errorf("%d with a page: Send = nil", status)
			continue
		}
		s.guard("a page that repeats credentials", err)
	}
}
