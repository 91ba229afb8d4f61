package whatsapp_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/examples/whatsapp"
)

// always is a platform that gives the same answer to everything.
type always []byte

func (a always) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		if _, err := io.Copy(io.Discard, r.Body); err != nil {
			return nil, err
		}
	}
	return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(string(a))), Request: r}, nil
}

// FuzzAnswers: whatever the API answers, no call panics or shows a credential, and errors say what
// to do. A message counts as sent only if the answer has an id.
func FuzzAnswers(f *testing.F) {
	for _, s := range []string{
		`{"messaging_product":"whatsapp","contacts":[{"input":"4917","wa_id":"4917","user_id":"DE.1"}],"messages":[{"id":"wamid.1","message_status":"accepted"}]}`,
		`{"id":"12","url":"https://lookaside.fbsbx.com/a","mime_type":"image/png","sha256":"x","file_size":"9"}`, `{"success":true}`, `{"success":"false"}`,
		`{"data":[{"object":"whatsapp_business_account","callback_url":"https://a.example/b","active":true,"fields":[{"name":"messages"},7]}],"paging":{"cursors":{"after":"A"},"next":"x"}}`,
		`{"data":[{"about":"Shop","websites":["https://a.example",null],"vertical":7}]}`, `{"id":{},"display_phone_number":[],"verified_name":7,"quality_rating":"GREEN","throughput":"x"}`,
		`{"error":{"code":131047,"error_data":{"details":"EAAG"}}}`, `{"messages":[{"id":""}]}`, `{"messages":{}}`, `[]`, `{`, ``, `null`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		ch := newChannel(t, func(c *whatsapp.Config) {
			c.HTTP, c.Media = &http.Client{Transport: always(body)}, &http.Client{Transport: always(body)}
		})
		check := func(what string, err error) {
			if err == nil {
				return
			}
			if e, ok := errors.AsType[*channel.Error](err); !ok || e.Kind == nil {
				t.Errorf("%s: %v has no kind", what, err)
			}
			for _, secret := range []channel.Secret{token, appSecret, verifyToken} {
				if strings.Contains(err.Error(), secret.Reveal()) {
					t.Errorf("%s shows a credential: %v", what, err)
				}
			}
		}
		to := thread(userID)
		sent, err := ch.Send(t.Context(), to, channel.Message{Text: "Hello"})
		check("Send", err)
		if err == nil && (len(sent.IDs) != 1 || sent.IDs[0] == "") {
			t.Errorf("Send took %q for sent: %+v", body, sent)
		}
		check("MarkRead", ch.MarkRead(t.Context(), to, "wamid.1"))
		check("React", ch.React(t.Context(), to, "wamid.1", "❤"))
		check("Register", ch.Register(t.Context(), numberID, "123456"))
		check("RequestCode", ch.RequestCode(t.Context(), numberID, whatsapp.CodeBySMS, "en"))
		_, err = ch.Upload(t.Context(), to, channel.Attachment{Kind: channel.MediaFile}, channel.File{Body: io.NopCloser(strings.NewReader("%PDF-1.7")), Name: "a.pdf", Size: 8})
		check("Upload", err)
		file, err := ch.OpenMedia(t.Context(), to, channel.Attachment{Kind: channel.MediaImage, ID: "12"})
		if check("OpenMedia", err); err == nil {
			_, _ = io.Copy(io.Discard, file.Body)
			_ = file.Body.Close()
		}
		_, err = ch.ReadNumber(t.Context(), numberID)
		check("ReadNumber", err)
		_, err = ch.ReadBusinessProfile(t.Context(), numberID)
		check("ReadBusinessProfile", err)
		_, err = ch.CheckSubscription(t.Context())
		check("CheckSubscription", err)
		_, err = ch.Subscribe(t.Context(), "https://desk.example/hook")
		check("Subscribe", err)
	})
}
