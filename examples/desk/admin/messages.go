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
// in a state or failed for a reason, or those that a platform carried in one hour.
func (a *Admin) messages(w http.ResponseWriter, r *http.Request) {
	state, why := r.FormValue("state"), r.FormValue("why")
	data := struct {
		frame
		Title    string
		Platform string
		Hour     time.Time
		Most     int // so many are shown, and there may be more; 0: these are all
		List     []store.Message
	}{frame: a.frame(r, "dashboard"), Title: cmp.Or(stateTitles[state], failureNames[why], why)}
	if hour, err := time.Parse(time.RFC3339, r.FormValue("hour")); err == nil {
		data.Title, data.Platform, data.Hour = locale.Mark("Messages of an hour"), r.FormValue("platform"), hour
		if a.view(w, r, func(t *store.Tx) (err error) {
			data.List, err = t.MessagesBetween(data.Platform, hour, hour.Add(time.Hour), mostMessages)
			return err
		}) {
			data.Most = fullList(data.List)
			a.site.Render(w, r, messagesPage, data)
		}
		return
	}
	if stateTitles[state] == "" {
		state = ""
	}
	if state == "" && why == "" {
		a.site.Fail(w, r, store.ErrNotFound)
		return
	}
	since := a.now().Add(-7 * 24 * time.Hour)
	if a.view(w, r, func(t *store.Tx) (err error) { data.List, err = t.InState(state, why, since, mostMessages); return err }) {
		data.Most = fullList(data.List)
		a.site.Render(w, r, messagesPage, data)
	}
}

// fullList is the number of messages that a list shows if there may be more; 0 if it shows all.
func fullList(list []store.Message) int {
	if len(list) < mostMessages {
		return 0
	}
	return mostMessages
}
