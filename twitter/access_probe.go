package twitter

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	"github.com/contactkit/contactkit/channel/call"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// probe finds out whether the account takes messages from everyone: X lets no other have a welcome
// message. This one is no default, so that no user sees it, and is deleted at once. [POST
// direct_messages/welcome_messages/new]
func (c *Channel) probe(ctx context.Context) (Openness, error) {
	var in welcomeRequest
	in.WelcomeMessage.Name = "check of access"
	in.WelcomeMessage.MessageData.Text = "-"
	answer, err := c.json(ctx, opAccess, http.MethodPost, welcomePath+"new.json", in)
	if codeOf(err) == "214" && containsText(err, "allow dms") {
		return OnlyFollowed, nil
	}
	if err != nil {
		return OpennessUnknown, err
	}
	r, err := jsonread.New(answer.Body)
	id := ""
	for key := range r.Object {
		if string(key) == "welcome_message" {
			id = readMember(&r, "id")
		}
	}
	if err != nil || id == "" {
		return OpennessUnknown, call.Malformed(Platform, opAccess, errors.New("the answer names no welcome message"))
	}
	_, err = c.form(ctx, opAccess, http.MethodDelete, welcomePath+"destroy.json", url.Values{"id": {id}})
	return Everyone, err
}
