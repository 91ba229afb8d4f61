package texts_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/session"
	"github.com/contactkit/contactkit/session/texts"
)

// everyNotice lists the notices, by their words.
func everyNotice() (all []session.Notice) {
	for n := session.NoticeNone + 1; ; n++ {
		if _, err := n.MarshalText(); err != nil {
			return all
		}
		all = append(all, n)
	}
}

// All fifteen notices can be said, with the placeholders that the package names for them and no
// other.
func TestPlaceholdersByNotice(t *testing.T) {
	want := map[session.Notice]string{
		session.NoticeNonWorking: "opening queue contact", session.NoticeLeaveMessage: "opening queue contact",
		session.NoticeQueued: "place queue contact", session.NoticeStillWaiting: "place queue contact",
		session.NoticeStillThere: "minutes agent contact", session.NoticeEnded: "agent queue contact",
		session.NoticeAgentBusy: "agent queue contact", session.NoticeRobotBusy: "contact",
		session.NoticeTransferred: "agent queue contact", session.NoticeNoAgent: "queue contact",
		session.NoticeRobotFailed: "contact", session.NoticeReminder: "agent queue contact",
		session.NoticeTransferFailed: "agent queue contact", session.NoticeResumed: "agent queue contact",
		session.NoticeWindowClosing: "minutes agent queue contact",
	}
	if len(everyNotice()) < 15 {
		t.Fatalf("there are %d notices", len(everyNotice()))
	}
	for _, n := range everyNotice() {
		var allowed []string
		for _, name := range []string{"opening", "minutes", "place", "agent", "queue", "contact", "weather"} {
			x := texts.Texts{Default: "en", Say: map[string]map[session.Notice]string{"en": {n: "Hello {" + name + "}."}}}
			if x.Check() == nil {
				allowed = append(allowed, name)
			}
		}
		if w, ok := want[n]; ok && strings.Join(allowed, " ") != w {
			t.Errorf("%v takes %v, want %s", n, allowed, w)
		}
	}
}

func TestCheck(t *testing.T) {
	ok := texts.Texts{Default: "en", Say: map[string]map[session.Notice]string{
		"en": texts.English(), "zh-Hant": {session.NoticeQueued: "請稍候。\n{{一}"},
	}}
	if err := ok.Check(); err != nil {
		t.Errorf("%v", err)
	}
	if err := (texts.Texts{}).Check(); err != nil {
		t.Errorf("no texts at all: %v", err)
	}
	bad := texts.Texts{Default: "fr", Say: map[string]map[session.Notice]string{
		"en":      {session.NoticeEnded: "Bye {opening}, {{ok} {", 99: "?"},
		"en-":     {},
		"EN":      {session.NoticeQueued: "bell \a", session.NoticeNoAgent: "\xff"},
		"de":      {session.NoticeQueued: strings.Repeat("ä", texts.MaxText+1)},
		"english": {session.NoticeQueued: "{place\n}"},
	}}
	got := strings.Split(bad.Check().Error(), "\n")
	want := []string{
		`Default: must be a language of Say, not "fr"`,
		`Say[EN][queued]: must be UTF-8 without control characters, not "bell \a"`,
		`Say[EN][no-agent]: must be UTF-8 without control characters, not "\xff"`,
		"Say[de][queued]: must be at most 10000 characters, not 10001",
		`Say[en]: must be another language than EN, not "en"`,
		`Say[en][ended]: must be a text whose placeholders are closed, with {{ for a brace, not "{"`,
		"Say[en][ended]: must be a text with no placeholder but {agent}, {queue}, {contact}, not {opening}",
		"Say[en][99]: must be about a notice that there is, not 99",
		`Say[en-]: must be a language tag such as en or zh-Hant, not "en-"`,
		`Say[english]: must be a language tag such as en or zh-Hant, not "english"`,
		`Say[english][queued]: must be a text whose placeholders are closed, with {{ for a brace, not "{place\n}"`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("complaints (-want +got):\n%s", diff)
	}
	if _, err := errors.AsType[*texts.FieldError](bad.Check()); !err {
		t.Error("the complaints are no FieldErrors")
	}
	if _, err := texts.New(bad); err == nil {
		t.Error("New takes texts that Check refuses")
	}
}

func TestTextsJSON(t *testing.T) {
	x := texts.Texts{Default: "en", Say: map[string]map[session.Notice]string{"en": texts.English(), "de": {session.NoticeEnded: ""}}}
	b, err := json.Marshal(x)
	var back texts.Texts
	if err2 := json.Unmarshal(b, &back); err != nil || err2 != nil {
		t.Fatal(err, err2)
	}
	if diff := cmp.Diff(x, back); diff != "" {
		t.Errorf("came back (-want +got):\n%s", diff)
	}
	if !strings.Contains(string(b), `"de":{"ended":""}`) {
		t.Errorf("%s", b)
	}
}
