package pace

import (
	"net/url"
	"strings"

	"github.com/contactkit/contactkit/channel"
)

// Bucket names the calls that share a limit or a pause: those to a thread, of a kind, of an account
// or of an app. It is made of names, not of a channel or its credentials, so it survives a
// rotation. It fits a text column.
type Bucket string

// ThreadBucket returns the bucket of the calls to one thread.
func ThreadBucket(to channel.Thread) Bucket { return Bucket("thread/" + to.Key()) }

// KindBucket returns the bucket of one kind of message or call of an account, as in
// channel.Rate.Kind.
func KindBucket(platform, account, kind string) Bucket {
	return join("kind", platform, account, kind)
}

// AccountBucket returns the bucket of all calls of a page, bot or handle.
func AccountBucket(platform, account string) Bucket { return join("account", platform, account) }

// AppBucket returns the bucket of all calls of an app.
func AppBucket(platform, app string) Bucket { return join("app", platform, app) }

// Scope returns the scope that the bucket is of.
func (b Bucket) Scope() channel.Scope {
	scope, _, _ := strings.Cut(string(b), "/")
	return channel.Scope(scope)
}

func join(parts ...string) Bucket {
	for i, p := range parts {
		parts[i] = url.PathEscape(p)
	}
	return Bucket(strings.Join(parts, "/"))
}
