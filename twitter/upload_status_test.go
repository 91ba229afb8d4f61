package twitter_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/twitter"
)

// uploading is X for one upload: it accepts the file, and answers STATUS with the texts in turn,
// the last one for ever.
type uploading struct {
	finalize string
	status   []string
	asked    int
}

func (u *uploading) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		body, _ := io.ReadAll(r.Body)
		r.Body.Close()
		if strings.Contains(string(body), "INIT") || strings.HasSuffix(r.URL.Path, "/initialize") {
			return answering(`{"media_id_string":"77","data":{"id":"77"}}`).RoundTrip(r)
		}
		if strings.Contains(string(body), "APPEND") || strings.HasSuffix(r.URL.Path, "/append") {
			return answering("").RoundTrip(r)
		}
	}
	if r.Method == http.MethodGet {
		u.asked++
		return answering(u.status[min(u.asked, len(u.status))-1]).RoundTrip(r)
	}
	return answering(u.finalize).RoundTrip(r)
}

// An error ends an upload in whatever state X says that it is, and an answer that cannot be read
// never makes a file ready.
func TestProcessingOfAnUpload(t *testing.T) {
	const (
		pending   = `{"media_id_string":"77","processing_info":{"state":"pending","check_after_secs":1}}`
		succeeded = `{"media_id_string":"77","processing_info":{"state":"succeeded"}}`
	)
	tests := []struct {
		name     string
		finalize string
		status   []string
		want     error
		code     string
		asked    int
	}{
		{"ready at once", `{"media_id_string":"77"}`, nil, nil, "", 0},
		{"ready at once, v2", `{"data":{"id":"77","media_key":"3_77"}}`, nil, nil, "", 0},
		{"no processing", `{"media_id_string":"77","processing_info":null}`, nil, nil, "", 0},
		{"in progress with an error", pending, []string{`{"media_id_string":"77","processing_info":{"state":"in_progress","check_after_secs":1,"error":{"code":1,"name":"InvalidMedia","message":"Unsupported video format"}}}`}, channel.ErrRejected, "InvalidMedia", 1},
		{"in progress with an error, v2", pending, []string{`{"data":{"id":"77","processing_info":{"state":"in_progress","error":{"code":3}}}}`}, channel.ErrRejected, "3", 1},
		{"in progress with a text", pending, []string{`{"data":{"id":"77","processing_info":{"state":"in_progress","error":"no"}}}`}, channel.ErrRejected, "", 1},
		{"in progress beside a problem", pending, []string{`{"data":{"id":"77","processing_info":{"state":"in_progress"}},"errors":[{"title":"Invalid","detail":"too long"}]}`}, channel.ErrRejected, "", 1},
		{"pending with an error at once", `{"media_id_string":"77","processing_info":{"state":"pending","error":{"name":"InvalidMedia"}}}`, nil, channel.ErrRejected, "InvalidMedia", 0},
		{"failed without a reason", pending, []string{`{"data":{"id":"77","processing_info":{"state":"failed"}}}`}, channel.ErrRejected, "", 1},
		{"a page", pending, []string{"<html>"}, channel.ErrUnavailable, "", 3},
		{"half an answer", pending, []string{`{"processing_info":{"state":"succ`}, channel.ErrUnavailable, "", 3},
		{"an empty object", pending, []string{`{}`}, channel.ErrUnavailable, "", 3},
		{"an empty body", pending, []string{``}, channel.ErrUnavailable, "", 3},
		{"a list", pending, []string{`[]`}, channel.ErrUnavailable, "", 3},
		{"two pages, then ready", pending, []string{"<html>", "{}", succeeded}, nil, "", 3},
		{"finalized with a page", "<html>", nil, channel.ErrUnavailable, "", 0},
		{"finalized with an empty object", "{}", nil, channel.ErrUnavailable, "", 0},
		{"finalized without a body", "", nil, channel.ErrUnavailable, "", 0},
	}
	for _, api := range []twitter.API{twitter.V11, twitter.V2} {
		for _, tt := range tests {
			t.Run(string(api)+" "+tt.name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					x := &uploading{finalize: tt.finalize, status: tt.status}
					cfg := config()
					cfg.API, cfg.HTTP = api, &http.Client{Transport: x}
					began := time.Now()
					got, err := open(t, cfg).Upload(t.Context(), toAda, channel.Attachment{Kind: channel.MediaVideo, Type: "video/mp4"}, channel.File{Body: io.NopCloser(strings.NewReader("\x00\x01")), Size: 2})
					e, _ := errors.AsType[*channel.Error](err)
					if !errors.Is(err, tt.want) || e != nil && e.Code != tt.code || err == nil && got.ID != "77" || x.asked != tt.asked {
						t.Errorf("Upload: %+v, %v after %d questions; want %v with code %q after %d", got, err, x.asked, tt.want, tt.code, tt.asked)
					}
					if took := time.Since(began); took > time.Minute {
						t.Errorf("took %v", took)
					}
				})
			})
		}
	}
}
