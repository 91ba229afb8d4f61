package console

import (
	"crypto/rand"
	"net/http"
	"strconv"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/examples/desk/locale"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/examples/desk/web"
)

// cannedView is the page on which canned answers are kept.
type cannedView struct {
	Form string
	Note string
	All  bool // keeps the answers of all
	List []store.Canned
}

// canned shows the canned answers of all, which supervisors keep, and the agent's own.
func (c *console) canned(w http.ResponseWriter, r *http.Request) {
	me := web.Who(r.Context())
	v := cannedView{Form: rand.Text(), All: me.Supervises(), Note: cannedNotes[r.URL.Query().Get("note")]}
	err := c.site.Store.View(r.Context(), func(t *store.Tx) (err error) {
		v.List, err = t.Canned(me.ID)
		return err
	})
	if err != nil {
		c.site.Fail(w, r, err)
		return
	}
	c.site.Render(w, r, cannedPage, v)
}

// cannedNotes are what became of a form.
var cannedNotes = map[string]string{"saved": locale.Mark("The answer is saved."), "deleted": locale.Mark("The answer is deleted.")}

// onCanned saves or deletes a canned answer.
func (c *console) onCanned(w http.ResponseWriter, r *http.Request) {
	me := web.Who(r.Context())
	owner := me.ID
	if r.PostFormValue("everybody") != "" {
		if owner = ""; !me.Supervises() {
			c.site.Refuse(w, r, http.StatusForbidden, locale.Mark("Supervisors keep the answers of everybody."))
			return
		}
	}
	name := strings.TrimPrefix(strings.TrimSpace(channel.Clean(r.PostFormValue("name"))), "/")
	text := strings.TrimSpace(strings.ReplaceAll(channel.Clean(r.PostFormValue("text")), "\r\n", "\n"))
	seq, _ := strconv.ParseInt(r.PostFormValue("seq"), 10, 64) // none: 0, which is no answer's number
	do, code := r.PostFormValue("do"), "saved"
	if do == "save" && (name == "" || len(name) > longestLabel || strings.ContainsAny(name, " \t\n") || text == "" || len(text) > longestNote) {
		c.site.Refuse(w, r, http.StatusBadRequest, locale.Mark("An answer needs a short name without blanks, and a text of at most 10,000 bytes."))
		return
	}
	err := c.site.Store.Do(r.Context(), func(t *store.Tx) error {
		if do == "save" {
			return t.PutCanned(store.Canned{Owner: owner, Name: name, Text: text})
		}
		code = "deleted"
		return t.DropCanned(seq, owner)
	})
	if err != nil {
		c.site.Fail(w, r, err)
		return
	}
	http.Redirect(w, r, "/canned?note="+code, http.StatusSeeOther)
}

// cannedList answers the script: the canned answers whose names begin with what was typed, with
// their variables filled in for a conversation. The agent's own come before those of all with the
// same name.
func (c *console) cannedList(w http.ResponseWriter, r *http.Request) {
	me := web.Who(r.Context())
	thread, err := channel.ParseThread(r.URL.Query().Get("thread"))
	if err != nil {
		c.site.Refuse(w, r, http.StatusBadRequest, locale.Mark("The address names no conversation."))
		return
	}
	typed := strings.ToLower(r.URL.Query().Get("q"))
	var list []store.Canned
	err = c.site.Store.View(r.Context(), func(t *store.Tx) error {
		conversation, err := t.Conversation(thread)
		if err != nil {
			return err
		}
		all, err := t.Canned(me.ID)
		own := make(map[string]bool)
		for _, one := range all {
			own[one.Name] = own[one.Name] || one.Owner != ""
		}
		for _, one := range all {
			if !strings.HasPrefix(strings.ToLower(one.Name), typed) || one.Owner == "" && own[one.Name] || len(list) == mostCanned {
				continue
			}
			one.Text = c.fill(one.Text, conversation, me)
			list = append(list, one)
		}
		return err
	})
	if err != nil {
		c.site.Fail(w, r, err)
		return
	}
	c.site.Render(w, r, cannedListPage, list)
}

// mostCanned is how many canned answers are offered while a name is typed.
const mostCanned = 8

// fill puts values in the place of the variables of a canned answer. The name of a customer who has
// none is left out.
func (c *console) fill(text string, conversation store.Conversation, me store.Person) string {
	return strings.NewReplacer(
		"{contact}", conversation.Name, "{agent}", me.Name, "{channel}", c.engine.ChannelName(conversation), "{queue}", conversation.State.Queue,
	).Replace(text)
}
