package benchmarks

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/hex"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/paked/messenger"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/facebook"
)

const (
	appSecret = "9f2c1d7be0a4485cb6d03e77aa51f2c4"
	pageID    = "104070000000001"
	pageToken = "EAABbench0page0token"
)

func facebookConfig() facebook.Config {
	return facebook.Config{AppID: "2900000000000001", AppSecret: channel.NewKeys(appSecret), VerifyToken: channel.NewKeys("bench-verify-token"),
		Pages: facebook.PageMap{pageID: {Token: pageToken}}}
}

// facebookReaders read the text, or the address of the picture, of a Messenger call after its
// proof.
var facebookReaders = []reader{
	{"contactkit", func(tb testing.TB) func([]byte) (string, error) {
		ch, err := facebook.New(facebookConfig())
		if err != nil {
			tb.Fatal(err)
		}
		return receives(ch, "X-Hub-Signature-256", hexSignature)
	}},
	{"hmac", onlyHMAC(hexSignature, hex.DecodeString)},
	{"hmac+encoding-json", lean[leanMessenger](hexSignature, hex.DecodeString, unmarshalV1)},
	{"hmac+json-v2", lean[leanMessenger](hexSignature, hex.DecodeString, unmarshalV2)},
	{"paked-messenger", readByPaked},
}

// readByPaked serves the call by paked/messenger, which knows SHA-1 alone. It has no other door
// than its HTTP handler, so its row includes the making of a request.
func readByPaked(testing.TB) func([]byte) (string, error) {
	m := messenger.New(messenger.Options{Verify: true, AppSecret: appSecret})
	text := ""
	m.HandleMessage(func(got messenger.Message, _ *messenger.Response) {
		text = got.Text
		for _, a := range got.Attachments {
			text = a.Payload.URL
		}
	})
	handler := m.Handler()
	signed := signer(func(body []byte) string {
		h := hmac.New(sha1.New, []byte(appSecret))
		h.Write(body)
		return "sha1=" + hex.EncodeToString(h.Sum(nil))
	})
	return func(body []byte) (string, error) {
		text = ""
		r, err := http.NewRequest(http.MethodPost, "/", strings.NewReader(string(body)))
		if err != nil {
			return "", err
		}
		r.Header.Set("X-Hub-Signature", signed(body))
		handler.ServeHTTP(discard{}, r)
		return text, nil
	}
}

// discard drops a response.
type discard struct{}

func (discard) Header() http.Header         { return http.Header{} }
func (discard) Write(b []byte) (int, error) { return len(b), nil }
func (discard) WriteHeader(int)             {}

// receives reads a call by a channel of this library.
func receives(ch channel.Receiver, header string, sign func([]byte) string) func([]byte) (string, error) {
	signed := signer(sign)
	call := channel.Webhook{Method: http.MethodPost, Header: http.Header{"Content-Type": {"application/json"}}}
	value := []string{""}
	call.Header[header] = value
	return func(body []byte) (string, error) {
		call.Body, value[0] = body, signed(body)
		got, err := ch.Receive(call)
		if err != nil || len(got.Events) == 0 {
			return "", err
		}
		m, _ := got.Events[len(got.Events)-1].Body.(channel.Message)
		if len(m.Attachments) > 0 {
			return m.Attachments[0].URL, nil
		}
		return m.Text, nil
	}
}

// batchOf repeats the message of a recorded body n times, each with its own id.
func batchOf(body []byte, n int, from, to, id string) []byte {
	one := string(body)
	start := strings.Index(one, from)
	end := start + strings.Index(one[start:], to)
	var out strings.Builder
	out.WriteString(one[:start])
	for i := range n {
		if i > 0 {
			out.WriteByte(',')
		}
		out.WriteString(strings.Replace(one[start:end], id, fmt.Sprintf("%s%04d", id, i), 1))
	}
	out.WriteString(one[end:])
	return []byte(out.String())
}

// facebookCalls are what is read: a text, a picture, ten and a thousand texts in one call.
func facebookCalls(tb testing.TB) map[string][]byte {
	text := recorded(tb, "facebook", "message_text")
	batch := func(n int) []byte { return batchOf(text, n, `{"sender"`, `]}]}`, "m_Anna-1") }
	return map[string][]byte{"text": text, "picture": recorded(tb, "facebook", "attachment_image"), "batch-10": batch(10), "batch-1000": batch(1000)}
}

func TestFacebookReadersAgree(t *testing.T) {
	for _, body := range facebookCalls(t) {
		agree(t, body, facebookReaders, func(by string) bool { return by != "hmac" })
	}
}

func BenchmarkFacebookReceive(b *testing.B) {
	calls := facebookCalls(b)
	for _, name := range []string{"text", "picture", "batch-10", "batch-1000"} {
		for _, r := range facebookReaders {
			b.Run("case="+name+"/by="+r.by, func(b *testing.B) { measure(b, r, calls[name]) })
		}
	}
}
