package console

import (
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

const (
	longestText = 40_000 // bytes of its text: longer than any platform's, which it is split for
	mostReplies = 25
)

// answer sends what an agent wrote. The session decides whether the agent may; what it refuses is
// shown as refused.
func (c *console) answer(w http.ResponseWriter, r *http.Request) {
	if !c.readForm(w, r) {
		return
	}
	thread, ok := c.thread(w, r)
	if !ok {
		return
	}
	m, why := compose(r)
	if why == "" && m.Text == "" && len(chosen(r)) == 0 {
		why = locale.Mark("An answer needs a text or a file.")
	}
	if why != "" {
		c.site.Refuse(w, r, http.StatusBadRequest, why)
		return
	}
	if reply := r.PostFormValue("reply"); reply != "" {
		var err error
		if m.ReplyTo, err = c.answered(r.Context(), thread, reply); err != nil {
			c.site.Fail(w, r, err)
			return
		}
	}
	kept, ok := c.uploads(w, r, mostFiles)
	if !ok {
		return
	}
	if err := c.engine.AnswerTo(r.Context(), web.Who(r.Context()).ID, r.PostFormValue("form"), r.PostFormValue("saw"), thread, m, kept...); err != nil {
		c.site.Fail(w, r, err)
		return
	}
	c.back(w, r, thread, "")
}

// compose reads what an answer says, and why it is none.
func compose(r *http.Request) (m channel.Message, why string) {
	m.Text = strings.TrimSpace(strings.ReplaceAll(channel.Clean(r.PostFormValue("text")), "\r\n", "\n"))
	for reply := range strings.Lines(channel.Clean(r.PostFormValue("replies"))) {
		if reply = strings.TrimSpace(reply); reply != "" {
			m.QuickReplies = append(m.QuickReplies, channel.QuickReply{Text: reply})
		}
	}
	switch {
	case !isForm(r.PostFormValue("form")):
		return m, locale.Mark("The form is not complete.")
	case len(m.Text) > longestText:
		return m, locale.Mark("The text is too long.")
	case len(m.QuickReplies) > mostReplies:
		return m, locale.Mark("An answer has 25 quick replies at most.")
	}
	return m, ""
}

// again sends once more what failed or may have arrived. The page says that the customer may see it
// twice.
func (c *console) again(w http.ResponseWriter, r *http.Request) {
	thread, ok := c.thread(w, r)
	if !ok {
		return
	}
	seq, err := strconv.ParseInt(r.PostFormValue("message"), 10, 64)
	if err != nil {
		c.site.Refuse(w, r, http.StatusBadRequest, locale.Mark("The form names no message."))
		return
	}
	me, may := web.Who(r.Context()), false
	err = c.site.Store.View(r.Context(), func(t *store.Tx) error {
		conversation, err := t.Conversation(thread)
		if err != nil {
			return err
		}
		m, err := t.Message(seq)
		may = err == nil && m.Thread == thread && c.mayRepeat(conversation, m, me)
		return err
	})
	if err == nil && !may {
		c.site.Refuse(w, r, http.StatusForbidden, locale.Mark("You do not serve this customer."))
		return
	}
	if err == nil {
		err = c.engine.Again(r.Context(), me.ID, thread, seq)
	}
	switch {
	case errors.Is(err, engine.ErrNothing):
		c.back(w, r, thread, "nothing")
	case err != nil:
		c.site.Fail(w, r, err)
	default:
		c.back(w, r, thread, "")
	}
}
