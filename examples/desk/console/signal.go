package console

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/examples/desk/engine"
	"github.com/contactkit/contactkit/examples/desk/locale"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/examples/desk/web"
)

// hint tells the agent in charge what a helper says.
func (c *console) hint(w http.ResponseWriter, r *http.Request) {
	thread, ok := c.thread(w, r)
	if !ok {
		return
	}
	text := strings.TrimSpace(channel.Clean(r.PostFormValue("hint")))
	if text == "" || len(text) > longestText || !isForm(r.PostFormValue("form")) {
		c.site.Refuse(w, r, http.StatusBadRequest, locale.Mark("The hint needs a text."))
		return
	}
	if err := c.engine.Hint(r.Context(), web.Who(r.Context()).ID, r.PostFormValue("form"), thread, text); err != nil {
		c.site.Fail(w, r, err)
		return
	}
	c.back(w, r, thread, "")
}

// ready says whether a person takes conversations.
func (c *console) ready(w http.ResponseWriter, r *http.Request) {
	if err := c.engine.Ready(r.Context(), web.Who(r.Context()).ID, r.PostFormValue("ready") == "1"); err != nil {
		c.site.Fail(w, r, err)
		return
	}
	thread, err := channel.ParseThread(r.PostFormValue("thread"))
	if err != nil {
		thread = channel.Thread{}
	}
	c.back(w, r, thread, "")
}

// typing shows the customer that the agent is writing.
func (c *console) typing(w http.ResponseWriter, r *http.Request) { c.signal(w, r, c.engine.Typing) }

// seen shows the customer that the agent has read.
func (c *console) seen(w http.ResponseWriter, r *http.Request) { c.signal(w, r, c.engine.Seen) }

// signal is told to the platform, and lost if it cannot be.
func (c *console) signal(w http.ResponseWriter, r *http.Request, tell func(context.Context, string, channel.Thread) error) {
	thread, ok := c.thread(w, r)
	if !ok {
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), 5*time.Second)
	defer cancel()
	err := tell(ctx, web.Who(r.Context()).ID, thread)
	switch {
	case errors.Is(err, engine.ErrNotYours), errors.Is(err, store.ErrNotFound):
		http.Error(w, err.Error(), http.StatusConflict)
	case err != nil:
		http.Error(w, "the platform did not take it", http.StatusBadGateway)
	default:
		w.WriteHeader(http.StatusNoContent)
	}
}
