package recordexport_test

import (
	"context"
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/directory/recordexport"
	"github.com/contactkit/contactkit/export"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/session"
	"github.com/contactkit/contactkit/session/keyword"
	"github.com/contactkit/contactkit/session/texts"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/twitter"
	"github.com/contactkit/contactkit/worktime"
)

func columns() []export.Column[directory.Record] {
	return recordexport.Columns(telegram.Driver(), facebook.Driver(), twitter.Driver())
}

func record(id string) directory.Record {
	r := directory.Default("facebook")
	r.ID, r.Name, r.Tenant = id, "Support_"+id, "north"
	r.Settings = map[string]string{"appId": "8801"}
	r.Pages = []directory.Page{{ID: "24001", Name: "Northern Lights"}, {ID: "24002"}}
	r.Service.Keywords.List = []keyword.Word{{Text: "agent"}, {Text: "=person"}}
	r.Hours = directory.Hours{Zone: "Europe/Paris", Schedule: worktime.Schedule{Workday: []worktime.Segment{{From: worktime.At(9, 0), To: worktime.At(17, 30)}}}}
	r.TimesSince = created
	return r
}

// write exports records as CSV, and returns the rows and the bytes of all files.
func write(t *testing.T, records ...directory.Record) ([][]string, string) {
	t.Helper()
	byID, ids := map[string]directory.Record{}, []string{}
	for _, r := range records {
		byID[r.ID], ids = r, append(ids, r.ID)
	}
	load := func(context.Context, []string) (map[string]directory.Record, error) { return byID, nil }
	dir := t.TempDir()
	task, err := export.Run(context.Background(), export.Task{ID: "1", Base: "channels", Created: created}, export.Frozen(ids, load),
		export.Config[directory.Record]{Columns: columns(), Format: export.CSV{}, Sink: export.Folder{Dir: dir}, Now: func() time.Time { return created }})
	require.NoError(t, err)
	require.Equal(t, len(records), task.Done)
	files, err := os.ReadDir(dir)
	require.NoError(t, err)
	var rows [][]string
	var all strings.Builder
	for _, f := range files {
		data, err := os.ReadFile(filepath.Join(dir, f.Name()))
		require.NoError(t, err)
		all.WriteString(f.Name())
		all.Write(data)
		if strings.HasSuffix(f.Name(), ".csv") {
			rows, err = csv.NewReader(strings.NewReader(strings.TrimPrefix(string(data), "\ufeff"))).ReadAll()
			require.NoError(t, err)
		}
	}
	return rows, all.String()
}

func TestColumns(t *testing.T) {
	rows, _ := write(t, record("c1"))
	require.Len(t, rows, 2)
	got := map[string]string{}
	for i, name := range rows[0] {
		if rows[1][i] != "" {
			got[name] = rows[1][i]
		}
	}
	want := map[string]string{
		"tenant": "north", "id": "c1", "rev": "0", "state": "draft", "name": "Support_c1", "platform": "facebook", "callbackPath": "/facebook/c1", "forOutbound": "false",
		"pages": "24001 Northern Lights\n24002", "service.mode": "HYBRID", "service.keywords": "agent\n'=person",
		"service.keywords.strict": "false", "service.keywords.maxKeywords": "0", "service.keywords.maxRunes": "0", "service.keywords.maxScan": "0",
		"routing.mode": "PUSH", "routing.selection": "LONGEST_AVAILABLE", "routing.requestTtl": "100", "routing.queueWait": "0", "routing.transferWait": "100",
		"routing.closeGrace": "0", "routing.maxHops": "3", "routing.lastAgent": "true", "routing.lastAgentFor": "86400", "routing.lastAgentWait": "0", "routing.priority": "0", "routing.wrapUp": "0",
		"notices.queued": texts.English()[session.NoticeQueued], "notices.stillWaiting": texts.English()[session.NoticeStillWaiting],
		"notices.transferred": texts.English()[session.NoticeTransferred], "notices.noAgent": texts.English()[session.NoticeNoAgent],
		"notices.robotFailed": texts.English()[session.NoticeRobotFailed],
		"hours.always":        "false", "hours.zone": "Europe/Paris", "hours.workday": "09:00-17:30", "hours.nonworkday": "closed",
		"silence.customer": "1200", "silence.customerWarn": "120", "silence.called": "180", "silence.agent": "300", "silence.robot": "1800", "silence.hold": "3600",
		"silence.reopenTo": "MODE", "silence.answerWarn": "900", "silence.windowWarn": "120", "profile": "aicc", "service.supersede": "false", "service.publicRobot": "false", "service.publicNotices": "false", "service.loopTurns": "10", "service.loopGap": "2",
		"silence.reopen": "86400", "silence.lastMessage": "false", "silence.openTime": "false",
		"offline.on": "false", "offline.to": "QUEUE", "offline.limit": "1800", "offline.reassign": "3600", "offline.expire": "604800",
		"timesSince": "2026-03-02T09:00:00Z", "settings.appId": "8801",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("row (-want +got):\n%s", diff)
	}
}

// A setting and a credential of the same name do not meet in one column, and certificates are no
// setting.
func TestNamesOfColumns(t *testing.T) {
	open := channel.Driver{Platform: "open", Fields: []channel.Field{{Name: "token", Kind: channel.FieldText}, {Name: "tls", Kind: channel.FieldCertificate}}}
	var names []string
	for _, c := range recordexport.Columns(open, telegram.Driver()) {
		names = append(names, c.Name)
		if strings.HasPrefix(c.Name, "secrets.") != c.Withheld {
			t.Errorf("%s: withheld %v", c.Name, c.Withheld)
		}
	}
	if slices.Contains(names, "settings.token") || slices.Contains(names, "settings.tls") || !slices.Contains(names, "secrets.token") {
		t.Errorf("columns %v", names)
	}
}

// A spreadsheet program or a form may end the lines of a cell in CR LF or in CR alone.
func TestListOfEveryLineEnd(t *testing.T) {
	for _, end := range []string{"\n", "\r\n", "\r", "\r\r\n"} {
		var r directory.Record
		for _, c := range columns() {
			if c.Name == "pages" {
				require.NoError(t, c.Set(&r, export.TextValue("24001 North"+end+"24002 South"+end)))
			}
		}
		if want := []directory.Page{{ID: "24001", Name: "North"}, {ID: "24002", Name: "South"}}; !slices.Equal(r.Pages, want) {
			t.Errorf("%q: %v", end, r.Pages)
		}
	}
}
