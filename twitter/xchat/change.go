package xchat

import (
	"errors"
	"fmt"
	"io"
	"slices"
)

// Action is a signed change that is no message: X's action_signatures.
type Action struct {
	ID         string // message id
	Detail     string // base64: encoded_message_event_detail
	Signature  string // base64 without padding
	KeyVersion string // of the sender's registered key
	Version    string // of the signed text
	SigningKey string // the sender's public key
}

// Delete signs the deletion of messages by their sequences. If forAll is true, the messages are
// deleted for everybody; otherwise only in the sender's own view. If random is nil, crypto/rand is
// used. The error matches [ErrMissingKey] if the identity has no signing key.
func (i Identity) Delete(conversation string, forAll bool, sequences []string, random io.Reader) (Action, error) {
	if len(sequences) == 0 {
		return Action{}, errors.New("xchat: delete needs the sequence of at least one message")
	}
	d := Delete{Sequences: slices.Clone(sequences), ForAll: forAll}
	var w writer
	w.within(7, func() {
		w.texts(1, d.Sequences)
		w.i32(2, int(d.action()[0]-'0'))
	})
	w.stop()
	return i.act(conversation, d, Key{}, w.b, random)
}

// act signs a detail as X's API takes it.
func (i Identity) act(conversation string, d Detail, key Key, detail []byte, random io.Reader) (Action, error) {
	mine, err := i.newest()
	if err != nil {
		return Action{}, err
	}
	id, err := newID(random)
	if err != nil {
		return Action{}, err
	}
	text, ok := Event{ID: id, Sender: i.User, Conversation: conversation, Detail: d}.signedText(key)
	if !ok {
		return Action{}, ErrUnsignable
	}
	sig, err := signWith(mine.pair().signing, []byte(text))
	if err != nil {
		return Action{}, err
	}
	public, err := mine.Public(i.User)
	if err != nil {
		return Action{}, err
	}
	return Action{ID: id, Detail: pad64(detail), Signature: unpad64(sig), KeyVersion: mine.version,
		Version: fmt.Sprint(current), SigningKey: public.Signing}, nil
}

// Change is a new conversation key for the people of a conversation, as X's API takes it. See
// decision 295.
type Change struct {
	KeyVersion string
	Keys       []WrappedKey
	Action     Action
}

// ChangeKey wraps a new conversation key for everybody in the conversation, the sender included,
// and signs it. People holds one row for each of them, the highest version ([Newest]); a row
// without a valid binding fails with [ErrUntrusted] and nothing is wrapped for anybody. If random
// is nil, crypto/rand is used. The error matches [ErrMissingKey] if the identity has no signing key
// or key is zero.
func (i Identity) ChangeKey(conversation string, key Key, people []PublicKey, random io.Reader) (Change, error) {
	if key.IsZero() {
		return Change{}, &KeyError{Conversation: conversation}
	}
	if !slices.ContainsFunc(people, func(p PublicKey) bool { return p.User == i.User }) || len(people) < 2 {
		return Change{}, errors.New("xchat: a key change needs the sender and at least one other person")
	}
	change := KeyChange{Version: key.version}
	for _, p := range people {
		if err := p.Check(); err != nil {
			return Change{}, err
		}
		to, err := identityKey(p.Identity)
		if err != nil {
			return Change{}, err
		}
		ephemeral, err := newEphemeral(random)
		if err != nil {
			return Change{}, err
		}
		wrapped, err := wrap(to, ephemeral, key.secret()[:])
		if err != nil {
			return Change{}, err
		}
		change.Keys = append(change.Keys, WrappedKey{User: p.User, Wrapped: pad64(wrapped), KeyVersion: p.Version})
	}
	var w writer
	w.within(3, func() {
		w.text(1, change.Version)
		w.list(2, typeStruct, len(change.Keys))
		for _, k := range change.Keys {
			w.text(1, k.User)
			w.text(2, k.Wrapped)
			w.text(3, k.KeyVersion)
			w.stop()
		}
		w.flag(5, false)
	})
	w.stop()
	action, err := i.act(conversation, change, key, w.b, random)
	if err != nil {
		return Change{}, err
	}
	return Change{KeyVersion: key.version, Keys: change.Keys, Action: action}, nil
}
