package selftest

import (
	"fmt"

	"github.com/contactkit/contactkit/channel/standin"
	"github.com/contactkit/contactkit/examples/desk/world"
	"github.com/contactkit/contactkit/facebook/facebooktest"
	"github.com/contactkit/contactkit/telegram/telegramtest"
	"github.com/contactkit/contactkit/twitter/twittertest"
)

// troubles are what can go wrong on a platform. A nil function: it cannot.
type troubles struct {
	throttle func()                           // the next send is refused as one too many
	revoke   func()                           // our credentials are refused
	heal     func()                           // all is well again
	calls    func() int                       // to the platform, so far
	edit     func(contact, id, text string)   // the customer edits a message
	remove   func(contact, id string)         // and takes one back
	migrate  func(contact string) (to string) // a group becomes a supergroup
	share    func()                           // several apps serve the account, ours first
	take     func(contact string)             // another app takes the control of the thread
	give     func(contact string)             // and passes it to us
	strange  []byte                           // a webhook for an unknown account
}

func trouble(p *world.Platform) troubles {
	switch s := p.Server.(type) {
	case *telegramtest.Server:
		return troubles{
			throttle: func() {
				s.Fail(standin.Status(429, `{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 1","parameters":{"retry_after":1}}`).On("sendMessage"), 1)
			},
			revoke: func() {
				s.Fail(standin.Status(401, `{"ok":false,"error_code":401,"description":"Unauthorized"}`), -1)
			},
			heal: s.Heal, calls: func() int { return len(s.Calls()) },
			edit: s.Edit,
			migrate: func(contact string) string {
				group, supergroup := "-1"+contact, "-100"+contact
				s.Group(group, "Friends")
				s.SayIn(group, contact, "Hello from all of us")
				s.Migrate(group, supergroup)
				return supergroup
			},
		}
	case *facebooktest.Server:
		const other = "263902037430900"
		return troubles{
			throttle: func() {
				s.Fail(standin.Status(400, `{"error":{"message":"(#613) Calls to this api have exceeded the rate limit.","type":"OAuthException","code":613,"fbtrace_id":"A1"}}`).On("messages"), 1)
			},
			revoke: func() {
				s.Fail(standin.Status(401, `{"error":{"message":"Error validating access token","type":"OAuthException","code":190,"fbtrace_id":"A2"}}`), -1)
			},
			heal:  func() { s.Heal(); s.DefaultApp(p.Account, "") },
			calls: func() int { return len(s.Calls()) },
			edit:  func(contact, id, text string) { s.Edit(contact, id, text, 1) },
			remove: func(contact, id string) {
				s.Raw(fmt.Appendf(nil, `{"object":"page","entry":[{"id":%q,"time":%d,"messaging":[{"sender":{"id":%q},"recipient":{"id":%q},"timestamp":%d,"message":{"mid":%q,"is_deleted":true}}]}]}`,
					p.Account, s.Now().UnixMilli(), contact, p.Account, s.Now().UnixMilli(), id))
			},
			share: func() { s.DefaultApp(p.Account, s.Config().AppID) },
			take:  func(contact string) { s.Control(contact, other) },
			give:  func(contact string) { s.PassControl(contact, s.Config().AppID, "") },
			strange: fmt.Appendf(nil, `{"object":"page","entry":[{"id":"990000000000001","time":%d,"messaging":[{"sender":{"id":"7"},"recipient":{"id":"990000000000001"},"timestamp":%d,"message":{"mid":"m_strange","text":"for whom?"}}]}]}`,
				s.Now().UnixMilli(), s.Now().UnixMilli()),
		}
	case *twittertest.Server:
		return troubles{
			throttle: func() {
				s.Fail(standin.Status(429, `{"errors":[{"code":88,"message":"Rate limit exceeded"}]}`).
					Header("x-rate-limit-limit", "15000").Header("x-rate-limit-remaining", "0").
					Header("x-rate-limit-reset", fmt.Sprint(s.Now().Unix()+1)).On("direct_messages/events/new"), 1)
			},
			revoke: func() {
				s.Fail(standin.Status(401, `{"errors":[{"code":89,"message":"Invalid or expired token."}]}`), -1)
			},
			heal: s.Heal, calls: func() int { return len(s.Calls()) },
			strange: fmt.Appendf(nil, `{"for_user_id":"99","direct_message_events":[{"type":"message_create","id":"77","created_timestamp":"%d","message_create":{"target":{"recipient_id":"99"},"sender_id":"98","message_data":{"text":"for whom?"}}}],"users":{}}`,
				s.Now().UnixMilli()),
		}
	}
	return troubles{}
}
