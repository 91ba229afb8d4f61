package admin

import (
	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/examples/desk/locale"
)

// findingWords say what kind of finding it is, for readers in whose language its text is not.
var findingWords = map[string]string{
	channel.FindingNoWebhook:         locale.Mark("The platform knows no address to deliver to."),
	channel.FindingOtherURL:          locale.Mark("The platform delivers to another address."),
	channel.FindingNotSubscribed:     locale.Mark("The account's events are not delivered."),
	channel.FindingMissingEvents:     locale.Mark("Some kinds of events are not delivered."),
	channel.FindingNoSecret:          locale.Mark("Webhook calls are not verified."),
	channel.FindingFailing:           locale.Mark("The platform's last call to the desk failed."),
	channel.FindingPending:           locale.Mark("Events wait to be delivered."),
	channel.FindingUnchecked:         locale.Mark("The platform did not say how things are."),
	channel.FindingNoToken:           locale.Mark("There is no token for the account."),
	channel.FindingUnauthorized:      locale.Mark("The platform refuses the credentials."),
	channel.FindingMissingPermission: locale.Mark("The token lacks permissions."),
	channel.FindingTokenExpires:      locale.Mark("The token ends at a known time."),
	channel.FindingOtherAccount:      locale.Mark("The token belongs to another account."),
	channel.FindingOtherApp:          locale.Mark("The token or the webhook belongs to another app."),
}

// inWords are findings in the reader's language: their text, or else their kind with the text in
// English behind it.
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
