package console

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/examples/desk/engine"
	"github.com/contactkit/contactkit/examples/desk/locale"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/examples/desk/web"
)

// tool is a message that an agent wants to do something with, and what the platform can do.
type tool struct {
	engine.Tools
	Seq       int64
	Who       string
	Text      string // of the message, to be edited
	Excerpt   string
	Reactions []string
	Close     string // leads back to the conversation
}

// reactions are those that all platforms with reactions take.
var reactions = []string{"👍", "❤", "😁", "😢", "🙏"}

// tool finds the message that an address names among the lines that are shown.
func (c *console) tool(t *store.Tx, o *open, seq string) (*tool, error) {
	if seq == "" || !o.Mine {
		return nil, nil
	}
	for _, l := range o.Lines {
		if strconv.FormatInt(l.Seq, 10) != seq || l.Tools == "" {
			continue
		}
		names, err := t.NamesOf(l.Seq)
		if err != nil {
			return nil, err
		}
		found := &tool{Tools: c.engine.Tools(l.Message), Seq: l.Seq, Who: l.Who, Text: l.Text, Reactions: reactions, Close: o.Href}
		found.Edit = found.Edit && len(names) == 1 // each part would need an edit of its own
		if _, _, found.Excerpt = excerpt(l.Text, "\x00"); found.Excerpt == "" && len(l.Shown) > 0 {
			found.Excerpt = l.Shown[0].What
		}
		return found, nil
	}
	return nil, nil
}

// answered is the platform's name of the message that an answer refers to.
func (c *console) answered(ctx context.Context, thread channel.Thread, seq string) (id string, err error) {
	n, err := strconv.ParseInt(seq, 10, 64)
	if err != nil {
		return "", store.ErrNotFound
	}
	err = c.site.Store.View(ctx, func(t *store.Tx) error {
		m, err := t.Message(n)
		if err == nil && (m.Thread != thread || !c.engine.Tools(m).Reply) {
			err = store.ErrNotFound
		}
		id = m.ID
		return err
	})
	return id, err
}

// onMessage reacts to a message, edits it or takes it back.
func (c *console) onMessage(w http.ResponseWriter, r *http.Request) {
	thread, ok := c.thread(w, r)
	if !ok {
		return
	}
	seq, err := strconv.ParseInt(r.PostFormValue("message"), 10, 64)
	if err != nil {
		c.site.Refuse(w, r, http.StatusBadRequest, locale.Mark("The form names no message."))
		return
	}
	me := web.Who(r.Context()).ID
	do, text := r.PostFormValue("do"), strings.TrimSpace(strings.ReplaceAll(channel.Clean(r.PostFormValue("text")), "\r\n", "\n"))
	switch {
	case do == "react" && len(r.PostFormValue("emoji")) <= 16:
		err = c.engine.React(r.Context(), me, thread, seq, r.PostFormValue("emoji"))
	case do == "edit" && text != "" && len(text) <= longestText:
		err = c.engine.Edit(r.Context(), me, thread, seq, text)
	case do == "delete":
		err = c.engine.Delete(r.Context(), me, thread, seq)
	default:
		c.site.Refuse(w, r, http.StatusBadRequest, locale.Mark("The form is not complete."))
		return
	}
	switch {
	case err == nil:
		c.back(w, r, thread, "")
	case errors.Is(err, engine.ErrNotYours):
		c.back(w, r, thread, "late")
	case errors.Is(err, engine.ErrPlatform), errors.Is(err, engine.ErrNoTool):
		c.back(w, r, thread, "refused")
	default:
		c.site.Fail(w, r, err)
	}
}
