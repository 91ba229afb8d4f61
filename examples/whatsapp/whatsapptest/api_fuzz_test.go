package whatsapptest_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/contactkit/contactkit/examples/whatsapp/whatsapptest"
)

// FuzzMessages: whatever a host sends, the pretended WhatsApp answers with a name or with an error,
// and keeps what it named.
func FuzzMessages(f *testing.F) {
	for _, body := range []string{
		"", "{", "[]", "null", to(`"type":"text","text":{"body":"a"}`), to(`"type":"interactive","interactive":{"type":"list","body":{"text":"?"},"action":{"sections":[{}]}}`),
		to(`"type":"interactive","interactive":{"type":"button","header":{"type":"image"},"body":{"text":"?"},"action":null}`), to(`"type":"contacts","contacts":[{}]`),
		to(`"type":"template","template":{"name":"hello_world","language":{"code":"en_US"},"components":[{"type":"button","parameters":[{}]}]}`),
		`{"messaging_product":"whatsapp","status":"read","message_id":7}`, to(`"type":"reaction","reaction":[]`), to(`"type":"location","location":{"latitude":1e999}`),
	} {
		f.Add(body)
	}
	f.Fuzz(func(t *testing.T, body string) {
		s := whatsapptest.New(whatsapptest.Config{})
		s.Say(userID, "Hello")
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, host+"/v26.0/"+s.Config().Numbers[0]+"/messages", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("Authorization", "Bearer "+s.Config().Token)
		res, err := s.Client().Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = res.Body.Close() }()
		answer, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		named := strings.Contains(string(answer), `"messages":[{"id":"wamid.`)
		if refused := strings.Contains(string(answer), `"error":{`); refused == (res.StatusCode == http.StatusOK) || named != (len(s.Sent()) == 1) {
			t.Errorf("%d %s, %d messages kept", res.StatusCode, answer, len(s.Sent()))
		}
	})
}
