package xchat

import (
	"fmt"
	"strconv"
	"time"
)

// maxAttachments is how many attachments X's library lets a message have; more than one only if all
// are images, GIFs or videos.
const maxAttachments = 10

// encode writes contents as a MessageEntryHolder.
func encode(c Content) ([]byte, error) {
	if err := check(c); err != nil {
		return nil, err
	}
	var w writer
	w.within(1, func() {
		switch c := c.(type) {
		case Message:
			w.within(1, func() { w.message(c) })
		case Reaction:
			w.within(reactionMember(c), func() {
				w.text(1, c.Sequence)
				w.text(2, c.Emoji)
				w.some(3, c.Attachment)
			})
		case Edit:
			w.within(4, func() {
				w.text(1, c.Sequence)
				w.text(2, c.Text)
				if len(c.Entities) > 0 {
					w.entities(3, c.Entities)
				}
			})
		case Read:
			w.within(5, func() {
				w.text(1, c.Until)
				if !c.At.IsZero() {
					w.i64(2, c.At.UnixMilli())
				}
			})
		case Accept:
			w.within(13, func() {})
		}
	})
	w.stop()
	return w.b, nil
}

func reactionMember(r Reaction) int16 {
	if r.Removed {
		return 3
	}
	return 2
}

// check refuses what X's clients would drop.
func check(c Content) error {
	switch c := c.(type) {
	case Message:
		return c.check()
	case Reaction:
		if c.Sequence == "" || c.Emoji == "" {
			return fmt.Errorf("xchat: reaction needs the sequence of a message and an emoji")
		}
	case Edit:
		if c.Sequence == "" || c.Text == "" {
			return fmt.Errorf("xchat: edit needs the sequence of a message and a text")
		}
	case Read:
		if c.Until == "" {
			return fmt.Errorf("xchat: read needs the sequence of an event")
		}
	case Accept:
	default:
		return fmt.Errorf("xchat: %T cannot be sent", c)
	}
	return nil
}

func (m Message) check() error {
	if m.Text == "" && len(m.Attachments) == 0 {
		return fmt.Errorf("xchat: message needs a text or an attachment")
	}
	if len(m.Attachments) > maxAttachments {
		return fmt.Errorf("xchat: message needs at most %d attachments", maxAttachments)
	}
	for i, a := range m.Attachments {
		switch {
		case a.Kind == AttachmentPost || a.Kind == AttachmentURL:
			if a.URL == "" {
				return fmt.Errorf("xchat: attachment %d needs a URL", i)
			}
		case a.Kind < AttachmentImage || a.Kind > AttachmentSVG:
			return fmt.Errorf("xchat: attachment %d is of a kind that cannot be sent", i)
		case a.Hash == "":
			return fmt.Errorf("xchat: attachment %d needs a media hash key", i)
		}
		if len(m.Attachments) > 1 && (a.Kind < AttachmentImage || a.Kind > AttachmentVideo) {
			return fmt.Errorf("xchat: several attachments need to be images, GIFs or videos")
		}
	}
	return nil
}

func (w *writer) message(m Message) {
	w.some(1, m.Text)
	if len(m.Entities) > 0 {
		w.entities(2, m.Entities)
	}
	if len(m.Attachments) > 0 {
		w.attachments(m.Attachments)
	}
	if p := m.Reply; p != nil {
		w.within(4, func() {
			if n, err := strconv.ParseInt(p.Sender, 10, 64); err == nil {
				w.i64(1, n)
			}
			w.some(2, p.Text)
			w.some(6, p.Sequence)
			w.some(7, p.ID)
			if len(p.Original) > 0 {
				w.bytes(8, p.Original)
			}
		})
	}
	w.choices(m)
}

// choices writes quick replies, their answer and buttons.
func (w *writer) choices(m Message) {
	if len(m.Options) > 0 {
		w.within(8, func() {
			w.within(1, func() {
				w.within(1, func() {
					w.some(1, m.OptionsID)
					w.list(2, typeStruct, len(m.Options))
					for _, o := range m.Options {
						w.some(1, o.ID)
						w.some(2, o.Label)
						w.some(3, o.Metadata)
						w.some(4, o.Description)
						w.stop()
					}
				})
			})
		})
	} else if c := m.Chosen; c != nil {
		w.within(8, func() {
			w.within(2, func() {
				w.within(1, func() {
					w.some(1, c.Request)
					w.some(2, c.Metadata)
					w.some(3, c.Option)
				})
			})
		})
	}
	if len(m.Links) > 0 {
		w.list(9, typeStruct, len(m.Links))
		for _, l := range m.Links {
			w.some(1, l.Label)
			w.some(2, l.URL)
			w.stop()
		}
	}
}

func (w *writer) entities(id int16, list []Entity) {
	w.list(id, typeStruct, len(list))
	for _, e := range list {
		w.i32(1, e.Start)
		w.i32(2, e.End)
		w.within(3, func() { w.within(int16(e.Kind), func() {}) })
		w.stop()
	}
}

// ttl writes how long a message stays; zero: nothing.
func (w *writer) ttl(id int16, d time.Duration) {
	if d > 0 {
		w.i64(id, int64(d/time.Millisecond))
	}
}
