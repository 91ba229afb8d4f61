package main

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/examples/desk/locale"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/export"
	"github.com/contactkit/contactkit/session"
)

func (d *testDesk) allExports() []store.Export {
	d.t.Helper()
	var list []store.Export
	d.view(func(t *store.Tx) (err error) { list, err = t.Exports(100); return err })
	return list
}

// export lets everything be written that was asked for.
func (d *testDesk) export() {
	d.t.Helper()
	ctx, cancel := context.WithCancel(d.t.Context())
	done := make(chan error)
	go func() { done <- d.exports(ctx) }()
	d.until("the exports", func() bool {
		return !slices.ContainsFunc(d.allExports(), func(e store.Export) bool {
			return e.Status == export.Pending || e.Status == export.Running || e.Status == export.Success && e.Expires.Before(d.now())
		})
	})
	cancel()
	if err := <-done; err != nil {
		d.t.Error(err)
	}
}

// served makes a customer ask for a person, wait, and be served.
func (d *testDesk) served(wait time.Duration) channel.Thread {
	d.t.Helper()
	p := d.world.Platforms[0]
	thread := d.says(p, "agent")
	d.pass(wait)
	if err := d.Engine.Ready(d.t.Context(), "root", true); err != nil {
		d.t.Fatal(err)
	}
	if err := d.Engine.Sweep(d.t.Context()); err != nil {
		d.t.Fatal(err)
	}
	all := d.conversations()
	c := all[slices.IndexFunc(all, func(c store.Conversation) bool { return c.Thread == thread })]
	if c.State.Phase != session.PhaseOffered {
		d.t.Fatalf("phase %v", c.State.Phase)
	}
	if err := d.Engine.Act(d.t.Context(), "accept", thread, session.Event{Kind: session.AgentAccepted, Agent: "root", Offer: c.State.Part}); err != nil {
		d.t.Fatal(err)
	}
	return thread
}

func TestDashboard(t *testing.T) {
	d := stillDesk(t)
	root := d.signIn("root")
	if page := root.source("/admin/"); len(pictures(t, page)) != 0 || !strings.Contains(page, "0 open, 0 closed.") || !strings.Contains(page, "Nobody has waited.") {
		t.Error("an empty desk draws what is not there")
	}
	thread := d.served(42 * time.Second)
	for _, p := range d.world.Platforms[1:] {
		d.says(p, "hello")
	}
	d.until("the notices", func() (sent bool) {
		waits, err := d.Store.Conversations.Backlog(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return waits.Receipts == 0
	})
	d.pass(5 * time.Second) // platforms take one message a second in a chat
	d.world.Platforms[0].Block(d.world.Platforms[0].Contact)
	if err := d.Engine.Answer(t.Context(), "root", "1", thread, channel.Message{Text: "good morning"}); err != nil {
		t.Fatal(err)
	}
	var failures []store.Tally
	d.until("the failure", func() bool {
		d.pass(time.Second) // the permit of the notice may come back after the five
		d.view(func(t *store.Tx) (err error) { failures, err = t.Failures(d.now().Add(-time.Hour)); return err })
		return len(failures) > 0
	})
	for range 2 { // the second time some hours are over
		root.source("/admin/")
		d.pass(2 * time.Hour)
	}
	page := root.source("/admin/")
	got := pictures(t, page)
	if !strings.Contains(page, ", Facebook 1, X 1, WhatsApp 0.") {
		t.Errorf("not the same numbers: %s", got["Messages per hour, last 48 hours"])
	}
	for title, want := range map[string][]string{
		"Conversations by state":                    {"With the robot: 2", " open, "},
		"Waiting for an agent, last 24 hours":       {"≤1 min: 1", "One customer waited 42 s."},
		"Messages per hour, last 48 hours":          {": 1 Facebook", "Telegram"},
		"Messages that did not go out, last 7 days": {"Customer gone: 1", "1 in all."},
	} {
		for _, w := range want {
			if !strings.Contains(got[title], w) {
				t.Errorf("%s lacks %q:\n%s", title, w, got[title])
			}
		}
	}
	if !strings.Contains(page, `<th scope="row">support</th><td><a href="/?tab=queue">0</a></td><td><a href="/admin/figures?measure=wait&amp;queue=support">1</a></td><td><a href="/admin/figures?measure=wait&amp;queue=support">42 s</a></td><td>–</td><td><a href="/admin/figures?measure=wait&amp;queue=support">0 %</a></td><td><a href="/admin/figures?measure=given&amp;queue=support">0</a></td>`) {
		t.Errorf("no figures of the queue: %s", page[strings.Index(page, "Queues, last"):])
	}
	for id, want := range map[string]string{
		"n-waiting": "0", "n-offline": "0", "n-level": "0 %", "n-uncertain": "0",
	} {
		n := parse(t, page).id(id)
		if got := n.text(); got != want {
			t.Errorf("%s: %s, want %s", id, got, want)
		}
		for _, a := range n.all(func(e *node) bool { return e.Data == "a" && strings.HasPrefix(e.attr("href"), "/") }) {
			root.source(a.attr("href")) // every figure leads to its list
		}
	}
	if list := root.source("/admin/messages?why=unreachable"); !strings.Contains(list, "good morning") {
		t.Error("the figure of failed messages does not lead to them")
	}
	if tables := strings.Count(page, "<table>"); tables != 6 {
		t.Errorf("%d tables", tables)
	}
	if strings.Contains(page, "style=") || strings.Contains(page, "<script>") || regexp.MustCompile(`\son\w+=`).MatchString(page) {
		t.Error("a style or script stands in the page")
	}
}

// The figures are those of the moment at which the export was asked for, also when it is written
// after a restart.
func TestExportOfFigures(t *testing.T) {
	d := stillDesk(t)
	root := d.signIn("root")
	d.served(42 * time.Second)
	d.pass(time.Hour)
	local := func(t time.Time) string { return t.Local().Format("2006-01-02T15:04") }
	ask := url.Values{"what": {"figures"}, "format": {"csv"}, "from": {local(d.now().Add(-2 * time.Hour))}, "until": {local(d.now())}}
	root.submit("/admin/exports", ask)
	d.says(d.world.Platforms[2], "too late for the export")
	d.close() // before anything is written
	d.open()
	d.export()
	e := d.allExports()[0]
	if e.Status != export.Success {
		t.Fatalf("%+v", e)
	}
	w := root.get("/admin/exports/" + e.ID + "/" + e.Base + "-0001-of-0001.csv")
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(d.body(w), "\ufeff"))).ReadAll()
	if err != nil || len(rows) != e.Done+1 {
		t.Fatalf("rows %q, %v", rows, err)
	}
	seen := make(map[string]string)
	for _, row := range rows[1:] {
		seen[row[1]] = strings.Join(row[4:9], " ")
	}
	if seen["wait"] != "support root  1 42000" || seen["began"] == "" || seen["closed"] != "" {
		t.Errorf("figures %q", seen)
	}
	ask.Set("until", "never")
	if page, _ := root.submit("/admin/exports", ask); !strings.Contains(page, "ntil when?") {
		t.Errorf("a time that is none is taken: %s", page)
	}
}

func TestExportOfMessages(t *testing.T) {
	d := stillDesk(t)
	root := d.signIn("root")
	d.says(d.world.Platforms[0], "=SUM(1;2) <b>markup</b>")
	d.says(d.world.Platforms[1], "hello")
	d.pass(time.Hour)
	local := func(t time.Time) string { return t.Local().Format("2006-01-02T15:04") }
	ask := url.Values{"what": {"messages"}, "format": {"csv"}, "from": {local(d.now().Add(-2 * time.Hour))}, "until": {local(d.now())}}
	page, _ := root.submit("/admin/exports", ask)
	if !strings.Contains(page, "2 rows are being written") {
		t.Errorf("page %s", page)
	}
	d.says(d.world.Platforms[2], "too late for the export")
	d.close() // before anything is written
	d.open()
	d.export()
	e := d.allExports()[0]
	if e.Status != export.Success || e.Done != 2 {
		t.Fatalf("%+v", e)
	}
	page = root.source("/admin/exports")
	links := regexp.MustCompile(`href="(/admin/exports/[^"]+)"`).FindAllStringSubmatch(page, -1)
	if len(links) != 3 {
		t.Fatalf("links %v", links)
	}
	files := make(map[string]string)
	for _, l := range links {
		w := root.get(l[1])
		if w.StatusCode != http.StatusOK || !strings.HasPrefix(w.Header.Get("Content-Disposition"), "attachment") {
			t.Fatalf("%s: %d", l[1], w.StatusCode)
		}
		files[l[1][strings.LastIndexByte(l[1], '.'):]] = d.body(w)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(files[".csv"], "\ufeff"))).ReadAll()
	if err != nil || len(rows) != 3 || !slices.Contains(rows[1], "'=SUM(1;2) <b>markup</b>") || !slices.Contains(rows[2], "hello") {
		t.Errorf("rows %q, %v", rows, err)
	}
	if archive, err := zip.NewReader(bytes.NewReader([]byte(files[".zip"])), int64(len(files[".zip"]))); err != nil || len(archive.File) != 2 {
		t.Errorf("archive: %v", err)
	}
	for _, path := range []string{"/admin/exports/" + e.ID + "/desk.db", "/admin/exports/" + e.ID + "/..%2f..%2fdesk.db", "/admin/exports/" + e.ID + "/other-manifest.json"} {
		if w := root.get(path); w.StatusCode == http.StatusOK {
			t.Errorf("%s: %d", path, w.StatusCode)
		}
	}
	d.pass(8 * 24 * time.Hour)
	root = d.signIn("root")
	d.export()
	if e := d.allExports()[0]; e.Status != export.Expired {
		t.Errorf("state %v", e.Status)
	}
	if w := root.get(links[0][1]); w.StatusCode != http.StatusNotFound {
		t.Errorf("expired: %d", w.StatusCode)
	}
	for _, bad := range []url.Values{{"what": {"messages"}, "format": {"csv"}, "from": {"x"}, "until": {"y"}}, {"what": {"everything"}, "format": {"csv"}}, {"what": {"channels"}, "format": {"pdf"}}, {"what": {"channels"}, "format": {"csv"}, "channels": {"none"}}} {
		if page, _ := root.submit("/admin/exports", bad); !strings.Contains(page, `role="alert"`) {
			t.Errorf("%v was taken", bad)
		}
	}
	if len(d.allExports()) != 1 {
		t.Errorf("%d exports", len(d.allExports()))
	}
}

func TestExportOfChannels(t *testing.T) {
	d := stillDesk(t)
	root := d.signIn("root")
	root.submit("/admin/exports", url.Values{"what": {"channels"}, "format": {"xlsx"}, "channels": {"bot", "page"}, "parts": {"robot"}})
	root.submit("/admin/exports", url.Values{"what": {"channels"}, "format": {"jsonl"}})
	cancelled := d.allExports()
	i := slices.IndexFunc(cancelled, func(e store.Export) bool { return e.Format == "jsonl" })
	root.submit("/admin/exports/"+cancelled[i].ID+"/cancel", url.Values{})
	d.export()
	states := make(map[string]string)
	for _, e := range d.allExports() {
		states[e.Format] = fmt.Sprint(e.Status, " ", e.Done, " ", locale.Told(e.Filter).English())
	}
	if diff := cmp.Diff(map[string]string{"xlsx": "success 2 bot, page", "jsonl": "cancelled 0 All channels"}, states); diff != "" {
		t.Errorf("exports (-want +got):\n%s", diff)
	}
	e := d.allExports()[slices.IndexFunc(d.allExports(), func(e store.Export) bool { return e.Format == "xlsx" })]
	manifest := root.source("/admin/exports/" + e.ID + "/" + e.Base + "-manifest.json")
	if !strings.Contains(manifest, `"service.robot"`) || strings.Contains(manifest, `"routing.queue"`) || strings.Contains(manifest, `"settings.`) {
		t.Errorf("columns: %s", manifest)
	}
	root.submit("/admin/exports/"+e.ID+"/resume", url.Values{}) // it is over: nothing happens
	if got := d.allExports(); !slices.ContainsFunc(got, func(x store.Export) bool { return x.ID == e.ID && x.Status == export.Success }) {
		t.Errorf("%+v", got)
	}
}

// scrape asks for the metrics.
func (d *testDesk) scrape(change func(*http.Request)) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, "/metrics", nil)
	change(r)
	w := httptest.NewRecorder()
	d.handler.ServeHTTP(w, r)
	return w
}

func TestMetrics(t *testing.T) {
	d := stillDesk(t)
	d.stopSending() // Facebook's echo of a notice would be an event, too
	d.served(10 * time.Second)
	d.says(d.world.Platforms[1], "agent")
	d.pass(25 * time.Second)
	here := func(r *http.Request) { r.RemoteAddr, r.Host = "127.0.0.1:54321", "localhost:8080" }
	w := d.scrape(here)
	parser := expfmt.NewTextParser(model.UTF8Validation)
	families, err := parser.TextToMetricFamilies(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	got := make(map[string]float64)
	for name, f := range families {
		for _, m := range f.Metric {
			var labels []string
			for _, l := range m.Label {
				labels = append(labels, l.GetValue())
			}
			if v := value(m); strings.HasPrefix(name, "desk_") && v != 0 && !strings.Contains(name, "commit") && !strings.Contains(name, "steps") && !strings.Contains(name, "sends") && name != "desk_outbox_open" {
				got[strings.Join(append([]string{name}, labels...), " ")] = v
			}
		}
	}
	want := map[string]float64{
		"desk_channels facebook active": 1, "desk_channels telegram active": 1, "desk_channels twitter active": 1,
		"desk_conversations agent": 1, "desk_conversations queued": 1, "desk_events_total new": 2, "desk_queue_length support": 1,
		"desk_queue_oldest_seconds": 25, "desk_webhooks_total taken": 2,
	}
	for name := range got {
		if strings.HasPrefix(name, "desk_tasks_open") {
			delete(got, name) // no agent works here
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("metrics (-want +got):\n%s", diff)
	}
	for _, name := range []string{"desk_commits_total", "desk_commit_seconds_total", "go_goroutines", "process_open_fds"} {
		if families[name] == nil {
			t.Errorf("no %s", name)
		}
	}

	for name, change := range map[string]func(*http.Request){
		"from elsewhere":         func(r *http.Request) { r.RemoteAddr = "203.0.113.9:1" },
		"elsewhere's name":       func(r *http.Request) { here(r); r.RemoteAddr = "203.0.113.9:1" },
		"a proxy with X-Real-IP": func(r *http.Request) { here(r); r.Header.Set("X-Real-IP", "203.0.113.9") },
		"a silent proxy":         func(r *http.Request) { here(r); r.Host = "desk.example" },
		"a rebound name":         func(r *http.Request) { here(r); r.Host = "evil.example:8080" },
		"through a proxy":        func(r *http.Request) { here(r); r.Header.Set("X-Forwarded-For", "203.0.113.9") },
	} {
		if code := d.scrape(change).Code; code != http.StatusUnauthorized {
			t.Errorf("%s: %d", name, code)
		}
	}
	for _, host := range []string{"127.0.0.1:8080", "[::1]:8080", "127.0.0.1", "localhost"} {
		if code := d.scrape(func(r *http.Request) { here(r); r.Host = host }).Code; code != http.StatusOK {
			t.Errorf("as %s: %d", host, code)
		}
	}
	root := d.signIn("root")
	for _, tt := range []struct {
		base string
		code int
	}{{"https://desk.example.com", http.StatusUnauthorized}, {"", http.StatusOK}} { // entered, and taken back
		root.submit("/admin/channels/bot/connect", url.Values{"base": {tt.base}})
		for range 2 {
			if code := d.scrape(here).Code; code != tt.code {
				t.Errorf("a desk without a token whose address was entered as %q answers this machine with %d, want %d", tt.base, code, tt.code)
			}
			d.close() // it is not forgotten
			d.open()
			root = d.signIn("root")
		}
	}
	d.options.BaseURL = "https://desk.example.com"
	d.close()
	d.open()
	if code := d.scrape(here).Code; code != http.StatusUnauthorized {
		t.Errorf("a desk with a public address and no token answers this machine with %d", code)
	}
	t.Setenv("DESK_METRICS_TOKEN", "canary-metrics")
	d.close()
	d.open()
	if code := d.scrape(here).Code; code != http.StatusUnauthorized {
		t.Errorf("without the token: %d", code)
	}
	if code := d.scrape(func(r *http.Request) { r.Header.Set("Authorization", "Bearer canary-metrics") }).Code; code != http.StatusOK {
		t.Errorf("with the token: %d", code)
	}
}

func value(m *dto.Metric) float64 {
	if m.Counter != nil {
		return m.Counter.GetValue()
	}
	return m.Gauge.GetValue()
}
