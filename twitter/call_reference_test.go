package twitter_test

import (
	"flag"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/contactkit/contactkit/channel/channeltest/leak"
)

// The check itself notices what does not belong.
func TestReferenceRefuses(t *testing.T) {
	const oauth, app = "OAuth oauth_token=1", "Bearer AAAAtoken"
	const jsonType, formType = "application/json", "application/x-www-form-urlencoded"
	message := func(data string) string {
		return `{"event":{"type":"message_create","message_create":{"target":{"recipient_id":"7"},"message_data":` + data + `}}}`
	}
	for _, tt := range []struct{ verb, address, as, typ, body, want string }{
		{"POST", "/1.1/direct_messages/events/new.json", oauth, jsonType, message(`{"text":"x"}`), ""},
		{"POST", "/1.1/direct_messages/events/new.json", app, jsonType, message(`{"text":"x"}`), "made by"},
		{"POST", "/1.1/direct_messages/events/new.json", oauth, jsonType, message(`{}`), "text is missing"},
		{"POST", "/1.1/direct_messages/events/new.json", oauth, jsonType, `{}`, "is missing"},
		{"POST", "/1.1/direct_messages/events/new.json", oauth, jsonType, message(`{"text":"x","txt":"y"}`), "no parameter"},
		{"POST", "/1.1/direct_messages/events/new.json", oauth, jsonType, message(`{"text":"x","quick_reply":{"type":"options","options":[{"metadata":"m"}]}}`), "label is missing"},
		{"POST", "/1.1/direct_messages/events/new.json", oauth, jsonType, message(`{"text":"x","ctas":[{"type":"postback","label":"l","url":"u"}]}`), "postback"},
		{"POST", "/1.1/direct_messages/indicate_typing.json", oauth, jsonType, `{"recipient_id":"7"}`, "want form"},
		{"POST", "/1.1/direct_messages/indicate_typing.json", oauth, formType, "recipient_id=ada", "recipient_id is ada"},
		{"GET", "/1.1/direct_messages/events/list.json?count=many", oauth, "", "", "count"},
		{"GET", "/1.1/direct_messages/events/list.json?page=1", oauth, "", "", "no parameter page"},
		{"GET", "/2/notes", oauth, "", "", "not in the table"},
		{"GET", "/2/users/ada", oauth, "", "", "not in the table"},
		{"POST", "/2/account_activity/webhooks/1/subscriptions/all", oauth, "", "", "content type"},
		{"POST", "/2/account_activity/webhooks/1/subscriptions/all", oauth, jsonType, "{}", ""},
		{"POST", "/2/account_activity/webhooks/1/subscriptions/all", oauth, jsonType, `{"a":1}`, "without members"},
		{"PUT", "/2/webhooks/1", app, jsonType, "{}", "no body"},
		{"POST", "/2/dm_conversations/with/7/messages", oauth, jsonType, `{"text":"x","quick_reply":{"type":"options"}}`, "no parameter"},
		{"POST", "/2/dm_conversations", oauth, jsonType, `{"conversation_type":"Group","participant_ids":[]}`, "participant_ids[] is missing"},
	} {
		u, err := url.Parse("https://api.x.com" + tt.address)
		if err != nil {
			t.Fatal(err)
		}
		r := &http.Request{Method: tt.verb, URL: u, Header: http.Header{"Authorization": {tt.as}, "Content-Type": {tt.typ}}}
		err = referencedRequest(r, []byte(tt.body))
		if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s %s %s: %v, want %q", tt.verb, tt.address, tt.body, err, tt.want)
		}
	}
}

// Every call of the table is made by some test, so that the table holds nothing for nothing. That
// shows only when all tests run.
func TestMain(m *testing.M) {
	flag.Parse()
	code := leak.Main(m, secret, "access-secret-Wx3", "bearer-Yv5") // no test prints or logs one of them
	for _, name := range []string{"test.run", "test.skip", "test.fuzz", "test.list", "test.bench"} {
		if flag.Lookup(name).Value.String() != "" {
			os.Exit(code)
		}
	}
	for _, m := range xMethods {
		if _, ok := called.Load(m.verb + " " + m.path + " " + firstWord(m.body)); !ok {
			fmt.Printf("--- FAIL: no test makes the call %s %s %s\n", m.verb, m.path, firstWord(m.body))
			code = 1
		}
	}
	os.Exit(code)
}
