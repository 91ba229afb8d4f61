package admin

import (
	"cmp"
	"net/http"
	"time"

	"github.com/contactkit/contactkit/examples/desk/locale"
	"github.com/contactkit/contactkit/examples/desk/store"
)

// mostMessages is how many messages a list behind a figure shows.
const mostMessages = 200

// stateTitles are the lists of messages by state.
var stateTitles = map[string]string{
	store.Uncertain: locale.Mark("Messages that may not have arrived"), store.Sending: locale.Mark("Messages on their way"), store.Failed: locale.Mark("Messages that failed"),
}

var messagesPage = page("messages.html")

// messages is the list behind a figure of the dashboard: messages of the last seven days that are
// in a state or failed for a reason.
func (a *Admin) messages(w http.ResponseWriter, r *http.Request) {
	state, why := r.FormValue("state"), r.FormValue("why")
	data := struct {
		frame
		Title string
		List  []store.Message
	}{frame: a.frame(r, "dashboard"), Title: cmp.Or(stateTitles[state], failureNames[why], why)}
	if stateTitles[state] == "" {
		state = ""
	}
	if state == "" && why == "" {
		a.site.Fail(w, r, store.ErrNotFound)
		return
	}
	since := a.now().Add(-7 * 24 * time.Hour)
	if a.view(w, r, func(t *store.Tx) (err error) { data.List, err = t.InState(state, why, since, mostMessages); return err }) {
		a.site.Render(w, r, messagesPage, data)
	}
}
