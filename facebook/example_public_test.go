package facebook_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/facebook"
)

// A comment names the thread of its private answer, on a Page and on Instagram alike.
func ExampleChannel_Receive_comments() {
	ch, err := facebook.New(publicConfig())
	if err != nil {
		fmt.Println(err)
		return
	}
	body := []byte(`{"object":"instagram","entry":[{"id":"17841490000000007","time":1764000000,"changes":[{"field":"comments","value":` +
		`{"id":"17900000000000010","from":{"id":"6500000000000001","username":"ada_ex"},"text":"price?","media":{"id":"17890000000000002"}}}]}]}`)
	got, err := ch.Receive(signed(body))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, ev := range got.Events {
		if post, ok := ev.Body.(channel.Post); ok {
			fmt.Println(post.Kind, ev.From.Handle, post.Text, ev.Thread.Contact)
		}
	}
	// Output:
	// comment ada_ex price? comment:17900000000000010
}

// Another app controls the thread, then ours: the live copy of a message replaces the one that came
// on standby.
func ExampleChannel_Receive_standby() {
	ch, err := facebook.New(publicConfig())
	if err != nil {
		fmt.Println(err)
		return
	}
	stored := map[string]channel.Event{}
	for _, list := range []string{"standby", "messaging"} {
		body := []byte(`{"object":"page","entry":[{"id":"104070000000001","time":1764000000000,"` + list + `":[{"sender":{"id":"7300000000000011"},` +
			`"recipient":{"id":"104070000000001"},"timestamp":1764000000000,"message":{"mid":"m_1","text":"Hello"}}]}]}`)
		got, err := ch.Receive(signed(body))
		if err != nil {
			fmt.Println(err)
			return
		}
		for _, ev := range got.Events {
			if old, known := stored[ev.ID]; !known || ev.Replaces(old) {
				stored[ev.ID] = ev
			}
		}
	}
	for id, ev := range stored {
		fmt.Println(id, ev.Standby)
	}
	// Output:
	// facebook/104070000000001/m_1 false
}

func publicConfig() facebook.Config {
	return facebook.Config{
		AppID:       publicAppID,
		AppSecret:   channel.NewKeys(publicAppSecret),
		VerifyToken: channel.NewKeys(publicVerifyToken),
		Pages: facebook.PageMap{
			publicPageID:        {Token: publicPageToken},
			"17841490000000007": {LinkedTo: publicPageID},
		},
		Now: func() time.Time { return publicNow },
	}
}

// signed is a call as Meta makes it.
func signed(body []byte) channel.Webhook {
	h := hmac.New(sha256.New, []byte(publicAppSecret))
	h.Write(body)
	header := http.Header{"X-Hub-Signature-256": {"sha256=" + hex.EncodeToString(h.Sum(nil))}}
	return channel.Webhook{Method: "POST", Header: header, Body: body, At: publicNow}
}

const publicAppID = "1200000000000001"

const publicAppSecret = "test-secret/+ of the app"

const publicVerifyToken = "test verify+token"

const publicPageToken = "EAAtest-page-token/+="

const publicPageID = "104070000000001"

var publicNow = time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
