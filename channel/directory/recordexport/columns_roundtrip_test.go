package recordexport_test

import (
	"bytes"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/directory/recordexport"
	"github.com/contactkit/contactkit/export"
	"github.com/contactkit/contactkit/export/read"
	"github.com/contactkit/contactkit/session/keyword"
	"github.com/contactkit/contactkit/worktime"
)

// hostile are texts that files and spreadsheets are known to change.
var hostile = []string{"", " ", "  two", "two  ", "=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", "a\nb", "a\r\nb", "a\rb", "\r\n", "\"", "\"\"", `a"b,c;d`, ",", ";", "'", "'=1",
	"''", "'tis", "\ufeff", "\ufeffx", "x\u200b", "＝1", "  =1", "a\n=1", "\\", `\n`, `\e`, `\=`, `a\=b`, `\\=`, "a b", "0049", "1e5", "TRUE", "null", "2026-03-02", "转人工", "é", "e\u0301",
	"\U0001f600\U0001f3fd", "\u202eabc", "\u2028x", "_x000D_", "<a&b>", "\x00", "\x7f", strings.Repeat("long ", 8000), strings.Repeat("\U0001f600", 16400)}

func words(t *rapid.T, label string) string {
	if rapid.Bool().Draw(t, label+" is hostile") {
		return rapid.SampledFrom(hostile).Draw(t, label)
	}
	return strings.ToValidUTF8(rapid.String().Draw(t, label), "")
}

func anyRecord(t *rapid.T) directory.Record {
	texts := func(label string) []string {
		var list []string
		for range rapid.IntRange(0, 3).Draw(t, label+" number") {
			list = append(list, words(t, label))
		}
		return list
	}
	number := func(label string) directory.Seconds {
		return directory.Seconds(rapid.OneOf(rapid.Int64(), rapid.SampledFrom([]int64{0, -1, math.MaxInt64, math.MinInt64, 1 << 53})).Draw(t, label))
	}
	segments := func(label string) []worktime.Segment {
		var list []worktime.Segment
		for range rapid.IntRange(0, 4).Draw(t, label+" number") {
			from := worktime.Clock(rapid.IntRange(0, int(worktime.Midnight)).Draw(t, label+" from"))
			to := worktime.Clock(rapid.IntRange(0, int(worktime.Midnight)).Draw(t, label+" to"))
			list = append(list, worktime.Segment{From: from, To: to, Overnight: rapid.Bool().Draw(t, label+" overnight")})
		}
		return list
	}
	b := func(label string) bool { return rapid.Bool().Draw(t, label) }
	s := func(label string) string { return words(t, label) }
	r := directory.Record{
		Tenant: s("tenant"), ID: s("id"), Rev: int64(number("rev")), State: directory.State(s("state")), Name: s("name"), About: s("about"), Unit: s("unit"),
		ServiceID: s("serviceId"), Platform: s("platform"), Profile: directory.Profile(s("profile")), Path: s("path"), Connector: s("connector"), Provider: s("provider"), ForOutbound: b("outbound"),
		Certificates: directory.Certificates{Trust: texts("trust"), Identity: s("identity"), ServerName: s("server")},
		Service: directory.Service{Mode: directory.Mode(s("mode")), Robot: s("robot"), Assistant: s("assistant"), Keywords: keyword.Set{
			Mode: keyword.Mode(s("match")), Deny: texts("deny"), Strict: b("strict"), MaxKeywords: int(number("max")), MaxRunes: int(number("runes")), MaxScan: int(number("scan"))},
			Thanks: texts("thanks"), Supersede: b("supersede"), PublicRobot: b("publicRobot"), PublicNotices: b("publicNotices"), LoopTurns: int(number("turns")), LoopGap: number("gap")},
		Routing: directory.Routing{Mode: directory.RoutingMode(s("routing")), Queue: s("queue"), List: s("list"), Fallback: s("fallback"),
			Selection: directory.Selection(s("selection")), RequestTTL: number("ttl"), QueueWait: number("wait"), TransferWait: number("transfer"),
			CloseGrace: number("grace"), MaxHops: int(number("hops")), LastAgent: b("last"), LastAgentFor: number("for"), LastAgentWait: number("lastwait"),
			Priority: int(number("priority")), WrapUp: number("wrapup")},
		Hours: directory.Hours{Always: b("always"), Calendar: s("calendar"), Zone: s("zone"), Schedule: worktime.Schedule{Workday: segments("work"), Nonworkday: segments("rest")}},
		Silence: directory.Silence{Customer: number("c"), CustomerWarn: number("cw"), Called: number("ca"), Agent: number("a"), Robot: number("r"), Hold: number("h"),
			Reopen: number("o"), ReopenTo: directory.ReopenRoute(s("rt")), AnswerWarn: number("aw"), WindowWarn: number("ww"), LastMessage: b("lm"), OpenTime: b("ot")},
		Offline: directory.Offline{On: b("on"), To: directory.OfflineRoute(s("to")), Limit: number("l"), Reassign: number("re"), Expire: number("e")},
		Notices: directory.Notices{Language: s("lang"), NonWorking: s("n1"), Offline: s("n2"), Warning: s("n3"), End: s("n4"),
			Queued: s("n5"), StillWaiting: s("n6"), AgentBusy: s("n7"), RobotBusy: s("n8"), Transferred: s("n9"), NoAgent: s("n10"), RobotFailed: s("n11"),
			Reminder: s("n12"), TransferFailed: s("n13"), Resumed: s("n14"), WindowClosing: s("n15")},
	}
	for range rapid.IntRange(0, 2).Draw(t, "week lines") {
		days := worktime.Weekdays(rapid.IntRange(1, 127).Draw(t, "days"))
		r.Hours.Schedule.Week = append(r.Hours.Schedule.Week, worktime.WeekLine{Days: days, Segments: segments("week")})
	}
	for range rapid.IntRange(0, 2).Draw(t, "holidays") {
		h := worktime.Holiday{Name: s("holiday"), Segments: segments("holiday hours")}
		month, day := time.Month(rapid.IntRange(1, 12).Draw(t, "month")), rapid.IntRange(1, 28).Draw(t, "day")
		if b("yearly") {
			h.Yearly = worktime.MonthDay{Month: month, Day: day}
		} else {
			h.Date = worktime.Date{Year: rapid.IntRange(1, 9999).Draw(t, "year"), Month: month, Day: day}
		}
		r.Hours.Holidays = append(r.Hours.Holidays, h)
	}
	for range rapid.IntRange(0, 3).Draw(t, "pages") {
		r.Pages = append(r.Pages, directory.Page{ID: s("page"), Name: s("page name")})
	}
	for range rapid.IntRange(0, 3).Draw(t, "keywords") {
		r.Service.Keywords.List = append(r.Service.Keywords.List, keyword.Word{Text: s("word"), Mode: keyword.Mode(s("word mode"))})
	}
	for range rapid.IntRange(0, 2).Draw(t, "codes") {
		r.Routing.WrapCodes = append(r.Routing.WrapCodes, directory.WrapCode{ID: s("code"), Label: s("code label"), Retired: b("retired")})
	}
	for range rapid.IntRange(0, 2).Draw(t, "translations") {
		r.Notices.Translations = append(r.Notices.Translations, directory.Translation{Language: s("language"), Notice: s("notice"), Text: s("translation")})
	}
	for range rapid.IntRange(0, 2).Draw(t, "attributes") {
		a := directory.Attribute{Key: s("key"), Label: s("label"), Help: s("help"), Required: b("required"), Secret: b("secret"), Type: directory.AttributeType(s("type")), Options: texts("options")}
		if !a.IsSecret() {
			a.Value = s("value")
		}
		r.Attributes = append(r.Attributes, a)
	}
	if b("limited") {
		within := number("within")
		r.Offline.Outbound = &within
	}
	if b("timed") {
		r.TimesSince = time.Unix(rapid.Int64Range(-62e9, 253e9).Draw(t, "since"), rapid.Int64Range(0, 999_999_999).Draw(t, "ns")).UTC()
	}
	for _, name := range []string{"appId", "baseUrl", "webhookCertificate", "gatewayUrl", "account"} {
		if v := s(name); v != "" {
			if r.Settings == nil {
				r.Settings = map[string]string{}
			}
			r.Settings[name] = v
		}
	}
	return r
}

// Whatever a record holds comes back from CSV and JSON lines as it was, secrets aside.
func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var want []directory.Record
		for range rapid.IntRange(0, 3).Draw(t, "records") {
			want = append(want, anyRecord(t))
		}
		given := make([]directory.Record, len(want))
		for i, r := range want {
			given[i] = r
			given[i].Secrets = directory.Secrets{Keys: map[string]channel.Keys{"token": channel.NewKeys("canary")}}
		}
		for name, back := range map[string]func() ([]directory.Record, []read.RowError, error){
			"CSV": func() ([]directory.Record, []read.RowError, error) {
				return read.CSV(bytes.NewReader(encode(t, export.CSV{}, columns(), given...)), columns())
			},
			"JSON lines": func() ([]directory.Record, []read.RowError, error) {
				return read.JSONLines(bytes.NewReader(encode(t, export.JSONLines{}, columns(), given...)), columns())
			},
		} {
			got, wrong, err := back()
			if err != nil || len(wrong) > 0 {
				t.Fatalf("%s: %v, %v", name, wrong, err)
			}
			if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
				t.Fatalf("%s (-want +got):\n%.4000s", name, diff)
			}
		}
	})
}

// Fields that the columns do not carry, and how they come back. The package comment says the same.
func TestWhatIsNotCarried(t *testing.T) {
	full := record("c1")
	full.Path, full.Connector = "/hooks/c1", "meta"
	full.Certificates = directory.Certificates{Trust: []string{"fabric"}}
	full.Secrets = directory.Secrets{Keys: map[string]channel.Keys{"appSecret": channel.NewKeys("canary")}}
	tests := []struct {
		name  string
		basic bool
		edit  func(given, want *directory.Record)
	}{
		{"credentials", false, func(_, _ *directory.Record) {}},
		{"settings without a value, and those that no driver has or that are credentials", false, func(given, _ *directory.Record) {
			given.Settings = map[string]string{"appId": "8801", "baseUrl": "", "color": "red", "token": "misplaced"}
		}},
		{"the value of a secret attribute that stands in the record", false, func(given, want *directory.Record) {
			given.Attributes = []directory.Attribute{{Key: "pin", Type: directory.Password, Value: "misplaced"}}
			want.Attributes = []directory.Attribute{{Key: "pin", Type: directory.Password}}
		}},
		{"bytes that are no UTF-8", false, func(given, want *directory.Record) { given.About, want.About = "a\xffb", "a\ufffdb" }},
		{"the zone of a time", false, func(given, want *directory.Record) {
			given.TimesSince = created.In(time.FixedZone("x", 3600))
			want.TimesSince = created
		}},
		{"empty lists that are not nil", false, func(given, want *directory.Record) {
			given.Pages, given.Attributes = []directory.Page{}, []directory.Attribute{}
			want.Pages, want.Attributes = nil, nil
		}},
		{"the channel's own information, with Basic", true, func(_, want *directory.Record) {
			want.Path, want.Connector, want.Pages, want.Settings, want.Certificates = "", "", nil, nil, directory.Certificates{}
		}},
	}
	for _, tt := range tests {
		given, want := full.Clone(), full.Clone()
		want.Secrets = directory.Secrets{}
		tt.edit(&given, &want)
		list := columns()
		if tt.basic {
			list = recordexport.Basic()
		}
		got, wrong, err := read.CSV(bytes.NewReader(encode(t, export.CSV{}, list, given)), list)
		if err != nil || len(wrong) > 0 {
			t.Errorf("%s: %v, %v", tt.name, wrong, err)
		}
		if diff := cmp.Diff([]directory.Record{want}, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

// One bad row never costs the others, and what is wrong is told by line, column and reason, without
// the cell.
func TestRowErrors(t *testing.T) {
	a, b, c := record("a"), record("b"), record("c")
	good := string(encode(t, export.CSV{}, columns(), a, b, c))
	edit := func(old, now string) string {
		t.Helper()
		first, rest, ok := strings.Cut(good, "Support_b")
		before, after, found := strings.Cut(rest, old)
		if !ok || !found || strings.Contains(before, "Support_c") {
			t.Fatalf("%q is not in the second row", old)
		}
		return first + "Support_b" + before + now + after
	}
	tests := []struct{ name, file, want string }{
		{"a number that is none", edit(",1200,", ",twenty,"), "silence.customer: no number such as -12.5"},
		{"a fraction", edit(",1200,", ",1200.5,"), "silence.customer: a whole number is needed"},
		{"too large", edit(",1200,", ",1e300,"), "silence.customer: the number is too large"},
		{"an emptied number", edit(",1200,", ",,"), "silence.customer: a number is needed"},
		{"a truth value that is none", edit(",false,", ",no,"), "forOutbound: neither true nor false"},
		{"an emptied truth value", edit(",false,", ",,"), "forOutbound: true or false is needed"},
		{"hours", edit("09:00-17:30", "9 to 5"), "hours.workday: worktime: "},
		{"emptied hours", edit("09:00-17:30", ""), "hours.workday: worktime: "},
		{"an escape", edit("Northern Lights", `Northern\Lights`), `pages: item 1: a backslash is written \\, and stands before n, r, s, e and = only`},
		{"a time", edit("2026-03-02T09:00:00Z", "yesterday"), "timesSince: no time such as 2026-01-31T09:00:00Z"},
		{"too many cells", edit(",1200,", ",1200,7,"), " cells under "},
	}
	for _, tt := range tests {
		got, wrong, err := read.CSV(strings.NewReader(tt.file), columns())
		if err != nil || len(wrong) != 1 || !strings.Contains(wrong[0].Error(), tt.want) || !strings.HasPrefix(wrong[0].Error(), "line ") {
			t.Errorf("%s: %v, %v, want %q", tt.name, wrong, err, tt.want)
		}
		if diff := cmp.Diff([]directory.Record{a, c}, got); diff != "" {
			t.Errorf("%s: the other rows (-want +got):\n%s", tt.name, diff)
		}
	}
	for _, cell := range []string{`{"key":"pin","type":"Password","value":"canary"}`, `{"key":"x","type":"String50","vlaue":"canary"}`, `{"key":"x"} "canary"`, "canary"} {
		for _, col := range columns() {
			if col.Name != "attributes" {
				continue
			}
			var r directory.Record
			if err := col.Set(&r, export.TextValue(cell)); err == nil || strings.Contains(err.Error(), "canary") {
				t.Errorf("%s: %v", cell, err)
			}
		}
	}
}

// An object in a cell is read as strictly as a record in JSON: a key that is there twice, half a
// character or null would change the record without a word.
func TestObjectsInACell(t *testing.T) {
	good := map[string]string{
		"attributes": `{"key":"tier","label":"Tier"}`, "routing.wrapCodes": `{"id":"a","label":"A"}`,
		"hours.holidays": `{"date":"2026-12-24","name":"Eve"}`, "notices.translations": `{"language":"de","notice":"queued"}`,
	}
	seen := 0
	for _, c := range columns() {
		cell, ok := good[c.Name]
		if !ok {
			continue
		}
		seen++
		if err := c.Set(new(directory.Record), export.TextValue(cell)); err != nil {
			t.Errorf("%s: %v", c.Name, err)
		}
		for name, bad := range map[string]string{
			"a key twice":                   strings.Replace(cell, "{", cell[:strings.Index(cell, ",")]+",", 1),
			"a key twice, in another case":  strings.Replace(cell, "{", strings.ToUpper(cell[:strings.Index(cell, ":")])+`:"x",`, 1),
			"half a character":              cell[:len(cell)-2] + `\ud83d"}`,
			"null":                          "null",
			"a list":                        "[" + cell + "]",
			"another object on the line":    cell + "," + cell,
			"a way out of the place for it": cell + `]},"about":"x","x":{"y":[{}`,
			"a field of another name":       strings.Replace(cell, "{", `{"canary":1,`, 1),
		} {
			if err := c.Set(new(directory.Record), export.TextValue(bad)); err == nil || strings.Contains(err.Error(), "canary") {
				t.Errorf("%s: %s: %s: %v", c.Name, name, bad, err)
			}
		}
	}
	if seen != len(good) {
		t.Errorf("%d of the columns", seen)
	}
}

// Whatever people type into a list's cell is refused, or means the same once it has been written
// again.
func FuzzLists(f *testing.F) {
	for _, cell := range []string{"24001 Northern Lights\n24002", `agent\=phrase`, `a\\=b`, `\e`, "x\r\n\r\ny", `\`, `{"key":"tier","type":"String50","options":["gold"],"value":"gold"}`,
		`{"id":"complaint","retired":true}`, `{"date":"2026-12-24","segments":[{"from":"09:00","to":"24:00"}]}`, `{"language":"de","notice":"queued","text":"Bitte\nwarten."}`, "Fri 09:00-12:00; Sat closed"} {
		f.Add(cell)
	}
	lists := map[string]export.Column[directory.Record]{}
	for _, c := range columns() {
		switch c.Name {
		case "pages", "service.keywords", "service.keywords.deny", "service.thanks", "certificates.trust", "attributes",
			"routing.wrapCodes", "hours.week", "hours.workday", "hours.nonworkday", "hours.holidays", "notices.translations":
			lists[c.Name] = c
		}
	}
	if len(lists) != 12 {
		f.Fatalf("%d columns of lists", len(lists))
	}
	f.Fuzz(func(t *testing.T, cell string) {
		for name, c := range lists {
			var first, again directory.Record
			if c.Set(&first, export.TextValue(cell)) != nil {
				continue
			}
			if err := c.Set(&again, c.Value(first)); err != nil {
				t.Fatalf("%s: %q was read, and then not: %v", name, cell, err)
			}
			if diff := cmp.Diff(first, again, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("%s: %q (-first +again):\n%s", name, cell, diff)
			}
		}
	})
}
