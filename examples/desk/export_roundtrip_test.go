package main

import (
	"bytes"
	"encoding/json"
	"net/url"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/directory/recordexport"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/export/read"
	"github.com/contactkit/contactkit/export/xlsx"
	"github.com/contactkit/contactkit/session/keyword"
)

// Channels that an administrator exports come back from the file as they were, but for their
// credentials, in each format that the page offers: also texts that a spreadsheet takes for
// something else.
func TestExportedChannelsComeBack(t *testing.T) {
	odd := []string{"0049", "1e5", "3-4", "true", "=1+1", "107684000000000000", "'90s", " blanks ", "line\nline", "転人工", "#NAME?", "1.07684E+17"}
	d := newDesk(t, time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC), func(r *directory.Record) {
		r.ServiceID, r.About = "0049", odd[len(r.ID)%len(odd)]
		for _, text := range odd {
			r.Service.Keywords.List = append(r.Service.Keywords.List, keyword.Word{Text: text})
		}
		r.Notices.NonWorking, r.Notices.End = "1e5", "=HYPERLINK(\"x\")"
	})
	root := d.signIn("root")
	formats := parse(t, root.source("/admin/exports")).id("format-1").all(func(n *node) bool { return n.Data == "option" })
	if len(formats) != 4 {
		t.Fatalf("%d formats are offered", len(formats))
	}
	columns := recordexport.Columns(d.Directory.Options().Drivers...)
	for _, f := range formats {
		root.submit("/admin/exports", url.Values{"what": {"channels"}, "format": {f.attr("value")}, "parts": {"robot", "channel", "policies"}})
	}
	d.export()
	files := d.exportFiles()
	for _, e := range d.allExports() {
		var got []directory.Record
		var wrong []read.RowError
		var err error
		for name, data := range files {
			if base := filepath.Base(name); len(base) < len(e.Base) || base[:len(e.Base)] != e.Base {
				continue
			}
			switch filepath.Ext(name) {
			case ".csv":
				got, wrong, err = read.CSV(bytes.NewReader(data), columns)
			case ".jsonl":
				got, wrong, err = read.JSONLines(bytes.NewReader(data), columns)
			case ".xlsx":
				got, wrong, err = xlsx.Read(bytes.NewReader(data), int64(len(data)), columns)
			}
		}
		if err != nil || len(wrong) > 0 {
			t.Errorf("%s: %v, %v", e.Format, err, wrong)
		}
		var want []directory.Record
		d.view(func(tx *store.Tx) (err error) { want, err = tx.Records(); return err })
		if diff := cmp.Diff(inJSON(t, want), inJSON(t, got)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", e.Format, diff)
		}
	}
}

// inJSON are records in their JSON form, which has no credentials, sorted.
func inJSON(t *testing.T, records []directory.Record) (list []string) {
	t.Helper()
	for _, r := range records {
		data, err := json.MarshalIndent(r, "", " ")
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, string(data))
	}
	slices.Sort(list)
	return list
}
