package twitter

import (
	"encoding/json"

	"github.com/contactkit/contactkit/channel"
)

// nativeOptions is Native.Kind of Options.
const nativeOptions = "options"

// Options holds the settings that only X knows, of a message (v1.1 only) and of a public answer.
// The zero value changes nothing. Native makes it part of a message:
//
//	channel.Message{Text: "Ada here", Native: twitter.Native(twitter.Options{CustomProfile: "100001"})}
type Options struct {
	// CustomProfile is the id of a custom profile: name and picture of the agent who writes. X lets
	// few verified accounts have any. [Direct Messages custom profiles]
	CustomProfile string `json:"customProfile,omitempty"`
	// Place is the id of a place of X's gazetteer, instead of a location or a file. That X still
	// takes it is not confirmed. [Attaching location]
	Place string `json:"place,omitempty"`

	// MessageLink puts a button under a public answer that opens a conversation with the account:
	// the way from a public post to a private talk. X's price of such an answer is not confirmed.
	// [Manage Posts: direct_message_deep_link]
	MessageLink bool `json:"messageLink,omitempty"`
	// Quote is the id of a post that a public answer quotes, without files. Since April 2026 only
	// apps on an Enterprise plan may quote. [Changelog]
	Quote string `json:"quote,omitempty"`
}

// onMessages are the options that a direct message may have.
func (o Options) onMessages() Options {
	o.MessageLink, o.Quote = false, ""
	return o
}

// onPosts are the options that a public answer may have.
func (o Options) onPosts() Options { return Options{MessageLink: o.MessageLink, Quote: o.Quote} }

// Native wraps options for channel.Message.
func Native(o Options) channel.Native {
	data, _ := json.Marshal(o) // texts and a bool cannot fail
	return channel.Native{Platform: Platform, Kind: nativeOptions, Data: data}
}

// readOptions reads what a message has of them; not ok: it has another's extra.
func readOptions(n channel.Native) (o Options, ok bool) {
	if n.IsZero() {
		return o, true
	}
	ok = n.Platform == Platform && n.Kind == nativeOptions && json.Unmarshal(n.Data, &o) == nil
	return o, ok
}
