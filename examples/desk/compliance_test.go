package main

import (
	"bytes"
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/allow"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/redact"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/facebook/facebooktest"
)

// deskWith opens a desk that works by itself, with other options.
func deskWith(t *testing.T, change func(*Options), records ...func(*directory.Record)) *testDesk {
	t.Helper()
	d := newDesk(t, time.Time{}, append(records, withoutRobot)...)
	d.close()
	change(&d.options)
	d.open()
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	done := make(chan error, 1)
	go func() { done <- d.Engine.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return d
}

// holds reports whether a file of the desk's folder holds a text.
func (d *testDesk) holds(text string) (where []string) {
	d.t.Helper()
	err := filepath.WalkDir(d.options.Folder, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if bytes.Contains(data, []byte(text)) {
			where = append(where, path)
		}
		return err
	})
	if err != nil {
		d.t.Fatal(err)
	}
	if d.database != nil {
		where = append(where, d.tablesWith(text)...)
	}
	return where
}

// tablesWith returns the tables of the database that hold a text.
func (d *testDesk) tablesWith(text string) (where []string) {
	d.t.Helper()
	found, err := d.database.Query(d.t.Context(), `SELECT tablename FROM pg_tables WHERE schemaname = 'public'`)
	if err != nil {
		d.t.Fatal(err)
	}
	tables, err := pgx.CollectRows(found, pgx.RowTo[string])
	if err != nil {
		d.t.Fatal(err)
	}
	for _, table := range tables {
		var holds bool
		err := d.database.QueryRow(d.t.Context(), `SELECT EXISTS (SELECT 1 FROM `+pgx.Identifier{table}.Sanitize()+` AS x WHERE strpos(x::text, $1) > 0)`, text).Scan(&holds)
		if err != nil {
			d.t.Fatal(err)
		}
		if holds {
			where = append(where, "table "+table)
		}
	}
	return where
}

// A card number that a customer writes, in private or in public, now or read later, is in no file
// of the desk: it is taken out before anything is stored.
func TestRedactionBeforeStoring(t *testing.T) {
	d := deskWith(t, func(o *Options) { o.Redact = []redact.Rule{redact.Cards(), redact.IBANs()} })
	p := d.platform("facebook")
	thread := d.says(p, "My card is 4111 1111 1111 1111, the other one 5500005555555559.")
	_, talk := d.comments(p, "Charge DE89 3704 0044 0532 0130 00 please")
	for _, secret := range []string{"4111 1111 1111 1111", "5500005555555559", "3704 0044 0532"} {
		if where := d.holds(secret); where != nil {
			t.Errorf("%s is in %s", secret, where)
		}
	}
	ann := d.signIn("ann")
	if got := ann.read(thread).id("lines").text(); !strings.Contains(got, "My card is [card], the other one [card].") {
		t.Errorf("the conversation: %s", got)
	}
	if got := ann.page("/public/" + talk.Key()).id("lines").text(); !strings.Contains(got, "Charge [iban] please") {
		t.Errorf("the talk: %s", got)
	}
	ann.press(ann.page("/public/"+talk.Key()), "public", url.Values{"text": {"We charge it."}}) // reads the comment again
	if got := published(p); !slices.Equal(got, []string{"We charge it."}) {
		t.Errorf("published %q at the first press", got)
	}
	if where := d.holds("3704 0044 0532"); where != nil {
		t.Errorf("after a public answer the account is in %s", where)
	}
	d.Engine.CatchUp(t.Context(), "page", d.now().Add(-time.Hour))
	if where := d.holds("5500005555555559"); where != nil {
		t.Errorf("after catching up the number is in %s", where)
	}
}

// Without the setting nothing is taken out.
func TestNoRedactionByDefault(t *testing.T) {
	d := openDesk(t, withoutRobot)
	thread := d.says(d.platform("facebook"), "4111 1111 1111 1111")
	if got := d.signIn("ann").read(thread).id("lines").text(); !strings.Contains(got, "4111 1111 1111 1111") {
		t.Errorf("the conversation: %s", got)
	}
}

// Of the files that customers send, those of the list are kept, by what their bytes are.
func TestAllowedFiles(t *testing.T) {
	d := deskWith(t, func(o *Options) {
		o.Allow = allow.List{{Kind: channel.MediaImage, Types: []string{"image/jpeg", "image/png"}, Max: 1 << 20}}
	})
	p := d.platform("facebook")
	server := p.Server.(*facebooktest.Server)
	thread := d.says(p, "Hello")
	p.Photo(p.Contact, "")
	server.SendFile(p.Contact, "file", "bill.pdf", []byte("%PDF-1.7\nsecret-of-the-pdf"))
	server.SendFile(p.Contact, "image", "photo.jpg", []byte("MZ\x90\x00 secret-of-the-program"))
	d.flush(p)
	var states []string
	d.until("the files", func() bool {
		states = nil
		d.view(func(t *store.Tx) error {
			messages, err := t.Messages(thread, 100)
			for _, m := range messages {
				for _, f := range m.Files {
					states = append(states, f.State)
				}
			}
			return err
		})
		return len(states) == 3 && !strings.Contains(strings.Join(states, " "), store.Wanted)
	})
	if got := strings.Join(states, " "); got != store.Here+" "+store.Unwanted+" "+store.Unwanted {
		t.Errorf("states %s", got)
	}
	for _, secret := range []string{"secret-of-the-pdf", "secret-of-the-program"} {
		if where := d.holds(secret); where != nil {
			t.Errorf("%s is in %s", secret, where)
		}
	}
	if got := d.signIn("ann").read(thread).id("lines").text(); strings.Count(got, "not kept: this file is not allowed: ") != 2 {
		t.Errorf("the conversation: %s", got)
	}
}

// A story mention is shown by its address, and no byte of it is fetched or stored.
func TestStoryMentionIsNotStored(t *testing.T) {
	d := openDesk(t, withoutRobot)
	p := d.platform("facebook")
	d.says(p, "Hello")
	p.Server.Raw(fmt.Appendf(nil, `{"object":"page","entry":[{"id":%q,"time":1,"messaging":[{"sender":{"id":%q},"recipient":{"id":%q},"timestamp":%d,"message":{"mid":"m_story","attachments":[{"type":"story_mention","payload":{"url":"https://lookaside.fbsbx.com/story-1"}}]}}]}]}`,
		p.Account, p.Contact, p.Account, d.now().UnixMilli()))
	d.flush(p)
	thread := channel.Thread{Platform: p.Name, Account: p.Account, Contact: p.Contact}
	var files int
	d.view(func(t *store.Tx) error {
		messages, err := t.Messages(thread, 100)
		for _, m := range messages {
			files += len(m.Files)
		}
		return err
	})
	if files != 0 {
		t.Errorf("%d files are wanted", files)
	}
	if got := d.signIn("ann").source("/thread/" + thread.Key()); !strings.Contains(got, `href="https://lookaside.fbsbx.com/story-1"`) {
		t.Error("the story is not shown")
	}
}

// The file of a desk says what is taken out and which files are kept, and odd words are named.
func TestComplianceOfTheFile(t *testing.T) {
	rules, list, err := settings{Redact: []string{"card", "iban"}, Files: []fileRule{{Kind: channel.MediaImage, Types: []string{"image/*"}, Max: 5}}}.compliance()
	if err != nil || len(rules) != 2 || len(list) != 1 || list[0].Max != 5 {
		t.Errorf("%d rules, %+v, %v", len(rules), list, err)
	}
	_, _, err = settings{Redact: []string{"cards"}, Files: []fileRule{{Types: []string{"png"}, Max: -1}}}.compliance()
	for _, want := range []string{`redact[0]: "cards"`, "rules[0].types[0]", "rules[0].max"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v lacks %s", err, want)
		}
	}
}
