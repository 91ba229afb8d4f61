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
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/export"
	"github.com/contactkit/contactkit/session"
)

// until waits for something that others do.
func (o *bureau) until(what string, ok func() bool) {
	o.t.Helper()
	ctx, cancel := context.WithTimeout(o.t.Context(), 30*time.Second)
	defer cancel()
	for !ok() {
		if ctx.Err() != nil {
			o.t.Fatalf("waited in vain for %s", what)
		}
	}
}

func (o *bureau) allExports() []store.Export {
	o.t.Helper()
	var list []store.Export
	o.view(func(t *store.Tx) (err error) { list, err = t.Exports(100); return err })
	return list
}

// export lets everything be written that was asked for.
func (o *bureau) export() {
	o.t.Helper()
	ctx, cancel := context.WithCancel(o.t.Context())
	done := make(chan error)
	go func() { done <- o.exports(ctx) }()
	o.until("the exports", func() bool {
		return !slices.ContainsFunc(o.allExports(), func(e store.Export) bool {
			return e.State == export.Pending || e.State == export.Running || e.State == export.Success && e.Expires.Before(o.time())
		})
	})
	cancel()
	if err := <-done; err != nil {
		o.t.Error(err)
	}
}

// served makes a customer ask for a person, wait, and be served.
func (o *bureau) served(wait time.Duration) channel.Thread {
	o.t.Helper()
	p := o.world.Platforms[0]
	o.say(p, p.Contact, "agent")
	o.pass(wait)
	if err := o.desk.Engine.Ready(o.t.Context(), "root", true); err != nil {
		o.t.Fatal(err)
	}
	if err := o.desk.Engine.Sweep(o.t.Context()); err != nil {
		o.t.Fatal(err)
	}
	c := o.conversations()[0]
	if c.State.Phase != session.PhaseOffered {
		o.t.Fatalf("phase %v", c.State.Phase)
	}
	if err := o.desk.Engine.Act(o.t.Context(), "accept", c.Thread, session.Event{Kind: session.AgentAccepted, Agent: "root", Offer: c.State.Part}); err != nil {
		o.t.Fatal(err)
	}
	return c.Thread
}

func TestDashboard(t *testing.T) {
	o := newBureau(t)
	if page := o.get("/admin/"); len(pictures(t, page)) != 0 || !strings.Contains(page, "0 open, 0 closed.") || !strings.Contains(page, "Nobody has waited.") {
		t.Error("an empty desk draws what is not there")
	}
	thread := o.served(42 * time.Second)
	for _, p := range o.world.Platforms[1:] {
		o.say(p, p.Contact, "hello")
	}
	o.until("the notices", func() (sent bool) {
		o.view(func(t *store.Tx) error {
			open, err := t.Open(channel.Thread{})
			sent = len(open) == 0
			return err
		})
		return sent
	})
	o.pass(5 * time.Second) // platforms take one message a second in a chat
	o.world.Platforms[0].Block(o.world.Platforms[0].Contact)
	if err := o.desk.Engine.Answer(t.Context(), "root", "1", thread, channel.Message{Text: "good morning"}); err != nil {
		t.Fatal(err)
	}
	var failures []store.Tally
	o.until("the failure", func() bool {
		o.view(func(t *store.Tx) (err error) { failures, err = t.Failures(o.time().Add(-time.Hour)); return err })
		return len(failures) > 0
	})
	for range 2 { // the second time some hours are over
		o.get("/admin/")
		o.pass(2 * time.Hour)
	}
	page := o.get("/admin/")
	got := pictures(t, page)
	if !strings.Contains(page, ", Facebook 1, X 1.") {
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
	if tables := strings.Count(page, "<table>"); tables != 4 {
		t.Errorf("%d tables", tables)
	}
	if strings.Contains(page, "style=") || strings.Contains(page, "<script>") || regexp.MustCompile(`\son\w+=`).MatchString(page) {
		t.Error("a style or script stands in the page")
	}
}

func TestExportOfMessages(t *testing.T) {
	o := newBureau(t)
	o.say(o.world.Platforms[0], o.world.Platforms[0].Contact, "=SUM(1;2) <b>markup</b>")
	o.say(o.world.Platforms[1], o.world.Platforms[1].Contact, "hello")
	o.pass(time.Hour)
	local := func(t time.Time) string { return t.Local().Format("2006-01-02T15:04") }
	ask := url.Values{"what": {"messages"}, "format": {"csv"}, "from": {local(o.time().Add(-2 * time.Hour))}, "until": {local(o.time())}}
	page, _ := o.post("/admin/exports", ask)
	if !strings.Contains(page, "2 rows are being written") {
		t.Errorf("page %s", page)
	}
	o.say(o.world.Platforms[2], o.world.Platforms[2].Contact, "too late for the export")
	if err := o.desk.Close(); err != nil { // before anything is written
		t.Fatal(err)
	}
	o.open()
	o.export()
	e := o.allExports()[0]
	if e.State != export.Success || e.Done != 2 {
		t.Fatalf("%+v", e)
	}
	page = o.get("/admin/exports")
	links := regexp.MustCompile(`href="(/admin/exports/[^"]+)"`).FindAllStringSubmatch(page, -1)
	if len(links) != 3 {
		t.Fatalf("links %v", links)
	}
	files := make(map[string]string)
	for _, l := range links {
		w := o.call(o.cookie, http.MethodGet, l[1], nil)
		if w.Code != http.StatusOK || !strings.HasPrefix(w.Header().Get("Content-Disposition"), "attachment") {
			t.Fatalf("%s: %d", l[1], w.Code)
		}
		files[l[1][strings.LastIndexByte(l[1], '.'):]] = w.Body.String()
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(files[".csv"], "\ufeff"))).ReadAll()
	if err != nil || len(rows) != 3 || !slices.Contains(rows[1], "'=SUM(1;2) <b>markup</b>") || !slices.Contains(rows[2], "hello") {
		t.Errorf("rows %q, %v", rows, err)
	}
	if archive, err := zip.NewReader(bytes.NewReader([]byte(files[".zip"])), int64(len(files[".zip"]))); err != nil || len(archive.File) != 2 {
		t.Errorf("archive: %v", err)
	}
	for _, path := range []string{"/admin/exports/" + e.ID + "/desk.db", "/admin/exports/" + e.ID + "/..%2f..%2fdesk.db", "/admin/exports/" + e.ID + "/other-manifest.json"} {
		if w := o.call(o.cookie, http.MethodGet, path, nil); w.Code == http.StatusOK {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
	o.pass(8 * 24 * time.Hour)
	o.cookie = o.signIn("root", adminPassword)
	o.export()
	if e := o.allExports()[0]; e.State != export.Expired {
		t.Errorf("state %v", e.State)
	}
	if w := o.call(o.cookie, http.MethodGet, links[0][1], nil); w.Code != http.StatusNotFound {
		t.Errorf("expired: %d", w.Code)
	}
	for _, bad := range []url.Values{{"what": {"messages"}, "format": {"csv"}, "from": {"x"}, "until": {"y"}}, {"what": {"everything"}, "format": {"csv"}}, {"what": {"channels"}, "format": {"pdf"}}, {"what": {"channels"}, "format": {"csv"}, "channels": {"none"}}} {
		if page, _ := o.post("/admin/exports", bad); !strings.Contains(page, `role="alert"`) {
			t.Errorf("%v was taken", bad)
		}
	}
	if len(o.allExports()) != 1 {
		t.Errorf("%d exports", len(o.allExports()))
	}
}

func TestExportOfChannels(t *testing.T) {
	o := newBureau(t)
	o.post("/admin/exports", url.Values{"what": {"channels"}, "format": {"xlsx"}, "channels": {"bot", "page"}, "parts": {"robot"}})
	o.post("/admin/exports", url.Values{"what": {"channels"}, "format": {"jsonl"}})
	cancelled := o.allExports()
	i := slices.IndexFunc(cancelled, func(e store.Export) bool { return e.Format == "jsonl" })
	o.post("/admin/exports/"+cancelled[i].ID+"/cancel", url.Values{})
	o.export()
	states := make(map[string]string)
	for _, e := range o.allExports() {
		states[e.Format] = fmt.Sprint(e.State, " ", e.Done, " ", e.Filter)
	}
	if diff := cmp.Diff(map[string]string{"xlsx": "success 2 bot, page", "jsonl": "cancelled 0 all channels"}, states); diff != "" {
		t.Errorf("exports (-want +got):\n%s", diff)
	}
	e := o.allExports()[slices.IndexFunc(o.allExports(), func(e store.Export) bool { return e.Format == "xlsx" })]
	manifest := o.call(o.cookie, http.MethodGet, "/admin/exports/"+e.ID+"/"+e.Base+"-manifest.json", nil).Body.String()
	if !strings.Contains(manifest, `"service.robot"`) || strings.Contains(manifest, `"routing.queue"`) || strings.Contains(manifest, `"settings.`) {
		t.Errorf("columns: %s", manifest)
	}
	o.post("/admin/exports/"+e.ID+"/resume", url.Values{}) // it is over: nothing happens
	if got := o.allExports(); !slices.ContainsFunc(got, func(x store.Export) bool { return x.ID == e.ID && x.State == export.Success }) {
		t.Errorf("%+v", got)
	}
}

// scrape asks for the metrics.
func (o *bureau) scrape(change func(*http.Request)) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, "/metrics", nil)
	change(r)
	w := httptest.NewRecorder()
	o.pages.ServeHTTP(w, r)
	return w
}

func TestMetrics(t *testing.T) {
	o := newBureau(t)
	o.served(10 * time.Second)
	o.say(o.world.Platforms[1], o.world.Platforms[1].Contact, "agent")
	o.pass(25 * time.Second)
	here := func(r *http.Request) { r.RemoteAddr, r.Host = "127.0.0.1:54321", "localhost:8080" }
	w := o.scrape(here)
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
			delete(got, name) // nobody works here
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
		if code := o.scrape(change).Code; code != http.StatusUnauthorized {
			t.Errorf("%s: %d", name, code)
		}
	}
	for _, host := range []string{"127.0.0.1:8080", "[::1]:8080", "127.0.0.1", "localhost"} {
		if code := o.scrape(func(r *http.Request) { here(r); r.Host = host }).Code; code != http.StatusOK {
			t.Errorf("as %s: %d", host, code)
		}
	}
	t.Setenv("DESK_METRICS_TOKEN", "canary-metrics")
	if err := o.desk.Close(); err != nil {
		t.Fatal(err)
	}
	o.open()
	if code := o.scrape(here).Code; code != http.StatusUnauthorized {
		t.Errorf("without the token: %d", code)
	}
	if code := o.scrape(func(r *http.Request) { r.Header.Set("Authorization", "Bearer canary-metrics") }).Code; code != http.StatusOK {
		t.Errorf("with the token: %d", code)
	}
}

func value(m *dto.Metric) float64 {
	if m.Counter != nil {
		return m.Counter.GetValue()
	}
	return m.Gauge.GetValue()
}
