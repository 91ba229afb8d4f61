package benchmarks

import (
	"encoding/base64"
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/twitter"
)

func twitterConfig() twitter.Config {
	return twitter.Config{Account: "1640000000000000007", APIKey: "api-key-0", APISecret: channel.NewKeys(appSecret),
		AccessToken: "1640000000000000007-token", AccessSecret: "access-secret-Wx3", AppID: "27182818"}
}

// twitterReaders read the text, or the address of the picture, of a call of the Account Activity
// API after its proof. No public Go library reads these calls.
var twitterReaders = []reader{
	{"contactkit", func(tb testing.TB) func([]byte) (string, error) {
		ch, err := twitter.New(twitterConfig())
		if err != nil {
			tb.Fatal(err)
		}
		return receives(ch, "X-Twitter-Webhooks-Signature", base64Signature)
	}},
	{"hmac", onlyHMAC(base64Signature, base64.StdEncoding.DecodeString)},
	{"hmac+encoding-json", lean[leanX](base64Signature, base64.StdEncoding.DecodeString, unmarshalV1)},
	{"hmac+json-v2", lean[leanX](base64Signature, base64.StdEncoding.DecodeString, unmarshalV2)},
}

// twitterCalls are what is read: a text, a picture, ten and a thousand texts in one call.
func twitterCalls(tb testing.TB) map[string][]byte {
	text := recorded(tb, "twitter", "dm_text")
	batch := func(n int) []byte { return batchOf(text, n, `{"type":"message_create"`, `],"apps"`, "200700000000000") }
	return map[string][]byte{"text": text, "picture": recorded(tb, "twitter", "dm_photo"), "batch-10": batch(10), "batch-1000": batch(1000)}
}

func TestTwitterReadersAgree(t *testing.T) {
	for _, body := range twitterCalls(t) {
		agree(t, body, twitterReaders, func(by string) bool { return by != "hmac" })
	}
}

func BenchmarkTwitterReceive(b *testing.B) {
	calls := twitterCalls(b)
	for _, name := range []string{"text", "picture", "batch-10", "batch-1000"} {
		for _, r := range twitterReaders {
			b.Run("case="+name+"/by="+r.by, func(b *testing.B) { measure(b, r, calls[name]) })
		}
	}
}
