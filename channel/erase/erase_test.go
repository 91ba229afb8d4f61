package erase_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/erase"
)

func plan(t *testing.T, r erase.Request) erase.Plan {
	t.Helper()
	p, err := erase.New(r)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestNewComplains(t *testing.T) {
	_, err := erase.New(erase.Request{IDs: []string{" "}})
	var fields []string
	for _, f := range channel.FieldErrors(err) {
		fields = append(fields, f.Field)
	}
	if got := strings.Join(fields, " "); got != "platform ids[0]" {
		t.Errorf("complaints about %q", got)
	}
	if _, err := erase.New(erase.Request{Platform: "telegram"}); len(channel.FieldErrors(err)) != 1 {
		t.Errorf("without an id: %v", err)
	}
}

func TestWhatIsTheContacts(t *testing.T) {
	p := plan(t, erase.Request{Platform: "twitter", Accounts: []string{"1"}, IDs: []string{"2001", "old-ref"}})
	in := func(contact string) channel.Thread {
		return channel.Thread{Platform: "twitter", Account: "1", Contact: contact}
	}
	for contact, want := range map[string]bool{"2001": true, "chat:2001": true, "ref:old-ref": true, "2002": false, "group:2001": false, "comment:2001": false, "20011": false, "": false} {
		if got := p.Thread(in(contact)); got != want {
			t.Errorf("Thread(%q) = %v, want %v", contact, got, want)
		}
	}
	for name, tt := range map[string]struct {
		ev   channel.Event
		want bool
	}{
		"own thread, said by us":     {channel.Event{Thread: in("2001"), From: channel.Person{ID: "1"}}, true},
		"said in a group":            {channel.Event{Thread: in("group:9"), From: channel.Person{ID: "2001"}}, true},
		"said in a group by another": {channel.Event{Thread: in("group:9"), From: channel.Person{ID: "2002"}}, false},
		"another account":            {channel.Event{Thread: channel.Thread{Platform: "twitter", Account: "7", Contact: "2001"}}, false},
		"another platform":           {channel.Event{Thread: channel.Thread{Platform: "telegram", Account: "1", Contact: "2001"}}, false},
		"moved from the contact's":   {channel.Event{Thread: in("3001"), Body: channel.Moved{From: in("2001")}}, true},
		"nobody's":                   {channel.Event{Thread: in("group:9")}, false},
	} {
		if got := p.Event(tt.ev); got != tt.want {
			t.Errorf("%s: Event = %v, want %v", name, got, tt.want)
		}
	}
}

// Kinds that make new data go first, and the proof that an input was seen goes last.
func TestOrder(t *testing.T) {
	p := plan(t, erase.Request{Platform: "facebook", IDs: []string{"1"}})
	if first, last := p.Steps[0].Data, p.Steps[len(p.Steps)-1].Data; first != erase.Sending || last != erase.Seen {
		t.Errorf("the plan begins with %s and ends with %s", first, last)
	}
	seen := make(map[erase.Data]bool)
	for _, s := range p.Steps {
		if seen[s.Data] || s.Do == "" {
			t.Errorf("%s comes twice or says nothing", s.Data)
		}
		seen[s.Data] = true
	}
	if len(p.Remain) != 2 {
		t.Errorf("remainders: %v", p.Remain)
	}
}

func TestVerify(t *testing.T) {
	p := plan(t, erase.Request{Platform: "telegram", IDs: []string{"1"}})
	if err := p.Verify(func(erase.Step) (int, error) { return 0, nil }); err != nil {
		t.Error(err)
	}
	down := errors.New("the store is down")
	err := p.Verify(func(s erase.Step) (int, error) {
		switch s.Data {
		case erase.Media:
			return 3, nil
		case erase.Logs:
			return 0, down
		}
		return 0, nil
	})
	if !errors.Is(err, erase.ErrLeft) || !errors.Is(err, down) || !strings.Contains(err.Error(), "media") || !strings.Contains(err.Error(), "logs") {
		t.Errorf("Verify = %v", err)
	}
}

// The thread of a comment has the comment's name. It is the contact's once an event in it says that
// the contact wrote the comment, and so is the private reply in it.
func TestCommentsOfTheContact(t *testing.T) {
	p := plan(t, erase.Request{Platform: "facebook", Accounts: []string{"1"}, IDs: []string{"2001"}})
	at := func(account, contact string) channel.Thread {
		return channel.Thread{Platform: "facebook", Account: account, Contact: contact}
	}
	by := func(in channel.Thread, author string) channel.Event {
		return channel.Event{Thread: in, From: channel.Person{ID: author}, Body: channel.Post{ID: "77_991"}}
	}
	comment := at("1", "comment:77_991")
	for name, ev := range map[string]channel.Event{
		"another person's comment": by(comment, "2002"), "the account's": by(comment, "1"), "of another account": by(at("2", "comment:77_991"), "2001"),
		"no author": by(comment, ""), "a group": by(at("1", "group:5"), "2001"), "a thread of two": by(at("1", "2001"), "2001"),
	} {
		if in, ok := p.Comment(ev); ok {
			t.Errorf("%s: Comment = %v", name, in)
		}
	}
	in, ok := p.Comment(by(comment, "2001"))
	if !ok || in != comment || p.Thread(comment) {
		t.Fatalf("Comment = %v, %v; Thread before With = %v", in, ok, p.Thread(comment))
	}
	with := p.With(in, in)
	if !with.Thread(comment) || !with.Event(by(comment, "1")) || with.Thread(at("2", "comment:77_991")) || len(with.Request.Threads) != 1 || len(p.Request.Threads) != 0 {
		t.Errorf("With(%v) = %+v", in, with.Request)
	}
}
