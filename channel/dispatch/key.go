package dispatch

import (
	"net/url"
	"strings"

	"github.com/contactkit/contactkit/channel"
)

// Key names what a limit or a pause applies to. It is made of platform, account and scope, not of a channel or its
// credentials, so it stays the same through a rotation. It fits a text column.
type Key string

// ThreadKey is the key of one thread.
func ThreadKey(to channel.Thread) Key { return Key("thread/" + to.Key()) }

// KindKey is the key of one kind of message or call of an account, as in channel.Rate.Kind.
func KindKey(platform, account, kind string) Key { return join("kind", platform, account, kind) }

// AccountKey is the key of a page, bot or handle.
func AccountKey(platform, account string) Key { return join("account", platform, account) }

// AppKey is the key of everything that an app does.
func AppKey(platform, app string) Key { return join("app", platform, app) }

// Scope tells which of the scopes the key is of.
func (k Key) Scope() channel.Scope {
	scope, _, _ := strings.Cut(string(k), "/")
	return channel.Scope(scope)
}

func join(parts ...string) Key {
	for i, p := range parts {
		parts[i] = url.PathEscape(p)
	}
	return Key(strings.Join(parts, "/"))
}
