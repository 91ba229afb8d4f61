package admin

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"time"

	"github.com/contactkit/contactkit/examples/desk/locale"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/export"
	"github.com/contactkit/contactkit/session/metrics"
)

// A queueFigure is a queue in the dashboard's table.
type queueFigure struct {
	Name        string
	Waits       uint64
	Typical     time.Duration // half waited no longer
	Most        time.Duration // 95 of 100 waited no longer; zero: too few waited to say
	Level       string        // the share served within the first of store.Levels
	Waiting     int           // now
	Left        uint64
	FirstAnswer time.Duration // half had their first answer by then
	Handling    time.Duration // on average
}

// queueFigures are the figures of each queue that had customers, by name.
func queueFigures(sheet *metrics.Sheet) (list []queueFigure) {
	var names []string
	for row := range sheet.Rows(metrics.Filter{}) {
		if row.Queue != "" && !slices.Contains(names, row.Queue) {
			names = append(names, row.Queue)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		of := func(m metrics.Measure) metrics.Cell { return sheet.Total(metrics.Filter{Measure: m, Queue: name}) }
		waits, given, first, handling := of(metrics.Wait), of(metrics.Given), of(metrics.FirstAnswer), of(metrics.Handling)
		f := queueFigure{
			Name: name, Waits: waits.N(), Typical: metrics.Duration(waits.Quantile(.5)), Most: p95(waits), Level: "–", Left: given.N(),
			FirstAnswer: metrics.Duration(first.Quantile(.5)), Handling: metrics.Duration(handling.Mean()),
		}
		f.Level = level(sheet, metrics.Filter{Queue: name})
		list = append(list, f)
	}
	return list
}

// enough is how many times must have been measured before a 95th percentile means anything.
const enough = 20

// p95 is what 95 of 100 took at most; zero if too few were measured.
func p95(c metrics.Cell) time.Duration {
	if c.N() < enough {
		return 0
	}
	return metrics.Duration(c.Quantile(.95))
}

// level is the share that was served within the first of store.Levels.
func level(sheet *metrics.Sheet, of metrics.Filter) string {
	share, ok := sheet.ServiceLevel(of, store.Levels[0])
	if !ok {
		return "–"
	}
	return fmt.Sprintf("%.0f %%", 100*share)
}

// An agentFigure is an agent in the dashboard's table.
type agentFigure struct {
	ID, Name           string
	Ready              bool
	Serves             int // now
	Served             uint64
	Answer, AnswerMost time.Duration
	Handling           time.Duration // half were handled in it
	Missed, Declined   uint64
}

// agentFigures are the figures of each agent who is ready or had something to do, by name.
func agentFigures(sheet *metrics.Sheet, people []store.Person, serves map[string]int) (list []agentFigure) {
	for _, p := range people {
		of := func(m metrics.Measure) metrics.Cell { return sheet.Total(metrics.Filter{Measure: m, Agent: p.ID}) }
		number := func(m metrics.Measure) uint64 { c := of(m); return c.N() }
		answer, handling := of(metrics.Answer), of(metrics.Handling)
		f := agentFigure{
			ID: p.ID, Name: p.Name, Ready: p.Ready, Serves: serves[p.ID], Served: handling.N(),
			Answer: metrics.Duration(answer.Quantile(.5)), AnswerMost: p95(answer), Handling: metrics.Duration(handling.Quantile(.5)),
			Missed: number(metrics.Missed), Declined: number(metrics.Declined),
		}
		if f.Ready || f.Serves > 0 || f.Served+f.Missed+f.Declined+answer.N() > 0 {
			list = append(list, f)
		}
	}
	return list
}

// times reads from when until when an export is asked for.
func times(form url.Values) (from, until time.Time, err error) {
	if from, err = time.ParseInLocation(local, form.Get("from"), time.Local); err != nil {
		return from, until, telling(locale.Tell("From when? A date and a time are needed."))
	}
	until, err = time.ParseInLocation(local, form.Get("until"), time.Local)
	if err != nil || !from.Before(until) {
		return from, until, telling(locale.Tell("Until when? A date and a time after the first are needed."))
	}
	return from, until, nil
}

// frozenFigures are the figures of a time, as one text that is stored with the export, and the
// number of their rows.
func (a *Admin) frozenFigures(ctx context.Context, form url.Values) (ids []string, rows int, filter string, err error) {
	from, until, err := times(form)
	if err != nil {
		return nil, 0, "", err
	}
	var sheet *metrics.Sheet
	err = a.store.View(ctx, func(t *store.Tx) (err error) { sheet, err = t.Figures(from, until); return err })
	if err != nil {
		return nil, 0, "", err
	}
	if sheet.Len() > export.MaxRows {
		return nil, 0, "", telling(locale.Tell("There are more than {n} figures in this time: choose a shorter one.", "n", number(export.MaxRows)))
	}
	data, err := sheet.AppendBinary(nil)
	return []string{base64.StdEncoding.EncodeToString(data)}, sheet.Len(), between(from, until), err
}

// thawed are the rows of frozen figures.
func thawed(ids []string) (rows []metrics.Row, levels []time.Duration, err error) {
	if len(ids) != 1 {
		return nil, nil, errors.New("the figures of the export are not there")
	}
	data, err := base64.StdEncoding.DecodeString(ids[0])
	if err != nil {
		return nil, nil, err
	}
	var sheet metrics.Sheet
	if err := sheet.UnmarshalBinary(data); err != nil {
		return nil, nil, err
	}
	return slices.Collect(sheet.Rows(metrics.Filter{})), sheet.Levels(), nil
}
