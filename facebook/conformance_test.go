package facebook_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/channeltest"
	"github.com/contactkit/contactkit/channel/channeltest/golden"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/facebook/facebooktest"
)

const (
	secondPage  = "104070000000002"
	secondToken = "EAAtest-second-token/+="
)

func TestConformance(t *testing.T) {
	channeltest.Run(t, channeltest.Harness{
		Keys: [2]channel.Secret{appSecret, "another secret/+ of the app"},
		// The other Page's token is in no call for the thread, so no answer could repeat it.
		Secrets: []string{pageToken, verifyToken, proof},
		New: func(tb testing.TB, s channeltest.Setup) (channel.Channel, error) {
			cfg := config()
			cfg.AppSecret, cfg.HTTP, cfg.Now, cfg.HumanAgent = s.Keys, lookedUp(tb, s.HTTP), s.Now, true
			cfg.Pages.(facebook.PageMap)[secondPage] = facebook.Page{Token: secondToken}
			ch, err := facebook.New(cfg)
			if err != nil {
				return nil, err
			}
			return ch, nil
		},
		Sign: func(key channel.Secret, body []byte) channel.Webhook {
			h := hmac.New(sha256.New, []byte(key))
			h.Write(body)
			return channel.Webhook{Method: "POST", Header: http.Header{"X-Hub-Signature-256": {"sha256=" + hex.EncodeToString(h.Sum(nil))}}, Body: body}
		},
		Proof: []string{"X-Hub-Signature-256"},
		Handshake: func(channel.Secret) (channel.Webhook, []byte) {
			return check("subscribe", verifyToken, "1158201444"), []byte("1158201444")
		},
		Forged: func() []channel.Webhook {
			return []channel.Webhook{
				check("subscribe", "a guess", "1"), check("subscribe", "", "1"), check("unsubscribe", verifyToken, "1"),
				check("subscribe", appSecret, "1"), check("subscribe", verifyToken+" ", "1"),
			}
		},
		Message: func(in channeltest.Incoming) []byte { return call(entryOf(in, "messaging", said(in))) },
		Batch: func(ins ...channeltest.Incoming) []byte {
			var entries []string
			for _, in := range ins {
				entries = append(entries, entryOf(in, "messaging", said(in)))
			}
			return call(entries...)
		},
		Odd: func(ins ...channeltest.Incoming) []byte {
			var entries []string
			for i, in := range ins {
				items := said(in)
				if i == 0 {
					items += ",7"
				}
				entries = append(entries, entryOf(in, "messaging", items))
			}
			return call(entries...)
		},
		Unknown: func() []byte {
			in := channeltest.Incoming{Account: pageID, Time: now}
			return call(entryOf(in, "messaging", `{"sender":{"id":"`+personID+`"},"recipient":{"id":"`+pageID+`"},"timestamp":1790000000123,"telepathy":{"thought":"?"}}`))
		},
		Echo: func(in channeltest.Incoming) []byte {
			return call(entryOf(in, "messaging", fmt.Sprintf(`{"sender":{"id":%q},"recipient":{"id":%q},"timestamp":%d,"message":{"mid":"m_%d","is_echo":true,"app_id":%s,"metadata":"outbox:1","text":%s}}`,
				in.Account, in.Contact, in.Time.UnixMilli(), in.N, appID, in.Text)))
		},
		Standby:  func(in channeltest.Incoming) []byte { return call(entryOf(in, "standby", said(in))) },
		Nothing:  [][]byte{[]byte(`{"object":"page"}`), []byte(`{"object":"page","entry":[]}`), []byte(`{"object":"page","entry":[{"id":"1","time":2}]}`)},
		Samples:  samples(t),
		Accounts: []string{pageID, secondPage, instagramID},
		Thread:   thread(personID),
		Threads: map[string]channel.Thread{
			"instagram": {Platform: "facebook", Account: instagramID, Contact: "6600000000000021"},
			"guest":     thread("ref:cart-9"),
			"comment":   thread("comment:501_601"),
			"token":     thread("token:7001002003"),
		},
		Platform: func(_ testing.TB, s channeltest.Setup) http.Handler {
			fb := facebooktest.New(facebooktest.Config{
				AppID: appID, AppSecret: appSecret, VerifyToken: verifyToken, RequireProof: true, Now: s.Now,
				Pages: map[string]string{pageID: pageToken, secondPage: secondToken},
			})
			fb.Say(pageID+"/"+personID, "hello")
			return fb
		},
		Answers: map[string]channeltest.Answer{
			"rate limited": {Status: 400, Body: `{"error":{"code":80006,"message":"too many"}}`, Kind: channel.ErrRateLimited, Scope: channel.ScopeAccount, Wait: 19 * time.Minute, Code: "80006",
				Header: http.Header{"X-Business-Use-Case-Usage": {`{"1":[{"type":"messenger","call_count":100,"estimated_time_to_regain_access":19}]}`}}},
			"unauthorized":  {Status: 400, Body: `{"error":{"code":190,"error_subcode":463,"message":"expired"}}`, Kind: channel.ErrUnauthorized, Code: "190/463"},
			"window closed": {Status: 400, Body: `{"error":{"code":10,"error_subcode":2018278}}`, Kind: channel.ErrWindowClosed, Code: "10/2018278"},
			"unreachable":   {Status: 403, Body: `{"error":{"code":551,"error_subcode":1545041}}`, Kind: channel.ErrUnreachable, Code: "551/1545041"},
			"not the owner": {Status: 400, Body: `{"error":{"code":10,"error_subcode":2018300}}`, Kind: channel.ErrNotOwner},
			"for a while":   {Status: 500, Body: `{"error":{"code":2}}`, Kind: channel.ErrUnavailable},
			"error in a 200": {Status: 200, Body: `{"error":{"code":100,"message":"Invalid parameter"}}`, Kind: channel.ErrRejected,
				Code: "100"},
		},
		Refuse: func(description string) channeltest.Answer {
			text, err := json.Marshal(description)
			if err != nil {
				t.Fatal(err)
			}
			return channeltest.Answer{Status: 400, Body: `{"error":{"code":100,"message":` + string(text) + `}}`, Kind: channel.ErrRejected}
		},
	})
}

// check is the call by which Meta checks the callback URL.
func check(mode, token, challenge string) channel.Webhook {
	return channel.Webhook{Method: "GET", RawQuery: url.Values{"hub.mode": {mode}, "hub.verify_token": {token}, "hub.challenge": {challenge}}.Encode()}
}

func call(entries ...string) []byte {
	return []byte(`{"object":"page","entry":[` + strings.Join(entries, ",") + `]}`)
}

func entryOf(in channeltest.Incoming, list, items string) string {
	return fmt.Sprintf(`{"id":%q,"time":%d,%q:[%s]}`, in.Account, in.Time.UnixMilli()+300, list, items)
}

func said(in channeltest.Incoming) string {
	return fmt.Sprintf(`{"sender":{"id":%q},"recipient":{"id":%q},"timestamp":%d,"message":{"mid":"m_%d","text":%s}}`, in.Contact, in.Account, in.Time.UnixMilli(), in.N, in.Text)
}

// samples are the golden bodies, but for those of which less may rightly become of less: where one
// element tells two things, which under an object of another product is kept as one, and where an
// entry that is no object may become an empty one.
func samples(t *testing.T) map[string][]byte {
	t.Helper()
	all := golden.Bodies(t)
	for _, name := range []string{"message_prior", "referral_lead", "odd_entry"} {
		delete(all, name)
	}
	return all
}
