package console

import (
	"crypto/rand"
	"net/http"
	"time"

	"github.com/contactkit/contactkit/examples/desk/locale"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/examples/desk/web"
	"github.com/contactkit/contactkit/session"
)

// team is a supervisor's page: who serves whom, who waits, and what is urgent.
type team struct {
	Served  []teamRow
	Waiting []teamRow
}

// teamRow is a conversation as a supervisor sees it.
type teamRow struct {
	store.Conversation
	Href    string
	Agent   string
	Status  string
	Due     bool      // the customer waits for the agent
	Since   time.Time // since when it is that turn
	Until   time.Time // the platform takes an agent's answer until then; zero: without end
	Ahead   []ahead
	Helpers []helper
	Acts    acts
	Form    string // names what its buttons say
}

// team shows the supervisor's page. Urgent conversations come first: the session's own order of
// answers.
func (c *console) team(w http.ResponseWriter, r *http.Request) {
	me := web.Who(r.Context())
	if !me.Supervises() {
		c.site.Refuse(w, r, http.StatusForbidden, locale.Mark("This page is for supervisors."))
		return
	}
	var v team
	err := c.site.Store.View(r.Context(), func(t *store.Tx) error {
		n, err := c.names(t, r)
		if err != nil {
			return err
		}
		served, err := t.WithOthers("", most)
		if err != nil {
			return err
		}
		for _, conversation := range served {
			row, err := c.teamRow(t, conversation, me, n)
			if err != nil {
				return err
			}
			v.Served = append(v.Served, row)
		}
		waiting, err := t.InPhase(session.PhaseQueued, most)
		if err != nil {
			return err
		}
		for _, conversation := range waiting {
			row, err := c.teamRow(t, conversation, me, n)
			if err != nil {
				return err
			}
			v.Waiting = append(v.Waiting, row)
		}
		return nil
	})
	if err != nil {
		c.site.Fail(w, r, err)
		return
	}
	byUrgency(v.Served)
	byUrgency(v.Waiting)
	c.site.Render(w, r, teamPage, v)
}

func (c *console) teamRow(t *store.Tx, conversation store.Conversation, me store.Person, n names) (teamRow, error) {
	s := conversation.State
	row := teamRow{Conversation: conversation, Href: where{}.link(conversation.Thread), Status: phase(conversation, n, me.ID), Since: s.Since.Time(),
		Due: s.Owes == session.Agent, Ahead: c.ahead(conversation), Form: rand.Text()}
	if s.Phase != session.PhaseQueued {
		row.Agent = n.of(s.Agent)
	}
	row.Until, _ = c.engine.Window(conversation)
	a, err := c.acts(t, conversation, me, n)
	row.Acts, row.Helpers = a, a.Helpers
	return row, err
}
