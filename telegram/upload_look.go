package telegram

import (
	"context"
	"slices"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
)

// looked are the host's files of one message. They are opened before the method is chosen, because
// their first bytes decide it.
type looked map[string]channel.File // by the field of the attachment

// look opens the files of a message and returns the message as what they are:
// [channel.Limits.Describe]. It is not possible for a file that a local server reads itself: its
// label counts. The caller closes what look returns.
func (c *Channel) look(ctx context.Context, op string, limits channel.Limits, m channel.Message) (channel.Message, looked, error) {
	if !slices.ContainsFunc(m.Attachments, func(a channel.Attachment) bool { return a.File != "" }) || c.cfg.Files == nil {
		return m, nil, nil
	}
	seen := make(looked)
	m.Attachments = slices.Clone(m.Attachments)
	for i, a := range m.Attachments {
		if a.File == "" || c.localPath(a) != "" {
			continue
		}
		f, err := c.cfg.Files(ctx, a.File)
		if err != nil {
			seen.close()
			return m, nil, c.unopened(op, err)
		}
		field := index("attachments", i)
		m.Attachments[i], f, err = limits.Describe(a, f)
		f.Name = fileName(f.Name)
		seen[field] = f
		if err != nil {
			seen.close()
			for _, e := range channel.FieldErrors(err) {
				e.Field = field + "." + e.Field
			}
			return m, nil, call.Rejected(Platform, op, err)
		}
	}
	return m, seen, nil
}

// hand lets uploads send the files that are open already. A request that begins anew opens its
// files again.
func (l looked) hand(files []upload) {
	for i := range files {
		again := files[i].open
		files[i].open = func(ctx context.Context) (channel.File, error) {
			f, ok := l[files[i].field]
			if !ok {
				return again(ctx)
			}
			delete(l, files[i].field)
			return f, nil
		}
	}
}

// close closes the files that no request took.
func (l looked) close() {
	for _, f := range l {
		if f.Body != nil {
			_ = f.Body.Close()
		}
	}
}
