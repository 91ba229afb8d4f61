package telegram

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"path"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
	"github.com/contactkit/contactkit/channel/fetch"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// mostDownload is what Telegram's own server gives out (Telegram Bot API: getFile). A local server
// has no limit; ours keeps a file from filling a disk.
const (
	mostDownload      = 20 << 20
	mostLocalDownload = 4000 << 20
)

// OpenMedia opens a received file by its ID, or the small picture in Preview when that is put into
// ID. The address that Telegram gives for it holds the token and lasts an hour: it is used at once
// and not shown, and an expired address is asked for again. Name is that of the attachment or, if
// it has none, the last element of Telegram's path. Type is that of the first bytes
// ([channel.TypeOf]); the type of the attachment counts if they tell nothing. Files over 20 MB
// cannot be read unless the server is local.
func (c *Channel) OpenMedia(ctx context.Context, of channel.Thread, a channel.Attachment) (channel.File, error) {
	const op = "open media"
	if _, err := c.target(of); err != nil {
		return channel.File{}, call.Rejected(Platform, op, err)
	}
	if !c.Limits(of).Abilities.OpenMedia {
		return channel.File{}, channel.Unsupported(Platform, op)
	}
	if a.ID == "" || !isFileID(a.ID) {
		return channel.File{}, call.RejectedField(Platform, op, "id", channel.CodeInvalid, "a received file needs a file_id")
	}
	if c.gate != nil {
		f, err := c.gate.open(ctx, op, a.ID)
		c.hideIn(err)
		if err != nil {
			return channel.File{}, err
		}
		f.Name = a.Name
		return channel.Sniff(f, a.Type), nil
	}
	for again := false; ; again = true {
		name, size, err := c.getFile(ctx, op, a.ID)
		if err != nil {
			return channel.File{}, err
		}
		f, err := c.openPath(ctx, op, name)
		if e, ok := errors.AsType[*channel.Error](err); ok {
			switch e.Code {
			case "404": // the address has just expired
				if !again {
					continue
				}
				e.Kind = channel.ErrUnavailable
			case "401", "403": // getFile took the token, so this is a proxy
				e.Kind = channel.ErrUnavailable
			}
		}
		if err != nil {
			return channel.File{}, err
		}
		f.Name = cmp.Or(a.Name, f.Name)
		if f.Size < 0 && size > 0 {
			f.Size = size
		}
		return channel.Sniff(f, a.Type), nil
	}
}

// getFile asks for the path of a file.
func (c *Channel) getFile(ctx context.Context, op, id string) (name string, size int64, err error) {
	result, err := c.ask(ctx, op, "getFile", fileID{id})
	if err != nil {
		return "", 0, err
	}
	r := jsonread.Sub(result)
	for key := range r.Object {
		switch string(key) {
		case "file_path":
			name = r.Text()
		case "file_size":
			size = r.Int()
		}
	}
	if name == "" {
		return "", 0, call.Failed(Platform, op, channel.ErrUnavailable, errors.New("no address for the file now"))
	}
	return name, size, nil
}

// openPath opens what getFile named: a path below the address of files, or with a local server one
// on its disk.
func (c *Channel) openPath(ctx context.Context, op, name string) (channel.File, error) {
	if strings.HasPrefix(name, "/") {
		if c.cfg.LocalFiles == nil {
			return channel.File{}, call.RejectedField(Platform, op, "localFiles", channel.CodeMissing, "the file lies on the disk of the Bot API server, and nothing is set that reads it there")
		}
		f, err := c.cfg.LocalFiles(ctx, name)
		if err != nil {
			return channel.File{}, c.unopened(op, err)
		}
		if f.Body != nil {
			f.Body = onDisk{f.Body, c, op}
		}
		f.Name = c.redact(f.Name)
		return f, nil
	}
	most := int64(mostDownload)
	if c.cfg.Local {
		most = mostLocalDownload
	}
	parts := strings.Split(name, "/")
	for i, p := range parts {
		parts[i] = url.PathEscape(p)
	}
	get := fetch.Get{Client: c.slow, Platform: Platform, Op: op, Most: most, Secrets: c.secrets}
	f, err := get.Open(ctx, c.files+strings.Join(parts, "/"))
	if err != nil {
		return channel.File{}, err
	}
	f.Name = c.redact(channel.Clean(path.Base(name)))
	return f, nil
}

// onDisk is a file of the local server's. Its path, which the system puts into errors, holds the
// token.
type onDisk struct {
	body io.ReadCloser
	c    *Channel
	op   string
}

// Read reads, and hides what an error says.
func (f onDisk) Read(p []byte) (int, error) {
	n, err := f.body.Read(p)
	if err != nil && err != io.EOF {
		err = f.c.unopened(f.op, err)
	}
	return n, err
}

// Close closes, and hides what an error says.
func (f onDisk) Close() error {
	if err := f.body.Close(); err != nil {
		return f.c.unopened(f.op, err)
	}
	return nil
}

// Format writes no more than what it is, for every verb: fmt would print the path.
func (f onDisk) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, "telegram.onDisk") }
