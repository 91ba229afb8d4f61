package telegram

import (
	"cmp"
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
	"github.com/contactkit/contactkit/channel/multipart"
)

// upload is a file on its way: the part of the request that holds it, and the field of the message
// that it belongs to.
type upload struct {
	part, field string
	open        func(context.Context) (channel.File, error)
	most        int64
}

// attachPrefix begins the value that names a part of the same request (Telegram Bot API: Sending
// files).
const attachPrefix = "attach://"

// attach notes a file of the host's as an upload and returns the value of its parameter:
// that, or for a local server that can read the file itself, its path.
func (c *Channel) attach(p *params, field string, a channel.Attachment) string {
	if path := c.localPath(a); path != "" {
		return "file://" + path
	}
	part := "file" + strconv.Itoa(len(p.files))
	most := int64(0)
	for _, m := range c.limits.private.Media {
		if m.Kind == a.Kind {
			most = max(m.Upload, 0)
		}
	}
	p.files = append(p.files, upload{part: part, field: field, most: most, open: func(ctx context.Context) (channel.File, error) {
		if c.cfg.Files == nil {
			return channel.File{}, &channel.FieldError{Field: part, Code: channel.CodeUnsupported, Reason: "the server cannot read this file, and no Files is set to upload it"}
		}
		f, err := c.cfg.Files(ctx, a.File)
		f.Name, f.Type = fileName(cmp.Or(a.Name, f.Name)), cmp.Or(a.Type, f.Type)
		return f, err
	}})
	return attachPrefix + part
}

// localPath is where a local server reads a file of the host's itself. It is empty if the file must
// be uploaded.
func (c *Channel) localPath(a channel.Attachment) string {
	if !c.cfg.Local || c.cfg.LocalPath == nil {
		return ""
	}
	if path := c.cfg.LocalPath(a.File); isPlainPath(path) {
		return path
	}
	return ""
}

// fileName is a name in a form that Telegram's server reads to its end: it ends the value at the
// first semicolon whatever the quotes, takes off the outer quotes alone, and decodes neither
// backslashes nor percent signs (tdlib, HttpReader).
func fileName(name string) string { return fileNames.Replace(channel.Clean(name)) }

var fileNames = strings.NewReplacer(";", ",", `"`, "'", `\`, "_", "\r", "_", "\n", "_", "\t", " ")

// isPlainPath reports whether a path can be part of a URL as it is: how the local server reads
// others is not documented.
func isPlainPath(s string) bool {
	return strings.HasPrefix(s, "/") && strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/") == ""
}

// formRequest makes a request with files. Every other parameter is a text, objects as JSON
// (Telegram Bot API: Making requests).
func (c *Channel) formRequest(ctx context.Context, op, address string, body []byte, files []upload) (*http.Request, error) {
	var values map[string]json.RawMessage
	if err := json.Unmarshal(body, &values); err != nil {
		return nil, call.Rejected(Platform, op, call.Hide(err, c.secrets...))
	}
	var form multipart.Form
	for _, name := range slices.Sorted(maps.Keys(values)) {
		text := string(values[name])
		if strings.HasPrefix(text, `"`) {
			_ = json.Unmarshal(values[name], &text) // it was a string when it was written
		}
		form.Field(name, text)
	}
	for _, f := range files {
		form.File(f.part, func() (channel.File, error) { return f.open(ctx) }, f.most)
	}
	req, err := form.Request(ctx, address)
	if err == nil {
		return req, nil
	}
	return nil, named(c.unopened(op, err), files)
}

// unopened is the error of a file of the host's that cannot be had: nothing has left.
func (c *Channel) unopened(op string, err error) error {
	return call.Unopened(Platform, op, err, c.secrets...)
}

// named lets a complaint about a part of the request speak of the field of the message.
func named(err error, files []upload) error {
	for _, e := range channel.FieldErrors(err) {
		for _, f := range files {
			if e.Field == f.part {
				e.Field = f.field
			}
		}
	}
	return err
}
