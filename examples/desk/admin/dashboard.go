package admin

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/examples/desk/locale"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/examples/desk/web"
	"github.com/contactkit/contactkit/session/metrics"
)

// dashboard is how the desk is doing. Its pictures are drawn here, from one view of the store.
type dashboard struct {
	frame
	At        time.Time
	Waiting   int
	Oldest    time.Duration
	Outbox    int
	Offline   int         // customers whose message waits for an agent
	Level     string      // the share served within 30 seconds, last 24 hours
	Owed      *store.Owed // who has waited the longest for an answer of an agent; nil: no customer waits
	OwedFor   time.Duration
	Uncertain int // messages that may have arrived or not, last 7 days
	Agents    []agentFigure
	Failures  []named // the class is the reason
	Charts    []*drawing
	Queues    []queueFigure
	Logins    []dueLogin // those that end, or have ended
}

var dashboardPage = page("dashboard.html")

func (a *Admin) dashboard(w http.ResponseWriter, r *http.Request) {
	now := a.now()
	var (
		phases   []store.Tally
		figures  *metrics.Sheet
		hours    []store.Hour
		failures []store.Tally
		logins   []dueLogin
		owed     *store.Owed
		people   []store.Person
		serves   = make(map[string]int)

		uncertain int
	)
	first := now.Add(-47 * time.Hour).UTC().Truncate(time.Hour)
	backlog, err := a.store.Backlog(r.Context(), now)
	if err != nil {
		a.site.Fail(w, r, err)
		return
	}
	ok := a.view(w, r, func(t *store.Tx) (err error) {
		if phases, err = t.Phases(); err == nil {
			figures, err = t.Figures(now.Add(-24*time.Hour), now.Add(time.Microsecond))
		}
		if err == nil {
			hours, err = a.past.hourly(t, first, now)
		}
		if err == nil {
			failures, err = t.Failures(now.Add(-7 * 24 * time.Hour))
		}
		if err == nil {
			logins, err = a.dueLogins(web.Words(r), t)
		}
		if err == nil {
			owed, err = t.LongestOwed()
		}
		if err == nil {
			uncertain, err = t.CountIn(store.Uncertain, now.Add(-7*24*time.Hour))
		}
		if err == nil {
			people, err = t.People()
		}
		for _, p := range people {
			if err == nil {
				serves[p.ID], err = t.Load(p.ID)
			}
		}
		return err
	})
	if !ok {
		return
	}
	page := dashboard{frame: a.frame(r, "dashboard"), At: now, Oldest: backlog.Oldest, Outbox: backlog.Outbox, Logins: logins}
	for _, q := range backlog.Queue {
		page.Waiting += q.N
	}
	words := web.Words(r)
	page.Charts = []*drawing{drawPhases(words, phases), drawWaits(words, figures), drawHours(words, hours, first, a.platforms()), drawFailures(words, failures)}
	page.Queues, page.Agents = queueFigures(figures), agentFigures(figures, people, serves)
	for i, q := range page.Queues {
		for _, waits := range backlog.Queue {
			if waits.Name == q.Name {
				page.Queues[i].Waiting = waits.N
			}
		}
	}
	for _, p := range phases {
		if p.Name == "offline" {
			page.Offline = p.N
		}
	}
	for _, f := range failures {
		page.Failures = append(page.Failures, named{cmp.Or(failureNames[f.Name], f.Name), f.N, f.Name, failuresAddress(f.Name)})
	}
	page.Level, page.Owed, page.Uncertain = level(figures, metrics.Filter{}), owed, uncertain
	if owed != nil {
		page.OwedFor = max(now.Sub(owed.Since), 0)
	}
	a.site.Render(w, r, dashboardPage, page)
}

// past remembers the hours that are over: half a million messages take a second to count, and open
// dashboards ask every ten.
type past struct {
	mu    sync.Mutex
	hours []store.Hour
	until time.Time
}

func (p *past) hourly(t *store.Tx, first, now time.Time) ([]store.Hour, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.until.After(now) || p.until.Before(first) { // the clock was set back, or the page was not read for days
		p.hours, p.until = nil, first
	}
	fresh, err := t.Hourly(p.until)
	if err != nil {
		return nil, err
	}
	p.hours = slices.DeleteFunc(p.hours, func(h store.Hour) bool { return h.Start.Before(first) })
	all := slices.Concat(p.hours, fresh)
	over := now.Add(-time.Minute).Truncate(time.Hour) // a commit may be a moment late
	for _, h := range fresh {
		if h.Start.Before(over) {
			p.hours = append(p.hours, h)
		}
	}
	if over.After(p.until) {
		p.until = over
	}
	return all, nil
}

// phaseNames are the phases as people call them.
var phaseNames = map[string]string{
	"robot": locale.Mark("With the robot"), "queued": locale.Mark("Waiting"), "offered": locale.Mark("Offered"), "agent": locale.Mark("With an agent"), "hold": locale.Mark("On hold"), "offline": locale.Mark("Left a message"), "closed": locale.Mark("Closed"),
}

// phaseLists are where the conversations of a phase are listed.
var phaseLists = map[string]string{
	"robot": "/?tab=robot", "queued": "/?tab=queue", "offered": "/team", "agent": "/team", "hold": "/team", "offline": "/?tab=offline", "closed": "/?tab=closed",
}

func drawPhases(w locale.Words, phases []store.Tally) *drawing {
	d := &drawing{ID: "states", Title: locale.Mark("Conversations by state"), Columns: []string{locale.Mark("State"), locale.Mark("Conversations")}}
	var list []named
	open, closed := 0, 0
	for _, p := range phases {
		if p.Name == "closed" {
			closed = p.N // they would dwarf the others: the table alone has them
			continue
		}
		open += p.N
		list = append(list, named{phaseNames[p.Name], p.N, "c-" + p.Name, phaseLists[p.Name]})
	}
	d.lie(w, list)
	d.Rows = append(d.Rows, []cell{{Text: phaseNames["closed"]}, {itoa(closed), phaseLists["closed"]}})
	d.Desc = w.T("{open} open, {closed} closed.", "open", number(int64(open)), "closed", number(int64(closed)))
	return d
}

// waitBounds are the longest waits of the bars.
var waitBounds = []time.Duration{10 * time.Second, 30 * time.Second, time.Minute, 2 * time.Minute, 5 * time.Minute, 10 * time.Minute, longer}

// longer is the bound of the last bar.
const longer = time.Duration(1 << 62)

// boundName is a bound in the reader's language.
func boundName(w locale.Words, up time.Duration) string {
	if up == longer {
		return w.T("longer")
	}
	return "≤" + w.Span(up)
}

func drawWaits(w locale.Words, figures *metrics.Sheet) *drawing {
	d := &drawing{ID: "waits", Title: locale.Mark("Waiting for an agent, last 24 hours"), Columns: []string{locale.Mark("Wait"), locale.Mark("Customers")}}
	values := make([][]int, len(waitBounds))
	names := make([]string, len(waitBounds))
	waits := figures.Total(metrics.Filter{Measure: metrics.Wait})
	before := uint64(0)
	for i, up := range waitBounds {
		n := waits.AtMost(uint64(up.Milliseconds()))
		names[i], values[i] = boundName(w, up), []int{int(n - before)}
		before = n
	}
	d.rise(w, names, []legend{{"c-1", "customers"}}, values, 1, func(i, _ int) string { return listAddress(metrics.Wait, "", "") + "&bound=" + itoa(i) })
	switch waits.N() {
	case 0:
		d.Desc = w.T("Nobody has waited.")
	case 1:
		d.Desc = w.T("One customer waited {time}.", "time", w.Span(metrics.Duration(waits.Max())))
	default:
		d.Desc = w.T("Half of {n} customers waited at most {time}.", "n", number(int64(waits.N())), "time", w.Span(metrics.Duration(waits.Quantile(.5))))
		if longest := p95(waits); longest > 0 {
			d.Desc += " " + w.T("95 of 100 waited at most {time}.", "time", w.Span(longest))
		}
	}
	if given := figures.Total(metrics.Filter{Measure: metrics.Given}); given.N() > 0 {
		d.Desc += " " + w.T("{n} left before an agent came.", "n", number(int64(given.N())))
	}
	return d
}

func drawHours(w locale.Words, hours []store.Hour, first time.Time, platforms []string) *drawing {
	d := &drawing{ID: "messages", Title: locale.Mark("Messages per hour, last 48 hours"), Columns: []string{locale.Mark("Hour")}}
	var series []legend
	for i, p := range platforms {
		series = append(series, legend{"c-" + itoa(i+1), web.PlatformName(p)})
		d.Columns = append(d.Columns, web.PlatformName(p))
	}
	names, values, sums := make([]string, 48), make([][]int, 48), make([]int, len(platforms))
	for i := range names {
		names[i], values[i] = w.Clock(first.Add(time.Duration(i)*time.Hour)), make([]int, len(platforms))
	}
	for _, h := range hours {
		i, j := int(h.Start.Sub(first)/time.Hour), slices.Index(platforms, h.Platform)
		if i >= 0 && i < len(values) && j >= 0 {
			values[i][j] += h.N
			sums[j] += h.N
		}
	}
	d.rise(w, names, series, values, 6, func(i, j int) string {
		return "/admin/messages?" + url.Values{"platform": {platforms[j]}, "hour": {first.Add(time.Duration(i) * time.Hour).Format(time.RFC3339)}}.Encode()
	})
	for i := range d.Rows { // the axis has room for hours only
		at := first.Add(time.Duration(i) * time.Hour)
		d.Rows[i][0].Text = w.Date(at) + " " + w.Clock(at)
	}
	for j, s := range series {
		if d.Desc != "" {
			d.Desc += ", "
		}
		d.Desc += s.Text + " " + number(int64(sums[j]))
	}
	d.Desc += "."
	return d
}

// failureNames are the kinds of failed sends as people call them.
var failureNames = map[string]string{
	string(dispatch.ReasonRejected): locale.Mark("Refused"), string(dispatch.ReasonTooLarge): locale.Mark("Too large"), string(dispatch.ReasonUnreachable): locale.Mark("Customer gone"),
	string(dispatch.ReasonWindow): locale.Mark("Window closed"), string(dispatch.ReasonNotOwner): locale.Mark("Other app has it"), string(dispatch.ReasonExpired): locale.Mark("Too late"),
	string(dispatch.ReasonSuperseded): locale.Mark("Overtaken"),
}

// failuresAddress is where the messages that failed for a reason are listed.
func failuresAddress(why string) string {
	return "/admin/messages?" + url.Values{"why": {why}}.Encode()
}

func drawFailures(w locale.Words, failures []store.Tally) *drawing {
	d := &drawing{ID: "failures", Title: locale.Mark("Messages that did not go out, last 7 days"), Columns: []string{locale.Mark("Why"), locale.Mark("Messages")}}
	var list []named
	sum := 0
	for _, f := range failures {
		list = append(list, named{cmp.Or(failureNames[f.Name], f.Name), f.N, "c-bad", failuresAddress(f.Name)})
		sum += f.N
	}
	d.lie(w, list)
	if d.Desc = w.T("None."); sum > 0 {
		d.Desc = w.T("{n} in all.", "n", number(int64(sum)))
	}
	return d
}
