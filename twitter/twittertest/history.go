package twittertest

import (
	"encoding/base64"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

const history = 30 * 24 * time.Hour

// page walks the messages of the last 30 days, newest first, from the token on, and returns the
// next token.
func (s *Server) page(token string, most int, fits func(*message) bool) (list []*message, next string) {
	oldest := s.core.Clock.Now().Add(-history)
	for _, m := range slices.Backward(s.messages) {
		if m.deleted || m.unseen || m.at.Before(oldest) || !fits(m) || token != "" && !older(m.id, token) {
			continue
		}
		if len(list) == most {
			return list, list[most-1].id
		}
		list = append(list, m)
	}
	return list, ""
}

// older compares ids as numbers.
func older(a, b string) bool { return len(a) < len(b) || len(a) == len(b) && a < b }

// listV11 is GET direct_messages/events/list: 20 by default, at most 50. A full page has a cursor,
// which may lead to an empty last one; with Config.EmptyPages, every page comes after an empty one.
func (s *Server) listV11(c *call) (answer, *failure) {
	count := 20
	if text := c.param("count"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > 50 {
			return answer{}, v11(400, 214, "count: must be 1 to 50")
		}
		count = n
	}
	token, passed, ok1 := readCursor(c.param("cursor"))
	if !ok1 {
		return answer{}, v11(400, 214, "cursor: is not valid")
	}
	list, next := s.page(token, count, func(m *message) bool { return s.groups[m.conversation] == nil })
	if s.cfg.EmptyPages && !passed && len(list) > 0 {
		return ok(obj{"events": []obj{}, "next_cursor": cursor(token, true)}), nil
	}
	events, apps := []obj{}, obj{}
	for _, m := range list {
		mine := m.from == s.cfg.Account
		events = append(events, m.event(mine))
		if mine && m.app != "" {
			apps[m.app] = s.apps(m.app)[m.app]
		}
	}
	out := obj{"events": events}
	if len(apps) > 0 {
		out["apps"] = apps
	}
	if next != "" || len(list) == count {
		out["next_cursor"] = cursor(list[len(list)-1].id, false)
	}
	return ok(out), nil
}

// cursor is opaque to hosts: base64 of the id that the page begins below; passed, after its empty
// page.
func cursor(id string, passed bool) string {
	if passed {
		id += "+"
	}
	return base64.RawURLEncoding.EncodeToString([]byte(id))
}

func readCursor(text string) (id string, passed, ok bool) {
	b, err := base64.RawURLEncoding.DecodeString(text)
	id, passed = strings.CutSuffix(string(b), "+")
	return id, passed, err == nil && (id == "" || userID.MatchString(id))
}

func (s *Server) showV11(c *call) (answer, *failure) {
	m := s.message(c.param("id"))
	if m == nil || s.groups[m.conversation] != nil {
		return answer{}, errNotPage
	}
	return ok(obj{"event": m.event(m.from == s.cfg.Account)}), nil
}

// destroyV11 removes a message from the account's own view.
func (s *Server) destroyV11(c *call) (answer, *failure) {
	m := s.message(c.param("id"))
	if m == nil {
		return answer{}, errNotPage
	}
	m.deleted = true
	return answer{status: http.StatusNoContent}, nil
}

func (s *Server) deleteV2(c *call) (answer, *failure) {
	m := s.message(c.PathValue("id"))
	if m == nil {
		return answer{}, notFound("dm_event", "event_id", c.PathValue("id"))
	}
	m.deleted = true
	return ok(obj{"data": obj{"deleted": true}}), nil
}

// eventTypes are what event_types may name.
var eventTypes = []string{"MessageCreate", "ParticipantsJoin", "ParticipantsLeave"}

// eventType is what v2 calls a message, or a coming or going in a group.
func (m *message) eventType() string {
	switch {
	case m.joined != nil:
		return eventTypes[1]
	case m.left != nil:
		return eventTypes[2]
	}
	return eventTypes[0]
}

// eventsV2 are GET /2/dm_events and those of one conversation.
func (s *Server) eventsV2(c *call) (answer, *failure) {
	most := 100
	if text := c.param("max_results"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > 100 {
			return answer{}, invalid("The `max_results` query parameter value ["+text+"] is not between 1 and 100", "max_results", text)
		}
		most = n
	}
	token := c.param("pagination_token")
	if token != "" && !strings.HasPrefix(token, "TOKEN") {
		return answer{}, invalid("The `pagination_token` query parameter value ["+token+"] is not valid", "pagination_token", token)
	}
	kinds := strings.Split(c.param("event_types"), ",")
	if kinds[0] == "" {
		kinds = eventTypes
	}
	for _, kind := range kinds {
		if !slices.Contains(eventTypes, kind) {
			return answer{}, invalid("The `event_types` query parameter value ["+kind+"] is not one of ["+strings.Join(eventTypes, ",")+"]", "event_types", kind)
		}
	}
	in := c.PathValue("id")
	if in != "" && !conversation.MatchString(in) {
		return answer{}, invalid("The `dm_conversation_id` path parameter value ["+in+"] is not valid", "dm_conversation_id", in)
	}
	if with := c.PathValue("with"); with != "" {
		if !userID.MatchString(with) {
			return answer{}, invalid("The `participant_id` path parameter value ["+with+"] is not valid", "participant_id", with)
		}
		in = conversationOf(s.cfg.Account, with)
	}
	list, next := s.page(strings.TrimPrefix(token, "TOKEN"), most, func(m *message) bool {
		return (in == "" || m.conversation == in) && slices.Contains(kinds, m.eventType())
	})
	if len(list) == 0 {
		return ok(obj{"meta": obj{"result_count": 0}}), nil // no data at all
	}
	out := s.listedV2(c, list)
	meta := obj{"result_count": len(list)}
	if next != "" {
		meta["next_token"] = "TOKEN" + next
	}
	if token != "" {
		meta["previous_token"] = "TOKEN" + list[0].id
	}
	out["meta"] = meta
	return ok(out), nil
}

func (s *Server) eventV2(c *call) (answer, *failure) {
	m := s.message(c.PathValue("id"))
	if m == nil {
		return answer{}, notFound("dm_event", "event_id", c.PathValue("id"))
	}
	out := s.listedV2(c, []*message{m})
	out["data"] = out["data"].([]obj)[0]
	return ok(out), nil
}

// listedV2 shows the fields that were asked for; id, event_type and text always.
func (s *Server) listedV2(c *call, list []*message) obj {
	fields := strings.Split(c.param("dm_event.fields"), ",")
	expansions := strings.Split(c.param("expansions"), ",")
	data, users, files := []obj{}, map[string]obj{}, []obj{}
	for _, m := range list {
		all := obj{"dm_conversation_id": m.conversation, "created_at": rfc3339(m.at), "sender_id": m.from}
		involved := []string{m.from}
		switch {
		case m.joined != nil:
			all["participant_ids"], involved = m.joined, append(involved, m.joined...)
		case m.left != nil:
			all["participant_ids"] = m.left
			delete(all, "sender_id") // a user cannot make another leave
		default:
			all["entities"] = m.data["entities"]
		}
		if a, ok := m.data["attachment"].(obj); ok && a["type"] == "media" {
			file := a["media"].(obj)
			key := mediaKeys[file["type"].(string)] + file["id_str"].(string)
			all["attachments"] = obj{"media_keys": []string{key}}
			files = append(files, obj{"media_key": key, "type": file["type"], "url": file["media_url_https"], "width": 1280, "height": 960})
		}
		o := obj{"id": m.id, "event_type": m.eventType()}
		if m.data != nil {
			o["text"] = m.data["text"]
		}
		for _, f := range fields {
			if v, ok := all[f]; ok {
				o[f] = v
			}
		}
		data = append(data, o)
		for i, id := range involved {
			if i == 0 && slices.Contains(expansions, "sender_id") || slices.Contains(expansions, "participant_ids") && m.data == nil {
				u := s.find(id)
				users[id] = obj{"id": id, "name": u.name, "username": u.username}
			}
		}
	}
	out, includes := obj{"data": data}, obj{}
	if len(users) > 0 {
		var people []obj
		for _, id := range slices.Sorted(maps.Keys(users)) {
			people = append(people, users[id])
		}
		includes["users"] = people
	}
	if slices.Contains(expansions, "attachments.media_keys") && len(files) > 0 {
		includes["media"] = files
	}
	if len(includes) > 0 {
		out["includes"] = includes
	}
	return out
}

var mediaKeys = map[string]string{"photo": "5_", "video": "13_", "animated_gif": "16_"}
