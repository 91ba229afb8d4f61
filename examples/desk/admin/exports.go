package admin

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/examples/desk/locale"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/examples/desk/web"
	"github.com/contactkit/contactkit/export"
)

// keepFiles is how long the files of an export can be downloaded.
const keepFiles = 7 * 24 * time.Hour

// shownExport is an export in the list.
type shownExport struct {
	store.Export
	export.Progress
	Percent int
	Files   []string
	Asked   string // by whom
	Kind    string // what it holds, as the form calls it
	As      string // the form's word for the format
}

// exportKinds are the forms' words for what an export holds, exportWords the audit's words, and
// formatNames the forms' words for its format.
var (
	exportKinds = map[string]string{store.ExportChannels: locale.Mark("Channels"), store.ExportMessages: locale.Mark("Conversations"), store.ExportFigures: locale.Mark("Figures")}
	exportWords = map[string]string{store.ExportChannels: locale.Mark("exported channels: {filter}"), store.ExportMessages: locale.Mark("exported messages: {filter}"), store.ExportFigures: locale.Mark("exported figures: {filter}")}
	formatNames = map[string]string{"xlsx": locale.Mark("Spreadsheet (XLSX)"), "csv-spreadsheet": locale.Mark("CSV for spreadsheets"), "csv": locale.Mark("CSV for other programs"), "jsonl": locale.Mark("JSON lines")}
)

// These are the states of an export.
var _ = []string{locale.Mark("pending"), locale.Mark("running"), locale.Mark("success"), locale.Mark("failed"), locale.Mark("cancelled"), locale.Mark("expired")}

// Live reports whether it is being written, or will be.
func (s shownExport) Live() bool { return s.Status == export.Pending || s.Status == export.Running }

var exportsPage = page("exports.html")

type exportsData struct {
	frame
	List     []shownExport
	Live     bool
	Channels []directory.Record
	Parts    []struct {
		Name, Label string
		begin       []string
	}
	From, Until string
	Zone        string
}

// local is how browsers write a time without a zone.
const local = "2006-01-02T15:04"

func (a *Admin) exports(w http.ResponseWriter, r *http.Request) {
	now := a.now().Local()
	data := exportsData{frame: a.frame(r, "exports"), Parts: parts, From: now.Add(-24 * time.Hour).Format(local), Until: now.Format(local), Zone: now.Format("MST")}
	for e := range a.directory.All() {
		data.Channels = append(data.Channels, directory.Record{ID: e.ID(), Name: e.Name()})
	}
	slices.SortFunc(data.Channels, func(x, y directory.Record) int { return cmp.Compare(x.Name, y.Name) })
	var list []store.Export
	if !a.view(w, r, func(t *store.Tx) (err error) { list, err = t.Exports(50); return err }) {
		return
	}
	for _, e := range list {
		s := shownExport{Export: e, Progress: e.Progress(), Kind: exportKinds[e.What], As: formatNames[e.Format]}
		if data.Live = data.Live || s.Live(); e.Task.Total > 0 {
			s.Percent = 100 * e.Task.Done / e.Task.Total
		}
		if e.Status == export.Success {
			m, err := export.ReadManifest(r.Context(), a.sink, e.Base)
			if err == nil {
				for _, f := range m.Files {
					s.Files = append(s.Files, f.Name)
				}
			}
		}
		data.List = append(data.List, s)
	}
	a.site.Render(w, r, exportsPage, data)
}

// mostWaiting is how many exports may wait or run: each holds the numbers of all its rows.
const mostWaiting = 10

// room reports whether one more export may be asked for.
func (a *Admin) room(ctx context.Context) error {
	var list []store.Export
	err := a.store.View(ctx, func(t *store.Tx) (err error) { list, err = t.Exports(1000); return err })
	waiting := 0
	for _, e := range list {
		if (shownExport{Export: e}).Live() {
			waiting++
		}
	}
	if err == nil && waiting >= mostWaiting {
		err = telling(locale.Tell("{n} exports wait already: let them be written first, or cancel some.", "n", waiting))
	}
	return err
}

// newExport freezes what an export is about and lets Run write it.
func (a *Admin) newExport(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		a.site.Refuse(w, r, http.StatusBadRequest, locale.Mark("The form is broken."))
		return
	}
	a.asking.Lock() // or many who ask at one time would all find room
	defer a.asking.Unlock()
	if err := a.room(r.Context()); err != nil {
		a.tell(w, r, "/admin/exports", note{Bad: sentence(web.Words(r), err)})
		return
	}
	form, now := r.PostForm, a.now()
	var chosen []string
	for _, p := range parts {
		if slices.Contains(form["parts"], p.Name) {
			chosen = append(chosen, p.Name)
		}
	}
	id := strings.ToLower(rand.Text()[:12])
	e := store.Export{Person: web.Who(r.Context()).ID, What: form.Get("what"), Format: form.Get("format"), Parts: strings.Join(chosen, " "),
		Task: export.Task{ID: id, Base: form.Get("what") + "-" + id, Created: now.UTC().Truncate(time.Microsecond)}}
	var ids []string
	rows := 0
	err := telling(locale.Tell("The form names nothing that can be exported."))
	if formats[e.Format] != nil {
		switch e.What {
		case store.ExportChannels:
			ids, err = export.Selection(r.Context(), form["channels"], func(context.Context) (all []string, err error) {
				for c := range a.directory.All() {
					all = append(all, c.ID())
				}
				return all, nil
			})
			rows = len(ids)
			for _, id := range ids {
				if _, ok := a.directory.Find(id); !ok {
					err = fmt.Errorf("there is no channel %.64q", id)
				}
			}
			if e.Filter = string(locale.Tell("All channels")); len(form["channels"]) > 0 {
				e.Filter = strings.Join(ids, ", ")
			}
		case store.ExportMessages:
			ids, e.Filter, err = a.messageIDs(r.Context(), form)
			rows = len(ids)
		case store.ExportFigures:
			ids, rows, e.Filter, err = a.frozenFigures(r.Context(), form)
		}
	}
	if err == nil {
		err = a.store.Do(r.Context(), func(t *store.Tx) error {
			return errors.Join(t.AddExport(e, ids), t.AddAudit(store.Audit{At: now, Person: e.Person, What: string(locale.Tell(exportWords[e.What], "filter", locale.Told(e.Filter)))}))
		})
	}
	if err != nil {
		a.tell(w, r, "/admin/exports", note{Bad: sentence(web.Words(r), err)})
		return
	}
	a.poke()
	a.tell(w, r, "/admin/exports", note{Good: web.Words(r).T("{n} rows are being written.", "n", number(int64(rows)))})
}

// messageIDs are the messages of a time, as keys that rise.
func (a *Admin) messageIDs(ctx context.Context, form url.Values) (ids []string, filter string, err error) {
	from, until, err := times(form)
	if err != nil {
		return nil, "", err
	}
	var seqs []int64
	err = a.store.View(ctx, func(t *store.Tx) error {
		seqs, err = t.MessageIDs(from, until, export.MaxRows)
		return err
	})
	if err == nil && len(seqs) > export.MaxRows {
		err = telling(locale.Tell("There are more than {n} messages in this time: choose a shorter one.", "n", number(export.MaxRows)))
	}
	for _, seq := range seqs {
		ids = append(ids, store.LineKey(seq))
	}
	return ids, between(from, until), err
}

// between is the filter of a time.
func between(from, until time.Time) string {
	return string(locale.Tell("from {from} until {until}", "from", locale.Moment(from), "until", locale.Moment(until)))
}

// cancelExport gives up an export, wherever it is.
func (a *Admin) cancelExport(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("id")
	a.mu.Lock() // until it is stored, so that it does not begin meanwhile
	defer a.mu.Unlock()
	if stop, running := a.running[id]; running {
		stop(export.ErrCancelled)
		a.tell(w, r, "/admin/exports", note{Good: locale.Mark("The export is being cancelled.")})
		return
	}
	var e store.Export
	if !a.view(w, r, func(t *store.Tx) (err error) { e, err = t.Export(id); return err }) {
		return
	}
	task, err := export.Cancel(r.Context(), e.Task, a.sink, a.now())
	if err == nil {
		err = a.save(r.Context(), task)
	}
	n := note{Good: locale.Mark("The export is cancelled.")}
	if err != nil {
		n = note{Bad: sentence(web.Words(r), err)}
	}
	a.tell(w, r, "/admin/exports", n)
}

// resumeExport goes on with one that failed: whole files stay.
func (a *Admin) resumeExport(w http.ResponseWriter, r *http.Request) {
	err := a.store.Do(r.Context(), func(t *store.Tx) error {
		e, err := t.Export(r.PathValue("id"))
		if err != nil || e.Status != export.Failed {
			return err
		}
		e.Status = export.Pending
		return errors.Join(t.SaveExport(e.Task), t.ExportTask(e.ID))
	})
	if err != nil {
		a.site.Fail(w, r, err)
		return
	}
	a.poke()
	a.tell(w, r, "/admin/exports", note{Good: locale.Mark("The export goes on.")})
}

// download sends a file of a finished export, its manifest, or all of them in an archive.
func (a *Admin) download(w http.ResponseWriter, r *http.Request) {
	var e store.Export
	if !a.view(w, r, func(t *store.Tx) (err error) { e, err = t.Export(r.PathValue("id")); return err }) {
		return
	}
	m, err := export.ReadManifest(r.Context(), a.sink, e.Base)
	if err != nil || e.Status != export.Success {
		a.site.Refuse(w, r, http.StatusNotFound, locale.Mark("The files of this export are not there, or no longer."))
		return
	}
	name := r.PathValue("file")
	known := name == export.ManifestName(e.Base) || slices.ContainsFunc(m.Files, func(f export.ManifestFile) bool { return f.Name == name })
	archive := name == e.Base+".zip"
	if !known && !archive {
		a.site.Fail(w, r, store.ErrNotFound)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "application/octet-stream")
	h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	h.Set("Cache-Control", "no-store")
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(10 * time.Minute)) // a long file, a slow line
	if archive {
		if err := export.Zip(r.Context(), w, a.sink, e.Base); err != nil {
			a.log.Warn("export", "file", name, "error", err) // the archive is left without its end
		}
		return
	}
	file, err := a.sink.Open(r.Context(), name)
	if err != nil {
		a.site.Fail(w, r, err)
		return
	}
	defer file.Close()
	_, _ = io.Copy(w, file) // who does not listen any more misses nothing
}
