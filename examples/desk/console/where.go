package console

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/examples/desk/store"
)

// where names the list that a page shows: every link and every form carries it along.
type where struct {
	Tab     string
	Query   string
	Channel string // id of a record: only its conversations are listed
	Label   string // only conversations with this label are listed
}

// longestField is how many bytes a part of an address has at most. The page's own fields take 100
// characters.
const longestField = 400

// whereOf reads a where from an address or from a form.
func whereOf(get func(string) string) where {
	read := func(name string) string {
		if value := strings.TrimSpace(get(name)); len(value) <= longestField {
			return value
		}
		return ""
	}
	return where{read("tab"), read("q"), read("channel"), read("label")}
}

// Filter narrows the lists.
func (w where) Filter() store.Filter { return store.Filter{Channel: w.Channel, Label: w.Label} }

// Unfiltered leads to the same list with all channels and labels.
func (w where) Unfiltered() string { return where{Tab: w.Tab, Query: w.Query}.link(channel.Thread{}) }

// values are the parts of an address.
func (w where) values() url.Values {
	q := url.Values{}
	for name, value := range map[string]string{"tab": w.Tab, "q": w.Query, "channel": w.Channel, "label": w.Label} {
		if value != "" {
			q.Set(name, value)
		}
	}
	return q
}

// link leads to a conversation, or to none, with the same list. more are names and values that
// are added to the address.
func (w where) link(thread channel.Thread, more ...string) string {
	q := w.values()
	for i := 0; i+1 < len(more); i += 2 {
		q.Set(more[i], more[i+1])
	}
	href := "/"
	if thread != (channel.Thread{}) {
		href = "/thread/" + thread.Key()
	}
	if len(q) > 0 {
		href += "?" + q.Encode()
	}
	return href
}

// back leads from a form to the conversation.
func (c *console) back(w http.ResponseWriter, r *http.Request, thread channel.Thread, code string) {
	to := whereOf(r.PostFormValue)
	href := to.link(thread)
	if code != "" {
		href = to.link(thread, "note", code)
	}
	http.Redirect(w, r, href, http.StatusSeeOther)
}

// filters are what lists can be narrowed to: channels, and labels that are in use.
func (c *console) filters(t *store.Tx) (channels []target, labels []string, err error) {
	for _, id := range c.engine.ChannelIDs() {
		channels = append(channels, target{id, c.engine.ChannelName(store.Conversation{Channel: id})})
	}
	labels, err = t.AllLabels()
	return channels, labels, err
}
