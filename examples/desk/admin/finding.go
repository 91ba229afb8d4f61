package admin

import (
	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/examples/desk/locale"
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
