package facebook_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/facebook"
)

// A refusal says what to do, and whom it concerns: what concerns one person must not stop the Page.
func ExampleChannel_Send_refused() {
	for _, answer := range []string{
		`{"error":{"message":"(#551) This person isn't available right now.","code":551}}`,
		`{"error":{"message":"(#10) Requires pages_messaging permission","code":10}}`,
		`{"error":{"message":"You are temporarily restricted from sending messages.","code":10,"error_subcode":1893063}}`,
	} {
		cfg := refusalConfig()
		cfg.HTTP = &http.Client{Transport: &transport{status: 400, body: answer}}
		ch, err := facebook.New(cfg)
		if err != nil {
			fmt.Println(err)
			return
		}
		_, err = ch.Send(context.Background(), thread(personID), channel.Message{Text: "Hello"})
		if e, ok := errors.AsType[*channel.Error](err); ok {
			fmt.Println(e.Kind, "·", e.Affects, "·", e.Wait)
		}
	}
	// Output:
	// contact unreachable · person · 0s
	// not authorized · app · 0s
	// unavailable · account · 15m0s
}

func refusalConfig() facebook.Config {
	return facebook.Config{
		AppID:       refusalAppID,
		AppSecret:   channel.NewKeys(refusalAppSecret),
		VerifyToken: channel.NewKeys(refusalVerifyToken),
		Pages: facebook.PageMap{
			refusalPageID:       {Token: refusalPageToken},
			"17841490000000007": {LinkedTo: refusalPageID},
		},
		Now: func() time.Time { return refusalNow },
	}
}

// transport answers calls without a network, and keeps the last one.
type transport struct {
	status int
	header http.Header
	body   string
	err    error

	calls int
	all   []string // paths
	last  *http.Request
	sent  string
}

func (f *transport) RoundTrip(r *http.Request) (*http.Response, error) {
	f.calls++
	f.all = append(f.all, r.URL.Path)
	f.last, f.sent = r, ""
	if r.Body != nil {
		data, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		f.sent = string(data)
	}
	if f.err != nil {
		return nil, f.err
	}
	header := f.header
	if header == nil {
		header = http.Header{}
	}
	return &http.Response{StatusCode: f.status, Header: header, Body: io.NopCloser(strings.NewReader(f.body)), Request: r}, nil
}

func thread(contact string) channel.Thread {
	return channel.Thread{Platform: "facebook", Account: refusalPageID, Contact: contact}
}

const refusalAppID = "1200000000000001"

const refusalAppSecret = "test-secret/+ of the app"

const refusalVerifyToken = "test verify+token"

const refusalPageToken = "EAAtest-page-token/+="

const refusalPageID = "104070000000001"

const personID = "7300000000000011"

var refusalNow = time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
