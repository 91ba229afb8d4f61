package console

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/examples/desk/engine"
	"github.com/contactkit/contactkit/examples/desk/locale"
	"github.com/contactkit/contactkit/examples/desk/store"
)

// panel is all that is known of the customer.
type panel struct {
	ID         string // at the platform
	Picture    string // id of the customer's picture; empty: none is shown
	Locale     string
	Attributes []store.Attribute
	Labels     []string
	Others     []entry // conversations of the same person on other channels
	Namesakes  []entry // conversations that may be of the same person
	Episodes   []episode
}

// episode is a session of the customer as the panel shows it.
type episode struct {
	store.Episode
	Agent  string
	Medium channel.Thread
	Href   string // leads to its first message
	Words  string // how it ended
}

const (
	mostEpisodes  = 20
	mostNamesakes = 5
)

// panel reads what is known of the customer.
func (c *console) panel(t *store.Tx, v *view, n names, conversation store.Conversation) (p panel, err error) {
	thread := conversation.Thread
	p.ID = thread.Contact
	if p.Locale, err = t.Locale(thread); err != nil {
		return p, err
	}
	picture, err := t.Picture(thread)
	if err != nil {
		return p, err
	}
	p.Picture = picture.File
	if p.Attributes, err = t.Attributes(thread); err != nil {
		return p, err
	}
	if p.Labels, err = t.Labels(thread); err != nil {
		return p, err
	}
	others, err := t.ThreadsOfPerson(thread)
	if err != nil {
		return p, err
	}
	namesakes, err := t.Namesakes(conversation, mostNamesakes)
	if err != nil {
		return p, err
	}
	for _, other := range others {
		p.Others = append(p.Others, c.entry(v, n, other))
	}
	for _, other := range namesakes {
		p.Namesakes = append(p.Namesakes, c.entry(v, n, other))
	}
	episodes, err := t.Episodes(thread, mostEpisodes)
	if err != nil {
		return p, err
	}
	for _, e := range episodes {
		shown := episode{Episode: e, Medium: e.Thread, Words: locale.Mark("goes on")}
		if e.Agent != "" {
			shown.Agent = n.of(e.Agent)
		}
		if !e.Ended.IsZero() {
			shown.Words = engine.Reason(e.Reason)
		}
		shown.Href = v.link(e.Thread, "session", strconv.FormatUint(uint64(e.Session), 10))
		p.Episodes = append(p.Episodes, shown)
	}
	return p, nil
}

// sessionLink leads to the first message of a session of a conversation: only who asks for one pays
// for the search. A session that is unknown leads to the newest messages.
func (c *console) sessionLink(t *store.Tx, thread channel.Thread, session string, w where) (string, error) {
	number, err := strconv.ParseUint(session, 10, 32)
	if err != nil {
		return w.link(thread), nil
	}
	e, err := t.Episode(thread, uint32(number))
	if errors.Is(err, store.ErrNotFound) {
		return w.link(thread), nil
	}
	if err != nil {
		return "", err
	}
	first, err := t.FirstOf(thread, e.Began.Add(-time.Second)) // the message that began it was stored before
	at := strconv.FormatInt(first, 10)
	return w.link(thread, "at", at) + "#m" + at, err
}

const (
	longestLabel     = 40  // bytes
	longestAttribute = 500 // bytes of the value of an attribute
	mostOfContact    = 50  // labels of a conversation, and attributes
)

// onCustomer notes something of a customer: a label, an attribute, or that another conversation is
// of the same person. Everybody who reads a conversation may.
func (c *console) onCustomer(w http.ResponseWriter, r *http.Request) {
	thread, ok := c.thread(w, r)
	if !ok {
		return
	}
	read := func(field string) string { return strings.TrimSpace(channel.Clean(r.PostFormValue(field))) }
	do, name, value := r.PostFormValue("do"), read("name"), read("value")
	var other channel.Thread
	why := ""
	switch do {
	case "label", "unlabel":
		if name == "" || len(name) > longestLabel {
			why = locale.Mark("A label needs a name of at most 40 bytes.")
		}
	case "attribute":
		if name == "" || len(name) > longestLabel || len(value) > longestAttribute {
			why = locale.Mark("An attribute needs a name of at most 40 bytes, and a value of at most 500.")
		}
	case "same":
		var err error
		if other, err = channel.ParseThread(r.PostFormValue("other")); err != nil || other == thread {
			why = locale.Mark("The form names no other conversation.")
		}
	case "other":
	default:
		why = locale.Mark("The form is not complete.")
	}
	if why != "" {
		c.site.Refuse(w, r, http.StatusBadRequest, why)
		return
	}
	full := false
	err := c.site.Store.Do(r.Context(), func(t *store.Tx) error {
		if _, err := t.Conversation(thread); err != nil {
			return err
		}
		t.After(func() { c.engine.Hub.Changed(thread) })
		switch do {
		case "label":
			if labels, err := t.Labels(thread); err != nil || len(labels) >= mostOfContact {
				full = true
				return err
			}
			return t.SetLabel(thread, name, true)
		case "unlabel":
			return t.SetLabel(thread, name, false)
		case "attribute":
			if list, err := t.Attributes(thread); err != nil || len(list) >= mostOfContact && value != "" {
				full = true
				return err
			}
			return t.SetAttribute(thread, store.Attribute{Name: name, Value: value})
		case "other":
			return t.OtherPerson(thread)
		}
		if _, err := t.Conversation(other); err != nil {
			return err
		}
		return t.SamePerson(thread, other)
	})
	switch {
	case err != nil:
		c.site.Fail(w, r, err)
	case full:
		c.back(w, r, thread, "full")
	default:
		c.back(w, r, thread, "")
	}
}
