package facebooktest

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel/standin"
)

// newest is how many messages of a conversation can be read in detail.
const newest = 20

var errOld = refuse(9000001, 0, "(#9000001) This message has been deleted by the user or the business.")

// graphTime is a time as Graph objects carry it.
func graphTime(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05+0000") }

func filesOf(m obj) []obj {
	list, _ := m["attachments"].([]obj)
	return list
}

// slow holds an API of a Page to its documented rate, if Config.PageRates says so.
func (s *Server) slow(r *request, api string, n int, per time.Duration) *graphError {
	if !s.cfg.PageRates {
		return nil
	}
	rate := standin.Rate{Kind: standin.SlidingWindow, N: n, Per: per}
	if g := s.core.Limiter.Take(api+" "+r.by.page.id, rate, s.core.Clock.Now()); !g.OK {
		return refuse(613, 0, "(#613) Calls to this api have exceeded the rate limit.")
	}
	return nil
}

// conversations is GET /{page-id}/conversations, newest first.
func (s *Server) conversations(r *request) (any, *graphError) {
	if e := s.slow(r, "conversations", 2, time.Second); e != nil {
		return nil, e
	}
	p := r.by.page
	if ig := s.linkedTo(p.id); r.Str("platform") == "instagram" && ig != nil {
		p = ig
	}
	fields := readFields(r.Str("fields"))
	if e := fields.onlyOfConversation(); e != nil {
		return nil, e
	}
	var threads []*thread
	for _, id := range slices.Sorted(maps.Keys(p.threads)) {
		if t := p.threads[id]; len(t.messages) > 0 && (r.Str("user_id") == "" || r.Str("user_id") == id) {
			threads = append(threads, t)
		}
	}
	slices.SortStableFunc(threads, func(a, b *thread) int { return b.last().at.Compare(a.last().at) })
	var data []obj
	for _, t := range threads {
		data = append(data, s.conversation(p, t, fields))
	}
	return paged(r, data), nil
}

func (t *thread) last() *note { return t.messages[len(t.messages)-1] }

func (s *Server) conversation(p *page, t *thread, fields fieldset) obj {
	all := obj{
		"id": t.id, "link": "/" + p.id + "/inbox/" + t.psid, "updated_time": graphTime(t.last().at),
		"participants": obj{"data": []obj{s.party(p, t, true), s.party(p, t, false)}},
		"is_owner":     s.ownerOf(t) == s.cfg.AppID,
	}
	if sub, ok := fields["messages"]; ok {
		all["messages"] = obj{"data": s.listed(p, t, readFields(sub))}
	}
	return fields.pick(all, "link", "updated_time")
}

// party is the person or the Page of a thread.
func (s *Server) party(p *page, t *thread, person bool) obj {
	id, name := p.id, "Example Page"
	if person {
		id, name = t.psid, strings.TrimSpace(t.person.First+" "+t.person.Last)
	}
	return obj{"id": id, "name": name, "email": id + "@facebook.com"}
}

// listed are the messages of a thread, newest first; in detail the newest 20 only.
func (s *Server) listed(p *page, t *thread, fields fieldset) []obj {
	var list []obj
	for i, n := range slices.Backward(t.messages) {
		if len(t.messages)-i <= newest {
			list = append(list, s.message(p, t, n, fields))
		} else {
			list = append(list, obj{"id": n.mid, "created_time": graphTime(n.at)})
		}
	}
	return list
}

func (s *Server) message(p *page, t *thread, n *note, fields fieldset) obj {
	all := obj{"id": n.mid, "created_time": graphTime(n.at), "message": n.text}
	all["from"], all["to"] = s.party(p, t, n.toPage), obj{"data": []obj{s.party(p, t, !n.toPage)}}
	if n.replyTo != "" {
		all["reply_to"] = obj{"mid": n.replyTo}
	}
	var files []obj
	for _, f := range n.files {
		load, _ := f["payload"].(obj)
		u, ok := load["url"]
		if ok && f["type"] == "story_mention" { // that it is listed as a picture as well is not confirmed
			all["story"] = obj{"mention": obj{"link": u, "id": "story." + n.mid}}
		}
		if ok && (f["type"] == "image" || f["type"] == "story_mention") {
			files = append(files, obj{"image_data": obj{"url": u}})
		} else if ok {
			files = append(files, obj{"file_url": u})
		}
	}
	if len(files) > 0 {
		all["attachments"] = obj{"data": files}
	}
	return fields.pick(all, "created_time")
}

// conversationMessages is GET /{conversation-id}/messages.
func (s *Server) conversationMessages(r *request) (any, *graphError) {
	p, t := s.conversationOf(r)
	if t == nil {
		return nil, missing("get", r.node)
	}
	if e := s.slow(r, "conversations", 2, time.Second); e != nil {
		return nil, e
	}
	return paged(r, s.listed(p, t, readFields(r.Str("fields")))), nil
}

// conversationOf finds the conversation of a call: of the Page of the token, or of its Instagram
// account.
func (s *Server) conversationOf(r *request) (*page, *thread) {
	if r.by.page == nil {
		return nil, nil
	}
	for _, p := range [...]*page{r.by.page, s.linkedTo(r.by.page.id)} {
		if p == nil {
			continue
		}
		for _, t := range p.threads {
			if t.id == r.node && len(t.messages) > 0 {
				return p, t
			}
		}
	}
	return nil, nil
}

// paged cuts a list by limit (25 if there is none) and after, which is a cursor.
func paged(r *request, data []obj) obj {
	limit, err := strconv.Atoi(r.Str("limit"))
	if err != nil || limit <= 0 {
		limit = 25
	}
	from := 0
	if n, err := strconv.Atoi(strings.TrimPrefix(r.Str("after"), "QVFI")); err == nil {
		from = min(n, len(data))
	}
	end := min(from+limit, len(data))
	out := obj{"data": append([]obj{}, data[from:end]...)}
	if end > from {
		cursors := obj{"before": "QVFI" + strconv.Itoa(from), "after": "QVFI" + strconv.Itoa(end)}
		paging := obj{"cursors": cursors}
		if end < len(data) {
			paging["next"] = "https://graph.facebook.com/" + cmp.Or(r.node, "me") + "/" + r.edge + "?after=QVFI" + strconv.Itoa(end)
		}
		out["paging"] = paging
	}
	return out
}
