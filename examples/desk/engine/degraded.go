package engine

import (
	"slices"
	"strings"

	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/channel/plan"
	"github.com/contactkit/contactkit/examples/desk/locale"
)

// degraded says in a sentence what the platform could not take of a message as it was written.
func degraded(list []plan.Degradation, parts int) (said locale.Told) {
	var says []locale.Told
	for _, d := range list {
		field, _, _ := strings.Cut(d.Field, "[")
		one := locale.Told("")
		switch text := changes[d.Change]; {
		case d.Change == plan.Divided, d.Change == plan.Moved, d.Change == plan.Broken:
			one = locale.Tell("sent in several messages")
			if parts > 1 {
				one = locale.Tell("sent as {n} messages", "n", parts)
			}
		case text != "" && fields[field] != "":
			one = locale.Tell(text, "what", locale.Tell(fields[field]))
		}
		if one != "" && !slices.Contains(says, one) {
			says = append(says, one)
		}
	}
	for _, one := range says {
		said = also(said, one)
	}
	return said
}

// also adds a text to another one, if there is one.
func also(text, more locale.Told) locale.Told {
	if text == "" {
		return more
	}
	return locale.Tell("{text}, {more}", "text", text, "more", more)
}

// changes are what became of a part of a message.
var changes = map[plan.Change]string{
	plan.Shortened: locale.Mark("{what} shortened"), plan.Listed: locale.Mark("{what} sent as text"),
	plan.Changed: locale.Mark("{what} sent in another form"), plan.Dropped: locale.Mark("{what} left out"),
}

// fields are what agents call the parts of a message.
var fields = map[string]string{
	"quickReplies": locale.Mark("quick replies"), "buttons": locale.Mark("buttons"), "attachments": locale.Mark("the file"), "location": locale.Mark("the place"),
	"card": locale.Mark("the contact"), "spans": locale.Mark("formatting"), "replyTo": locale.Mark("the quoted message"), "text": locale.Mark("the text"),
}

// partsOf is in how many messages one is sent: 0 if it is not among the receipts.
func partsOf(key string, receipts []dispatch.Receipt) int {
	for _, r := range receipts {
		if r.Key == key {
			return len(r.Parts)
		}
	}
	return 0
}
