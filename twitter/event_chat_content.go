package twitter

import (
	"errors"
	"fmt"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/twitter/xchat"
)

// decodeKeyChange takes the conversation key out of a key change, and keeps it.
func (d *decoder) decodeKeyChange(change xchat.Event) (xchat.Key, error) {
	key, err := d.c.chat.identity.Unwrap(change)
	if err != nil {
		return key, err
	}
	d.c.chat.learn(change, key)
	return key, nil
}

// decodeEncodedKey takes the key out of an event if it is a key change.
func (d *decoder) decodeEncodedKey(encoded string) {
	if e, err := xchat.Parse(encoded); err == nil {
		if _, ok := e.Detail.(xchat.KeyChange); ok {
			_, _ = d.decodeKeyChange(e) // a key that is not for us stays unknown, and its messages say so
		}
	}
}

// chatKey finds the key that an event is encrypted with: in the memory, or in the key change of the
// delivery.
func (d *decoder) chatKey(e xchat.Event, change string) xchat.Key {
	version := e.KeyVersion()
	if version == "" {
		return xchat.Key{}
	}
	if key, ok := d.c.chat.memory.Key(e.Conversation, version); ok {
		return key
	}
	c, err := xchat.Parse(change)
	if err != nil {
		return xchat.Key{}
	}
	key, err := d.decodeKeyChange(c)
	if err != nil || key.Version() != version {
		return xchat.Key{}
	}
	return key
}

// decodeChatContent makes the body of an event that has contents. A content that cannot be read
// becomes a message that says so. The result is nil for contents that the host gets as a Custom:
// those that ask for nothing, a change that names no message or leaves no text, and a reaction or a
// read mark whose signature is missing or wrong, which have no place for a mark. Plain contents are
// never signed.
func (d *decoder) decodeChatContent(e xchat.Event, change string) channel.Body {
	content, err := e.Open(d.chatKey(e, change))
	if errors.Is(err, xchat.ErrOpen) {
		// The key in the memory may be another one of this version, which another person made up:
		// try the one of the delivery.
		if c, err2 := xchat.Parse(change); err2 == nil {
			if key, err2 := d.decodeKeyChange(c); err2 == nil {
				content, err = e.Open(key)
			}
		}
	}
	if err != nil {
		return unreadable(e, KindEncrypted)
	}
	trusted := d.trusts(e)
	switch c := content.(type) {
	case xchat.Message:
		m := d.decodeChatMessage(e, c)
		if !trusted && !d.expectsPlain(e) {
			m.Attachments = append(m.Attachments, channel.Attachment{Kind: channel.MediaOther, Name: KindUnverified})
		}
		return m
	case xchat.Edit:
		if c.Sequence == "" || channel.Clean(c.Text) == "" {
			return nil
		}
		m := channel.Message{ID: channel.Clean(c.Sequence), Text: channel.Clean(c.Text), Spans: chatSpans(c.Text, c.Entities)}
		if !trusted {
			m.Attachments = []channel.Attachment{{Kind: channel.MediaOther, Name: KindUnverified}}
		}
		return channel.Edited{Message: m}
	case xchat.Reaction:
		if !trusted || c.Sequence == "" || c.Emoji == "" && !c.Removed {
			return nil
		}
		r := channel.Reacted{MessageID: channel.Clean(c.Sequence)}
		if !c.Removed {
			r.Reactions = []string{channel.Clean(c.Emoji)}
		}
		return r
	case xchat.Read:
		if trusted && c.Until != "" && e.Sender != d.account {
			return channel.Read{Through: channel.Clean(c.Until)}
		}
		return nil
	case xchat.Unread, xchat.Accept:
		return nil
	case xchat.Unknown:
		if silentContent(c.Member) {
			return nil
		}
	}
	return unreadable(e, KindUnknown)
}

// trusts reports whether the signature of an event fits a key that its sender registered, or the
// key that came with it, and whether it was signed for this conversation: an event of two other
// people says nothing here.
func (d *decoder) trusts(e xchat.Event) bool {
	if !isChatGroup(e.Conversation) && (otherOf(e.Conversation, d.account) == "" || otherOf(e.Conversation, e.Sender) == "") {
		return false
	}
	return e.Verify(xchat.Key{}, d.c.chat.people(e.Sender)...) > xchat.Unverified
}

// expectsPlain reports whether an event may carry a message that is not encrypted, and so not
// signed either: message requests and automated accounts write such ones. If the conversation has a
// key that was verified, its members encrypt, and a plain message may be one that was put in place
// of theirs. Other plain contents change what was said before, and are never expected.
func (d *decoder) expectsPlain(e xchat.Event) bool {
	if e.KeyVersion() != "" {
		return false
	}
	_, encrypts := d.c.chat.memory.Key(e.Conversation, "")
	return !encrypts
}

// silentContent reports whether a content that is not read carries no wish to talk: pins, screen
// captures, calls that ended, drafts, nicknames, a verified status. A missed call does carry one.
func silentContent(member int16) bool {
	switch member {
	case 7, 8, 9, 10, 12, 14, 15:
		return true
	}
	return false
}

// decodeChatMessage makes the portable message.
func (d *decoder) decodeChatMessage(e xchat.Event, c xchat.Message) channel.Message {
	m := unreadable(e, KindUnknown)
	m.Attachments = nil
	m.Text, m.Spans = channel.Clean(c.Text), chatSpans(c.Text, c.Entities)
	for _, a := range c.Attachments {
		m.Attachments = append(m.Attachments, chatAttachment(e, a))
	}
	if c.Forwarded {
		m.Forward = &channel.Forward{}
	}
	if p := c.Reply; p != nil {
		m.ReplyTo = channel.Clean(p.Sequence)
		m.Quote = d.quote(e, *p)
	}
	for _, o := range c.Options {
		m.QuickReplies = append(m.QuickReplies, channel.QuickReply{Text: channel.Clean(o.Label), Payload: channel.Clean(o.Metadata), Description: channel.Clean(o.Description)})
	}
	if c.Chosen != nil {
		m.Payload = channel.Clean(c.Chosen.Metadata)
	}
	for _, l := range c.Links {
		m.Buttons = append(m.Buttons, channel.Button{Text: channel.Clean(l.Label), URL: channel.Clean(l.URL)})
	}
	if m.Text == "" && len(m.Attachments) == 0 {
		return unreadable(e, KindUnknown)
	}
	return m
}

// quote returns the quoted text of a reply if the original is included and its author's signature
// fits. Anybody can claim that another person said something; ReplyTo names the message in any
// case.
func (d *decoder) quote(e xchat.Event, p xchat.Reply) string {
	original, err := xchat.ParseBytes(p.Original)
	if err != nil {
		return ""
	}
	key, _ := d.c.chat.memory.Key(e.Conversation, original.KeyVersion())
	if e.VerifyReply(p, key, d.c.chat.people(original.Sender)...) == xchat.Unverified {
		return ""
	}
	return channel.Clean(p.Text)
}

// chatKinds are the portable words for the files of encrypted messages.
var chatKinds = map[xchat.AttachmentKind]channel.MediaKind{
	xchat.AttachmentImage: channel.MediaImage, xchat.AttachmentGIF: channel.MediaAnimation, xchat.AttachmentVideo: channel.MediaVideo,
	xchat.AttachmentAudio: channel.MediaAudio, xchat.AttachmentFile: channel.MediaFile, xchat.AttachmentSVG: channel.MediaFile,
	xchat.AttachmentPost: channel.MediaLink, xchat.AttachmentURL: channel.MediaLink, xchat.AttachmentCard: channel.MediaLink,
}

func chatAttachment(e xchat.Event, a xchat.Attachment) channel.Attachment {
	kind, ok := chatKinds[a.Kind]
	out := channel.Attachment{Kind: kind, Name: channel.Clean(a.Name), Size: a.Size, Width: a.Width, Height: a.Height, Duration: a.Duration}
	if !ok {
		out.Kind = channel.MediaOther
		if out.Name == "" {
			out.Name = KindUnknown
		}
	}
	if isMediaHash(a.Hash) {
		out.ID = chatFileID(e.KeyVersion(), a.Hash)
	}
	if a.URL = channel.Clean(a.URL); strings.HasPrefix(a.URL, "https://") {
		out.URL = a.URL
	}
	return out
}

// chatFileID names a file of an encrypted conversation: the version of the key that opens it, and
// X's name of it.
func chatFileID(version, hash string) string { return fmt.Sprintf("chat:%s:%s", version, hash) }

func readChatFileID(id string) (version, hash string, ok bool) {
	rest, ok := strings.CutPrefix(id, "chat:")
	if !ok {
		return "", "", false
	}
	version, hash, ok = strings.Cut(rest, ":")
	return version, hash, ok && isMediaHash(hash)
}

// isMediaHash reports whether s can be the name of a file. [OpenAPI document: media_hash_key]
func isMediaHash(s string) bool {
	if s == "" || len(s) > 50 {
		return false
	}
	for i := range len(s) {
		if c := s[i]; (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') {
			return false
		}
	}
	return true
}
