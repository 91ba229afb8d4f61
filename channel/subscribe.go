package channel

import "context"

// Subscription is the state of a webhook at the platform.
type Subscription struct {
	URL      string    `json:"url,omitempty"`      // the callback URL that the platform knows; empty: none
	Active   bool      `json:"active"`             // events are delivered to it
	Accounts []string  `json:"accounts,omitempty"` // whose events are delivered
	Findings []Finding `json:"findings,omitempty"` // what an administrator should look at
}

// Finding is something that an administrator should know: a code for programs, a sentence for
// people.
type Finding struct {
	Code    string `json:"code"`
	Account string `json:"account,omitempty"` // empty: it concerns the app, or all accounts
	Text    string `json:"text"`              // a sentence for a person
	Fatal   bool   `json:"fatal,omitempty"`   // without mending it no event arrives, or no message leaves
}

// Codes of findings that mean the same on every platform. A platform's package declares codes that
// only it has.
const (
	FindingNoWebhook         = "no_webhook"         // the platform knows no callback URL, or it is switched off
	FindingOtherURL          = "other_url"          // the platform calls another callback URL
	FindingNotSubscribed     = "not_subscribed"     // the account's events are not delivered
	FindingMissingEvents     = "missing_events"     // kinds of event that the configuration asks for are not delivered
	FindingNoSecret          = "no_secret"          // webhook calls are not verified
	FindingFailing           = "failing"            // the endpoint failed the platform's last call or check
	FindingPending           = "pending"            // events wait to be delivered
	FindingUnchecked         = "unchecked"          // the platform did not report the state of the webhook or token
	FindingNoToken           = "no_token"           // there is no token for the account
	FindingUnauthorized      = "unauthorized"       // the platform refuses the credentials
	FindingMissingPermission = "missing_permission" // the token lacks permissions
	FindingTokenExpires      = "token_expires"      // the token ends at a known time
	FindingOtherAccount      = "other_account"      // the token belongs to another account
	FindingOtherApp          = "other_app"          // the token or the webhook belongs to another app
)

// A Subscriber can manage the platform's webhook.
type Subscriber interface {
	Subscribe(ctx context.Context, callbackURL string) (Subscription, error)
	CheckSubscription(ctx context.Context) (Subscription, error)
	Unsubscribe(ctx context.Context) error
}

// Subscribe makes the platform deliver the events of every account of the channel to the callback
// URL. Subscribing an account twice is not an error. The platform may check the endpoint while this
// call runs: the host must answer it meanwhile. An address that the platform does not take is a
// complaint about "callbackUrl".
func Subscribe(ctx context.Context, ch Channel, callbackURL string) (Subscription, error) {
	if s, ok := As[Subscriber](ch); ok {
		return s.Subscribe(ctx, callbackURL)
	}
	return Subscription{}, unsupported(ch, "subscribe")
}

// CheckSubscription reads back what the platform knows of the webhook.
func CheckSubscription(ctx context.Context, ch Channel) (Subscription, error) {
	if s, ok := As[Subscriber](ch); ok {
		return s.CheckSubscription(ctx)
	}
	return Subscription{}, unsupported(ch, "check subscription")
}

// Unsubscribe makes the platform deliver no more. Removing a subscription that is gone is not an
// error.
func Unsubscribe(ctx context.Context, ch Channel) error {
	if s, ok := As[Subscriber](ch); ok {
		return s.Unsubscribe(ctx)
	}
	return unsupported(ch, "unsubscribe")
}
