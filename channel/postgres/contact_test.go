package postgres_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/channel/erase"
	"github.com/contactkit/contactkit/channel/postgres"
)

// A contact is erased from threads of one's own, the encrypted one too, and from a group that
// others write in. The others keep what is theirs.
func TestEraseContact(t *testing.T) {
	s, db := openStore(t)
	ctx := t.Context()
	in := func(contact string) channel.Thread {
		return channel.Thread{Platform: "x", Account: "1", Contact: contact}
	}
	ann, chat, group, bob := in("7"), in("chat:7"), in("group:5"), in("77")
	say := func(id string, to channel.Thread, from string) {
		t.Helper()
		e := channel.Event{ID: id, Thread: to, From: channel.Person{ID: from, Name: "name of " + from}, Origin: channel.OriginContact, Body: channel.Message{Text: "a\x00b <" + from + ">"}}
		if _, err := postgres.PutEvents(ctx, db, []channel.Event{e}); err != nil {
			t.Fatal(err)
		}
		err := s.Update(ctx, to, []conversation.Input{{ID: id, Thread: to, Channel: "c1", Event: &e}}, func(v conversation.View) (conversation.Change, error) {
			r := row(v.Now.Add(time.Hour))
			r.Thread, r.Person = to, e.From
			return conversation.Change{
				Row: r, Applied: v.Inputs, Calls: []conversation.Call{{Key: "call of " + id, Thread: to, Event: &e}},
				New: []dispatch.Receipt{{Key: "k" + id, To: to, Parts: []dispatch.Part{{Message: channel.Message{Text: "to " + from}}}}},
			}, nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	say("e1", ann, "7")
	say("e2", chat, "7")
	say("e3", bob, "77")
	say("e4", group, "77")
	say("e5", group, "7")
	plan, err := erase.New(erase.Request{Platform: "x", IDs: []string{"7"}})
	if err != nil {
		t.Fatal(err)
	}
	left := func(step erase.Step) (int, error) { return s.Left(ctx, plan, step) }
	for what, want := range map[erase.Data]int{erase.Sending: 4, erase.Sessions: 5, erase.Events: 6, erase.Profiles: 1, erase.Receipts: 0, erase.Seen: 2, erase.Media: 0} {
		if n, err := left(erase.Step{Data: what}); err != nil || n != want {
			t.Errorf("%s before: %d, %v, want %d", what, n, err, want)
		}
	}
	claims, err := s.Claim(ctx, dispatch.ClaimQuery{Worker: "w", Lease: time.Minute, Thread: ann})
	if err != nil || len(claims) != 1 {
		t.Fatal(claims, err)
	}
	if err := s.EraseContact(ctx, plan); !errors.Is(err, dispatch.ErrClaimed) {
		t.Errorf("while a worker has a thread: %v, want ErrClaimed", err)
	}
	if err := plan.Verify(left); !errors.Is(err, erase.ErrLeft) {
		t.Errorf("Verify while a worker has a thread: %v, want ErrLeft", err)
	}
	if err := s.Yield(ctx, claims[0], 0); err != nil {
		t.Fatal(err)
	}
	if err := s.EraseContact(ctx, plan); err != nil {
		t.Fatal(err)
	}
	if err := plan.Verify(left); err != nil {
		t.Error(err)
	}
	var text string
	err = db.QueryRow(ctx, `SELECT string_agg(r::text, ' ') FROM (
			SELECT thread, data::text FROM contactkit_event UNION ALL SELECT thread, data::text FROM contactkit_call UNION ALL
			SELECT id, thread || ' ' || data::text FROM contactkit_input UNION ALL SELECT thread, data::text FROM contactkit_receipt UNION ALL
			SELECT thread, data::text FROM contactkit_thread) AS r`).Scan(&text)
	if err != nil {
		t.Fatal(err)
	}
	for _, gone := range []string{`name of 7"`, `name of 7\"`, "x/1/7 ", "chat:7", "call of e5"} {
		if strings.Contains(text, gone) {
			t.Errorf("%q is still in a table: %s", gone, text)
		}
	}
	for _, kept := range []string{"name of 77", "call of e3", "call of e4", "to 77"} {
		if !strings.Contains(text, kept) {
			t.Errorf("%q of another contact is gone", kept)
		}
	}
	again := heard("e1", false)
	again.Thread, again.Event.Thread = ann, ann
	if err := s.Add(ctx, []conversation.Input{again}); err != nil {
		t.Fatal(err)
	}
	if due, err := s.Due(ctx, conversation.DueQuery{Max: 10}); err != nil || len(due) > 0 {
		t.Errorf("an event that was erased is stored again: due %v, %v", due, err)
	}
}

// The thread of a comment that the contact wrote is erased whole: the private reply is in it. The
// comment of another person stays.
func TestEraseCommentsOfAContact(t *testing.T) {
	s, db := openStore(t)
	ctx := t.Context()
	for comment, author := range map[string]string{"comment:9_1": "7", "comment:9_2": "77"} {
		to := channel.Thread{Platform: "facebook", Account: "1", Contact: comment}
		e := channel.Event{ID: comment, Thread: to, From: channel.Person{ID: author}, Origin: channel.OriginContact, Body: channel.Post{ID: comment[8:], Kind: channel.PostComment, Text: "price?"}}
		if _, err := postgres.PutEvents(ctx, db, []channel.Event{e}); err != nil {
			t.Fatal(err)
		}
		err := s.Update(ctx, to, []conversation.Input{{ID: comment, Thread: to, Channel: "c1", Event: &e}}, func(v conversation.View) (conversation.Change, error) {
			r := row(v.Now.Add(time.Hour))
			r.Thread, r.Person = to, e.From
			return conversation.Change{Row: r, Applied: v.Inputs,
				New: []dispatch.Receipt{{Key: "k" + comment, To: to, Parts: []dispatch.Part{{Message: channel.Message{Text: "in private to " + author}}}}}}, nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	plan, err := erase.New(erase.Request{Platform: "facebook", IDs: []string{"7"}})
	if err != nil {
		t.Fatal(err)
	}
	if n, err := s.Left(ctx, plan, erase.Step{Data: erase.Sending}); err != nil || n == 0 {
		t.Errorf("the private reply is not counted: %d, %v", n, err)
	}
	if err := s.EraseContact(ctx, plan); err != nil {
		t.Fatal(err)
	}
	if err := plan.Verify(func(step erase.Step) (int, error) { return s.Left(ctx, plan, step) }); err != nil {
		t.Error(err)
	}
	var text string
	if err := db.QueryRow(ctx, `SELECT coalesce(string_agg(data::text, ' '), '') FROM contactkit_receipt`).Scan(&text); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(text, "in private to 7\"") || !strings.Contains(text, "in private to 77") {
		t.Errorf("receipts: %s", text)
	}
}
