package main

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// A form with more rows than anybody types is refused before it is checked. The largest that is
// taken, with a complaint about every row, once kept a processor for minutes; it takes part of a
// second.
func TestFormsWithManyRows(t *testing.T) {
	if testing.Short() {
		t.Skip("forms with many rows, one after the other: the long form")
	}
	d := stillDesk(t)
	root := d.signIn("root")
	id := d.world.Platforms[0].Record.ID
	edit, keywords := "/admin/channels/"+id+"/edit", "/admin/channels/"+id+"/keywords"
	for name, tt := range map[string]struct {
		path, field string
		rows, want  int
	}{
		"attributes":          {edit, "attributes[%d].key", 2000, http.StatusOK},
		"too many attributes": {edit, "attributes[%d].key", 2001, http.StatusRequestEntityTooLarge},
		"pages":               {edit, "pages[%d].id", 2000, http.StatusOK},
		"too many pages":      {edit, "pages[%d].id", 9000, http.StatusRequestEntityTooLarge},
		"keywords":            {keywords, "service.keywords.list[%d].text", 2000, http.StatusOK},
		"too many keywords":   {keywords, "service.keywords.list[%d].text", 9000, http.StatusRequestEntityTooLarge},
	} {
		form := url.Values{"do": {"check"}, "rev": {"1"}}
		for i := range tt.rows {
			form.Set(fmt.Sprintf(tt.field, i), fmt.Sprintf("w%d", i))
		}
		began := time.Now()
		done := make(chan int, 1)
		go func() { done <- root.post(tt.path, form).StatusCode }()
		select {
		case got := <-done:
			if got != tt.want {
				t.Errorf("%s: %d, want %d", name, got, tt.want)
			}
		case <-time.After(3 * time.Minute): // against hanging
			t.Fatalf("%s: takes longer than three minutes", name)
		}
		t.Logf("%s: %v", name, time.Since(began))
	}
}

// The requests of an administrator are bounded: each export that waits holds the numbers of all its
// rows.
func TestExportsAtOnce(t *testing.T) {
	d := stillDesk(t)
	root := d.signIn("root")
	id := d.world.Platforms[0].Record.ID
	form := url.Values{"what": {"channels"}, "format": {"csv"}, "parts": {"robot", strings.Repeat("x", 1000)}}
	for range 2000 {
		form.Add("channels", id)
	}
	for range 10 {
		if page, _ := root.submit("/admin/exports", form); !strings.Contains(page, "being written") {
			t.Fatal("an export is refused")
		}
	}
	if page, _ := root.submit("/admin/exports", form); !strings.Contains(page, "wait already") {
		t.Error("one more is taken")
	}
	all := d.allExports()
	if len(all) != 10 {
		t.Errorf("%d exports", len(all))
	}
	if got := all[0]; got.Parts != "robot" || got.Filter != id {
		t.Errorf("parts %q, filter of %d bytes", got.Parts, len(got.Filter))
	}
}
