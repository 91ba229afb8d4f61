package twitter

import (
	"context"
	"encoding/base64"
	"errors"
	"net/http"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
	"github.com/contactkit/contactkit/twitter/xchat"
)

const opChatRegister = "register chat key"

// NewChatKey makes a private key that is not registered yet, for [Channel.RegisterChatKey].
func NewChatKey() (ChatKey, error) {
	blob, err := xchat.GeneratePrivate()
	if err != nil {
		return ChatKey{}, err
	}
	return ChatKey{Version: "0", Private: channel.Secret(base64.StdEncoding.EncodeToString(blob))}, nil
}

// RegisterChatKey registers a key for the account, and returns it with the version that X gave it.
//
// WARNING: from then on everybody encrypts for this key alone. The phone of the account's owner,
// which has another key, can read nothing new until it has this one, and X offers no way to give it
// this one. Keep the key in at least two safe places before the call: a lost key cannot be
// restored. Import the key that the owner has, if the owner has one (examples/setup x chat).
// Nothing in this module calls this by itself. [Add public keys]
func (c *Channel) RegisterChatKey(ctx context.Context, key ChatKey) (ChatKey, error) {
	private, err := key.parse()
	if err != nil {
		return key, call.Rejected(Platform, opChatRegister, &channel.FieldError{Field: "chatKey", Code: channel.CodeInvalid, Reason: "the key cannot be read"})
	}
	r, err := private.Registration()
	if err != nil {
		return key, call.Rejected(Platform, opChatRegister, err)
	}
	body := wireRegistration{Version: "0", Generate: true, Key: wireRegistered{Identity: r.Identity, Signing: r.Signing, Binding: r.Binding,
		SigningSignature: r.SigningSignature, Fingerprint: r.Fingerprint, Method: "CustomPin"}}
	answer, err := c.answered(ctx, c.chatIdentity(ctx), opChatRegister, http.MethodPost, "/2/users/"+c.cfg.Account+"/public_keys", body)
	if err != nil {
		return key, err
	}
	version := ""
	for name := range answer.Object {
		if string(name) == "data" {
			version = readMember(&answer, "public_key_version")
		}
	}
	if !isID(version) {
		return key, call.Malformed(Platform, opChatRegister, errors.New("the answer names no version"))
	}
	key.Version = version
	return key, nil
}

// wireRegistration is the body of POST …/public_keys.
type wireRegistration struct {
	Key      wireRegistered `json:"public_key"`
	Version  string         `json:"version"`
	Generate bool           `json:"generate_version"`
}

type wireRegistered struct {
	Identity         string `json:"public_key"`
	Signing          string `json:"signing_public_key"`
	Binding          string `json:"identity_public_key_signature"`
	SigningSignature string `json:"signing_public_key_signature"`
	Fingerprint      string `json:"public_key_fingerprint"`
	Method           string `json:"registration_method"`
}
