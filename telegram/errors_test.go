package telegram_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
)

// Every refusal that is known, and what a host should do about it.
func TestRefusals(t *testing.T) {
	tests := []struct {
		code        int
		description string
		want        error
		affects     channel.Affects
	}{
		{401, "Unauthorized", channel.ErrUnauthorized, channel.AffectsCredentials},
		{401, "Unauthorized: invalid token specified", channel.ErrUnauthorized, channel.AffectsCredentials},
		{404, "Not Found", channel.ErrUnauthorized, channel.AffectsCredentials},
		{404, "Not Found: method not found", channel.ErrRejected, channel.AffectsMessage},
		{421, "Misdirected Request: unallowed token specified", channel.ErrUnauthorized, channel.AffectsCredentials},
		{400, "Logged out", channel.ErrUnauthorized, channel.AffectsApp},

		{403, "Forbidden: bot was blocked by the user", channel.ErrUnreachable, channel.AffectsPerson},
		{403, "Forbidden: user is deactivated", channel.ErrUnreachable, channel.AffectsPerson},
		{403, "Forbidden: bot can't initiate conversation with a user", channel.ErrUnreachable, channel.AffectsPerson},
		{403, "Forbidden: bot was kicked from the group chat", channel.ErrUnreachable, channel.AffectsPerson},
		{403, "Forbidden: bot was kicked from the supergroup chat", channel.ErrUnreachable, channel.AffectsPerson},
		{403, "Forbidden: bot was kicked from the channel chat", channel.ErrUnreachable, channel.AffectsPerson},
		{403, "Forbidden: bot is not a member of the supergroup chat", channel.ErrUnreachable, channel.AffectsPerson},
		{403, "Forbidden: the group chat was deleted", channel.ErrUnreachable, channel.AffectsPerson},
		{403, "Forbidden: nobody has seen this", channel.ErrUnreachable, channel.AffectsPerson},
		{403, "Forbidden: bot can't send messages to bots", channel.ErrRejected, channel.AffectsPerson},
		{403, "Forbidden: the bot can't send messages to the bot", channel.ErrRejected, channel.AffectsPerson},
		{400, "Bad Request: group is deactivated", channel.ErrUnreachable, channel.AffectsPerson},
		{400, "Bad Request: chat not found", channel.ErrUnreachable, channel.AffectsPerson},
		{400, "BAD REQUEST: CHAT NOT FOUND", channel.ErrUnreachable, channel.AffectsPerson},
		{400, "Bad Request: private chat not found", channel.ErrUnreachable, channel.AffectsPerson},
		{400, "Bad Request: PEER_ID_INVALID", channel.ErrUnreachable, channel.AffectsPerson},
		{400, "[Error]: Bad Request: user not found", channel.ErrUnreachable, channel.AffectsPerson},
		{400, "Bad Request: group chat was upgraded to a supergroup chat", channel.ErrUnreachable, channel.AffectsPerson},
		{400, "Bad Request: group chat was migrated to a supergroup chat", channel.ErrUnreachable, channel.AffectsPerson},
		{400, "Bad Request: group is migrated to a supergroup chat", channel.ErrUnreachable, channel.AffectsPerson},
		{400, "Bad Request: not enough rights to send text messages to the chat", channel.ErrUnreachable, channel.AffectsPerson},
		{400, "Bad Request: not enough rights to send photos to the chat", channel.ErrRejected, channel.AffectsMessage},
		{400, "Bad Request: not enough rights to send voice notes to the chat", channel.ErrRejected, channel.AffectsMessage},
		{400, "Bad Request: not enough rights to send polls to the chat", channel.ErrRejected, channel.AffectsMessage},
		{400, "Bad Request: not enough rights", channel.ErrUnreachable, channel.AffectsPerson},
		{403, "Forbidden: ALLOW_PAYMENT_REQUIRED_5", channel.ErrUnreachable, channel.AffectsPerson},
		{400, "Bad Request: ALLOW_PAYMENT_REQUIRED_5", channel.ErrUnreachable, channel.AffectsPerson},
		{400, "Bad Request: have no write access to the chat", channel.ErrUnreachable, channel.AffectsPerson},
		{400, "Bad Request: have no rights to send a message", channel.ErrUnreachable, channel.AffectsPerson},
		{400, "Bad Request: CHAT_WRITE_FORBIDDEN", channel.ErrUnreachable, channel.AffectsPerson},
		{400, "Bad Request: business connection not found", channel.ErrUnreachable, channel.AffectsPerson},
		{400, "Bad Request: BUSINESS_CONNECTION_INVALID", channel.ErrUnreachable, channel.AffectsPerson},
		{400, "Bad Request: BUSINESS_PEER_INVALID", channel.ErrUnreachable, channel.AffectsPerson},
		{400, "Bad Request: BUSINESS_PEER_USAGE_MISSING", channel.ErrWindowClosed, channel.AffectsPerson},

		{400, "Bad Request: user restricted receiving of voice note messages", channel.ErrRejected, channel.AffectsMessage},
		{400, "Bad Request: user restricted receiving of video note messages", channel.ErrRejected, channel.AffectsMessage},
		{400, "Bad Request: CHAT_SEND_PLAIN_FORBIDDEN", channel.ErrUnreachable, channel.AffectsPerson},
		{400, "Bad Request: CHAT_SEND_PHOTOS_FORBIDDEN", channel.ErrRejected, channel.AffectsMessage},
		{400, "Bad Request: PHOTO_INVALID_DIMENSIONS", channel.ErrRejected, channel.AffectsMessage},
		{400, "Bad Request: IMAGE_PROCESS_FAILED", channel.ErrRejected, channel.AffectsMessage},
		{400, "Bad Request: INPUT_USER_DEACTIVATED", channel.ErrUnreachable, channel.AffectsPerson},
		{400, "Bad Request: USER_IS_BLOCKED", channel.ErrUnreachable, channel.AffectsPerson},
		{400, "Bad Request: message thread not found", channel.ErrUnreachable, channel.AffectsPerson},
		{400, "Bad Request: TOPIC_CLOSED", channel.ErrUnreachable, channel.AffectsPerson},
		{400, "Bad Request: TOPIC_DELETED", channel.ErrUnreachable, channel.AffectsPerson},
		{400, "Bad Request: message to be replied not found", channel.ErrRejected, channel.AffectsMessage},
		{400, "Bad Request: reply message not found", channel.ErrRejected, channel.AffectsMessage},
		{400, "Bad Request: message to edit not found", channel.ErrRejected, channel.AffectsMessage},
		{400, "Bad Request: message can't be edited", channel.ErrRejected, channel.AffectsMessage},
		{400, "Bad Request: message to delete not found", channel.ErrRejected, channel.AffectsMessage},
		{400, "Bad Request: message can't be deleted", channel.ErrRejected, channel.AffectsMessage},
		{400, "Bad Request: can't parse entities: Can't find end of Bold entity at byte offset 12", channel.ErrRejected, channel.AffectsMessage},
		{400, "Bad Request: message is too long", channel.ErrRejected, channel.AffectsMessage},
		{400, "Bad Request: message caption is too long", channel.ErrRejected, channel.AffectsMessage},
		{400, "Bad Request: text is too long", channel.ErrRejected, channel.AffectsMessage},
		{400, "Bad Request: message text is empty", channel.ErrRejected, channel.AffectsMessage},
		{400, "Bad Request: text must be non-empty", channel.ErrRejected, channel.AffectsMessage},
		{400, "Bad Request: entities too long", channel.ErrRejected, channel.AffectsMessage},
		{400, "Bad Request: invalid file id", channel.ErrRejected, channel.AffectsMessage},
		{400, "Bad Request: wrong remote file identifier specified: Wrong string length", channel.ErrRejected, channel.AffectsMessage},
		{400, "Bad Request: FILE_REFERENCE_EXPIRED", channel.ErrRejected, channel.AffectsMessage},
		{400, "Bad Request: file is too big", channel.ErrRejected, channel.AffectsMessage},
		{400, "Bad Request: reply markup is too long", channel.ErrRejected, channel.AffectsMessage},
		{400, "Bad Request: BUTTON_URL_INVALID", channel.ErrRejected, channel.AffectsMessage},
		{400, "Bad Request: BUTTON_DATA_INVALID", channel.ErrRejected, channel.AffectsMessage},
		{400, "Bad Request: chat_id is empty", channel.ErrRejected, channel.AffectsMessage},
		{400, "Bad Request: wrong parameter action in request", channel.ErrRejected, channel.AffectsMessage},
		{400, "Bad Request: failed to get HTTP URL content", channel.ErrRejected, channel.AffectsMessage},
		{400, "Bad Request: wrong type of the web page content", channel.ErrRejected, channel.AffectsMessage},
		{400, "Bad Request: wrong file identifier/HTTP URL specified", channel.ErrRejected, channel.AffectsMessage},
		{400, "Bad Request: wrong file_id or the file is temporarily unavailable", channel.ErrUnavailable, channel.AffectsMessage},
		{400, "Bad Request: nobody has seen this", channel.ErrRejected, channel.AffectsMessage},
		{400, "", channel.ErrRejected, channel.AffectsMessage},
		{413, "Request Entity Too Large: too many parameters", channel.ErrRejected, channel.AffectsMessage},
		{418, "I'm a teapot", channel.ErrRejected, channel.AffectsMessage},

		{409, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running", channel.ErrUnavailable, channel.AffectsUnknown},
		{409, "Conflict: terminated by other long poll or webhook", channel.ErrUnavailable, channel.AffectsUnknown},
		{500, "Internal Server Error", channel.ErrUncertain, channel.AffectsUnknown},
		{500, "Internal Server Error: restart", channel.ErrUncertain, channel.AffectsUnknown},
		{502, "Bad Gateway", channel.ErrUncertain, channel.AffectsUnknown},
		{503, "Service Unavailable", channel.ErrUncertain, channel.AffectsUnknown},
		{504, "Gateway Timeout", channel.ErrUncertain, channel.AffectsUnknown},
	}
	for _, tt := range tests {
		t.Run(fmt.Sprintf("%d %s", tt.code, tt.description), func(t *testing.T) {
			ch, f := sending(t, nil)
			f.status = tt.code
			f.answer = fmt.Sprintf(`{"ok":false,"error_code":%d,"description":%q}`, tt.code, tt.description)
			_, err := ch.Send(t.Context(), private, channel.Message{Text: "a"})
			e, ok := errors.AsType[*channel.Error](err)
			if !ok {
				t.Fatalf("Send: %v", err)
			}
			text := ""
			if e.Err != nil {
				text, e.Err = e.Err.Error(), nil
			}
			want := channel.Error{Op: "send", Platform: "telegram", Kind: tt.want, Code: fmt.Sprint(tt.code), Affects: tt.affects}
			if strings.Contains(strings.ToLower(tt.description), "topic_") || strings.Contains(tt.description, "thread") {
				want.Scope = channel.ScopeThread // the person may be reached in another
			}
			if text := strings.ToLower(tt.description); strings.Contains(text, "file_") || strings.Contains(text, "file id") {
				want.StaleFile = true
			}
			if *e != want {
				t.Errorf("Send: %#v, want %#v", *e, want)
			}
			if text != tt.description {
				t.Errorf("the cause is %q", text)
			}
		})
	}
}

func TestRateLimited(t *testing.T) {
	tests := []struct {
		name   string
		status int
		header http.Header
		answer string
		wait   time.Duration
	}{
		{"by parameter", 429, http.Header{"Retry-After": {"7"}}, `{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 9","parameters":{"retry_after":35}}`, 35 * time.Second},
		{"by header", 429, http.Header{"Retry-After": {"7"}}, `{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 9"}`, 7 * time.Second},
		{"by text", 429, nil, `{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 9"}`, 9 * time.Second},
		{"not told", 429, nil, `{"ok":false,"error_code":429,"description":"Too Many Requests"}`, time.Minute},
		{"by the body alone", 200, nil, `{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 9"}`, 9 * time.Second},
		{"an hour", 429, nil, `{"ok":false,"error_code":429,"parameters":{"retry_after":3600}}`, time.Hour},
		{"negative", 429, nil, `{"ok":false,"error_code":429,"parameters":{"retry_after":-5}}`, time.Minute},
		{"at once", 429, nil, `{"ok":false,"error_code":429,"parameters":{"retry_after":0}}`, time.Second},
		{"beyond a duration", 429, nil, `{"ok":false,"error_code":429,"parameters":{"retry_after":9223372036854775807}}`, 24 * time.Hour},
		{"by a proxy", 429, http.Header{"Retry-After": {"3"}}, `<html>slow down</html>`, 3 * time.Second},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			ch, f := sending(t, nil)
			f.status, f.header, f.answer = tt.status, tt.header, tt.answer
			_, err := ch.Send(t.Context(), private, channel.Message{Text: "a"})
			e, ok := errors.AsType[*channel.Error](err)
			if !ok || e.Kind != channel.ErrRateLimited || e.Scope != channel.ScopeUnknown || e.Wait != tt.wait {
				t.Errorf("Send: %#v; want a pause of %v of unknown scope", err, tt.wait)
			}
		})
	}
}

func TestMoved(t *testing.T) {
	ch, f := sending(t, nil)
	f.status = 400
	f.answer = `{"ok":false,"error_code":400,"description":"whatever","parameters":{"migrate_to_chat_id":-1002100000999}}`
	old := channel.Thread{Platform: "telegram", Account: bot, Contact: "group:-4310000088", Topic: "3"}
	_, err := ch.Send(t.Context(), old, channel.Message{Text: "a"})
	e, ok := errors.AsType[*channel.Error](err)
	want := old
	want.Contact = "group:-1002100000999"
	if !ok || e.Kind != channel.ErrUnreachable || e.Moved != want {
		t.Errorf("Send: %#v; want ErrUnreachable, moved to %v", err, want)
	}
}

// An answer that is not a Bot API server's comes from something before it.
func TestForeignAnswers(t *testing.T) {
	tests := []struct {
		status int
		want   error
	}{
		{301, channel.ErrUnavailable}, {307, channel.ErrUnavailable}, {401, channel.ErrUnavailable}, {404, channel.ErrUnavailable},
		{400, channel.ErrUnavailable}, {403, channel.ErrUnavailable}, {413, channel.ErrRejected},
		{200, channel.ErrUncertain}, {500, channel.ErrUncertain}, {502, channel.ErrUncertain}, {504, channel.ErrUncertain},
	}
	for _, body := range []string{"<html>x</html>", "", "[]", `{"message":"x"}`, `{"ok":"yes"}`} {
		for _, tt := range tests {
			ch, f := sending(t, nil)
			f.status, f.answer, f.header = tt.status, body, http.Header{"Location": {"https://elsewhere.example/"}}
			_, err := ch.Send(t.Context(), private, channel.Message{Text: "a"})
			if !errors.Is(err, tt.want) || f.calls != 1 {
				t.Errorf("%d %s: %v after %d calls; want %v after one", tt.status, body, err, f.calls, tt.want)
			}
		}
	}
}
