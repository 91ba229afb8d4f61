package xchat

import "strings"

// Open decrypts what an event of kind [Create] says. Contents that are not encrypted need no key.
// The errors match [ErrMissingKey] if the key is zero or of another version, [ErrOpen] if it does
// not fit, and [ErrMalformed] if there are no contents of a form that X documents.
//
// A Content that is [Unknown] is no error: the sender wrote something that this version cannot
// show.
func (e Event) Open(key Key) (Content, error) {
	c, ok := e.Detail.(Create)
	if !ok || len(c.Contents) == 0 {
		return nil, ErrMalformed
	}
	if c.KeyVersion == "" {
		content, err := readContent(c.Contents)
		if err != nil {
			return readBare(c.Contents)
		}
		return content, nil
	}
	if key.IsZero() || key.version != c.KeyVersion {
		return nil, &KeyError{Conversation: e.Conversation, Version: c.KeyVersion}
	}
	plain, err := key.open(c.Contents)
	if err != nil {
		return nil, err
	}
	return readContent(plain)
}

// KeyVersion returns the version of the conversation key that the contents are encrypted with. It
// is empty if the event has none: it is no [Create], or it is not encrypted.
func (e Event) KeyVersion() string {
	c, _ := e.Detail.(Create)
	return c.KeyVersion
}

// VerifyReply says how far the quoted text of a reply can be trusted. If the original is included,
// belongs to the conversation of e, is the message that the reply names and begins with the quoted
// text, the result is what [Event.Verify] says of the original. Otherwise it is Unverified. The key
// is the one of the original's version, which may be older than that of e; the rows are the
// registered keys of the original's sender.
func (e Event) VerifyReply(reply Reply, key Key, rows ...PublicKey) Trust {
	original, err := ParseBytes(reply.Original)
	if err != nil || original.Conversation != e.Conversation || original.Sender != reply.Sender {
		return Unverified
	}
	if reply.Sequence != "" && original.Sequence != reply.Sequence || reply.ID != "" && original.ID != reply.ID {
		return Unverified
	}
	content, err := original.Open(key)
	if err != nil {
		return Unverified
	}
	text := ""
	switch c := content.(type) {
	case Message:
		text = c.Text
	case Edit:
		text = c.Text
	}
	if !strings.HasPrefix(text, reply.Text) {
		return Unverified
	}
	return original.Verify(Key{}, rows...)
}

// OpenText decrypts a text outside messages: the name of a group. Plain names occur too; ok is
// false for what the key does not open, and the text may then be shown as it is.
func (k Key) OpenText(encoded string) (text string, ok bool) {
	b, err := decode64(encoded)
	if err != nil {
		return "", false
	}
	plain, err := k.open(b)
	return string(plain), err == nil
}
