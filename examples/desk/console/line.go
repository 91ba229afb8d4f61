package console

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/allow"
	"github.com/contactkit/contactkit/examples/desk/engine"
	"github.com/contactkit/contactkit/examples/desk/locale"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/session"
)

// line is a message as it is shown.
type line struct {
	store.Message
	Day    bool   // the first of its day
	Who    string // wrote it
	Ours   bool
	State  string // in words
	Kind   string // of the state: good, warn, bad
	Reply  string // what it answers
	Links  []string
	Shown  []file
	Map    string // where its place is
	Again  bool   // may be sent once more
	Use    bool   // a hint that can be taken over
	Tools  string // leads to what can be done with it; empty: nothing
	Thread string // key
}

// file is an attachment as it is shown.
type file struct {
	store.File
	What   string // kind of attachment
	Inline bool   // a picture that is safe to show
	Link   string // where something shared leads
	Detail string // the line under the name, such as a product's price
	SKU    string // the seller's number of a product
}

// lines shows messages.
func (c *console) lines(t *store.Tx, messages []store.Message, conversation store.Conversation, me store.Person, n names) ([]line, error) {
	texts := make(map[string]string)
	list := make([]line, 0, len(messages))
	day := ""
	for _, m := range messages {
		l := line{Message: m, Who: author(m, conversation, n), Thread: m.Thread.Key()}
		if today := n.In(m.At).Format("2006-01-02"); today != day {
			day, l.Day = today, true
		}
		switch m.Side {
		case store.Agent, store.Robot, store.Notice, store.Inbox:
			l.Ours = true
			s := states[m.State]
			l.State, l.Kind = s.words, s.kind
			failed := m.State == store.Failed || m.State == store.Uncertain || m.State == store.Dropped
			l.Again = failed && m.Side != store.Inbox && c.mayRepeat(conversation, m, me)
		}
		if m.Side == store.Desk {
			l.Text = n.Told(m.Text)
		}
		l.Use = m.Side == store.Assistant && m.Text != ""
		if m.State == store.Deleted {
			l.Message.Message = channel.Message{ID: m.ID} // whoever took it back does not want it read
		} else {
			l.Shown = shown(m)
			l.Reply = m.Quote
			if l.Reply == "" && m.ReplyTo != "" {
				text, shown := texts[m.ReplyTo]
				if !shown { // it is on an earlier page
					answered, err := t.Named(m.Thread, m.ReplyTo)
					if err != nil && !errors.Is(err, store.ErrNotFound) {
						return nil, err
					}
					if answered.State != store.Deleted {
						text = answered.Text
					}
				}
				l.Reply = text
			}
			for _, s := range m.Spans {
				if s.Kind == channel.SpanLink && isWeb(s.Value) {
					l.Links = append(l.Links, s.Value)
				}
			}
			if p := m.Location; p != nil {
				l.Map = "https://www.openstreetmap.org/?mlat=" + degrees(p.Latitude) + "&mlon=" + degrees(p.Longitude) + "&zoom=16"
			}
		}
		if m.ID != "" {
			texts[m.ID] = l.Text // empty where it was taken back
		}
		list = append(list, l)
	}
	return list, nil
}

// mayRepeat reports whether a person may send a message again: who serves the customer, and who
// wrote it as long as the session still allows it. A customer whom another agent serves by now does
// not get the message.
func (c *console) mayRepeat(conversation store.Conversation, m store.Message, me store.Person) bool {
	if conversation.State.Agent == me.ID && conversation.State.Phase == session.PhaseAgent {
		return true
	}
	if m.Author != me.ID {
		return false
	}
	ok, _ := c.engine.Allows(conversation, session.Event{Kind: session.AgentMessage, Agent: me.ID})
	return ok
}

// author is who wrote a message.
func author(m store.Message, c store.Conversation, n names) string {
	switch m.Side {
	case store.Customer:
		return c.Title()
	case store.Agent:
		return n.of(m.Author)
	case store.Robot:
		return n.T("Robot")
	case store.Notice:
		return n.T("Automatic")
	case store.Inbox:
		return n.T("Platform's inbox")
	case store.Assistant:
		if m.Author != "" {
			return n.T("{name}, to the agent alone", "name", n.of(m.Author))
		}
		return n.T("Assistant, to you alone")
	case store.Note:
		return n.T("{name}, private note", "name", n.of(m.Author))
	default:
		return ""
	}
}

// states are what became of a message of ours, in words.
var states = map[string]struct{ words, kind string }{
	store.Sending:   {locale.Mark("sending…"), "quiet"},
	store.Sent:      {locale.Mark("sent"), "quiet"},
	store.Delivered: {locale.Mark("delivered"), "good"},
	store.Read:      {locale.Mark("read"), "good"},
	store.Uncertain: {locale.Mark("may have arrived"), "warn"},
	store.Failed:    {locale.Mark("not sent"), "bad"},
	store.Dropped:   {locale.Mark("dropped"), "warn"},
	store.Cancelled: {locale.Mark("taken back"), "quiet"},
	store.Refused:   {locale.Mark("refused"), "bad"},
}

// kinds are those of attachments, as agents call them.
var _ = []string{locale.Mark("image"), locale.Mark("video"), locale.Mark("audio"), locale.Mark("voice"), locale.Mark("file"), locale.Mark("sticker"), locale.Mark("animation"), locale.Mark("link"), locale.Mark("other")}

// asks are what a quick reply may ask for.
var _ = []string{locale.Mark("phone"), locale.Mark("email"), locale.Mark("location")}

// shown are the attachments of a message.
func shown(m store.Message) []file {
	var list []file
	for i, a := range m.Attachments {
		f := file{What: string(a.Kind), Detail: a.Detail, SKU: a.SKU, File: store.File{N: i, Name: a.Name, Type: a.Type, Size: a.Size}}
		for _, stored := range m.Files {
			if stored.N == i {
				f.File = stored
			}
		}
		if f.Name == "" {
			f.Name = a.Name
		}
		f.Inline = f.State == store.Here && inline(f.Type)
		if isWeb(a.URL) && (a.Kind == channel.MediaLink || !allow.Keep(m.Thread, a)) {
			f.Link = a.URL
		}
		list = append(list, f)
	}
	return list
}

// inline reports whether a browser may show files of a type in a page.
func inline(kind string) bool { return slices.Contains(engine.Pictures, kind) }

// isWeb reports whether an address of a customer's may become a link.
func isWeb(address string) bool {
	return strings.HasPrefix(address, "https://") || strings.HasPrefix(address, "http://")
}

func degrees(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }
