package main

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/examples/desk/engine"
	"github.com/contactkit/contactkit/examples/desk/store"
)

// A channel that an administrator removed does not come back because the configuration still names
// it.
func TestARemovedChannelStaysAway(t *testing.T) {
	d := stillDesk(t)
	if err := d.Engine.Remove(t.Context(), "root", "page", 1); err != nil {
		t.Fatal(err)
	}
	for _, when := range []string{"before", "after"} {
		var ids []string
		for entry := range d.Directory.All() {
			ids = append(ids, entry.ID())
		}
		if got := strings.Join(ids, " "); got != "bot handle" {
			t.Errorf("channels %s the restart: %s", when, got)
		}
		d.close()
		d.open()
	}
}

// A name that is too long for River is refused at the start.
func TestLongNameOfANode(t *testing.T) {
	for n, want := range map[int]string{80: "", 81: "81 bytes"} {
		d, err := Open(t.Context(), Options{Folder: t.TempDir(), Node: strings.Repeat("n", n)})
		if (err != nil) != (want != "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%d bytes: %v", n, err)
		}
		if err == nil {
			d.Close()
		}
	}
}

// A file that was uploaded and never sent goes after a day, bytes and all; one that was sent stays.
func TestUnsentFilesGo(t *testing.T) {
	d := stillDesk(t)
	upload := func(name string) store.File {
		f, err := d.Engine.Upload(t.Context(), name, strings.NewReader("%PDF-1.7 "+name))
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	sent, unsent := upload("sent.pdf"), upload("unsent.pdf")
	sent.Message = 1
	if err := d.Store.Do(t.Context(), func(tx *store.Tx) error { return tx.PutFile(sent) }); err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		passed time.Duration
		there  bool
	}{{23 * time.Hour, true}, {2 * time.Hour, false}} {
		d.pass(step.passed)
		if err := d.Engine.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		for f, want := range map[store.File]bool{sent: true, unsent: step.there} {
			file, err := engine.Files(d.Store)(t.Context(), f.ID)
			if (err == nil) != want {
				t.Errorf("after %v %s is there: %v (%v)", step.passed, f.Name, err == nil, err)
			}
			if err == nil {
				file.Body.Close()
			}
		}
	}
}

// /healthz tells whether what is received can be stored.
func TestHealth(t *testing.T) {
	d := stillDesk(t)
	if got := d.nobody().get("/healthz").StatusCode; got != http.StatusOK {
		t.Errorf("an open desk answers %d", got)
	}
	d.close()
	if got := d.nobody().get("/healthz").StatusCode; got != http.StatusServiceUnavailable {
		t.Errorf("a closed store answers %d", got)
	}
}

// A second desk on one folder would send everything twice: it is refused before it reads what
// waits.
func TestOneDeskOnAFolder(t *testing.T) {
	if *onPostgres {
		t.Skip("nodes share no folder's lock")
	}
	d := stillDesk(t)
	if s, err := store.Open(d.options.Folder); !errors.Is(err, store.ErrInUse) {
		t.Errorf("a second store on the folder: %v, %v", s, err)
	}
	d.close()
	s, err := store.Open(d.options.Folder)
	if err != nil {
		t.Fatal(err)
	}
	s.Close()
}

// An alert tells the administrator where to act.
func TestRefusal(t *testing.T) {
	for _, tt := range []struct {
		err  error
		want string
	}{
		{&channel.Error{Kind: channel.ErrUnauthorized, Affects: channel.AffectsCredentials}, "the platform refuses our credentials"},
		{&channel.Error{Kind: channel.ErrUnauthorized}, "the platform refuses our credentials"},
		{&channel.Error{Kind: channel.ErrUnauthorized, Affects: channel.AffectsApp}, "a permission is missing, or the account is restricted: act at the platform"},
		{fmt.Errorf("send: %w", &channel.Error{Kind: channel.ErrUnauthorized, Affects: channel.AffectsAccount}), "a permission is missing, or the account is restricted: act at the platform"},
		{&channel.Error{Kind: channel.ErrUnauthorized, Affects: channel.AffectsMessage}, "a permission is missing, or the account is restricted: act at the platform"},
		{&channel.Error{Kind: channel.ErrCredit, Affects: channel.AffectsAccount}, "the platform wants money"},
	} {
		if got := refusal(tt.err); got != tt.want {
			t.Errorf("%v is logged as %q, want %q", tt.err, got, tt.want)
		}
	}
}
