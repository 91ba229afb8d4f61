package twitter_test

import (
	"bytes"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/twitter"
	"github.com/contactkit/contactkit/twitter/xchat"
)

// That the rows of several users name their users is not confirmed. Without names, each user is
// asked for alone, and nothing says that the contact has no keys.
func TestChatKeysWithoutUsers(t *testing.T) {
	names := regexp.MustCompile(`,?"user_id":"[0-9]+"`)
	removed := 0
	c := chatsOn(t, func(cfg *twitter.Config) {
		base := cfg.HTTP.Transport
		cfg.HTTP = &http.Client{Transport: transportFunc(func(r *http.Request) (*http.Response, error) {
			answer, err := base.RoundTrip(r)
			if err != nil || r.URL.Path != "/2/users/public_keys" {
				return answer, err
			}
			body, err := io.ReadAll(answer.Body)
			if err != nil {
				return nil, err
			}
			removed += len(names.FindAll(body, -1))
			body = names.ReplaceAll(body, nil)
			answer.Body, answer.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
			return answer, nil
		})}
	})
	c.x.Say(ada, "a plain message makes them known")
	version := c.x.NewChatKeys(ada)
	rows, err := c.ch.ChatKeys(t.Context(), us, ada)
	require.NoError(t, err)
	if row, err := xchat.Newest(rows, ada); err != nil || row.Version != version {
		t.Errorf("the newest row of the contact is %+v, %v; want version %s", row, err, version)
	}
	if row, err := xchat.Newest(rows, us); err != nil || row.User != us {
		t.Errorf("the newest row of the account is %+v, %v", row, err)
	}
	_, err = c.ch.Send(t.Context(), chatAda, channel.Message{Text: "hello"})
	require.NoError(t, err)
	if sent := c.x.ChatSent(); len(sent) != 1 || sent[0].Text != "hello" {
		t.Errorf("sent %+v", sent)
	}
	if removed == 0 {
		t.Fatal("no row named its user: the test shows nothing")
	}
	for _, call := range c.x.Calls() {
		if strings.HasPrefix(call.Path, "/2/users/"+ada+"/public_keys") {
			return
		}
	}
	t.Error("the contact was not asked for alone")
}
