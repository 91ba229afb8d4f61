package admin

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/erase"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/examples/desk/web"
	"github.com/contactkit/contactkit/export"
)

// erasure is the page on which a contact is deleted: the plan first, then the deletion.
type erasure struct {
	frame
	Platforms []string
	Platform  string
	IDs       string // one a line, as they were typed
	Wrong     string
	Planned   bool
	Done      bool
	Threads   []channel.Thread
	Steps     []erasureStep
	InGroups  int
	Remain    []erase.Remainder
}

type erasureStep struct {
	erase.Step
	N      int
	ByHand bool // the desk does not hold it
}

var erasePage = page("erase.html")

// erase shows what the desk holds of a contact, and deletes it when the administrator says so.
func (a *Admin) erase(w http.ResponseWriter, r *http.Request) {
	data := erasure{frame: a.frame(r, "erase"), Platforms: a.platforms(), Platform: r.PostFormValue("platform"), IDs: r.PostFormValue("ids")}
	if r.Method != http.MethodPost {
		a.site.Render(w, r, erasePage, data)
		return
	}
	request := erase.Request{Platform: data.Platform, IDs: strings.Fields(data.IDs)}
	found, err := a.engine.Traces(r.Context(), request)
	if err == nil && r.PostFormValue("do") == "erase" {
		found, err = a.Erase(r.Context(), web.Who(r.Context()).ID, request)
		data.Done = err == nil
	}
	switch {
	case errors.Is(err, erase.ErrLeft):
		data.Wrong = web.Words(r).T("Something is left:") + " " + words(web.Words(r), err)
	case err != nil:
		data.Wrong = words(web.Words(r), err)
	}
	data.Planned, data.Threads, data.InGroups, data.Remain = found.Plan.Steps != nil, found.Threads, found.InGroups, found.Plan.Remain
	for _, s := range found.Plan.Steps {
		data.Steps = append(data.Steps, erasureStep{s, found.Found[s.Data], s.Data == erase.Logs})
	}
	a.site.Render(w, r, erasePage, data)
}

// dropExports removes the exports that some messages are in, with their files.
func (a *Admin) dropExports(ctx context.Context, messages []int64) error {
	var list []store.Export
	err := a.store.View(ctx, func(t *store.Tx) (err error) { list, err = t.ExportsWith(messages); return err })
	if err != nil {
		return err
	}
	for _, e := range list {
		if a.stopExport(e.ID) {
			return errWriting
		}
		files, err := a.sink.Names(ctx, e.Base)
		if err != nil {
			return err
		}
		for _, name := range files {
			if err := a.sink.Remove(ctx, name); err != nil {
				return err
			}
		}
		if err := a.store.Do(ctx, func(t *store.Tx) error { return t.DropExport(e.ID) }); err != nil {
			return err
		}
	}
	return nil
}

var errWriting = errors.New("an export with messages of this contact was being written and is cancelled now: press the button again")

// stopExport cancels an export that is being written, and reports whether it was.
func (a *Admin) stopExport(id string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	stop, running := a.running[id]
	if running {
		stop(export.ErrCancelled)
	}
	return running
}
