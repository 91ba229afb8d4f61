package selftest

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"

	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/examples/desk/world"
	"github.com/contactkit/contactkit/session"
)

// greeting has letters from right to left, wide ones, and some beyond the basic plane.
const greeting = "Hello 👩🏽‍💻 مرحبا 你好 & <b>bold</b>"

func handshake(j *journey) {
	if j.p.Handshake == nil {
		return
	}
	address, err := url.Parse(j.address)
	if err != nil {
		j.fail(err)
		return
	}
	// Whatever address the platform has, its check goes over the wire to ours.
	through := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(address)
		r.Out.URL.Path = j.p.Record.CallbackPath()
	}}
	j.do(func() error { return j.p.Handshake(through) }).ok("the endpoint passes the platform's check")
}

func forged(j *journey) {
	before := j.Engine.Count.Events.Load()
	j.do(func() error {
		resp, err := j.client.Post(j.address+j.p.Record.CallbackPath(), "application/json", strings.NewReader(`{"object":"page","update_id":1}`))
		if err != nil {
			return err
		}
		defer resp.Body.Close()
		if after := j.Engine.Count.Events.Load(); resp.StatusCode != http.StatusUnauthorized || after != before {
			return fmt.Errorf("answered %d with %d new events, want 401 and none", resp.StatusCode, after-before)
		}
		return nil
	}).ok("a forged webhook is refused and stores nothing")
}

func texts(j *journey) {
	j.says(greeting).shows(store.Customer, "", greeting).ok("a text with emoji, Arabic and Chinese is stored as it was written")
	j.do(func() error { j.p.Tap(j.contact, "Opening hours"); return nil }).
		shows(store.Customer, "", "Opening hours").ok("a quick reply is stored")
	if name := j.conversation().Name; name == "" {
		j.failf("the customer has no name")
	}
	j.ok("the customer's name is known")
}

func files(j *journey) {
	j.do(func() error { j.p.Photo(j.contact, ""); return nil })
	for _, m := range j.messages() {
		if m.Side == store.Customer && len(m.Files) == 1 {
			j.do(func() error { return kept(j.Store, m.Files[0], world.Photo()) }).ok("a photo is fetched into the folder, byte for byte")
			return
		}
	}
	j.failf("no message with a file").ok("a photo is stored")
}

// kept checks the bytes of a file.
func kept(s *store.Store, f store.File, want []byte) error {
	if f.State != store.Here {
		return fmt.Errorf("the file is %s: %s", f.State, f.Note)
	}
	file, err := s.Media.Open(context.Background(), f.ID)
	if err != nil {
		return err
	}
	defer file.Close()
	got, err := io.ReadAll(file)
	if err == nil && !bytes.Equal(got, want) {
		err = fmt.Errorf("%d bytes, want %d others", len(got), len(want))
	}
	return err
}

func twice(j *journey) {
	repeated := j.Engine.Count.Repeated.Load()
	j.do(func() error { j.p.Redeliver(); j.p.Server.Say(j.contact, "once is enough"); return nil })
	if n := j.Engine.Count.Repeated.Load() - repeated; n == 0 {
		j.failf("nothing was repeated")
	}
	j.shows(store.Customer, "", "once is enough").ok("a webhook that comes twice is stored once")
}

// strangers: one webhook may carry events of several accounts, and some may be of no known account.
func strangers(j *journey) {
	strange := trouble(j.p).strange
	if strange == nil {
		return
	}
	j.do(func() error {
		j.p.Server.Raw(strange)
		j.p.Server.Say(j.contact, "for you")
		if s, ok := j.p.Server.(interface{ Together() }); ok {
			s.Together()
		}
		return nil
	}).aside(string(directory.SkippedUnowned), "for whom?").shows(store.Customer, "", "for you").ok("an account that nobody has is kept aside, and the rest of the batch is not")
}

// aside checks that an event with these words was kept aside.
func (j *journey) aside(why, words string) *journey {
	return j.do(func() error {
		owner := j.p.Record.ID
		if why == string(directory.SkippedUnowned) {
			owner = ""
		}
		list, err := j.Store.Conversations.Skipped(j.ctx, owner, 1000)
		if err != nil {
			return err
		}
		for _, in := range list {
			if string(in.Skipped) == why && strings.Contains(fmt.Sprint(in.Event.Body), words) {
				return nil
			}
		}
		return fmt.Errorf("none of %d events %s has %q", len(list), why, words)
	})
}

func paused(j *journey) {
	j.moves(directory.Paused).says("is this line open?").aside(string(directory.SkippedPaused), "is this line open?").ok("a paused channel keeps what comes aside")
	j.moves(directory.Active).shows(store.Customer, "", "is this line open?").is(session.PhaseRobot).ok("and takes it up when it is active again")
}

// moves lets an administrator pause the channel, or activate it.
func (j *journey) moves(to directory.State) *journey {
	return j.do(func() error {
		_, err := j.Engine.Move(j.ctx, "selftest", j.p.Record.ID, to)
		return err
	})
}

func edits(j *journey) {
	t := trouble(j.p)
	if t.edit == nil {
		return
	}
	var id string
	j.do(func() error { id = j.p.Server.Say(j.contact, "I want tree apples"); return nil })
	j.do(func() error { t.edit(j.contact, id, "I want three apples"); return nil }).shows(store.Customer, "", "three apples")
	if i := slices.IndexFunc(j.messages(), func(m store.Message) bool { return m.Edited }); i < 0 {
		j.failf("no message is marked as edited")
	}
	j.ok("a message that the customer edits is shown as it is now")
	if t.remove == nil {
		return
	}
	j.do(func() error { t.remove(j.contact, id); return nil }).shows(store.Customer, store.Deleted, "three apples").ok("a message that the customer takes back is marked")
}

func moved(j *journey) {
	migrate := trouble(j.p).migrate
	if migrate == nil {
		return
	}
	var to string
	j.do(func() error { to = migrate(j.contact); return nil })
	j.thread.Contact = "group:-1" + j.contact
	j.ended(session.ReasonHost)
	j.thread.Contact = "group:" + to
	j.remarked("The chat has moved here.").ok("a group that becomes a supergroup goes on under its new id")
}
