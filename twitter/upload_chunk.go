package twitter

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
	"github.com/contactkit/contactkit/channel/multipart"
)

// How a file is cut.
const (
	// chunkSize is what one request carries. X takes up to 5 MB; its own command-line tool sends 4.
	chunkSize = 4 << 20
	// chunkTries is how often a chunk is sent in all. Its index says which it is, so it may be
	// repeated.
	chunkTries = 4
)

// readChunk reads the next chunk; a short one is the last.
func readChunk(r io.Reader, left int64) ([]byte, error) {
	size := int64(chunkSize)
	if left >= 0 && left < size {
		size = left
	}
	b := make([]byte, size)
	n, err := io.ReadFull(r, b)
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		err = nil
	}
	return b[:n], err
}

// more reports whether there is more of a file than it said.
func more(r io.Reader) bool {
	n, _ := io.ReadFull(r, make([]byte, 1))
	return n > 0
}

func (u *transfer) v2() bool { return u.c.cfg.API == V2 }

// v11 makes a call to v1.1's only address.
func (u *transfer) v11(ctx context.Context, method string, params url.Values) (call.Answer, error) {
	req, err := u.c.request(ctx, opUpload, method, u.c.cfg.UploadURL+uploadPath, params)
	if err != nil {
		return call.Answer{}, err
	}
	return u.c.do(opUpload, req)
}

const uploadPath = "/1.1/media/upload.json"

func (u *transfer) initialize(ctx context.Context) (id string, err error) {
	var answer call.Answer
	if u.v2() {
		answer, err = u.c.json(ctx, opUpload, http.MethodPost, "/2/media/upload/initialize", wireInitialize{
			MediaType: u.kind, TotalBytes: u.size, MediaCategory: u.category, Shared: u.shared,
		})
	} else {
		in := url.Values{"command": {"INIT"}, "total_bytes": {strconv.FormatInt(u.size, 10)}, "media_type": {u.kind}, "media_category": {u.category}}
		if u.shared {
			in.Set("shared", "true")
		}
		answer, err = u.v11(ctx, http.MethodPost, in)
	}
	if err != nil {
		return "", settled(err)
	}
	m, err := readMedium(answer.Body)
	if err == nil && !isID(m.id) {
		err = call.Failed(Platform, opUpload, channel.ErrUnavailable, errors.New("the answer names no media"))
	}
	return m.id, err
}

// appendChunk sends a chunk, again where it may have got lost. See decision 068.
func (u *transfer) appendChunk(ctx context.Context, id string, index int, chunk []byte) error {
	for try := 1; ; try++ {
		err := u.put(ctx, id, index, chunk)
		if err == nil || try == chunkTries || !errors.Is(err, channel.ErrUnavailable) && !errors.Is(err, channel.ErrUncertain) || ctx.Err() != nil {
			return settled(err)
		}
		if err := pause(ctx, opUpload, backOff(try)); err != nil {
			return err
		}
	}
}

func (u *transfer) put(ctx context.Context, id string, index int, chunk []byte) error {
	var form multipart.Form
	address := u.c.cfg.UploadURL + uploadPath
	if u.v2() {
		address = u.c.cfg.BaseURL + "/2/media/upload/" + id + "/append"
	} else {
		form.Field("command", "APPEND")
		form.Field("media_id", id)
	}
	form.Field("segment_index", strconv.Itoa(index))
	form.File("media", func() (channel.File, error) {
		return channel.File{Body: io.NopCloser(bytes.NewReader(chunk)), Size: int64(len(chunk))}, nil
	}, 0)
	req, err := form.Request(ctx, address)
	if err != nil {
		return call.Rejected(Platform, opUpload, call.Hide(err, u.c.secrets...))
	}
	_, err = u.c.do(opUpload, req)
	return err
}

func (u *transfer) finalize(ctx context.Context, id string) (call.Answer, error) {
	var answer call.Answer
	var err error
	if u.v2() {
		answer, err = u.c.ask(ctx, asAccount, opUpload, http.MethodPost, "/2/media/upload/"+id+"/finalize", nil)
	} else {
		answer, err = u.v11(ctx, http.MethodPost, url.Values{"command": {"FINALIZE"}, "media_id": {id}})
	}
	return answer, settled(err)
}
