package main

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/contactkit/contactkit/examples/desk/engine"
	"github.com/contactkit/contactkit/examples/desk/robot"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/examples/desk/world"
)

// A channel that an administrator removed does not come back because the configuration still names it.
func TestARemovedChannelStaysAway(t *testing.T) {
	w := world.New(nil)
	o := Options{Folder: t.TempDir(), Queues: demoQueues, HTTP: w.Client(), Log: slog.New(slog.DiscardHandler)}
	for _, r := range w.Records() {
		o.Records = append(o.Records, demoRecord(r))
	}
	remove := func(change func(*Desk)) (ids []string) {
		desk, err := Open(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		defer desk.Close()
		change(desk)
		for entry := range desk.Directory.All() {
			ids = append(ids, entry.ID())
		}
		return ids
	}
	before := remove(func(desk *Desk) {
		if err := desk.Engine.Remove(t.Context(), "root", "page", 1); err != nil {
			t.Fatal(err)
		}
	})
	after := remove(func(*Desk) {})
	if got := strings.Join(before, " ") + ", " + strings.Join(after, " "); got != "bot handle, bot handle" {
		t.Errorf("channels before and after the restart: %s", got)
	}
}

// A file that was uploaded and never sent goes after a day, bytes and all; one that was sent stays.
func TestUnsentFilesGo(t *testing.T) {
	w := world.New(nil)
	now := time.Now()
	faq, err := robot.ParseFAQ(robot.Example)
	if err != nil {
		t.Fatal(err)
	}
	desk, err := Open(t.Context(), Options{Folder: t.TempDir(), Robot: faq, HTTP: w.Client(), Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	defer desk.Close()
	upload := func(name string) store.File {
		f, err := desk.Engine.Upload(t.Context(), name, strings.NewReader("%PDF-1.7 "+name))
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	sent, unsent := upload("sent.pdf"), upload("unsent.pdf")
	sent.Message = 1
	if err := desk.Store.Do(t.Context(), func(tx *store.Tx) error { return tx.PutFile(sent) }); err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		passed time.Duration
		there  bool
	}{{23 * time.Hour, true}, {2 * time.Hour, false}} {
		now = now.Add(step.passed)
		if err := desk.Engine.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		for f, want := range map[store.File]bool{sent: true, unsent: step.there} {
			file, err := engine.Files(desk.Store)(t.Context(), f.ID)
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
	desk, err := Open(t.Context(), Options{Folder: t.TempDir(), Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	ask := func() int {
		rec := httptest.NewRecorder()
		desk.Handler(http.NotFoundHandler()).ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "/healthz", nil))
		return rec.Code
	}
	if code := ask(); code != http.StatusOK {
		t.Errorf("an open desk answers %d", code)
	}
	if err := desk.Close(); err != nil {
		t.Fatal(err)
	}
	if code := ask(); code != http.StatusServiceUnavailable {
		t.Errorf("a closed store answers %d", code)
	}
}
