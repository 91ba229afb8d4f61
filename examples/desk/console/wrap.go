package console

import (
	"errors"
	"net/http"

	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/examples/desk/engine"
	"github.com/contactkit/contactkit/examples/desk/locale"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/examples/desk/web"
)

// wrap is a conversation that the agent writes up.
type wrap struct {
	entry
	Codes []directory.WrapCode
}

// wraps fills in what the agent writes up.
func (c *console) wraps(t *store.Tx, v *view, n names) error {
	list, err := t.Wraps(v.Me.ID)
	for _, w := range list {
		e := c.entry(v, n, w.Conversation)
		e.Until, e.Status = w.Until, n.T("to write up")
		v.Wraps = append(v.Wraps, wrap{e, c.engine.Codes(w.Channel)})
	}
	return err
}

// wrapped ends the writing up of a conversation with the code that was chosen.
func (c *console) wrapped(w http.ResponseWriter, r *http.Request) {
	thread, ok := c.thread(w, r)
	if !ok {
		return
	}
	err := c.engine.Wrapped(r.Context(), web.Who(r.Context()).ID, thread, r.PostFormValue("code"))
	if errors.Is(err, engine.ErrCode) {
		c.site.Refuse(w, r, http.StatusBadRequest, locale.Mark("There is no such code."))
		return
	}
	if err != nil {
		c.site.Fail(w, r, err)
		return
	}
	c.back(w, r, thread, "")
}
