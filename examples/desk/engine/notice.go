package engine

import (
	"time"

	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/session"
	"github.com/contactkit/contactkit/session/texts"
)

// noticeText is what an automatic message says: the administrator's words, in the customer's
// language where there is a translation. It is made in the transaction that decides on the message,
// so that a second attempt says the same. Empty: nothing is said.
func (e *Engine) noticeText(t *store.Tx, c *store.Conversation, a session.Action, now time.Time) (string, error) {
	entry, ok := e.directory.Find(c.Channel)
	if !ok {
		return "", nil
	}
	book, err := entry.Texts()
	if err != nil {
		e.log.Error("texts", "channel", c.Channel, "error", err)
		return ownWords(a.Notice), nil
	}
	locale := ""
	if a.To == session.Contact {
		if locale, err = t.Locale(c.Thread); err != nil {
			return "", err
		}
	}
	v := texts.Values{Now: now, Zone: zone(entry.Record().Hours), Contact: c.Name, Queue: c.State.Queue}
	if c.State.Agent != "" {
		v.Agent = e.nameOf(t, c.State.Agent)
	}
	if v.Place, err = t.Place(c.Thread); err != nil {
		return "", err
	}
	text := book.Text(a, locale, v)
	if text == "" && a.To == session.Agent {
		text = ownWords(a.Notice)
	}
	return text, nil
}

// zone is the time zone of a channel's hours.
func zone(h directory.Hours) *time.Location {
	if z, err := time.LoadLocation(h.Zone); err == nil && h.Zone != "" {
		return z
	}
	return time.Local
}

// ownWords are what the desk tells its agents where the administrator has no words of his own.
func ownWords(n session.Notice) string {
	switch n {
	case session.NoticeReminder:
		return "The customer waits for your answer."
	case session.NoticeTransferFailed:
		return "Nobody took the transfer: the conversation is still yours."
	case session.NoticeResumed:
		return "The hold has ended by itself."
	case session.NoticeWindowClosing:
		return "The platform will soon take no more answers: write now if you want to."
	default:
		return ""
	}
}
