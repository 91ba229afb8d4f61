package admin

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"time"

	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/export"
	"github.com/contactkit/contactkit/session/metrics"
)

// A queueFigure is a queue in the dashboard's table.
type queueFigure struct {
	Name        string
	Waits       uint64
	Typical     time.Duration // half waited no longer
	Level       string        // the share served within the first of store.Levels
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
			Name: name, Waits: waits.N(), Typical: metrics.Duration(waits.Quantile(.5)), Level: "–", Left: given.N(),
			FirstAnswer: metrics.Duration(first.Quantile(.5)), Handling: metrics.Duration(handling.Mean()),
		}
		if share, ok := sheet.ServiceLevel(metrics.Filter{Queue: name}, store.Levels[0]); ok {
			f.Level = fmt.Sprintf("%.0f %%", 100*share)
		}
		list = append(list, f)
	}
	return list
}

// times reads from when until when an export is asked for.
func times(form url.Values) (from, until time.Time, err error) {
	if from, err = time.ParseInLocation(local, form.Get("from"), time.Local); err != nil {
		return from, until, errors.New("from when? A date and a time are needed")
	}
	until, err = time.ParseInLocation(local, form.Get("until"), time.Local)
	if err != nil || !from.Before(until) {
		return from, until, errors.New("until when? A date and a time after the first are needed")
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
		return nil, 0, "", fmt.Errorf("there are more than %s figures in this time: choose a shorter one", number(export.MaxRows))
	}
	data, err := sheet.AppendBinary(nil)
	filter = "figures from " + from.UTC().Format(time.RFC3339) + " until " + until.UTC().Format(time.RFC3339)
	return []string{base64.StdEncoding.EncodeToString(data)}, sheet.Len(), filter, err
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
