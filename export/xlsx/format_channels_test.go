package xlsx

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"math"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/directory/recordexport"
	"github.com/contactkit/contactkit/export"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/session/keyword"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/twitter"
	"github.com/contactkit/contactkit/worktime"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/stretchr/testify/require"
)

func channelColumns() []export.Column[directory.Record] {
	return recordexport.Columns(telegram.Driver(), facebook.Driver(), twitter.Driver())
}

// texts are those that spreadsheets are known to change.
var texts = []string{"", " ", "  two", "two  ", "=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", "a\nb", "a\r\nb", "\r\n", `"`, `a"b,c;d`, "'", "'=1", "''", "\ufeff", "\ufeffx", "＝1",
	"\\", `\n`, `\e`, `a\=b`, "0049", "1e5", "TRUE", "null", "2026-03-02", "转人工", "e\u0301", "\U0001f600\U0001f3fd", "\u2028x", "_x000D_", "_xD83D_", "<a&b>", "]]>",
	strings.Repeat("a", maxText), strings.Repeat("\U0001f600", maxText/2)}

// manyChannels are records with such texts in every field.
func manyChannels(n int) []directory.Record {
	random := rand.New(rand.NewPCG(1, 2))
	s := func() string { return texts[random.IntN(len(texts))] }
	short := func() string { return texts[random.IntN(len(texts)-2)] } // several of these share a cell
	number := func() directory.Seconds {
		return []directory.Seconds{0, -1, 1200, math.MaxInt64, math.MinInt64, 1<<53 + 1, 999_999_999_999_999}[random.IntN(7)]
	}
	var all []directory.Record
	for i := range n {
		r := directory.Default(s())
		r.Tenant, r.ID, r.Rev, r.Name, r.About, r.Unit, r.ServiceID, r.Path, r.Connector = s(), s(), int64(number()), s(), s(), s(), s(), s(), s()
		r.Platform = short()
		r.State, r.ForOutbound = directory.State(s()), random.IntN(2) == 0
		r.Certificates = directory.Certificates{Trust: []string{short(), short()}, Identity: s(), ServerName: s()}
		r.Service = directory.Service{Mode: directory.Mode(s()), Robot: s(), Assistant: s(), Keywords: keyword.Set{
			List: []keyword.Word{{Text: short()}, {Text: short(), Mode: keyword.Mode(short())}}, Deny: []string{short()}, MaxScan: int(number())}}
		r.Routing.Queue, r.Routing.List, r.Routing.RequestTTL = s(), s(), number()
		r.Hours = directory.Hours{Calendar: s(), Zone: s(), Schedule: worktime.Schedule{
			Workday: []worktime.Segment{{From: worktime.At(9, 0), To: worktime.At(17, 30)}}, Week: worktime.Week{{Days: worktime.Weekdays(1 + i%127)}}}}
		r.Notices = directory.Notices{NonWorking: s(), Offline: s(), Warning: s(), End: s()}
		r.Pages = []directory.Page{{ID: short(), Name: short()}, {ID: short()}}
		r.Attributes = []directory.Attribute{{Key: short(), Label: short(), Type: directory.String50, Options: []string{short()}, Value: short()}}
		r.TimesSince = time.Date(1850+i%300, 3, 2, 9, 0, 0, i*1001, time.UTC)
		if within := number(); i%2 == 0 {
			r.Offline.Outbound = &within
		}
		r.Settings = map[string]string{"appId": "8801"}
		if v := s(); v != "" {
			r.Settings["baseUrl"] = v
		}
		all = append(all, r)
	}
	return all
}

func exportChannels(ctx context.Context, dir string, records []directory.Record) (export.Task, error) {
	byID, ids := map[string]directory.Record{}, []string(nil)
	for i, r := range records {
		id := string(rune('a'+i/26/26%26)) + string(rune('a'+i/26%26)) + string(rune('a'+i%26))
		byID[id], ids = r, append(ids, id)
	}
	load := func(context.Context, []string) (map[string]directory.Record, error) { return byID, nil }
	return export.Run(ctx, export.Task{ID: "1", Base: "channels", Created: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)}, export.Frozen(ids, load),
		export.Config[directory.Record]{Columns: channelColumns(), Format: Format{}, Sink: export.Folder{Dir: dir}, Now: time.Now})
}

// Channel records come back from a workbook as they were, without secrets.
func TestChannelsComeBack(t *testing.T) {
	want := manyChannels(300)
	given := make([]directory.Record, len(want))
	for i, r := range want {
		given[i] = r
		given[i].Secrets.Keys = map[string]channel.Keys{"token": channel.NewKeys("canary")}
	}
	dir := t.TempDir()
	_, err := exportChannels(t.Context(), dir, given)
	require.NoError(t, err)
	book := files(t, dir)["channels-0001-of-0001.xlsx"]
	got, wrong, err := Read(bytes.NewReader(book), int64(len(book)), channelColumns())
	if err != nil || len(wrong) > 0 {
		t.Fatalf("%v, %v", wrong, err)
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("(-want +got):\n%.4000s", diff)
	}
	if _, err := json.Marshal(got[0]); err != nil {
		t.Error(err)
	}
}

// A text that no cell can hold fails the export before anything is published, with an error that
// can be told from a fault. It is never cut.
func TestChannelsTooLongForACell(t *testing.T) {
	for name, edit := range map[string]func(*directory.Record){
		"a notice":                      func(r *directory.Record) { r.Notices.End = strings.Repeat("a", maxText+1) },
		"in UTF-16":                     func(r *directory.Record) { r.About = strings.Repeat("\U0001f600", maxText/2+1) },
		"a certificate in the settings": func(r *directory.Record) { r.Settings["webhookCertificate"] = strings.Repeat("MII", maxText) },
		"many pages": func(r *directory.Record) {
			for range 2000 {
				r.Pages = append(r.Pages, directory.Page{ID: "240010000000000", Name: "Northern Lights"})
			}
		},
	} {
		records := manyChannels(3)
		edit(&records[2])
		dir := t.TempDir()
		task, err := exportChannels(t.Context(), dir, records)
		if !errors.Is(err, export.ErrValue) || task.Status != export.Failed {
			t.Errorf("%s: %v, %v", name, task.Status, err)
		}
		left, err := os.ReadDir(dir)
		if err != nil || len(left) > 0 {
			t.Errorf("%s: published %v, %v", name, left, err)
		}
	}
}
