package admin

import (
	"errors"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/tlsconfig"
	"github.com/contactkit/contactkit/examples/desk/locale"
)

// A tellingError is an error of these pages, in words that each reader gets in their language.
type tellingError struct{ locale.Told }

func (e tellingError) Error() string { return strings.TrimSuffix(e.English(), ".") }

// telling makes an error of a sentence with its values.
func telling(text locale.Told) error { return tellingError{text} }

// words says to an administrator what an error means. Errors of the library hold no credentials;
// their details are English.
func words(l locale.Words, err error) string {
	switch {
	case err == nil:
		return ""
	case errors.Is(err, directory.ErrStale):
		return l.T("Somebody else changed this channel meanwhile. Nothing was saved.")
	case errors.Is(err, directory.ErrNotFound):
		return l.T("There is no such channel any more.")
	case errors.Is(err, errors.ErrUnsupported):
		return l.T("This platform has no such function: set the webhook on its own pages.")
	case errors.Is(err, channel.ErrCredit):
		return l.T("The platform wants money: pay there.") + " " + sentence(l, err)
	case notForCredentials(err):
		return l.T("The platform does not allow it: an administrator must check the app's permissions there.") + " " + sentence(l, err)
	case errors.Is(err, channel.ErrUnauthorized):
		return l.T("The platform refuses the credentials.") + " " + sentence(l, err)
	case errors.Is(err, channel.ErrRateLimited):
		return l.T("The platform wants us to wait.") + " " + sentence(l, err)
	case errors.Is(err, channel.ErrUnavailable), errors.Is(err, channel.ErrUncertain):
		return l.T("The platform cannot be reached, or did not answer in time.") + " " + sentence(l, err)
	}
	if list := channel.FieldErrors(err); len(list) > 0 {
		reasons := make([]string, len(list))
		for i, e := range list {
			reasons[i] = says(l, e) + " (" + e.Field + ")"
		}
		return strings.Join(reasons, " ")
	}
	return sentence(l, err)
}

// notForCredentials reports whether the platform refuses for another reason than the credentials,
// such as a permission that the app lacks: new ones would change nothing.
func notForCredentials(err error) bool {
	e, ok := errors.AsType[*channel.Error](err)
	return ok && e.Kind == channel.ErrUnauthorized && e.Affects != channel.AffectsUnknown && e.Affects != channel.AffectsCredentials
}

// sentence is an error as a sentence.
func sentence(l locale.Words, err error) string {
	if own, ok := errors.AsType[tellingError](err); ok {
		return l.Told(string(own.Told))
	}
	text := strings.ReplaceAll(err.Error(), "\n", "; ")
	if text == "" {
		return ""
	}
	return strings.ToUpper(text[:1]) + text[1:] + "."
}

// duration is a time span as people say it, in English.
func duration(d time.Duration) string { return locale.Words{}.Span(d) }

// reasons are complaints of the library that administrators meet most, as sentences. A test looks
// that the library still says them. See decision 391.
var reasons = []string{
	locale.Mark("A value is needed."), locale.Mark("A channel has a name."), locale.Mark("Agents are found through a skill queue: name it."), locale.Mark("A robot serves the customers in this mode: name it."),
	locale.Mark("With a robot in front, customers need a word to ask for a person."), locale.Mark("Agents take customers from a list: name it."), locale.Mark("Where no agents serve, nobody needs an assistant."),
	locale.Mark("The warning comes before the end: it is shorter than the customer's timeout."), locale.Mark("Work time needs a calendar, or a time zone."), locale.Mark("The value is none of the options."),
	locale.Mark("Outside working time customers are not told that nobody is there."), locale.Mark("Channels of this platform keep no offline messages."), locale.Mark("A code needs a name."),
	locale.Mark("There is such a code already."), locale.Mark("A language tag is needed, such as en or zh-Hant."), locale.Mark("This notice has a text in this language already."), locale.Mark("The platform takes no text of this length."),
	locale.Mark("There is a certificate of this name: replace it."), locale.Mark("A certificate is needed."), locale.Mark("It is neither PEM nor DER."), locale.Mark("The key does not belong to the certificate."),
	locale.Mark("The key is encrypted; it is needed without a password."), locale.Mark("Another file holds a certificate, or a key, already."),
}

// codeWords say what kind of complaint it is, for readers in whose language the reason is not.
var codeWords = map[string]string{
	channel.CodeMissing: locale.Mark("A value is needed."), channel.CodeInvalid: locale.Mark("The value has another form than is needed."), channel.CodeTooLong: locale.Mark("The value is too long."),
	channel.CodeTooShort: locale.Mark("The value is too short."), channel.CodeTooMany: locale.Mark("There are too many entries."), channel.CodeTooLarge: locale.Mark("The value is too large."),
	channel.CodeDuplicate: locale.Mark("Another entry says the same."), channel.CodeUnsupported: locale.Mark("The platform has no such thing."), channel.CodeConflict: locale.Mark("The value does not go with another field."),
	directory.CodeUnknown: locale.Mark("There is nothing of this name."), directory.CodeTaken: locale.Mark("Another channel has it."), directory.CodeWeak: locale.Mark("It works, but is less safe than it could be."),
	tlsconfig.CodeExpired: locale.Mark("A certificate has ended."), tlsconfig.CodeNotYet: locale.Mark("A certificate is not valid yet."), tlsconfig.CodeDamaged: locale.Mark("A certificate is damaged."),
	tlsconfig.CodeExpires: locale.Mark("A certificate ends soon."), tlsconfig.CodeOrder: locale.Mark("The certificates are in another order than they are sent in."), tlsconfig.CodeUnrelated: locale.Mark("A certificate does not belong to the others."),
	directory.CodeNeverOpen: locale.Mark("With these hours the desk is never open."), directory.CodeOdd: locale.Mark("It is legal, but likely not meant."),
}

// unitWords are what a length is counted in.
var unitWords = map[channel.Unit]string{
	channel.Runes: locale.Mark("characters"), channel.UTF16: locale.Mark("characters of UTF-16"), channel.Bytes: locale.Mark("bytes"), channel.Weighted: locale.Mark("characters as X counts them"),
}
