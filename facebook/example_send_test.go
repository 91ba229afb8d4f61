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

// meta plays Meta: it accepts what it gets, and shows the part that follows the token.
type meta struct{}

func (meta) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	_, rest, _ := strings.Cut(string(body), `"recipient"`)
	fmt.Println(`… "recipient"` + rest)
	answer := io.NopCloser(strings.NewReader(`{"recipient_id":"7300000000000011","message_id":"m_42"}`))
	return &http.Response{StatusCode: 200, Header: http.Header{}, Body: answer, Request: r}, nil
}

func exampleChannel() (*facebook.Channel, error) {
	return facebook.New(facebook.Config{
		AppID:       "1200000000000001",
		AppSecret:   channel.NewKeys("app-secret"),
		VerifyToken: channel.NewKeys("our-word"),
		Pages:       facebook.PageMap{"104070000000001": {Token: "page-token"}},
		HumanAgent:  true,
		HTTP:        &http.Client{Transport: meta{}},
		Now:         func() time.Time { return time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC) },
	})
}

// How does an agent answer? The author and the time of the customer's last word decide how Meta
// takes it.
func ExampleChannel_Send() {
	ch, err := exampleChannel()
	if err != nil {
		fmt.Println(err)
		return
	}
	customer := channel.Thread{Platform: "facebook", Account: "104070000000001", Contact: "7300000000000011"}
	yesterday := time.Date(2026, 11, 19, 8, 0, 0, 0, time.UTC)

	sent, err := ch.Send(context.Background(), customer, channel.Message{Text: "It left this morning.", By: channel.ByPerson, Heard: yesterday, Ref: "outbox:7"})
	fmt.Println(sent.IDs, err)

	_, err = ch.Send(context.Background(), customer, channel.Message{Text: "Rate us!", By: channel.ByRobot, Heard: yesterday})
	fmt.Println(errors.Is(err, channel.ErrWindowClosed))
	// Output:
	// … "recipient":{"id":"7300000000000011"},"messaging_type":"MESSAGE_TAG","tag":"HUMAN_AGENT","message":{"text":"It left this morning.","metadata":"outbox:7"}}
	// [m_42] <nil>
	// true
}

// How are answers to tap offered? Quick replies vanish after one tap, buttons stay.
func ExampleChannel_Send_choices() {
	ch, err := exampleChannel()
	if err != nil {
		fmt.Println(err)
		return
	}
	customer := channel.Thread{Platform: "facebook", Account: "104070000000001", Contact: "7300000000000011"}
	for _, m := range []channel.Message{
		{Text: "When?", QuickReplies: []channel.QuickReply{{Text: "Today", Payload: "TODAY"}, {Asks: channel.AskPhone}}},
		{Text: "Or?", Buttons: []channel.Button{{Text: "An agent", Payload: "AGENT"}}},
	} {
		if _, err := ch.Send(context.Background(), customer, m); err != nil {
			fmt.Println(err)
		}
	}
	// Output:
	// … "recipient":{"id":"7300000000000011"},"messaging_type":"RESPONSE","message":{"text":"When?","quick_replies":[{"content_type":"text","title":"Today","payload":"TODAY"},{"content_type":"user_phone_number"}]}}
	// … "recipient":{"id":"7300000000000011"},"messaging_type":"RESPONSE","message":{"attachment":{"type":"template","payload":{"template_type":"button","text":"Or?","buttons":[{"type":"postback","title":"An agent","payload":"AGENT"}]}}}}
}

// How is a comment answered in private? Its event's thread is the one to send to.
func ExampleChannel_Send_comment() {
	ch, err := exampleChannel()
	if err != nil {
		fmt.Println(err)
		return
	}
	comment := channel.Thread{Platform: "facebook", Account: "104070000000001", Contact: "comment:501_601"}
	_, err = ch.Send(context.Background(), comment, channel.Message{Text: "I answer you here."})
	fmt.Println(err)
	// Output:
	// … "recipient":{"comment_id":"501_601"},"messaging_type":"RESPONSE","message":{"text":"I answer you here."}}
	// <nil>
}

// Which pages does the app serve? A host's own table may change while traffic flows.
func ExamplePages() {
	pages := &livePages{}
	ch, err := facebook.New(facebook.Config{
		AppID:       "1200000000000001",
		AppSecret:   channel.NewKeys("app-secret"),
		VerifyToken: channel.NewKeys("our-word"),
		Pages:       pages,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(ch.Info().Accounts)
	pages.now = facebook.PageMap{
		"104070000000001":   {Token: "page-token"},
		"17841490000000007": {LinkedTo: "104070000000001"}, // an Instagram account
	}
	fmt.Println(ch.Info().Accounts)
	// Output:
	// []
	// [104070000000001 17841490000000007]
}

// How do several pictures go to Instagram? In one message, by address, by handle or from the host's
// own files.
func ExampleChannel_Send_pictures() {
	cfg := sendConfig()
	cfg.HTTP = &http.Client{Transport: meta{}}
	ch, err := facebook.New(cfg)
	if err != nil {
		fmt.Println(err)
		return
	}
	sent, err := ch.Send(context.Background(), channel.Thread{Platform: "facebook", Account: instagramID, Contact: "6500000000000001"}, channel.Message{
		Attachments: []channel.Attachment{{Kind: channel.MediaImage, URL: "https://shop.example/1.png"}, {Kind: channel.MediaImage, ID: "7700000000000001"}},
	})
	fmt.Println(sent.IDs, err)
	// Output:
	// … "recipient":{"id":"6500000000000001"},"messaging_type":"RESPONSE","message":{"attachments":[{"type":"image","payload":{"url":"https://shop.example/1.png"}},{"type":"image","payload":{"attachment_id":"7700000000000001"}}]}}
	// [m_42] <nil>
}

func sendConfig() facebook.Config {
	return facebook.Config{
		AppID:       sendAppID,
		AppSecret:   channel.NewKeys(sendAppSecret),
		VerifyToken: channel.NewKeys(sendVerifyToken),
		Pages: facebook.PageMap{
			sendPageID:  {Token: sendPageToken},
			instagramID: {LinkedTo: sendPageID},
		},
		Now: func() time.Time { return sendNow },
	}
}

const sendAppID = "1200000000000001"

const sendAppSecret = "test-secret/+ of the app"

const sendVerifyToken = "test verify+token"

const sendPageToken = "EAAtest-page-token/+="

const sendPageID = "104070000000001"

const instagramID = "17841490000000007"

var sendNow = time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)

// livePages is a host's own table, changed while the channel runs.
type livePages struct{ now facebook.PageMap }

func (p *livePages) Page(id string) (facebook.Page, bool) { return p.now.Page(id) }

func (p *livePages) IDs() []string { return p.now.IDs() }
