package twittertest_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/contactkit/contactkit/twitter/twittertest"
)

// FuzzBodies: whatever a signed or unsigned call carries, X answers it, and breaks no connection.
func FuzzBodies(f *testing.F) {
	for _, seed := range [][3]string{
		{"POST /1.1/direct_messages/events/new.json", jsonType, `{"event":{"type":"message_create","message_create":{"target":{"recipient_id":2001},"message_data":{"text":"a http://b.example #c $D @desk","quick_reply":{"type":"options","options":[{"label":"x"}]},"ctas":[{"type":"web_url","label":"l","url":"https://x.example"}],"attachment":{"type":"location","location":{"type":"shared_coordinate","shared_coordinate":{"coordinates":{"type":"Point","coordinates":[1,2]}}}}}}}}`},
		{"POST /2/dm_conversations/with/2001/messages", jsonType, `{"text":"é","attachments":[{"media_id":"1"}]}`},
		{"POST /2/dm_conversations", jsonType, `{"conversation_type":"Group","participant_ids":["2001","2002"],"message":{"text":"x"}}`},
		{"POST /1.1/media/upload.json", formType, "command=INIT&media_type=image%2Fpng&total_bytes=4&media_category=dm_image"},
		{"POST /1.1/media/upload.json", "multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"media\"\r\n\r\n\x89PNG\r\n\x1a\n\r\n--b--\r\n"},
		{"POST /2/media/upload/initialize", jsonType, `{"media_type":"video/mp4","total_bytes":9,"media_category":"dm_video"}`},
		{"POST /2/activity/subscriptions", jsonType, `{"event_type":"dm.received","filter":{"user_id":"2001"}}`},
		{"POST /2/webhooks/replay", jsonType, `{"webhook_id":"1","from_date":"202603021100","to_date":"202603021110"}`},
		{"POST /1.1/direct_messages/welcome_messages/new.json", jsonType, `{"welcome_message":{"name":"n","message_data":{"text":"w"}}}`},
		{"GET /2/dm_events?max_results=2&event_types=MessageCreate&dm_event.fields=sender_id&expansions=sender_id", "", ""},
		{"GET /1.1/direct_messages/events/list.json?count=2&cursor=MTI", "", ""},
		{"POST /2/oauth2/token", formType, "grant_type=refresh_token&refresh_token=x&client_id=y"},
		{"POST /1.1/direct_messages/mark_read.json", formType, "last_read_event_id=1&recipient_id=%zz"},
	} {
		f.Add(seed[0], seed[1], seed[2], byte(0))
		f.Add(seed[0], seed[1], seed[2], byte(1))
	}
	f.Fuzz(func(t *testing.T, line, contentType, body string, by byte) {
		method, path, _ := strings.Cut(line, " ")
		if !strings.HasPrefix(path, "/") {
			return
		}
		req, err := http.NewRequest(method, "http://x.test"+path, strings.NewReader(body))
		if err != nil {
			return
		}
		s := frozen(twittertest.Config{})
		s.Say("2001", "hi")
		s.Say("2002", "hi")
		req.Header.Set("Content-Type", contentType)
		form := ""
		if strings.HasPrefix(contentType, formType) {
			form = body
		}
		switch by % 3 {
		case 0:
			req.Header.Set("Authorization", signerOf(s).header(method, req.URL.String(), form))
		case 1:
			token, _ := s.Grant("dm.read", "dm.write", "tweet.read", "users.read", "media.write")
			req.Header.Set("Authorization", "Bearer "+token)
		default:
			req.Header.Set("Authorization", "Bearer "+s.Config().Bearer)
		}
		resp, err := s.Client().Do(req)
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		defer resp.Body.Close()
		b, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		if resp.StatusCode >= 500 || !utf8.Valid(b) && utf8.ValidString(body) {
			t.Errorf("%s = %d %q", line, resp.StatusCode, b)
		}
		s.Deliver(&host{})
	})
}

// FuzzAuthorization: nothing but a signature lets a call in.
func FuzzAuthorization(f *testing.F) {
	s := frozen(twittertest.Config{})
	const path = "/1.1/account/verify_credentials.json"
	good := signerOf(s).header("GET", api+path, "")
	f.Add(good[:len(good)-20], "")
	f.Add(`OAuth oauth_consumer_key="exampleAPIKey0000000000000", oauth_nonce="n", oauth_signature="%", oauth_signature_method="HMAC-SHA1", oauth_timestamp="1"`, "a=%2&b=+,[]")
	f.Add("Bearer ", "")
	f.Add(`OAuth oauth_token="", realm="x", =`, "%")
	f.Fuzz(func(t *testing.T, header, query string) {
		if strings.Contains(header, s.Config().Bearer) {
			return
		}
		req, err := http.NewRequest("GET", api+path+"?"+query, nil)
		if err != nil {
			return
		}
		req.Header["Authorization"] = []string{header}
		resp, err := s.Client().Do(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode < 400 {
			t.Errorf("%q was let in with %d", header, resp.StatusCode)
		}
	})
}
