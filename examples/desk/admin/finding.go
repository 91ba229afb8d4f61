package admin

import (
	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/examples/desk/locale"
	"github.com/contactkit/contactkit/examples/whatsapp"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/telegram/apifabric"
	"github.com/contactkit/contactkit/twitter"
)

// findingWords are sentences for kinds of findings. A reader whose language has no translation of a
// finding's text gets that of its kind.
var findingWords = map[string]string{
	channel.FindingNoWebhook:         locale.Mark("The platform knows no address to deliver to."),
	channel.FindingOtherURL:          locale.Mark("The platform delivers to another address."),
	channel.FindingNotSubscribed:     locale.Mark("The account's events are not delivered."),
	channel.FindingMissingEvents:     locale.Mark("Some kinds of events are not delivered."),
	channel.FindingNoSecret:          locale.Mark("Webhook calls are not verified."),
	channel.FindingFailing:           locale.Mark("The platform's last call to the desk failed."),
	channel.FindingPending:           locale.Mark("Events wait to be delivered."),
	channel.FindingUnchecked:         locale.Mark("The platform did not report the state of the webhook or token."),
	channel.FindingNoToken:           locale.Mark("There is no token for the account."),
	channel.FindingUnauthorized:      locale.Mark("The platform refuses the credentials."),
	channel.FindingMissingPermission: locale.Mark("The token lacks permissions."),
	channel.FindingTokenExpires:      locale.Mark("The token ends at a known time."),
	channel.FindingOtherAccount:      locale.Mark("The token belongs to another account."),
	channel.FindingOtherApp:          locale.Mark("The token or the webhook belongs to another app."),

	telegram.FindingOutOfSync:     locale.Mark("Telegram's servers could not take over updates."),
	telegram.FindingGateway:       locale.Mark("The gateway gives no token."),
	telegram.FindingPath:          locale.Mark("How to send through the gateway is not configured."),
	telegram.FindingOwnBot:        locale.Mark("The webhook cannot be looked at: the bot's token is not known here."),
	apifabric.FindingAPIs:         locale.Mark("The app has not subscribed to an API."),
	twitter.FindingEncrypted:      locale.Mark("Encrypted conversations exist that are not subscribed to, or that no key opens."),
	twitter.FindingChatUnseen:     locale.Mark("X did not say whether there are encrypted conversations."),
	twitter.FindingRechecked:      locale.Mark("The webhook had been invalid and is valid again."),
	twitter.FindingLost:           locale.Mark("A webhook was replaced to which this account had subscribed: its channel must subscribe anew."),
	twitter.FindingNoEnvironment:  locale.Mark("The environment does not exist, or belongs to another app."),
	twitter.FindingOnlyFollowed:   locale.Mark("The account takes messages only from accounts that it follows."),
	twitter.FindingNoV11:          locale.Mark("The app's access level lacks version 1.1 of the API."),
	whatsapp.FindingNotVerified:   locale.Mark("The phone number is not verified."),
	whatsapp.FindingNotRegistered: locale.Mark("The number cannot send."),
	whatsapp.FindingLowQuality:    locale.Mark("People block or report the number: Meta may lower its limits."),
}

// inWords translates findings: each has its text in the reader's language, or else the sentence for
// its kind with the English text behind it.
func inWords(l locale.Words, findings []channel.Finding) []channel.Finding {
	list := make([]channel.Finding, len(findings))
	for i, f := range findings {
		own, ok := l.Said(f.Text)
		if kind := findingWords[f.Code]; !ok && kind != "" && l.Tag() != locale.Languages[0].Tag {
			own = l.T(kind) + " (" + f.Text + ")"
		}
		list[i] = f
		list[i].Text = own
	}
	return list
}
