package twittertest

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// ChatSent is what the host sent into an encrypted conversation, opened as its recipient opens it.
type ChatSent struct {
	Sequence   string
	ID         string // message id
	To         string // user id; of a group its conversation id
	KeyVersion string // of the conversation key
	Event      string // as it came: encoded_message_create_event
	Text       string // of a message or an edit
	ReplyTo    string // sequence
	Edits      string // sequence of the message that this edits
	ReactsTo   string // sequence of the message that this reacts to
	Emoji      string
	Removed    bool // the reaction is taken off
	Files      []ChatFile
}

// ChatFile is a file that the host sent, opened.
type ChatFile struct {
	Kind int // 1 an image, 2 a GIF, 3 a video, 4 audio, 5 another file
	Name string
	Data []byte
}

// ChatSent returns what the host sent into encrypted conversations and X delivered, oldest first.
func (s *Server) ChatSent() []ChatSent {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.chat.sent)
}

var (
	chatID   = regexp.MustCompile(`^([0-9]{1,19}|[0-9]{1,19}-[0-9]{1,19}|g[0-9]{1,19})$`)
	uuidForm = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)
)

func (s *Server) chatEndpoints() map[string]endpoint {
	const chats, media = "/2/chat/conversations", "/2/chat/media"
	read := func(run run) endpoint {
		return endpoint{by: byUser, needs: levelMessages, scope: "dm.read users.read", run: locked(run)}
	}
	write := func(run run) endpoint {
		return endpoint{by: byUser, needs: levelMessages, scope: "dm.write users.read tweet.read", run: locked(run)}
	}
	upload := func(run run) endpoint {
		return endpoint{by: byUser, needs: levelWrite, scope: "media.write", run: locked(run)}
	}
	sends := write((*Server).sendChat)
	sends.sends = true
	return map[string]endpoint{
		"GET /2/users/public_keys":                 read((*Server).publicKeysOf),
		"GET /2/users/{id}/public_keys":            read((*Server).publicKeys),
		"POST /2/users/{id}/public_keys":           write((*Server).addPublicKey),
		"GET " + chats:                             read((*Server).listChats),
		"GET " + chats + "/{id}":                   read((*Server).getChat),
		"GET " + chats + "/{id}/events":            read((*Server).chatEvents),
		"POST " + chats + "/{id}/keys":             write((*Server).changeChatKey),
		"POST " + chats + "/{id}/messages":         sends,
		"POST " + chats + "/{id}/messages/delete":  write((*Server).deleteChat),
		"POST " + chats + "/{id}/read":             write((*Server).readChat),
		"POST " + chats + "/{id}/typing":           write((*Server).typeChat),
		"POST " + media + "/upload/initialize":     upload((*Server).initializeChat),
		"POST " + media + "/upload/{id}/append":    upload((*Server).appendChat),
		"POST " + media + "/upload/{id}/finalize":  upload((*Server).finalizeChat),
		"GET " + media + "/{conversation}/{media}": upload((*Server).downloadChat),
	}
}

// publicKeysOf is refused for apps that are not enrolled, where the call for one user works: both
// were seen.
func (s *Server) publicKeysOf(c *call) (answer, *failure) {
	if s.cfg.NoKeyBatch {
		return answer{}, &failure{status: 403, problem: obj{"title": "Client Forbidden", "status": 403, "reason": "client-not-enrolled",
			"type": problems + "client-forbidden", "detail": "The client is not enrolled."}}
	}
	ids := strings.Split(c.param("ids"), ",")
	rows := []obj{}
	for _, id := range ids {
		if !userID.MatchString(id) || len(ids) > 100 {
			return answer{}, invalid("The `ids` query parameter value ["+id+"] is not valid", "ids", id)
		}
		rows = append(rows, s.keyRows(id)...)
	}
	return ok(obj{"data": rows}), nil
}

func (s *Server) publicKeys(c *call) (answer, *failure) {
	id := c.PathValue("id")
	if !userID.MatchString(id) {
		return answer{}, invalid("The `id` path parameter value ["+id+"] is not valid", "id", id)
	}
	rows := s.keyRows(id)
	for _, r := range rows {
		delete(r, "user_id")
	}
	return ok(obj{"data": rows}), nil
}

// addPublicKey registers the keys of the account itself.
func (s *Server) addPublicKey(c *call) (answer, *failure) {
	var in struct {
		Key struct {
			Identity         string `json:"public_key"`
			Signing          string `json:"signing_public_key"`
			Binding          string `json:"identity_public_key_signature"`
			SigningSignature string `json:"signing_public_key_signature"`
			Fingerprint      string `json:"public_key_fingerprint"`
			Method           string `json:"registration_method"`
		} `json:"public_key"`
		Version  string `json:"version"`
		Generate bool   `json:"generate_version"`
	}
	if f := c.strict(&in); f != nil {
		return answer{}, f
	}
	if c.PathValue("id") != s.cfg.Account {
		return answer{}, forbidden("You may register keys for yourself alone.")
	}
	last := "0"
	if list := s.chat.people[s.cfg.Account]; len(list) > 0 {
		last = list[len(list)-1].version
	}
	k, ok := readPublic(s.version(last), in.Key.Identity, in.Key.Signing, in.Key.Binding, in.Key.SigningSignature)
	sum := sha256.Sum256(k.der())
	if !ok || !in.Generate || in.Key.Method != "CustomPin" || in.Key.Fingerprint != base64.RawURLEncoding.EncodeToString(sum[:]) {
		return answer{}, invalid("public_key is not valid", "public_key", in.Key.Identity)
	}
	s.chat.people[s.cfg.Account] = append(s.chat.people[s.cfg.Account], k)
	return created(obj{"data": obj{"public_key_version": k.version}}), nil
}

func (k chatKeys) der() []byte {
	if k.publicIdentity == nil {
		return nil
	}
	der, _ := base64.StdEncoding.DecodeString(spki(k.publicIdentity))
	return der
}

func (s *Server) keyRows(user string) []obj {
	rows := []obj{}
	for _, k := range s.chat.people[user] {
		rows = append(rows, k.row(user))
	}
	return rows
}

// paged checks max_results and cuts a page out of n, newest first.
func paged(c *call, n int) (from, to int, f *failure) {
	most := 10
	if text := c.param("max_results"); text != "" {
		var err error
		if most, err = strconv.Atoi(text); err != nil || most < 1 || most > 100 {
			return 0, 0, invalid("The `max_results` query parameter value ["+text+"] is not valid", "max_results", text)
		}
	}
	if token := c.param("pagination_token"); token != "" {
		var err error
		if from, err = strconv.Atoi(token); err != nil || from < 0 || from > n {
			return 0, 0, invalid("The `pagination_token` query parameter value ["+token+"] is not valid", "pagination_token", token)
		}
	}
	return from, min(n, from+most), nil
}

func (s *Server) listChats(c *call) (answer, *failure) {
	var all []*chat
	requests := false
	for _, one := range s.chat.conversations {
		if requests = requests || one.request; !one.request && len(one.events) > 0 {
			all = append(all, one)
		}
	}
	slices.SortFunc(all, func(a, b *chat) int {
		if n := b.at.Compare(a.at); n != 0 {
			return n
		}
		return strings.Compare(a.id, b.id)
	})
	from, to, f := paged(c, len(all))
	if f != nil {
		return answer{}, f
	}
	rows := []obj{}
	for _, one := range all[from:to] {
		rows = append(rows, obj{"id": pathID(one.id), "type": one.kind(), "updated_at": rfc3339(one.at), "participant_ids": one.members})
	}
	meta := obj{"result_count": len(rows), "has_more": to < len(all), "has_message_requests": requests}
	if to < len(all) {
		meta["next_token"] = strconv.Itoa(to)
	}
	return ok(obj{"data": rows, "meta": meta}), nil
}

// conversation finds the conversation of a path; nil: there is none, and make says whether it
// begins.
func (s *Server) conversation(c *call, begin bool) (*chat, *failure) {
	id := c.PathValue("id")
	if !chatID.MatchString(id) {
		return nil, invalid("The `id` path parameter value ["+id+"] is not valid", "id", id)
	}
	key := strings.Replace(id, "-", ":", 1)
	if a, b, pair := strings.Cut(key, ":"); pair {
		if a != s.cfg.Account && b != s.cfg.Account || newer(a, b) {
			return nil, forbidden("You are not a participant of this conversation.")
		}
		if begin {
			if a == s.cfg.Account {
				a = b
			}
			return s.chatWith(a), nil
		}
	} else if id[0] != 'g' {
		key = strings.Replace(conversationOf(id, s.cfg.Account), "-", ":", 1)
	}
	if one := s.chat.conversations[key]; one != nil && len(one.events) > 0 {
		return one, nil
	}
	return nil, notFound("conversation", "id", id)
}

var chatEventFields = map[string]bool{"conversation_id": true, "conversation_token": true, "created_at": true, "encoded_event": true, "id": true,
	"is_trusted": true, "message_event_signature": true, "previous_id": true, "sender_id": true}

func (s *Server) chatEvents(c *call) (answer, *failure) {
	one, f := s.conversation(c, false)
	if f != nil {
		return answer{}, f
	}
	for _, name := range strings.Split(c.param("chat_message_event.fields"), ",") {
		if name != "" && !chatEventFields[name] {
			return answer{}, invalid("The `chat_message_event.fields` query parameter value ["+name+"] is not one of the allowed values", "chat_message_event.fields", name)
		}
	}
	var kept []*chatEvent
	for _, e := range one.events {
		if !e.deleted {
			kept = append(kept, e)
		}
	}
	slices.Reverse(kept)
	from, to, f := paged(c, len(kept))
	if f != nil {
		return answer{}, f
	}
	rows, changes, versions := []obj{}, []string{}, make(map[string]bool)
	for _, e := range kept[from:to] {
		row := obj{"id": e.sequence, "conversation_id": pathID(one.id), "sender_id": e.sender, "created_at": rfc3339(e.at),
			"encoded_event": base64.StdEncoding.EncodeToString(e.raw)}
		if e.signature != nil {
			row["message_event_signature"] = e.signatureJSON()
		}
		rows = append(rows, row)
		if k := one.key(e.keyVersion); k != nil && !versions[k.version] {
			versions[k.version] = true
			changes = append(changes, k.change)
		}
	}
	meta := obj{"result_count": len(rows), "has_more": to < len(kept), "conversation_key_events": changes}
	if to < len(kept) {
		meta["next_token"] = strconv.Itoa(to)
	}
	return ok(obj{"data": rows, "meta": meta}), nil
}

func (s *Server) readChat(c *call) (answer, *failure) {
	if _, f := s.conversation(c, false); f != nil {
		return answer{}, f
	}
	var in struct {
		Until string `json:"seen_until_sequence_id"`
	}
	if f := c.strict(&in); f != nil {
		return answer{}, f
	}
	if !userID.MatchString(in.Until) {
		return answer{}, invalid("seen_until_sequence_id ["+in.Until+"] is not valid", "seen_until_sequence_id", in.Until)
	}
	return ok(obj{"data": obj{"success": true}}), nil
}

func (s *Server) typeChat(c *call) (answer, *failure) {
	if _, f := s.conversation(c, false); f != nil {
		return answer{}, f
	}
	return ok(obj{"data": obj{"success": true}}), nil
}

func created(body any) answer { return answer{status: http.StatusCreated, body: body} }
