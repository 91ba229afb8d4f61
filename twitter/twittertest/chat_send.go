package twittertest

import (
	"encoding/base64"
	"slices"
	"strconv"
)

// action is one of action_signatures.
type action struct {
	ID        string `json:"message_id"`
	Detail    string `json:"encoded_message_event_detail"`
	Signature struct {
		Signature  string `json:"signature"`
		KeyVersion string `json:"public_key_version"`
		Version    string `json:"signature_version"`
		SigningKey string `json:"signing_public_key"`
	} `json:"message_event_signature"`
}

// checkAction verifies a signed change: the detail that belongs to it, and who signed.
func (s *Server) checkAction(list []action, member int16, parts func(id string, detail fields) []string) (a action, detail fields, f *failure) {
	bad := func(text string) (action, fields, *failure) { return a, nil, invalid(text, "action_signatures", "") }
	if len(list) != 1 {
		return bad("action_signatures: one is needed")
	}
	a = list[0]
	raw, err := base64.StdEncoding.DecodeString(a.Detail)
	if err != nil || !uuidForm.MatchString(a.ID) {
		return bad("action_signatures: message_id or encoded_message_event_detail is not valid")
	}
	whole, err := decodeFields(raw)
	id, _ := whole.union()
	if err != nil || id != member {
		return bad("action_signatures: encoded_message_event_detail is not the change of this call")
	}
	keys, ok := s.keyOf(s.cfg.Account, a.Signature.KeyVersion)
	if !ok || a.Signature.Version != "7" || !keys.signed(a.Signature.Signature, parts(a.ID, whole.within(member))...) {
		return bad("action_signatures: the signature does not verify")
	}
	return a, whole, nil
}

// changeChatKey is POST …/keys: the wrapped keys must be for the members' newest keys, and the
// recipient must be able to open them.
func (s *Server) changeChatKey(c *call) (answer, *failure) {
	one, f := s.conversation(c, true)
	if f != nil {
		return answer{}, f
	}
	var in struct {
		Version string `json:"conversation_key_version"`
		Keys    []struct {
			User    string `json:"user_id"`
			Wrapped string `json:"encrypted_conversation_key"`
			Version string `json:"public_key_version"`
		} `json:"conversation_participant_keys"`
		Actions  []action `json:"action_signatures"`
		Rotation string   `json:"base64_encoded_key_rotation"`
	}
	if f := c.strict(&in); f != nil {
		return answer{}, f
	}
	if !one.has(s.cfg.Account) {
		return answer{}, forbidden("You are not a participant of this conversation.")
	}
	k := conversationKey{version: in.Version, wrapped: make(map[string]string)}
	var list []fields
	for _, p := range in.Keys {
		known := s.chat.people[p.User]
		if !slices.Contains(one.members, p.User) || len(known) == 0 || known[len(known)-1].version != p.Version {
			return answer{}, invalid("conversation_participant_keys: not the newest key of a participant", "public_key_version", p.Version)
		}
		newest := known[len(known)-1]
		if newest.identity == nil { // the host's own: only the host can open it
			k.wrapped[p.User] = p.Version
			list = append(list, fields{{1, p.User}, {2, p.Wrapped}, {3, p.Version}})
			continue
		}
		secret, err := newest.unwrapped(p.Wrapped)
		if err != nil || k.secret != nil && string(secret) != string(k.secret) {
			return answer{}, invalid("conversation_participant_keys: the participant cannot open the key", "user_id", p.User)
		}
		k.secret, k.wrapped[p.User] = secret, p.Version
		list = append(list, fields{{1, p.User}, {2, p.Wrapped}, {3, p.Version}})
	}
	latest := one.latest()
	switch {
	case len(k.wrapped) != len(s.holders(one)):
		return answer{}, invalid("conversation_participant_keys: every participant needs a key", "", "")
	case !userID.MatchString(in.Version) || latest != nil && !newer(in.Version, latest.version):
		return answer{}, invalid("conversation_key_version ["+in.Version+"] is not valid", "conversation_key_version", in.Version)
	}
	a, detail, f := s.checkAction(in.Actions, 3, func(id string, d fields) []string {
		return []string{"ConversationKeyChangeEvent", id, s.cfg.Account, one.id, d.text(1), base64.RawStdEncoding.EncodeToString(k.secret)}
	})
	if f != nil {
		return answer{}, f
	}
	if want := (fields{{3, fields{{1, in.Version}, {2, list}, {5, false}}}}).encode(); string(want) != string(rawOf(a)) {
		return answer{}, invalid("action_signatures: the detail is not what the body says", "", "")
	}
	e := s.keepChat(one, s.cfg.Account, a.ID, detail, a.fields())
	k.change = base64.StdEncoding.EncodeToString(reencode(e, rawOf(a), one.id))
	one.keys = append(one.keys, k)
	return ok(obj{"data": obj{"conversation_id": one.id, "sequence_id": e.sequence}}), nil
}

func rawOf(a action) []byte {
	raw, _ := base64.StdEncoding.DecodeString(a.Detail)
	return raw
}

func (a action) fields() fields {
	return fields{{1, a.Signature.Signature}, {2, a.Signature.KeyVersion}, {3, a.Signature.Version}, {4, a.Signature.SigningKey}}
}

// reencode puts the bytes of a detail, as they were sent, into an event.
func reencode(e *chatEvent, detail []byte, conversation string) []byte {
	head := fields{{1, e.sequence}, {2, e.id}, {3, e.sender}, {4, conversation}, {5, "token." + e.sequence}, {6, millis(e.at)}}.encode()
	tail := fields{{9, e.signature}}.encode()
	e.raw = slices.Concat(head[:len(head)-1], []byte{12, 0, 7}, detail, tail)
	return e.raw
}

// sendChat is POST …/messages. It verifies at once what a server can verify; the rest it tells
// later, by a failure event.
func (s *Server) sendChat(c *call) (answer, *failure) {
	one, f := s.conversation(c, false)
	if f != nil {
		return answer{}, f
	}
	var in struct {
		ID        string `json:"message_id"`
		Event     string `json:"encoded_message_create_event"`
		Signature string `json:"encoded_message_event_signature"`
		Token     string `json:"conversation_token"`
	}
	if f := c.strict(&in); f != nil {
		return answer{}, f
	}
	create, sig, bad := createOf(in.Event, in.Signature)
	if bad != "" || !uuidForm.MatchString(in.ID) {
		return answer{}, invalid("The message is not valid: "+bad, "message_id", in.ID)
	}
	for _, e := range one.events { // that X drops a double is not confirmed
		if e.id == in.ID && e.sender == s.cfg.Account {
			return created(obj{"data": obj{"encoded_message_event": base64.StdEncoding.EncodeToString(e.raw)}}), nil
		}
	}
	e := s.keepChat(one, s.cfg.Account, in.ID, fields{{1, create}}, sig)
	raw, _ := base64.StdEncoding.DecodeString(in.Event)
	reencode(e, slices.Concat([]byte{12, 0, 1}, raw, []byte{0}), one.id)
	if why := s.refused(one, e, create, sig); why != 0 {
		e.deleted = true
		s.failChat(one, e, why)
	} else {
		sent := s.opened(one, e, create)
		sent.Event = in.Event
		s.chat.sent = append(s.chat.sent, sent)
		if !s.cfg.NoEchoes {
			s.tellChat(one, e)
		}
	}
	return created(obj{"data": obj{"encoded_message_event": base64.StdEncoding.EncodeToString(e.raw)}}), nil
}

// createOf reads both parts of a message.
func createOf(event, signature string) (create, sig fields, bad string) {
	raw, err := base64.StdEncoding.DecodeString(event)
	if err != nil {
		return nil, nil, "encoded_message_create_event is not base64"
	}
	if create, err = decodeFields(raw); err != nil || create.text(100) == "" || create.text(101) == "" {
		return nil, nil, "encoded_message_create_event has no contents or no key version"
	}
	if raw, err = base64.StdEncoding.DecodeString(signature); err != nil {
		return nil, nil, "encoded_message_event_signature is not base64"
	}
	if sig, err = decodeFields(raw); err != nil || sig.text(1) == "" || sig.text(2) == "" {
		return nil, nil, "encoded_message_event_signature has no signature or no key version"
	}
	return create, sig, ""
}

// refused says with which failure type a message fails; 0: it does not.
func (s *Server) refused(one *chat, e *chatEvent, create, sig fields) int32 {
	contact := one.members[0] // of a group, who made it
	if why := s.chat.failing[contact]; why != 0 {
		delete(s.chat.failing, contact)
		return why
	}
	keys, known := s.keyOf(s.cfg.Account, sig.text(2))
	parts := []string{"MessageCreateEvent", e.id, s.cfg.Account, one.id, create.text(101), base64.RawStdEncoding.EncodeToString([]byte(create.text(100)))}
	u := s.find(contact)
	latest := one.latest()
	switch {
	case !one.has(s.cfg.Account):
		return 15
	case sig.text(3) != "7":
		return 16
	case !known || !keys.signed(sig.text(1), parts...):
		return 13
	case !one.isGroup() && !u.wrote && !u.follows && !u.open:
		return 7
	case latest == nil || latest.version != create.text(101):
		return 6
	case one.formerHolds(latest):
		return 6 // not documented by X; so that a client is known to lock former members out
	case !s.fits(one, latest):
		return 8
	}
	if _, err := openContents(latest.secret, []byte(create.text(100))); err != nil {
		return 2 // a recipient could not open it
	}
	return 0
}

// failChat tells of a message that failed. X documents no sample: that the event bears the
// message's id is an assumption.
func (s *Server) failChat(one *chat, failed *chatEvent, why int32) {
	e := s.keepChat(one, failed.sender, failed.id, fields{{5, fields{{1, why}}}}, nil)
	e.deleted = true
	s.tellChat(one, e)
}

func (s *Server) deleteChat(c *call) (answer, *failure) {
	one, f := s.conversation(c, false)
	if f != nil {
		return answer{}, f
	}
	var in struct {
		Sequences []string `json:"sequence_ids"`
		Action    string   `json:"delete_message_action"`
		Actions   []action `json:"action_signatures"`
		Hashes    []string `json:"media_hash_keys"`
	}
	if f := c.strict(&in); f != nil {
		return answer{}, f
	}
	number := map[string]int64{"delete_for_self": 1, "delete_for_all": 2}[in.Action]
	if number == 0 || len(in.Sequences) == 0 {
		return answer{}, invalid("delete_message_action or sequence_ids is not valid", "delete_message_action", in.Action)
	}
	_, detail, f := s.checkAction(in.Actions, 7, func(id string, d fields) []string {
		return append([]string{"MessageDeleteEvent", id, s.cfg.Account, one.id, strconv.FormatInt(d.number(2), 10)}, in.Sequences...)
	})
	if f != nil {
		return answer{}, f
	}
	list := detail.within(7).list(1)
	if len(list) != len(in.Sequences) || detail.within(7).number(2) != number {
		return answer{}, invalid("action_signatures: the detail is not what the body says", "", "")
	}
	for i, v := range list {
		if v != in.Sequences[i] {
			return answer{}, invalid("action_signatures: the detail is not what the body says", "", "")
		}
	}
	found := false
	for _, e := range one.events {
		if slices.Contains(in.Sequences, e.sequence) && e.sender == s.cfg.Account && !e.deleted {
			e.deleted, found = true, true
		}
	}
	if !found {
		return answer{}, notFound("message", "sequence_ids", in.Sequences[0])
	}
	return ok(obj{"data": obj{"deleted": true}}), nil
}
