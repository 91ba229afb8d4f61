package engine

import (
	"fmt"
	"slices"
	"strings"

	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/channel/plan"
)

// degraded says in a sentence what the platform could not take of a message as it was written.
func degraded(list []plan.Degradation, parts int) string {
	var says []string
	for _, d := range list {
		said := changes[d.Change]
		switch field, _, _ := strings.Cut(d.Field, "["); {
		case d.Change == plan.Divided, d.Change == plan.Moved, d.Change == plan.Broken:
			said = "in several messages"
			if parts > 1 {
				said = fmt.Sprintf("as %d messages", parts)
			}
		case said != "":
			said = fields[field] + said
		}
		if said != "" && !slices.Contains(says, said) {
			says = append(says, said)
		}
	}
	if len(says) == 0 {
		return ""
	}
	return "sent " + strings.Join(says, ", ")
}

// changes are what became of a part of a message. The name of the part comes before it.
var changes = map[plan.Change]string{
	plan.Shortened: "shortened", plan.Listed: "as text", plan.Changed: "in another form", plan.Dropped: "left out",
}

// fields are what agents call the parts of a message, with the blank that follows.
var fields = map[string]string{
	"quickReplies": "with quick replies ", "buttons": "with buttons ", "attachments": "with the file ", "location": "with the place ",
	"card": "with the contact ", "spans": "with formatting ", "replyTo": "with the quoted message ", "text": "with the text ",
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
