package xchat

import "strconv"

// GroupChange changes a group: who is in it, what it is called. The signature of a "GroupCreate"
// does not cover Event.Conversation: it shows who made a group, and not which one.
type GroupChange struct {
	// Name is the change as it is signed, for example "GroupMemberAddChange"; empty if this package
	// does not know it.
	Name    string
	Members []string // whom the change concerns
	Title   string   // encrypted or plain; empty: not changed
	// KeyVersion is the conversation key that the title is encrypted with.
	KeyVersion string

	signed func(version int) []string // nil: the change is not signed, or not known
	named  bool                       // the conversation is part of what is signed
}

// groupChanges are the names of changes that hold nothing but ids, by their number in X's union.
var groupChanges = map[int16]string{
	4: "GroupAdminAddChange", 6: "GroupAdminRemoveChange", 7: "GroupMemberRemoveChange",
	9: "GroupInviteDisable", 10: "GroupJoinRequest", 11: "GroupJoinReject",
}

func readGroupChange(r *reader) GroupChange {
	var g GroupChange
	for id := range r.fields {
		if id != 1 {
			continue
		}
		for id := range r.union {
			switch id {
			case 1:
				g = readGroupCreate(r)
			case 2:
				g = readGroupText(r, "GroupTitleChange")
			case 3:
				g = readGroupText(r, "GroupAvatarUrlChange")
				g.Title = "" // it is an address
			case 5:
				g = readMemberAdd(r)
			case 8:
				g = readInvite(r)
			default:
				g = readGroupIDs(r, groupChanges[id])
			}
		}
	}
	return g
}

func readGroupCreate(r *reader) GroupChange {
	g := GroupChange{Name: "GroupCreate"}
	legacy, title, avatar := "null", "null", "null"
	for id := range r.fields {
		switch id {
		case 1:
			g.Members = r.texts()
		case 3:
			if s := r.optional(); s != nil {
				title, g.Title = *s, *s
			}
		case 4:
			avatar = orNull(r)
		case 5:
			g.KeyVersion = r.text()
		case 6:
			legacy = boolOrNull(r)
		}
	}
	g.signed = func(version int) []string {
		parts := append([]string{g.KeyVersion}, g.Members...)
		if version >= 4 {
			parts = append(parts, legacy, title, avatar)
		}
		return parts
	}
	return g
}

func readMemberAdd(r *reader) GroupChange {
	g := GroupChange{Name: "GroupMemberAddChange", named: true}
	title, avatar, ttl, blocking := "null", "null", "null", "null"
	var current, admins, pending, invite []string
	for id := range r.fields {
		switch id {
		case 1:
			g.Members = r.texts()
		case 2:
			current = r.texts()
		case 3:
			admins = r.texts()
		case 4:
			if s := r.optional(); s != nil {
				title, g.Title = *s, *s
			}
		case 5:
			avatar = orNull(r)
		case 6:
			g.KeyVersion = r.text()
		case 7:
			ttl = numberOrNull(r)
		case 8:
			pending = r.texts()
		case 9:
			blocking = boolOrNull(r)
		case 11:
			expires, url, affiliate := readInviteFields(r)
			invite = []string{url, affiliate, expires}
		}
	}
	g.signed = func(version int) []string {
		parts := append(append(append([]string(nil), g.Members...), current...), admins...)
		if version >= 3 && version <= 6 {
			parts = append(parts, pending...)
		}
		parts = append(parts, title, avatar, ttl, g.KeyVersion)
		if version > 4 {
			parts = append(parts, blocking)
		}
		if version > 6 {
			parts = append(parts, invite...)
		}
		return parts
	}
	return g
}

func readInviteFields(r *reader) (expires, url, affiliate string) {
	expires, url, affiliate = "null", "null", "null"
	for id := range r.fields {
		switch id {
		case 1:
			expires = numberOrNull(r)
		case 2:
			url = orNull(r)
		case 3:
			affiliate = orNull(r)
		}
	}
	return expires, url, affiliate
}

func readInvite(r *reader) GroupChange {
	expires, url, affiliate := readInviteFields(r)
	return GroupChange{Name: "GroupInviteEnable", named: true, signed: fixed(url, expires, affiliate)}
}

// readGroupText reads a change of one text, which it returns as Title.
func readGroupText(r *reader, name string) GroupChange {
	g := GroupChange{Name: name, named: true}
	value := "null"
	for id := range r.fields {
		switch id {
		case 1:
			if s := r.optional(); s != nil {
				value, g.Title = *s, *s
			}
		case 2:
			g.KeyVersion = r.text()
		}
	}
	g.signed = fixed(g.KeyVersion, value)
	return g
}

// readGroupIDs reads a change whose only field is one id or a list of them.
func readGroupIDs(r *reader, name string) GroupChange {
	g := GroupChange{Name: name, named: true}
	for id := range r.fields {
		switch {
		case id == 1 && r.typ == typeString:
			g.Members = []string{r.text()}
		case id == 1:
			g.Members = r.texts()
		}
	}
	if name != "" {
		g.signed = fixed(g.Members...)
	}
	return g
}

func fixed(parts ...string) func(int) []string { return func(int) []string { return parts } }

func orNull(r *reader) string {
	if s := r.optional(); s != nil {
		return *s
	}
	return "null"
}

func numberOrNull(r *reader) string {
	if n, ok := r.number(); ok {
		return strconv.FormatInt(n, 10)
	}
	return "null"
}

func boolOrNull(r *reader) string {
	if n, ok := r.number(); ok {
		return strconv.FormatBool(n != 0)
	}
	return "null"
}
