package dispatch

import (
	"slices"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
)

// skew is how much a platform's clock may be behind ours for an echo still to be of a message.
const skew = time.Minute

// arrives is how long after it left a message may have the time of a platform's history.
const arrives = 10 * time.Minute

// Settle returns the receipt as an event shows it, and whether it shows anything new: the echo of a
// part, before or after the answer, on any node; or the platform's word that a part arrived, or
// failed after all.
//
// A part is known by its Ref where the platform returns it. Where it only returns the message
// (EchoesOwn), a part that is begun or uncertain is known by its text without URLs, which platforms
// rewrite, and by its time; two parts that say the same are settled in their order. Histories
// hold no Ref, so an event of one (Late) without a Ref settles a part in the same way, if it is of
// the ten minutes after the part left. Ask first whether another receipt has the event's message
// id: then it is that one's.
func (r Receipt) Settle(e channel.Event) (Receipt, bool) {
	if e.Thread.Platform != r.To.Platform || e.Thread.Account != r.To.Account {
		return r, false
	}
	switch b := e.Body.(type) {
	case channel.Message:
		if e.Origin == channel.OriginContact {
			return r, false
		}
		return r.settleEcho(e, b)
	case channel.Delivered:
		return r.settleRef(e, b.Ref, b.IDs)
	case channel.Read:
		return r.settleRef(e, b.Ref, b.IDs)
	case channel.Failed:
		return r.settleFailure(e, b)
	default:
		return r, false
	}
}

func (r Receipt) settleEcho(e channel.Event, m channel.Message) (Receipt, bool) {
	i := slices.IndexFunc(r.Parts, func(p Part) bool { return m.Ref != "" && p.Message.Ref == m.Ref })
	past := e.Late && m.Ref == "" && r.Echoes == EchoesRef && !e.Time.IsZero()
	if i < 0 && (r.Echoes == EchoesOwn || past) && e.Thread == r.To && !slices.Contains(r.IDs(), m.ID) {
		i = slices.IndexFunc(r.Parts, func(p Part) bool {
			return (p.Status == Begun || p.Status == Uncertain) && alike(p.Message, m) &&
				(e.Time.IsZero() || p.Begun.IsZero() || !e.Time.Before(p.Begun.Add(-skew))) &&
				(!past || e.Time.Before(p.Begun.Add(arrives)))
		})
	}
	if i < 0 {
		return r, false
	}
	// A part that is known by its id is no news: it was sent, or failed afterwards.
	if old := r.Parts[i]; len(old.IDs) > 0 || old.Status == Sent && m.ID == "" {
		return r, false
	}
	r.Parts = slices.Clone(r.Parts)
	p := &r.Parts[i]
	p.Status, p.Reason, p.Code, p.Error, p.Affects, p.Scope = Sent, "", "", "", "", ""
	if m.ID != "" {
		p.IDs = []string{m.ID}
	}
	if p.Ended.IsZero() {
		p.Ended = e.Time
	}
	return r, true
}

// settleRef settles the part of a message that arrived, on platforms that return the Ref with the
// news instead of an echo.
func (r Receipt) settleRef(e channel.Event, ref string, ids []string) (Receipt, bool) {
	if ref == "" || len(ids) != 1 {
		return r, false
	}
	return r.settleEcho(e, channel.Message{ID: ids[0], Ref: ref})
}

func (r Receipt) settleFailure(e channel.Event, f channel.Failed) (Receipt, bool) {
	i := slices.IndexFunc(r.Parts, func(p Part) bool {
		return f.Ref != "" && p.Message.Ref == f.Ref || f.ID != "" && e.Thread == r.To && slices.Contains(p.IDs, f.ID)
	})
	if i < 0 || r.Parts[i].Status == Failed {
		return r, false
	}
	r.Parts = slices.Clone(r.Parts)
	p := &r.Parts[i]
	p.Status, p.Reason, p.Code, p.Error, p.Affects = Failed, ReasonRejected, f.Code, f.Reason, f.Affects
	return r, true
}

// alike reports whether an echo says what a message said.
func alike(sent, echo channel.Message) bool {
	return len(sent.Attachments) == len(echo.Attachments) && (sent.Location == nil) == (echo.Location == nil) &&
		(sent.Card == nil) == (echo.Card == nil) && plain(sent.Text) == plain(echo.Text)
}

// plain is a text without URLs and with single spaces.
func plain(text string) string {
	return strings.Join(slices.DeleteFunc(strings.Fields(text), isURL), " ")
}

// isURL reports whether a platform may take a word for a URL, or made one of it:
// "https://shop.example", but also "shop.example", which X rewrites as well.
func isURL(word string) bool {
	if strings.Contains(word, "://") {
		return true
	}
	for i := 1; i+2 < len(word); i++ {
		if word[i] == '.' && isHost(word[i-1]) && isLetter(word[i+1]) && isLetter(word[i+2]) {
			return true
		}
	}
	return false
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' || c >= 0x80 }

func isHost(c byte) bool { return isLetter(c) || c >= '0' && c <= '9' }
