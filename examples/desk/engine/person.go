package engine

import (
	"errors"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/twitter"
)

// samePerson notes that a conversation which is stored for the first time is one of a person who is
// known: on X, the plain and the encrypted conversation with a user are two threads. An agent who
// says that they are two people is not overruled, because a conversation begins once.
func samePerson(t *store.Tx, thread channel.Thread) error {
	twin, ok := twinOf(thread)
	if !ok {
		return nil
	}
	switch _, err := t.Conversation(twin); {
	case errors.Is(err, store.ErrNotFound):
		return nil
	case err != nil:
		return err
	}
	return t.SamePerson(twin, thread)
}

// twinOf returns the other conversation with the person of a thread: the encrypted one of a plain
// one, and the plain one of an encrypted one. A group, a post and a thread of another platform have
// none.
func twinOf(thread channel.Thread) (twin channel.Thread, ok bool) {
	if thread.Platform != twitter.Platform || thread.Via != "" || thread.IsPublic() || thread.Contact == "" {
		return channel.Thread{}, false
	}
	twin = thread
	if twin.Contact, ok = strings.CutPrefix(thread.Contact, "chat:"); ok {
		return twin, true
	}
	if strings.Contains(thread.Contact, ":") {
		return channel.Thread{}, false
	}
	twin.Contact = "chat:" + thread.Contact
	return twin, true
}
