package whatsapp_test

import (
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
	"github.com/contactkit/contactkit/examples/whatsapp"
	"github.com/contactkit/contactkit/examples/whatsapp/whatsapptest"
)

func TestConformance(t *testing.T) {
	channeltest.Run(t, channeltest.Harness{
		Keys:    [2]channel.Secret{appSecret, "another secret/+ of the app"},
		Secrets: []string{token.Reveal(), verifyToken.Reveal(), proof()},
		New: func(_ testing.TB, s channeltest.Setup) (channel.Channel, error) {
			cfg := config()
			cfg.AppSecret, cfg.HTTP, cfg.Now, cfg.Numbers = s.Keys, s.HTTP, s.Now, []string{numberID, secondID}
			ch, err := whatsapp.New(cfg)
			if err != nil {
				return nil, err
			}
			return ch, nil
		},
		Sign:  signedWith,
		Proof: []string{whatsapp.Signature},
		Handshake: func(channel.Secret) (channel.Webhook, []byte) {
			return check("subscribe", verifyToken.Reveal(), "1158201444"), []byte("1158201444")
		},
		Forged: func() []channel.Webhook {
			return []channel.Webhook{
				check("subscribe", "a guess", "1"), check("subscribe", "", "1"), check("unsubscribe", verifyToken.Reveal(), "1"),
				check("subscribe", appSecret.Reveal(), "1"), check("subscribe", verifyToken.Reveal()+" ", "1"),
			}
		},
		Message: func(in channeltest.Incoming) []byte { return call(entry(in.Account, said(in))) },
		Batch: func(ins ...channeltest.Incoming) []byte {
			var entries []string
			for _, in := range ins {
				entries = append(entries, entry(in.Account, said(in)))
			}
			return call(entries...)
		},
		Odd: func(ins ...channeltest.Incoming) []byte {
			var entries []string
			for i, in := range ins {
				value := said(in)
				if i == 0 {
					value = strings.TrimSuffix(value, "]") + ",7]"
				}
				entries = append(entries, entry(in.Account, value))
			}
			return call(entries...)
		},
		Unknown: func() []byte {
			return body(numberID, `"messages":[{"id":"wamid.X","from_user_id":"`+userID+`","timestamp":"1764000000","type":"telepathy","telepathy":{"thought":"?"}}]`)
		},
		Nothing: [][]byte{[]byte(`{"object":"whatsapp_business_account"}`), []byte(`{"object":"whatsapp_business_account","entry":[]}`),
			[]byte(`{"object":"whatsapp_business_account","entry":[{"id":"1"}]}`), body(numberID, `"messages":[]`)},
		Samples:  samples(t),
		Accounts: []string{numberID, secondID},
		Thread:   thread(userID),
		Threads:  map[string]channel.Thread{"phone": thread(phone)},
		Platform: func(_ testing.TB, s channeltest.Setup) http.Handler {
			wa := whatsapptest.New(whatsapptest.Config{AppID: appID, AppSecret: appSecret.Reveal(), VerifyToken: verifyToken.Reveal(), Token: token.Reveal(),
				Numbers: []string{numberID, secondID}, RequireProof: true, Now: s.Now})
			wa.Meet(whatsapptest.Person{UserID: userID, Number: phone})
			wa.Say(userID, "hello")
			return wa
		},
		Answers: map[string]channeltest.Answer{
			"rate limited":    {Status: 400, Body: `{"error":{"code":130429,"message":"Rate limit hit"}}`, Kind: channel.ErrRateLimited, Scope: channel.ScopeAccount, Wait: time.Second, Code: "130429"},
			"pair limited":    {Status: 400, Body: `{"error":{"code":131056,"message":"pair rate limit hit"}}`, Kind: channel.ErrRateLimited, Scope: channel.ScopeThread, Wait: 6 * time.Second, Code: "131056"},
			"unauthorized":    {Status: 401, Body: `{"error":{"code":190,"message":"expired"}}`, Kind: channel.ErrUnauthorized, Code: "190"},
			"window closed":   {Status: 400, Body: `{"error":{"code":131047}}`, Kind: channel.ErrWindowClosed, Code: "131047"},
			"unreachable":     {Status: 400, Body: `{"error":{"code":"131026","message":"Message undeliverable"}}`, Kind: channel.ErrUnreachable, Code: "131026"},
			"for a while":     {Status: 500, Body: `{"error":{"code":131016,"message":"Service unavailable"}}`, Kind: channel.ErrUnavailable},
			"unpaid":          {Status: 400, Body: `{"error":{"code":131042,"message":"payment"}}`, Kind: channel.ErrCredit},
			"error in a 200":  {Status: 200, Body: `{"error":{"code":100,"message":"Invalid parameter"}}`, Kind: channel.ErrRejected, Code: "100"},
			"an unknown code": {Status: 400, Body: `{"error":{"code":139999,"message":"?"}}`, Kind: channel.ErrRejected, Code: "139999"},
		},
		Refuse: func(description string) channeltest.Answer {
			text, err := json.Marshal(description)
			if err != nil {
				t.Fatal(err)
			}
			return channeltest.Answer{Status: 400, Body: `{"error":{"code":100,"message":` + string(text) + `,"error_data":{"details":` + string(text) + `}}}`, Kind: channel.ErrRejected}
		},
		Lacks: map[string]string{
			"echo":    "WhatsApp does not send back what an app sends; statuses tell of it",
			"standby": "a number has one app; what people write on the phone comes as their own messages",
		},
	})
}

// check is the call by which Meta checks the callback URL.
func check(mode, token, challenge string) channel.Webhook {
	return channel.Webhook{Method: http.MethodGet, RawQuery: url.Values{"hub.mode": {mode}, "hub.verify_token": {token}, "hub.challenge": {challenge}}.Encode()}
}

func call(entries ...string) []byte {
	return []byte(`{"object":"whatsapp_business_account","entry":[` + strings.Join(entries, ",") + `]}`)
}

func said(in channeltest.Incoming) string {
	return fmt.Sprintf(`"contacts":[{"profile":{"name":"Ada","username":"ada.ex"},"user_id":%q}],"messages":[{"from_user_id":%q,"id":"wamid.%d","timestamp":"%d","type":"text","text":{"body":%s}}]`,
		in.Contact, in.Contact, in.N, in.Time.Unix(), in.Text)
}

// samples are the golden bodies, but for those with several events in one change: under an object
// of another product a change is kept as one.
func samples(t *testing.T) map[string][]byte {
	t.Helper()
	all := golden.Bodies(t)
	for _, name := range []string{"batch", "contacts_two", "odd_elements", "people_two", "unknown_list"} {
		delete(all, name)
	}
	return all
}
