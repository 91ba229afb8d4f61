package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"path"
	"strconv"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
)

// DefaultMost is how many bytes are read where Get.Most is zero: 64 MiB.
const DefaultMost = 64 << 20

// Get says how a file is read.
type Get struct {
	Client   *http.Client // made by Client, or the host's own, which must then check redirects itself; required
	Platform string       // for errors
	Op       string       // for errors
	Most     int64        // bytes at most; zero: DefaultMost
	Header   http.Header  // of the request; it may hold credentials only if the address is at the platform's own hosts
	Secrets  []string     // credentials in Header or address, to be kept out of errors
}

// Open asks for a file and returns it open: the caller reads and closes Body. Body can be read
// until ctx ends. Name and Type are what the server says. If the file has more than Most bytes, the
// error matches channel.ErrTooLarge: that of Open if the server states the length, else that of
// reading.
//
// An address that is not allowed, and one that answers that there is no such file, is ErrRejected;
// Code holds the status. 401 and 403 are ErrUnauthorized: with links that expire, ask for a new
// one. 429 is ErrRateLimited, with Wait. ErrUnavailable means that a later try may succeed: the
// connection failed, a redirect was not followed, or the status is 408 or at least 500. See
// decision 016.
func (g Get) Open(ctx context.Context, address string) (channel.File, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return channel.File{}, g.fail(channel.ErrRejected, "", errors.New("the address cannot be read"))
	}
	if g.Header != nil {
		req.Header = g.Header.Clone()
	}
	req.Header.Set("Accept-Encoding", "identity")
	resp, err := g.Client.Do(req)
	if err != nil {
		kind := channel.ErrUnavailable
		if isRefusal(err) || errors.Is(err, channel.ErrRejected) { // by Client, or by a dialer
			kind = channel.ErrRejected
		}
		return channel.File{}, g.fail(kind, "", err)
	}
	most := g.Most
	if most <= 0 {
		most = DefaultMost
	}
	if err := g.judge(resp, most); err != nil {
		_ = resp.Body.Close()
		return channel.File{}, err
	}
	f := channel.File{Body: &bounded{ReadCloser: resp.Body, left: most, get: g, most: most}, Size: resp.ContentLength}
	f.Type, f.Name = describe(resp)
	f.Type, f.Name = call.Redact(f.Type, g.Secrets...), call.Redact(f.Name, g.Secrets...)
	return f, nil
}

// judge says what an answer means.
func (g Get) judge(resp *http.Response, most int64) error {
	code := strconv.Itoa(resp.StatusCode)
	switch s := resp.StatusCode; {
	case s == http.StatusOK:
	case s == http.StatusUnauthorized || s == http.StatusForbidden:
		return g.fail(channel.ErrUnauthorized, code, errors.New("the file is not given out"))
	case s == http.StatusTooManyRequests:
		return call.Refused(g.Platform, g.Op, code, call.Foreign(call.Answer{Status: s, Header: resp.Header}), "")
	case s == http.StatusRequestTimeout || s/100 == 3 || s >= 500: // a redirect that the client does not follow says nothing of the file
		return g.fail(channel.ErrUnavailable, code, nil)
	default:
		return g.fail(channel.ErrRejected, code, errors.New("there is no file at the address"))
	}
	if e := resp.Header.Get("Content-Encoding"); e != "" && !strings.EqualFold(e, "identity") {
		return g.fail(channel.ErrRejected, "", errors.New("the file comes packed, which was not asked for"))
	}
	if resp.ContentLength > most {
		return g.tooLarge(most)
	}
	return nil
}

func (g Get) tooLarge(most int64) error {
	return g.fail(channel.ErrTooLarge, "", fmt.Errorf("the file has more than %d bytes", most))
}

func (g Get) fail(kind error, code string, err error) error {
	if err != nil {
		err = call.Hide(err, g.Secrets...)
	}
	return &channel.Error{Op: g.Op, Platform: g.Platform, Kind: kind, Code: code, Err: err}
}

// describe reads what a server says of a file. None of it is vouched for.
func describe(resp *http.Response) (mimeType, name string) {
	mimeType, _, _ = mime.ParseMediaType(resp.Header.Get("Content-Type"))
	if _, params, err := mime.ParseMediaType(resp.Header.Get("Content-Disposition")); err == nil {
		name = params["filename"]
	}
	if name == "" && resp.Request != nil && resp.Request.URL != nil {
		name = path.Base(resp.Request.URL.Path)
		if plain, err := url.PathUnescape(name); err == nil {
			name = plain
		}
	}
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	if name == "." || name == "/" || name == ".." {
		name = ""
	}
	return channel.Clean(mimeType), channel.Clean(name)
}

// bounded ends a file that is too long with an error instead of cutting it.
type bounded struct {
	io.ReadCloser
	left int64
	get  Get
	most int64
}

// Format writes no more than what it is, for every verb: get holds credentials.
func (b *bounded) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "fetch.bounded") }

// Read reads on, up to one byte beyond the bound.
func (b *bounded) Read(p []byte) (int, error) {
	if b.left < 0 {
		return 0, b.get.tooLarge(b.most)
	}
	if int64(len(p)) > b.left+1 {
		p = p[:b.left+1]
	}
	n, err := b.ReadCloser.Read(p)
	b.left -= int64(n)
	if b.left < 0 {
		return n - 1, b.get.tooLarge(b.most)
	}
	if err != nil && err != io.EOF {
		err = b.get.fail(channel.ErrUnavailable, "", err)
	}
	return n, err
}
