package twitter_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/standin"
	"github.com/contactkit/contactkit/twitter"
	"github.com/contactkit/contactkit/twitter/twittertest"
)

const jpegStart = "\xff\xd8\xff\xe0 a picture"

// lazy is a file of so many bytes that are made as they are read. It counts what is read beyond
// what was handed over.
type lazy struct {
	left   int
	closed bool
}

func (l *lazy) Read(p []byte) (int, error) {
	if l.left == 0 {
		return 0, io.EOF
	}
	n := min(len(p), l.left)
	for i := range p[:n] {
		p[i] = byte(l.left - i)
	}
	l.left -= n
	return n, nil
}

func (l *lazy) Close() error {
	l.closed = true
	return nil
}

func videoFile(size int) (channel.File, *lazy) {
	body := &lazy{left: size}
	return channel.File{Body: body, Name: "film.mp4", Type: "video/mp4", Size: int64(size)}, body
}

var anyVideo = channel.Attachment{Kind: channel.MediaVideo}

// A video in three chunks, processed for a while, reaches the customer as it was; by v1.1 and by
// v2.
func TestSendVideo(t *testing.T) {
	for _, api := range []twitter.API{twitter.V11, twitter.V2} {
		t.Run(string(api), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				const size = 9 << 20
				x := fresh(func(c *twittertest.Config) { c.Processing, c.NoV11 = 9*time.Second, api == twitter.V2 })
				x.Say(ada, "How does it work?")
				f, body := videoFile(size)
				ch := managed(t, x, twitter.AccountActivity, func(c *twitter.Config) {
					c.API = api
					c.Files = func(context.Context, string) (channel.File, error) { return f, nil }
				})
				began := time.Now()
				_, err := ch.Send(t.Context(), toAda, channel.Message{Text: "So", Attachments: []channel.Attachment{{Kind: channel.MediaVideo, File: "film"}}})
				require.NoError(t, err)
				if took := time.Since(began); took < 9*time.Second || took > 12*time.Second {
					t.Errorf("took %v: X said when to ask again", took)
				}
				if !body.closed {
					t.Error("the file is still open")
				}
				sent := x.Sent()
				require.Len(t, sent, 1)
				require.Len(t, sent[0].Attachments, 1)
				want, err := io.ReadAll(&lazy{left: size})
				require.NoError(t, err)
				if got := sent[0].Attachments[0]; got.Kind != "video" || !bytes.Equal(got.Data, want) {
					t.Errorf("X has a %s of %d bytes, want the video of %d", got.Kind, len(got.Data), size)
				}
			})
		})
	}
}

func TestChunkIsSentAgain(t *testing.T) {
	for _, api := range []twitter.API{twitter.V11, twitter.V2} {
		for name, fault := range map[string]standin.Fault{"refused": standin.Refuse(), "dropped": standin.Drop(), "answer lost": standin.LoseAnswer(),
			"overloaded": standin.Status(503, "")} {
			t.Run(fmt.Sprint(api, " ", name), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					x := fresh()
					ch := managed(t, x, twitter.AccountActivity, func(c *twitter.Config) { c.API = api })
					part := "/append"
					if api == twitter.V11 {
						part = "/media/upload"
					}
					f, body := videoFile(5 << 20)
					f.Body = &meddling{ReadCloser: f.Body, after: 2, do: func() { x.Fail(fault.On(part), 3) }}
					got, err := channel.Upload(t.Context(), ch, toAda, anyVideo, f)
					require.NoError(t, err)
					want := channel.Attachment{Kind: channel.MediaVideo, ID: got.ID, Name: "film.mp4", Type: "video/mp4", Size: 5 << 20}
					if diff := cmp.Diff(want, got); diff != "" || got.ID == "" || !body.closed {
						t.Errorf("Upload (-want +got):\n%s", diff)
					}
					_, err = ch.Send(t.Context(), toAda, channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaVideo, ID: got.ID}}})
					if !errors.Is(err, channel.ErrUnreachable) { // the contact has not written; what counts is that the media is complete
						t.Errorf("Send: %v", err)
					}
				})
			})
		}
	}
}

// meddling does something when a file was read a number of times.
type meddling struct {
	io.ReadCloser
	reads, after int
	do           func()
}

func (m *meddling) Read(p []byte) (int, error) {
	if m.reads++; m.reads == m.after+1 {
		m.do()
	}
	return m.ReadCloser.Read(p)
}

func TestUploadGivesUp(t *testing.T) {
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	broken := errors.New("the disk is gone")
	tests := []struct {
		name string
		a    channel.Attachment
		f    channel.File
		x    func(*twittertest.Server)
		ctx  context.Context
		want error
		code string
		says []string
	}{
		{name: "too large", a: anyVideo, f: channel.File{Body: &lazy{left: 10}, Type: "video/mp4", Size: 26 << 20}, want: channel.ErrRejected, says: []string{"size too_large"}},
		{name: "large image", a: channel.Attachment{Kind: channel.MediaImage}, f: channel.File{Body: &lazy{left: 10}, Type: "image/png", Size: 6 << 20}, want: channel.ErrRejected, says: []string{"size too_large"}},
		{name: "document", a: channel.Attachment{Kind: channel.MediaFile}, f: channel.File{Body: &lazy{left: 10}, Size: 10}, want: channel.ErrRejected, says: []string{"kind unsupported"}},
		{name: "other type", a: anyVideo, f: channel.File{Body: &lazy{left: 10}, Type: "video/x-msvideo", Size: 10}, want: channel.ErrRejected, says: []string{"type unsupported"}},
		{name: "shorter than it said", a: anyVideo, f: channel.File{Body: &lazy{left: 10}, Type: "video/mp4", Size: 11}, want: channel.ErrRejected, says: []string{"size invalid"}},
		{name: "longer than it said", a: anyVideo, f: channel.File{Body: &lazy{left: 10}, Type: "video/mp4", Size: 9}, want: channel.ErrRejected, says: []string{"size invalid"}},
		{name: "much longer than it said", a: anyVideo, f: channel.File{Body: &lazy{left: 9 << 20}, Type: "video/mp4", Size: 8 << 20}, want: channel.ErrRejected, says: []string{"size invalid"}},
		{name: "empty", a: anyVideo, f: channel.File{Body: &lazy{}, Type: "video/mp4"}, want: channel.ErrRejected, says: []string{"size invalid"}},
		{name: "no size", a: anyVideo, f: channel.File{Body: &lazy{left: 5 << 20}, Type: "video/mp4", Size: -1}, want: channel.ErrRejected, says: []string{"size missing"}},
		{name: "no body", a: anyVideo, want: channel.ErrRejected, says: []string{"file missing"}},
		{name: "unreadable", a: anyVideo, f: channel.File{Body: io.NopCloser(io.MultiReader(&lazy{left: 6 << 20}, failing{broken})), Type: "video/mp4", Size: 7 << 20}, want: channel.ErrUnavailable},
		{name: "canceled", a: anyVideo, f: channel.File{Body: &lazy{left: 10}, Type: "video/mp4", Size: 10}, ctx: canceled, want: channel.ErrUnavailable},
		{name: "broken video", a: anyVideo, f: channel.File{Body: io.NopCloser(strings.NewReader("broken\x00")), Type: "video/mp4", Size: 7}, want: channel.ErrRejected, code: "InvalidMedia"},
		{name: "X is down", a: anyVideo, f: channel.File{Body: &lazy{left: 10}, Type: "video/mp4", Size: 10}, x: func(x *twittertest.Server) { x.Fail(standin.Drop(), -1) }, want: channel.ErrUnavailable},
		{name: "too often", a: anyVideo, f: channel.File{Body: &lazy{left: 10}, Type: "video/mp4", Size: 10},
			x: func(x *twittertest.Server) {
				x.Fail(standin.Status(429, `{"errors":[{"code":88,"message":"Rate limit exceeded"}]}`), -1)
			}, want: channel.ErrRateLimited, code: "88"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				x := fresh(func(c *twittertest.Config) { c.Processing = time.Second })
				ch := managed(t, x, twitter.AccountActivity)
				if tt.x != nil {
					tt.x(x)
				}
				ctx := tt.ctx
				if ctx == nil {
					ctx = t.Context()
				}
				_, err := ch.Upload(ctx, toAda, tt.a, tt.f)
				e, _ := errors.AsType[*channel.Error](err)
				if !errors.Is(err, tt.want) || e == nil || tt.code != "" && e.Code != tt.code {
					t.Errorf("Upload: %v, want %v with code %q", err, tt.want, tt.code)
				}
				if diff := cmp.Diff(tt.says, complaints(err)); diff != "" {
					t.Errorf("complaints (-want +got):\n%s", diff)
				}
				if l, ok := tt.f.Body.(*lazy); ok && !l.closed {
					t.Error("the file is still open")
				}
			})
		})
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// The context ends the wait for X to process a file.
func TestProcessingEndsWithTheContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := fresh(func(c *twittertest.Config) { c.Processing = time.Hour })
		ch := managed(t, x, twitter.AccountActivity)
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
		defer cancel()
		f, _ := videoFile(100)
		began := time.Now()
		_, err := ch.Upload(ctx, toAda, anyVideo, f)
		if !errors.Is(err, channel.ErrUnavailable) || !errors.Is(err, context.DeadlineExceeded) || time.Since(began) != 10*time.Minute {
			t.Errorf("Upload: %v after %v", err, time.Since(began))
		}
	})
}

func TestSendFileComplaints(t *testing.T) {
	x := fresh()
	x.Say(ada, "hello")
	for name, tt := range map[string]struct {
		files channel.Files
		want  error
		says  []string
	}{
		"too large": {func(context.Context, string) (channel.File, error) {
			return channel.File{Body: &lazy{left: 1}, Type: "image/png", Size: 6 << 20}, nil
		}, channel.ErrRejected, []string{"attachments[0].size too_large"}},
		"gone": {func(context.Context, string) (channel.File, error) { return channel.File{}, fs.ErrNotExist }, channel.ErrRejected, nil},
		"not now": {func(context.Context, string) (channel.File, error) {
			return channel.File{}, errors.New("store is down")
		}, channel.ErrUnavailable, nil},
		"no files": {nil, channel.ErrRejected, []string{"attachments[0].file unsupported"}},
	} {
		ch := managed(t, x, twitter.AccountActivity, func(c *twitter.Config) { c.Files = tt.files })
		_, err := ch.Send(t.Context(), toAda, channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaImage, File: "a"}}})
		if diff := cmp.Diff(tt.says, complaints(err)); diff != "" || !errors.Is(err, tt.want) {
			t.Errorf("%s: %v (-want +got):\n%s", name, err, diff)
		}
	}
	if n := len(x.Calls()); n != 0 {
		t.Errorf("%d calls were made", n)
	}
}

func TestSharedFileIsUsedTwice(t *testing.T) {
	x := fresh()
	x.Say(ada, "hello")
	ch := managed(t, x, twitter.AccountActivity)
	picture := func() channel.File {
		return channel.File{Body: io.NopCloser(strings.NewReader(jpegStart)), Size: -1}
	}
	once, err := ch.Upload(t.Context(), toAda, channel.Attachment{Kind: channel.MediaImage}, picture())
	require.NoError(t, err)
	twice, err := ch.UploadShared(t.Context(), channel.Attachment{Kind: channel.MediaImage}, picture())
	require.NoError(t, err)
	if twice.Type != "image/jpeg" || twice.Size != int64(len(jpegStart)) {
		t.Errorf("the attachment is %+v", twice)
	}
	var errs []error
	for i, a := range []channel.Attachment{once, once, twice, twice} {
		_, err := ch.Send(t.Context(), toAda, channel.Message{Text: fmt.Sprint(i), Attachments: []channel.Attachment{{Kind: a.Kind, ID: a.ID}}})
		errs = append(errs, err)
	}
	if errs[0] != nil || !errors.Is(errs[1], channel.ErrRejected) || errs[2] != nil || errs[3] != nil {
		t.Errorf("sent twice each: %v", errs)
	}
}
