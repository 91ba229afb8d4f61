package locale

import (
	"regexp"
	"strings"
)

// sentences are the library's English texts that pages show: reasons of complaints about input,
// what keywords do with a message, the faults of a login. {name} marks a value. The desk's
// TestNoEnglishIsLeft sends every form with faults, and finds what is missing here. See decision
// 419.
var sentences = []string{
	Mark("{value} is not a segment such as 09:00-13:00 or 22:00-06:00+1."),
	Mark("{value} must begin with a date such as 2026-12-24 or 12-25."),
	Mark("{value} is not a line of a week such as Mon-Fri 09:00-13:00 or Sun closed."),
	Mark("{from} to {to} seconds are needed."),
	Mark("1 to 64 letters, digits and \"_\" are needed, not beginning with a digit."),
	Mark("1 to 64 letters, digits, \"_\" and \"-\" are needed, beginning with a letter or \"_\"."),
	Mark("Telegram cannot resolve a host without a domain."),
	Mark("Telegram takes the certificate as PEM alone."),
	Mark("A Graph API version must look like v26.0."),
	Mark("A bot token is the bot's id, a colon and 35 letters, digits, \"_\" or \"-\", as @BotFather gives it."),
	Mark("A kind of update must be a word of lower-case letters."),
	Mark("A secret must not hold blanks."),
	Mark("A whole number is needed."),
	Mark("An Instagram account, an equals sign and its Page, or the word login, are needed."),
	Mark("An app id must be a number."),
	Mark("A user id of X must be a number of at most 19 digits, not the @name."),
	Mark("An app id of X must be a number of at most 19 digits, not the API key."),
	Mark("V1.1 needs an access token: user tokens of OAuth 2.0 work with v2 alone."),
	Mark("A credential must not hold blanks."),
	Mark("Client id and client secret must not hold blanks."),
	Mark("The webhook of v1.1 premium needs the environment's label."),
	Mark("The environment's label must be one word, as in the developer portal."),
	Mark("The address needs http or https and a host."),
	Mark("The address must not have a user, query or fragment."),
	Mark("Port 80 belongs to http and port 443 to https."),
	Mark("Two keys must not have the same version."),
	Mark("The token is that of another bot: the account is the digits before its colon."),
	Mark("With a webhook secret calls are proved by it: take one of the two away."),
	Mark("An http or https address without user, query and fragment is needed."),
	Mark("A gateway excludes a local server."),
	Mark("An https address without user, query and fragment is needed: platforms call no other."),
	Mark("At most {n} characters are needed."),
	Mark("{got} characters are more than the {limit} allowed."),
	Mark("Callback address must be https, without a fragment."),
	Mark("Each part of the weights must be link=, emoji=, other= or a number with ranges, such as \"1=0-10FF\"."),
	Mark("It must be a text whose placeholders are closed, with {{ for a brace, not \"{\"."),
	Mark("It must be a text with no placeholder but {names}, not {name}."),
	Mark("Key needs a version, a colon and the base64 of the key."),
	Mark("The address must be http or https, without user, query and fragment."),
	Mark("The id must be a number of up to 32 digits."),
	Mark("The id of a Page or Instagram account must be a number."),
	Mark("The length of a comment must be a number of at least 1."),
	Mark("The length of a post must be a number of at least 1."),
	Mark("Xchat: the version of a private key needs to be the number under which X registered it."),
	Mark("A credential needs more characters."),
	Mark("Telegram takes 1 to 256 of A-Z, a-z, 0-9, \"_\" and \"-\"."),
	Mark("The credential is too long."),
	Mark("There is no provider of this name."),
	Mark("{value} is no zone of the time zone database on this machine; give the name of a place, such as \"Europe/Paris\"."),
	Mark("{value} cannot hit, since {other} is the same phrase."),
	Mark("The environment has a webhook with another address."),
	Mark("{value} must not hold U+0000, which no message has."),
	Mark("{value} is not valid UTF-8."),
	Mark("{value} is not exact, phrase, prefix or contains."),
	Mark("{got} entries are more than the {limit} allowed."),
	Mark("The text must be valid UTF-8 without U+0000."),
	Mark("There is no such attribute type."),
	Mark("The same key as {other}."),
	Mark("{value} has nothing to match: spaces, punctuation and symbols at the ends do not count."),
	Mark("A bot token, or for a bot behind a gateway its account, is needed: nothing could be sent and no event told whose it is."),
	Mark("A login with OAuth 2.0 needs the client id."),
	Mark("An app id is needed: the number of the Meta app."),
	Mark("An app id is needed: without it our own messages would look like another app's."),
	Mark("An app secret is needed: without it anybody could send events in Meta's name."),
	Mark("Request needs a platform."),
	Mark("Request needs at least one id of the contact."),
	Mark("Requests need the API key."),
	Mark("The account needs a user id, to tell its messages from the customers'."),
	Mark("The id of a business phone number is needed."),
	Mark("The id of the WhatsApp Business Account is needed."),
	Mark("Webhook calls and requests need the API secret: without it anyone could forge a customer's message."),
	Mark("There are no keywords."),
	Mark("Hits the keyword {word}: {rest}."),
	Mark("Hits no keyword: {rest}."),
	Mark("the message reads {text}, and {rest}"),
	Mark("the keyword is the whole message"),
	Mark("the message begins with it"),
	Mark("it is there as words of its own"),
	Mark("it is there"),
	Mark("it contains the keyword {word}, but {rest}"),
	Mark("it contains no keyword"),
	Mark("what follows the first {n} characters is not looked at"),
	Mark("within a denied phrase"),
	Mark("it must be the whole message"),
	Mark("the message must begin with it"),
	Mark("as part of a longer word"),
	Mark("it does not count there"),
	Mark("The login has ended: log in again. The last renewal failed: {why}"),
	Mark("The login has ended: log in again."),
	Mark("The login ends on {day}: log in again before that. The last renewal failed: {why}"),
	Mark("The login ends on {day}: log in again before that."),
	Mark("The login could not be renewed: {why}"),
	Mark("The consent to read data ends on {day}: log in again before that."),
	Mark("The login lacks permissions: {list}."),
	Mark("The person who logged in may not do this with the account: {list}."),
	Mark("{value} is the same as {other}."),
	Mark("The same page as {other}."),
	Mark("{value} is an abbreviation or an offset, not a zone; give the name of a place, such as \"Europe/Paris\"."),
	// These are lines of the audit.
	Mark("added {name}"),
	Mark("changed {name}"),
	Mark("active {name}"),
	Mark("paused {name}"),
	Mark("revoked former credentials {name}"),
	Mark("removed queue {name}"),
	Mark("removed {name}"),
	Mark("queue {name}"),
	Mark("person {name}"),
	Mark("certificate {name} added"),
	Mark("certificate {name} replaced"),
	Mark("certificate {name} removed"),
	Mark("could not delete a contact on {platform}"),
	Mark("deleted a contact on {platform}"),
	Mark("exported channels: {filter}"),
	Mark("exported messages: {filter}"),
	Mark("exported figures: {filter}"),
}

// A quoting is a sentence with the names of its values.
type quoting struct {
	text  string
	names []string
	form  *regexp.Regexp
}

var (
	named    = regexp.MustCompile(`{(\w+)}`)
	quotings = quotingsOf(sentences)
)

// quotingsOf returns a quoting for each sentence that holds values.
func quotingsOf(sentences []string) (list []quoting) {
	for _, text := range sentences {
		q, form, end := quoting{text: text}, "(?s)^", 0
		for _, at := range named.FindAllStringSubmatchIndex(text, -1) {
			q.names = append(q.names, text[at[2]:at[3]])
			form += regexp.QuoteMeta(text[end:at[0]]) + "(.+)"
			end = at[1]
		}
		if len(q.names) > 0 {
			q.form = regexp.MustCompile(form + regexp.QuoteMeta(text[end:]) + "$")
			list = append(list, q)
		}
	}
	return list
}

// Said says a sentence of the library in the reader's language; ok is false if the language lacks
// it. A value named rest is a sentence itself, or several with semicolons between.
func (w Words) Said(text string) (own string, ok bool) {
	if own = w.T(text); own != text {
		return own, true
	}
	if w.Tag() == Languages[0].Tag {
		return text, false
	}
	for _, q := range quotings {
		found := q.form.FindStringSubmatch(text)
		if found == nil {
			continue
		}
		values := make([]any, 0, 2*len(q.names))
		for i, name := range q.names {
			value := strings.Trim(found[i+1], `"`)
			if name == "rest" {
				parts := strings.Split(found[i+1], "; ")
				for j := range parts {
					parts[j], _ = w.Said(parts[j])
				}
				value = strings.Join(parts, "; ")
			}
			values = append(values, name, value)
		}
		own = w.T(q.text, values...)
		return own, true
	}
	return text, false
}
