package standin

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"path"
)

// Target is where webhook calls go. It returns once the host answered or ctx ended.
type Target func(ctx context.Context, req *http.Request) Answer

// Handler is a host's handler in this process.
func Handler(h http.Handler) Target {
	return func(ctx context.Context, req *http.Request) Answer {
		var body []byte
		if req.Body != nil {
			body, _ = io.ReadAll(req.Body)
		}
		in, err := incoming(ctx, req, body)
		if err != nil {
			return Answer{Err: err}
		}
		rec, broken, err := serve(ctx, h, in, false)
		if err != nil {
			return Answer{Err: err}
		}
		if broken {
			return Answer{Err: io.ErrUnexpectedEOF}
		}
		return Answer{Status: rec.status, Header: rec.sent, Body: rec.body.Bytes()}
	}
}

// URL is a host's address: calls keep their query, and go nowhere else whatever address was
// registered. A nil client is http.DefaultClient; redirects are not followed.
func URL(address string, client *http.Client) Target {
	if client == nil {
		client = http.DefaultClient
	}
	own := *client
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return func(ctx context.Context, req *http.Request) Answer {
		u, err := url.Parse(address)
		if err != nil {
			return Answer{Err: err}
		}
		u.RawQuery = req.URL.RawQuery
		out := req.Clone(ctx)
		out.URL, out.Host = u, u.Host
		resp, err := own.Do(out)
		if err != nil {
			return Answer{Err: err}
		}
		defer resp.Body.Close()
		body, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
		if err != nil {
			return Answer{Err: err}
		}
		return Answer{Status: resp.StatusCode, Header: resp.Header, Body: body}
	}
}

// Post makes one call at a host and waits as long as the platform does.
func (c *Core) Post(ctx context.Context, req *http.Request, to Target) Answer {
	if c.platform.Timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, c.platform.Timeout)
		defer cancel()
	}
	return to(ctx, req)
}

// Request makes a webhook call: method, address, header, body. It keeps the header, which may be
// nil. If no request can be made of method and address, it returns nil.
func Request(method, address string, header http.Header, body []byte) *http.Request {
	req, err := http.NewRequest(method, address, bytes.NewReader(body))
	if err != nil {
		return nil
	}
	if header != nil {
		req.Header = header
	}
	return req
}

// Fetch reads an address as a platform does that was given one: from web, or if that is nil, a
// small file of the type that the address's suffix names. A status other than 200 is an error.
func Fetch(ctx context.Context, web http.Handler, address string) (contentType string, body []byte, err error) {
	if web == nil {
		u, err := url.Parse(address)
		if err != nil {
			return "", nil, err
		}
		return cmp.Or(mime.TypeByExtension(path.Ext(u.Path)), "application/octet-stream"), []byte("what stands at " + address), nil
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return "", nil, err
	}
	a := Handler(web)(ctx, req)
	if a.Err == nil && a.Status != http.StatusOK {
		a.Err = fmt.Errorf("the address answered %d", a.Status)
	}
	if a.Err != nil {
		return "", nil, a.Err
	}
	return cmp.Or(a.Header.Get("Content-Type"), http.DetectContentType(a.Body)), a.Body, nil
}
