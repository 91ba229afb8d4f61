package twitter

import (
	"slices"
	"sync"

	"github.com/contactkit/contactkit/twitter/xchat"
)

// ChatMemory keeps what is learnt about encrypted conversations: their keys, and the public keys of
// people. Receive calls it, so every method must answer from memory, without I/O. A host that
// stores keys must encrypt them, load them before the first call, and write changes in the
// background. Its methods may be called concurrently.
type ChatMemory interface {
	// Key returns the key of a conversation by its version. If the version is empty, it returns the
	// highest version that was learnt as xchat.Verified, which alone may encrypt.
	Key(conversation, version string) (xchat.Key, bool)
	// Learn keeps a key. If the same version was learnt with more trust before, Learn changes
	// nothing.
	Learn(conversation string, key xchat.Key, trust xchat.Trust)
	// People returns the rows that were pinned for a user, in any order.
	People(user string) []xchat.PublicKey
	// Pin keeps rows as X serves them. They replace no row of the same version. An error says that
	// the host does not trust the user's new key, for example because it is not confirmed yet: Send
	// then fails and encrypts nothing for it.
	Pin(user string, rows []xchat.PublicKey) error
}

// ChatCache is a [ChatMemory] that forgets at the end of the process. It trusts the first key of a
// version that X serves and refuses another one under the same version. It holds some 10,000
// conversations and as many people, with 32 versions of the keys of each, and forgets the
// longest-known first. The zero value is empty.
type ChatCache struct {
	mu      sync.Mutex
	keys    map[string][]knownKey
	people  map[string][]xchat.PublicKey
	keyed   []string // conversations in the order in which they came
	peopled []string
}

type knownKey struct {
	key   xchat.Key
	trust xchat.Trust
}

// Bounds of a ChatCache.
const (
	mostChats        = 10_000
	mostChatVersions = 32 // of one conversation's key, or of one person's keys
)

// Key returns the key of a version, or the newest that was verified.
func (m *ChatCache) Key(conversation, version string) (xchat.Key, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var best xchat.Key
	for _, k := range m.keys[conversation] {
		switch {
		case version != "" && k.key.Version() == version:
			return k.key, true
		case version == "" && k.trust == xchat.Verified && (best.IsZero() || xchat.CompareVersions(k.key.Version(), best.Version()) > 0):
			best = k.key
		}
	}
	return best, !best.IsZero()
}

// Learn keeps a key.
func (m *ChatCache) Learn(conversation string, key xchat.Key, trust xchat.Trust) {
	m.mu.Lock()
	defer m.mu.Unlock()
	known := m.keys[conversation]
	for i, k := range known {
		if k.key.Version() == key.Version() {
			if trust > k.trust {
				known[i] = knownKey{key, trust}
			}
			return
		}
	}
	if m.keys == nil {
		m.keys = make(map[string][]knownKey)
	}
	if known == nil {
		m.keyed = forget(m.keys, append(m.keyed, conversation))
	}
	if len(known) == mostChatVersions {
		known = slices.Delete(known, 0, 1)
	}
	m.keys[conversation] = append(known, knownKey{key, trust})
}

// People returns the rows of a user.
func (m *ChatCache) People(user string) []xchat.PublicKey {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.people[user])
}

// Pin keeps rows. Another key under a version that is known is an error that matches
// [xchat.ErrUntrusted].
func (m *ChatCache) Pin(user string, rows []xchat.PublicKey) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	known := m.people[user]
	isNew := known == nil
	for _, row := range rows {
		at := slices.IndexFunc(known, func(k xchat.PublicKey) bool { return k.Version == row.Version })
		switch {
		case row.User != user:
		case at < 0:
			if len(known) == mostChatVersions {
				known = slices.Delete(known, 0, 1)
			}
			known = append(known, row)
		case known[at] != row:
			return xchat.ErrUntrusted
		}
	}
	if len(known) == 0 {
		return nil
	}
	if m.people == nil {
		m.people = make(map[string][]xchat.PublicKey)
	}
	if isNew {
		m.peopled = forget(m.people, append(m.peopled, user))
	}
	m.people[user] = known
	return nil
}

// forget drops the oldest entries of a map that is full.
func forget[T any](m map[string]T, order []string) []string {
	for len(order) > mostChats {
		delete(m, order[0])
		order = order[1:]
	}
	return order
}
