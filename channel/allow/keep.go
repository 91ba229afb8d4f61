package allow

import "github.com/contactkit/contactkit/channel"

// storyMention is how package facebook names the attachment of a story in which a person mentions
// the account.
const storyMention = "story_mention"

// Keep reports whether a host may store the content of a received attachment. The media of a story
// mention on Instagram may be shown from its address while the story lasts, and must not be stored
// (Instagram Platform: "Story Mention").
func Keep(of channel.Thread, a channel.Attachment) bool {
	return of.Platform != "facebook" || a.Name != storyMention
}
