package directory_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/session"
	"github.com/contactkit/contactkit/session/routing"
	wording "github.com/contactkit/contactkit/session/texts"
)

// say is what a record's texts say to a locale.
func say(t *testing.T, n directory.Notices, kind session.Notice, locale string) string {
	t.Helper()
	book, err := wording.New(n.Texts())
	require.NoError(t, err)
	return book.Text(session.Action{Key: session.Key{Notice: kind}}, locale, wording.Values{Now: epoch})
}

// Every notice of package session has a field, and the text of each field reaches its notice.
func TestEveryNoticeHasAField(t *testing.T) {
	n := directory.Notices{
		NonWorking: "non-working", Offline: "leave-message", Warning: "still-there", End: "ended", Queued: "queued", StillWaiting: "still-waiting",
		AgentBusy: "agent-busy", RobotBusy: "robot-busy", Transferred: "transferred", NoAgent: "no-agent", RobotFailed: "robot-failed",
		Reminder: "reminder", TransferFailed: "transfer-failed", Resumed: "resumed", WindowClosing: "window-closing",
	}
	seen := 0
	for kind := session.NoticeNone + 1; ; kind++ {
		if _, err := kind.MarshalText(); err != nil {
			break
		}
		seen++
		if got := say(t, n, kind, "en"); got != kind.String() {
			t.Errorf("%v says %q", kind, got)
		}
	}
	if seen < 15 {
		t.Errorf("there are %d notices", seen)
	}
}

func TestTranslations(t *testing.T) {
	n := directory.Notices{
		Language: "fr", Queued: "Un instant.", End: "Au revoir.",
		Translations: []directory.Translation{{Language: "de", Notice: "queued", Text: "Moment."}, {Language: "de", Notice: "ended"}, {Language: "de", Notice: "nothing", Text: "?"}},
	}
	for _, tt := range []struct {
		kind   session.Notice
		locale string
		want   string
	}{
		{session.NoticeQueued, "de_AT", "Moment."}, {session.NoticeEnded, "de", ""},
		{session.NoticeQueued, "it", "Un instant."}, {session.NoticeNoAgent, "de", ""},
	} {
		if got := say(t, n, tt.kind, tt.locale); got != tt.want {
			t.Errorf("%v to %s: %q, want %q", tt.kind, tt.locale, got, tt.want)
		}
	}
}

// The book belongs to the revision: it is built once, and anew for another revision.
func TestEntryTexts(t *testing.T) {
	if _, err := (directory.Entry{}).Texts(); !errors.Is(err, directory.ErrNotFound) {
		t.Errorf("no channel: %v", err)
	}
	r := bot("bot", "Sales", 71001)
	d := newDirectory(t, options(), r)
	e, _ := d.Find("bot")
	first, err := e.Texts()
	require.NoError(t, err)
	again, err := e.Texts()
	require.NoError(t, err)
	if first != again {
		t.Error("the book is built for each call")
	}
	a := session.Action{Key: session.Key{Notice: session.NoticeQueued}}
	if got := first.Text(a, "", wording.Values{Place: 2}); got != "Please wait, we are looking for someone to help you. You are number 2 in the queue." {
		t.Errorf("a new record says %q", got)
	}
}

// Every selection of a record is one of the router's, and the other way round.
func TestSelectionRouting(t *testing.T) {
	for s, want := range map[directory.Selection]routing.Selection{
		directory.LongestAvailable: routing.LongestAvailable, directory.RoundRobin: routing.RoundRobin, directory.LeastSkilled: routing.LeastSkilled,
		directory.MostSkilled: routing.MostSkilled, directory.LeastLoaded: routing.LeastLoaded, "": routing.LongestAvailable,
	} {
		if got := s.Routing(); got != want {
			t.Errorf("%q is %v, want %v", s, got, want)
		}
	}
}

// The priority of a channel is that of its sessions.
func TestPriorityOfAChannel(t *testing.T) {
	r := bot("bot", "Sales", 71001)
	r.Routing.Priority = 4
	p, err := newDirectory(t, options(), r).Policy(t.Context(), "bot")
	require.NoError(t, err)
	if p.Priority != 4 {
		t.Errorf("priority %d", p.Priority)
	}
}
