package xchat

import (
	"slices"
	"strconv"
	"time"
)

// readDetail reads the union that says what kind of event it is.
func readDetail(r *reader) Detail {
	var d Detail
	for id := range r.union {
		switch id {
		case 1:
			d = readCreate(r)
		case 3:
			d = readKeyChange(r)
		case 4:
			d = readGroupChange(r)
		case 5:
			d = readFailure(r)
		case 6:
			d = Typing{Conversation: readOne(r)}
		case 7:
			d = readDelete(r)
		case 8:
			d = readConversationDelete(r)
		case 9:
			d = readSettings(r)
		case 12:
			d = readRead(r)
		case 13:
			d = readUnread(r)
		case 14:
			d = AccountDeleted{Member: readOne(r)}
		default:
			d = Unknown{Member: id}
		}
	}
	return d
}

// readOne reads a struct whose only field is text with the id 1.
func readOne(r *reader) string {
	var s string
	for id := range r.fields {
		if id == 1 {
			s = r.text()
		}
	}
	return s
}

func readCreate(r *reader) Create {
	var c Create
	for id := range r.fields {
		switch id {
		case 100:
			b, _ := r.bytes()
			c.Contents = slices.Clone(b)
		case 101:
			c.KeyVersion = r.text()
		case 102:
			c.Notify = r.flag()
		case 103:
			n, _ := r.number()
			c.TTL = span(n)
		case 109:
			c.Request = r.flag()
		}
	}
	return c
}

// span turns milliseconds into a duration; zero for what a duration cannot hold.
func span(ms int64) time.Duration {
	if ms < 0 || ms > int64(1<<63-1)/int64(time.Millisecond) {
		return 0
	}
	return time.Duration(ms) * time.Millisecond
}

func readKeyChange(r *reader) KeyChange {
	var k KeyChange
	for id := range r.fields {
		switch id {
		case 1:
			k.Version = r.text()
		case 2:
			for left := range r.list {
				if k.Keys == nil {
					k.Keys = make([]WrappedKey, 0, min(left, len(r.b)/9+1))
				}
				if w := readWrapped(r); w != (WrappedKey{}) {
					k.Keys = append(k.Keys, w)
				}
			}
		case 5:
			k.Rotation = r.flag()
		}
	}
	return k
}

func readWrapped(r *reader) WrappedKey {
	var w WrappedKey
	for id := range r.fields {
		switch id {
		case 1:
			w.User = r.text()
		case 2:
			w.Wrapped = r.text()
		case 3:
			w.KeyVersion = r.text()
		}
	}
	return w
}

func readFailure(r *reader) Failure {
	var f Failure
	for id := range r.fields {
		n, _ := r.number()
		switch id {
		case 1:
			f.Type = FailureType(n)
		case 2:
			f.Tier = int(n)
		}
	}
	return f
}

func readDelete(r *reader) Delete {
	var d Delete
	for id := range r.fields {
		switch id {
		case 1:
			d.Sequences = r.texts()
		case 2:
			n, _ := r.number()
			d.ForAll = n == 2
		}
	}
	return d
}

func readConversationDelete(r *reader) ConversationDelete {
	var all, order string
	for id := range r.fields {
		if id != 2 {
			continue
		}
		for id := range r.fields {
			switch n, ok := r.number(); {
			case !ok:
			case id == 1:
				all = strconv.FormatBool(n != 0)
			case id == 2:
				order = strconv.FormatInt(n, 10)
			}
		}
	}
	var d ConversationDelete
	for _, s := range [...]string{all, order} {
		if s != "" {
			d.signed = append(d.signed, s)
		}
	}
	return d
}

func readRead(r *reader) Read {
	var seen Read
	for id := range r.fields {
		switch id {
		case 1:
			seen.Until = r.text()
		case 2:
			if n, ok := r.number(); ok {
				s := strconv.FormatInt(n, 10)
				seen.At, seen.at = instant(n), &s
			}
		}
	}
	return seen
}

func readUnread(r *reader) Unread {
	var u Unread
	for id := range r.fields {
		if id == 1 {
			if u.until = r.optional(); u.until != nil {
				u.Until = *u.until
			}
		}
	}
	return u
}

// settings are the names under which changes of settings are signed, by their number in X's union.
var settings = [...]string{
	1: "MessageDurationChange",
	2: "MessageDurationRemove",
	3: "MuteConversation",
	4: "UnmuteConversation",
	5: "EnableScreenCaptureDetection",
	6: "DisableScreenCaptureDetection",
	7: "EnableScreenCaptureBlocking",
	8: "DisableScreenCaptureBlocking",
}

func readSettings(r *reader) Settings {
	var s Settings
	for id := range r.fields {
		if id != 1 {
			continue
		}
		for id := range r.union {
			if id > 0 && int(id) < len(settings) {
				s.Name = settings[id]
			}
			readSetting(r, id, &s)
		}
	}
	return s
}

// readSetting reads the member of the union: a time to live, the conversations that are muted, or
// nothing that is signed.
func readSetting(r *reader, member int16, s *Settings) {
	for id := range r.fields {
		switch {
		case member == 1 && id == 1:
			if n, ok := r.number(); ok {
				s.TTL, s.signed = span(n), []string{strconv.FormatInt(n, 10)}
			}
		case (member == 3 || member == 4) && id == 1:
			s.signed = r.texts()
		}
	}
}
