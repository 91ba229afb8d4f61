package admin

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/contactkit/contactkit/examples/desk/locale"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/examples/desk/web"
)

// addQueue adds a queue, or changes whom one asks first.
func (a *Admin) addQueue(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimSpace(r.PostFormValue("name"))
	if name == "" || len(name) > 128 || strings.ContainsAny(name, "\t\n\r\x00") {
		a.tell(w, r, "/admin/routing", note{Bad: locale.Mark("A queue has a name of 1 to 128 bytes.")})
		return
	}
	stages, ok := stagesOf(r)
	if !ok {
		a.tell(w, r, "/admin/routing", note{Bad: locale.Mark("A queue asks agents of a level from 1 to 10 first, and all others after 1 to 86,400 seconds.")})
		return
	}
	err := a.store.Do(r.Context(), func(t *store.Tx) error {
		return errors.Join(t.AddQueue(name), t.SetStages(name, stages...), t.AddAudit(store.Audit{At: a.now(), Person: web.Who(r.Context()).ID, What: "queue " + name}))
	})
	if err != nil {
		a.site.Fail(w, r, err)
		return
	}
	a.tell(w, r, "/admin/routing", note{Good: web.Words(r).T("The queue {name} is saved.", "name", name)})
}

// stagesOf reads whom a queue asks first, and after how long all others; none if the form does not
// say.
func stagesOf(r *http.Request) (stages []store.Stage, ok bool) {
	level, after := strings.TrimSpace(r.PostFormValue("level")), strings.TrimSpace(r.PostFormValue("after"))
	if level == "" && after == "" {
		return nil, true
	}
	l, err := strconv.Atoi(level)
	s, failed := strconv.Atoi(after)
	if err != nil || failed != nil || l < 1 || l > 10 || s < 1 || s > 86_400 {
		return nil, false
	}
	return []store.Stage{{Level: uint8(l)}, {After: time.Duration(s) * time.Second}}, true
}
