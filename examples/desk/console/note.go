package console

import (
	"net/http"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/examples/desk/locale"
	"github.com/contactkit/contactkit/examples/desk/web"
)

// longestNote is how many bytes a note for colleagues has at most.
const longestNote = 10_000

// note keeps what an agent writes for colleagues. Who reads a conversation may write a note to it;
// the customer never sees one.
func (c *console) note(w http.ResponseWriter, r *http.Request) {
	thread, ok := c.thread(w, r)
	if !ok {
		return
	}
	text := strings.TrimSpace(strings.ReplaceAll(channel.Clean(r.PostFormValue("note")), "\r\n", "\n"))
	if text == "" || len(text) > longestNote || !isForm(r.PostFormValue("form")) {
		c.site.Refuse(w, r, http.StatusBadRequest, locale.Mark("A note needs a text of at most 10,000 bytes."))
		return
	}
	if err := c.engine.Note(r.Context(), web.Who(r.Context()).ID, r.PostFormValue("form"), thread, text); err != nil {
		c.site.Fail(w, r, err)
		return
	}
	c.back(w, r, thread, "")
}
