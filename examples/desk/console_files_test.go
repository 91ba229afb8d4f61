package main

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/examples/desk/world"
)

func TestMedia(t *testing.T) {
	d := openDesk(t, withoutRobot)
	ann, nobody := d.signIn("ann"), d.nobody()
	put := func(id, name, kind, state, content string) {
		t.Helper()
		f, err := d.Engine.Upload(t.Context(), name, strings.NewReader(content))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := d.Store.Media.Put(t.Context(), id, strings.NewReader(content)); err != nil {
			t.Fatal(err)
		}
		f.ID, f.Type, f.State = id, kind, state
		if err := d.Store.Do(t.Context(), func(tx *store.Tx) error { return tx.PutFile(f) }); err != nil {
			t.Fatal(err)
		}
	}
	put("PNG", "a \"photo\".png", "image/png", store.Here, "pixels")
	put("SVG", "evil.svg", "image/svg+xml", store.Here, "<svg/>")
	put("PAGE", "evil.html", "text/plain", store.Here, "hello")
	put("GONE", "late.png", "image/png", store.Wanted, "pixels")
	tests := []struct {
		id, disposition, kind string
		status                int
	}{
		{"PNG", `inline; filename="a \"photo\".png"`, "image/png", 200},
		{"SVG", `attachment; filename=evil.svg`, "image/svg+xml", 200},
		{"PAGE", `attachment; filename=evil.html`, "text/plain", 200},
		{"GONE", "", "", 404},
		{"none", "", "", 404},
		{"..%2fdesk.db", "", "", 404},
	}
	for _, tt := range tests {
		got := ann.get("/media/" + tt.id)
		if got.StatusCode != tt.status {
			t.Errorf("%s: %s", tt.id, got.Status)
			continue
		}
		if tt.status != 200 {
			continue
		}
		have := []string{got.Header.Get("Content-Disposition"), got.Header.Get("Content-Type"), got.Header.Get("X-Content-Type-Options"), got.Header.Get("Content-Security-Policy"), got.Header.Get("Cache-Control")}
		if diff := cmp.Diff([]string{tt.disposition, tt.kind, "nosniff", "default-src 'none'; frame-ancestors 'none'; sandbox", "no-store"}, have); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.id, diff)
		}
		if got := nobody.get("/media/" + tt.id).StatusCode; got != http.StatusSeeOther {
			t.Errorf("%s is given to anybody: %d", tt.id, got)
		}
	}
}

func TestAnswerWithFiles(t *testing.T) {
	d := openDesk(t, withoutRobot)
	ann := d.signIn("ann")
	p := d.platform("facebook")
	thread := ann.serves(p, "Show me")
	send := func(form, text string, files map[string]string) *http.Response {
		t.Helper()
		var body bytes.Buffer
		w := multipart.NewWriter(&body)
		for name, value := range map[string]string{"form": form, "thread": thread.Key(), "text": text} {
			if err := w.WriteField(name, value); err != nil {
				t.Fatal(err)
			}
		}
		for name, content := range files {
			part, err := w.CreateFormFile("files", name)
			if err == nil {
				_, err = io.WriteString(part, content)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		r := httptest.NewRequest("POST", "/answer", &body)
		r.Header.Set("Content-Type", w.FormDataContentType())
		return ann.do(r)
	}
	photo := string(world.Photo())
	refused := map[string]struct {
		text  string
		files map[string]string
		want  int
	}{
		"a page":        {"x", map[string]string{"a.txt": "<!doctype html><script>alert(1)</script>"}, http.StatusUnsupportedMediaType},
		"nothing":       {" ", nil, http.StatusBadRequest},
		"a long text":   {strings.Repeat("x", 40_001), nil, http.StatusBadRequest},
		"a large file":  {"x", map[string]string{"a.bin": strings.Repeat("\x00", 20<<20+1)}, http.StatusRequestEntityTooLarge},
		"a larger form": {"x", map[string]string{"a.bin": strings.Repeat("\x00", 51<<20)}, http.StatusRequestEntityTooLarge},
	}
	for name, tt := range refused {
		got := send("r"+name, tt.text, tt.files)
		if got.StatusCode != tt.want {
			t.Errorf("%s: %s", name, got.Status)
		}
	}
	if got := send("f1", "Here it is", map[string]string{"photo.jpg": photo}); got.StatusCode != http.StatusSeeOther {
		t.Fatalf("photo: %s", got.Status)
	}
	d.until("the photo at the customer", func() bool {
		for _, m := range p.Received() {
			if m.Attachments == 1 {
				return true
			}
		}
		return false
	})
	pictures := ann.read(thread).id("lines").all(func(e *node) bool { return e.Data == "img" })
	if len(pictures) != 1 || pictures[0].attr("alt") != "photo.jpg" {
		t.Fatalf("%d pictures", len(pictures))
	}
	got, err := io.ReadAll(ann.get(pictures[0].attr("src")).Body)
	if err != nil || string(got) != photo {
		t.Errorf("%d bytes, %v", len(got), err)
	}
	// A customer's photo is fetched, and shown as soon as it is here.
	p.Photo(p.Contact, "")
	d.flush(p)
	d.until("the customer's photo", func() bool {
		return len(ann.read(thread).id("lines").all(func(e *node) bool { return e.Data == "img" })) == 2
	})
}
