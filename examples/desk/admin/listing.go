package admin

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/contactkit/contactkit/examples/desk/locale"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/examples/desk/web"
	"github.com/contactkit/contactkit/session/metrics"
)

// mostEpisodes is how many conversations the list behind a figure shows.
const mostEpisodes = 200

// measureTitles are the measures that the dashboard shows, as people call them.
var measureTitles = map[metrics.Measure]string{
	metrics.Wait: locale.Mark("Waits until an agent came"), metrics.Given: locale.Mark("Customers who left before an agent came"), metrics.FirstAnswer: locale.Mark("First answers of agents"),
	metrics.Answer: locale.Mark("Answers of agents"), metrics.Handling: locale.Mark("Conversations with an agent"), metrics.Missed: locale.Mark("Missed offers"), metrics.Declined: locale.Mark("Declined offers"),
}

// listAddress is where the list behind a figure of the last 24 hours is. Empty values choose all.
func listAddress(m metrics.Measure, queue, agent string) string {
	q := url.Values{"measure": {m.String()}}
	if queue != "" {
		q.Set("queue", queue)
	}
	if agent != "" {
		q.Set("agent", agent)
	}
	return "/admin/figures?" + q.Encode()
}

// Of is the list behind one measure of a queue, by its word.
func (f queueFigure) Of(word string) (string, error) { return addressOf(word, f.Name, "") }

// Of is the list behind one measure of an agent, by its word.
func (f agentFigure) Of(word string) (string, error) { return addressOf(word, "", f.ID) }

func addressOf(word, queue, agent string) (string, error) {
	var m metrics.Measure
	err := m.UnmarshalText([]byte(word))
	return listAddress(m, queue, agent), err
}

// A quarter is one line of the list behind a figure: what was counted in 15 minutes.
type quarter struct {
	metrics.Row
	Agent            string // name
	Channel          string // name
	Typical, Longest time.Duration
}

var figuresPage = page("figures.html")

// figures is the list behind a figure of the dashboard: what each quarter hour of the last day
// counted, and the conversations of that queue, agent and day.
func (a *Admin) figures(w http.ResponseWriter, r *http.Request) {
	var m metrics.Measure
	if m.UnmarshalText([]byte(r.FormValue("measure"))) != nil || measureTitles[m] == "" {
		a.site.Fail(w, r, store.ErrNotFound)
		return
	}
	data := struct {
		frame
		Title        string
		Timed        bool
		Queue, Agent string
		Bound        string // of waits: which bar of the chart
		Sum          uint64
		List         []quarter
		Episodes     []store.Episode
		People       map[string]string
	}{frame: a.frame(r, "dashboard"), Title: measureTitles[m], Timed: m.Timed(), Queue: r.FormValue("queue"), People: make(map[string]string)}
	of := metrics.Filter{Measure: m, Queue: data.Queue, Agent: r.FormValue("agent")}
	since := a.now().Add(-24 * time.Hour)
	var sheet *metrics.Sheet
	ok := a.view(w, r, func(t *store.Tx) (err error) {
		if sheet, err = t.Figures(since, a.now().Add(time.Microsecond)); err != nil {
			return err
		}
		people, err := t.People()
		for _, p := range people {
			data.People[p.ID] = p.Name
		}
		if err == nil {
			data.Episodes, err = t.EpisodesSince(since, of.Queue, of.Agent, mostEpisodes)
		}
		return err
	})
	if !ok {
		return
	}
	low, up, bounded := boundOf(r.FormValue("bound"))
	if data.Agent = data.People[of.Agent]; data.Agent == "" {
		data.Agent = of.Agent
	}
	if bounded {
		data.Bound = boundName(web.Words(r), up)
	}
	for row := range sheet.Rows(of) {
		if bounded {
			cell := sheet.Total(metrics.Filter{Measure: m, Reason: row.Reason, Channel: row.Channel, Queue: row.Queue, Agent: row.Agent, Code: row.Code, From: row.Slot, To: row.Slot.Add(metrics.Slot)})
			if row.N = cell.AtMost(uint64(up.Milliseconds())) - cell.AtMost(uint64(low.Milliseconds())); row.N == 0 {
				continue
			}
		}
		q := quarter{Row: row, Agent: row.Agent, Channel: row.Channel, Typical: metrics.Duration(row.P50), Longest: metrics.Duration(row.Max)}
		if name := data.People[row.Agent]; name != "" {
			q.Agent = name
		}
		if e, found := a.directory.Find(row.Channel); found {
			q.Channel = e.Name()
		}
		data.Sum += row.N
		data.List = append(data.List, q)
	}
	slices.Reverse(data.List)
	a.site.Render(w, r, figuresPage, data)
}

// boundOf are the times between which a bar of the chart of waits lies, by its number.
func boundOf(text string) (low, up time.Duration, ok bool) {
	i, err := strconv.Atoi(text)
	if err != nil || i < 0 || i >= len(waitBounds) {
		return 0, 0, false
	}
	if i > 0 {
		low = waitBounds[i-1]
	}
	return low, waitBounds[i], true
}
