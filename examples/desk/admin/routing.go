package admin

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/examples/desk/locale"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/examples/desk/web"
)

// queueRow is a skill queue: whom it asks first, who serves it, and which channels lead into it.
type queueRow struct {
	Name, Level, After string
	Waiting            int
	Agents             int
	Channels           []listed
}

// skillRow is a person with a level for each queue, as typed; empty: the person does not serve it.
type skillRow struct {
	store.Person
	Room   string
	Levels []skillCell
	Wrong  bool // of Room
}

type skillCell struct {
	Queue, Value string
	Wrong        bool
}

// orderRow is a channel: into which queue it leads, and in which order its customers are served.
type orderRow struct {
	ID, Name string
	Rev      int64
	Fields   []*field
}

// routingForm is the page of queues, skills and order.
type routingForm struct {
	frame
	Queues []queueRow
	People []skillRow
	Orders []orderRow
	Alert  string
}

var routingPage = page("routing.html")

// orderFields are those of a channel that the page of routing has.
var orderFields = []string{"routing.queue", "routing.fallback", "routing.mode", "routing.selection", "routing.priority"}

func (a *Admin) routing(w http.ResponseWriter, r *http.Request) { a.showRouting(w, r, nil, "") }

// showRouting shows the page, with skills as they were typed if there are any.
func (a *Admin) showRouting(w http.ResponseWriter, r *http.Request, typed url.Values, alert string) {
	data := routingForm{frame: a.frame(r, "routing"), Alert: alert}
	var queues []string
	var people []store.Person
	var waiting []store.Tally
	ok := a.view(w, r, func(t *store.Tx) (err error) {
		if queues, err = t.Queues(); err == nil {
			people, err = t.People()
		}
		for _, name := range queues {
			var stages []store.Stage
			if err == nil {
				stages, err = t.Stages(name)
			}
			row := queueRow{Name: name}
			if len(stages) > 1 {
				row.Level, row.After = strconv.Itoa(int(stages[0].Level)), strconv.Itoa(int(stages[1].After/time.Second))
			}
			data.Queues = append(data.Queues, row)
		}
		return err
	})
	if !ok {
		return
	}
	if backlog, err := a.store.Backlog(r.Context(), a.now()); err == nil {
		waiting = backlog.Queue
	}
	for i := range data.Queues {
		q := &data.Queues[i]
		for _, p := range people {
			if slices.Contains(p.Queues, q.Name) {
				q.Agents++
			}
		}
		for _, n := range waiting {
			if n.Name == q.Name {
				q.Waiting = n.N
			}
		}
		for e := range a.directory.All() {
			if g := e.Record().Routing; g.Queue == q.Name || g.Fallback == q.Name {
				q.Channels = append(q.Channels, a.listed(e))
			}
		}
	}
	for _, p := range people {
		row := skillRow{Person: p, Room: strconv.Itoa(p.Room)}
		for _, q := range queues {
			cell := skillCell{Queue: q}
			if slices.Contains(p.Queues, q) {
				cell.Value = strconv.Itoa(int(p.Level(q)))
			}
			if typed != nil {
				cell.Value = typed.Get("level:" + p.ID + ":" + q)
				_, fine := levelOf(cell.Value)
				cell.Wrong = !fine
			}
			row.Levels = append(row.Levels, cell)
		}
		if typed != nil {
			row.Room = typed.Get("room:" + p.ID)
			_, fine := roomOf(row.Room)
			row.Wrong = !fine
		}
		data.People = append(data.People, row)
	}
	for e := range a.directory.All() {
		record := e.Record()
		row := orderRow{ID: e.ID(), Name: e.Name(), Rev: record.Rev}
		if record.Service.Mode == directory.Bot {
			continue // no agents serve it
		}
		values := a.values(record)
		for _, path := range orderFields {
			f := a.field(path, values, suggestions{queues: queues})
			f.ID += "-" + record.ID
			row.Fields = append(row.Fields, f)
		}
		data.Orders = append(data.Orders, row)
	}
	slices.SortFunc(data.Orders, func(x, y orderRow) int { return strings.Compare(strings.ToLower(x.Name), strings.ToLower(y.Name)) })
	a.site.Render(w, r, routingPage, data)
}

// levelOf reads a level; 0 if the field is empty.
func levelOf(text string) (level uint8, ok bool) {
	if text = strings.TrimSpace(text); text == "" {
		return 0, true
	}
	n, err := strconv.Atoi(text)
	return uint8(max(min(n, 10), 0)), err == nil && n >= 1 && n <= 10
}

// roomOf reads how many conversations a person takes at one time.
func roomOf(text string) (room int, ok bool) {
	room, err := strconv.Atoi(strings.TrimSpace(text))
	return room, err == nil && room >= 0 && room <= 100
}

// setSkills stores the levels and the room of all people at once. People whose fields were not sent
// stay as they are.
func (a *Admin) setSkills(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		a.site.Refuse(w, r, http.StatusBadRequest, locale.Mark("The form is too large, or broken."))
		return
	}
	a.people.Lock()
	defer a.people.Unlock()
	typed, who := r.PostForm, web.Who(r.Context()).ID
	errTyped := errors.New("typed")
	err := a.store.Do(r.Context(), func(t *store.Tx) error {
		people, err := t.People()
		if err != nil {
			return err
		}
		queues, err := t.Queues()
		if err != nil {
			return err
		}
		for _, p := range people {
			if !typed.Has("room:" + p.ID) {
				continue
			}
			now, fine := p, false
			if now.Room, fine = roomOf(typed.Get("room:" + p.ID)); !fine {
				return errTyped
			}
			now.Queues, now.Levels = nil, make(map[string]uint8)
			own := slices.DeleteFunc(slices.Clone(p.Queues), func(q string) bool { return !slices.Contains(queues, q) })
			others := slices.DeleteFunc(slices.Clone(queues), func(q string) bool { return slices.Contains(own, q) })
			for _, q := range slices.Concat(own, others) { // the order stays
				level, fine := levelOf(typed.Get("level:" + p.ID + ":" + q))
				if !fine {
					return errTyped
				}
				if level == 0 {
					continue
				}
				now.Queues = append(now.Queues, q)
				if _, had := p.Levels[q]; had || level != p.Level(q) || !slices.Contains(p.Queues, q) {
					now.Levels[q] = level
				}
			}
			changed := changes(p, now, false)
			if len(changed) == 0 {
				continue
			}
			if err := errors.Join(t.SetSkills(now), t.AddAudit(store.Audit{At: a.now(), Person: who, What: "person " + p.ID, Changes: changed})); err != nil {
				return err
			}
		}
		return nil
	})
	switch {
	case errors.Is(err, errTyped):
		a.showRouting(w, r, typed, locale.Mark("A level is a whole number from 1 to 10 or empty, and a person takes 0 to 100 conversations at one time. Nothing was saved."))
	case err != nil:
		a.site.Fail(w, r, err)
	default:
		a.tell(w, r, "/admin/routing", note{Good: locale.Mark("The skills are saved.")})
	}
}

// setOrder stores into which queue a channel leads, and in which order its customers are served.
func (a *Admin) setOrder(w http.ResponseWriter, r *http.Request) {
	e, ok := a.directory.Find(r.PathValue("id"))
	if !ok {
		a.site.Fail(w, r, store.ErrNotFound)
		return
	}
	if err := r.ParseForm(); err != nil {
		a.site.Refuse(w, r, http.StatusBadRequest, locale.Mark("The form is too large, or broken."))
		return
	}
	record := e.Record()
	record.Routing.Queue, record.Routing.Fallback = r.PostForm.Get("routing.queue"), r.PostForm.Get("routing.fallback")
	record.Routing.Mode = directory.RoutingMode(cmp.Or(r.PostForm.Get("routing.mode"), string(record.Routing.Mode)))
	record.Routing.Selection = directory.Selection(cmp.Or(r.PostForm.Get("routing.selection"), string(record.Routing.Selection)))
	priority, err := strconv.Atoi(strings.TrimSpace(r.PostForm.Get("routing.priority")))
	if record.Routing.Priority = priority; err != nil {
		a.tell(w, r, "/admin/routing", note{Bad: locale.Mark("The priority needs a whole number.")})
		return
	}
	_, _ = fmt.Sscan(r.PostForm.Get("rev"), &record.Rev)
	if _, err := a.engine.Save(r.Context(), web.Who(r.Context()).ID, record); err != nil {
		a.tell(w, r, "/admin/routing", note{Bad: words(web.Words(r), err)})
		return
	}
	a.tell(w, r, "/admin/routing", note{Good: locale.Mark("Saved. Every open conversation goes by it from now on.")})
}

// dropQueue removes a queue that no channel leads into and no open conversation is in.
func (a *Admin) dropQueue(w http.ResponseWriter, r *http.Request) {
	name := r.PostFormValue("name")
	for e := range a.directory.All() {
		if g := e.Record().Routing; name != "" && (g.Queue == name || g.Fallback == name) {
			a.tell(w, r, "/admin/routing", note{Bad: locale.Mark("A channel leads into this queue. Choose another queue for the channel first.")})
			return
		}
	}
	err := a.removeQueue(r.Context(), web.Who(r.Context()).ID, name)
	switch {
	case errors.Is(err, store.ErrQueueInUse):
		a.tell(w, r, "/admin/routing", note{Bad: locale.Mark("Conversations that go on are in this queue.")})
	case err != nil:
		a.site.Fail(w, r, err)
	default:
		a.tell(w, r, "/admin/routing", note{Good: locale.Mark("The queue is removed.")})
	}
}

func (a *Admin) removeQueue(ctx context.Context, who, name string) error {
	return a.store.Do(ctx, func(t *store.Tx) error {
		queues, err := t.Queues()
		if err == nil && !slices.Contains(queues, name) {
			err = store.ErrNotFound
		}
		if err == nil {
			err = t.DropQueue(name)
		}
		if err != nil {
			return err
		}
		return t.AddAudit(store.Audit{At: a.now(), Person: who, What: "removed queue " + name})
	})
}
