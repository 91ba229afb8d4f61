package twitter

import (
	"cmp"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
	"github.com/contactkit/contactkit/twitter/xchat"
)

// ChatConfig is what encrypted conversations ("XChat") need. Without Keys nothing of them can be
// read: a message arrives as a channel.Message with one attachment whose name is [KindEncrypted],
// so that a desk shows that the customer wrote. If ChatConfig is zero, [Channel.Subscribe] does not
// ask X for the messages of encrypted conversations.
type ChatConfig struct {
	// Keys are the account's private keys, every version that is still needed, in any order. A key
	// opens every conversation of the account, the past ones too, and stays valid when a login
	// ends: keep it as you keep a TLS key.
	Keys []ChatKey
	// If Subscribe is set, [Channel.Subscribe] asks for the chat.* events and the dm.* events. The
	// product must be Activity. It is implied by Keys where the product is Activity; with another
	// product a host subscribes with SubscribeActivity.
	Subscribe bool
	// Memory keeps conversation keys and other people's public keys. If nil, the Channel has a
	// [ChatCache] of its own, which is empty after a restart; what is missing is then asked for
	// before a message is sent.
	Memory ChatMemory
	// MaxFile is the largest file that is sent, in bytes before encryption. Defaults to 25 MB; X
	// does not document a limit.
	MaxFile int64
	// Text is the limit of a text. Defaults to 10,000 runes, the limit of plain messages; X does
	// not document one.
	Text channel.Length
	// Rates are the limits that Limits reports for encrypted conversations. If nil, none: X
	// publishes no rates of these calls.
	Rates []channel.Rate
	// Pause is how long nothing is sent into encrypted conversations after X refused a message
	// because the account sends too many (failures 4 and 12). Defaults to a minute; X does not
	// document a time.
	Pause time.Duration
}

// ChatKey is one version of the account's private keys.
type ChatKey struct {
	Version string         // as X registered it: milliseconds as text
	Private channel.Secret // base64 of the 64 bytes that X's tools export: identity key, signing key
}

// ParseChatKeys reads private keys from text, one on each line: the version, a colon, and the
// base64 of the key. Forms and records keep keys like this. The error names the line and no key.
func ParseChatKeys(text channel.Secret) ([]ChatKey, error) {
	var keys []ChatKey
	for i, line := range strings.Split(text.Reveal(), "\n") {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		version, private, ok := strings.Cut(line, ":")
		if !ok {
			return nil, &channel.FieldError{Field: fmt.Sprintf("chatKeys[%d]", i), Code: channel.CodeInvalid,
				Reason: "key needs a version, a colon and the base64 of the key"}
		}
		k := ChatKey{Version: strings.TrimSpace(version), Private: channel.Secret(strings.TrimSpace(private))}
		if _, err := k.parse(); err != nil {
			return nil, &channel.FieldError{Field: fmt.Sprintf("chatKeys[%d]", i), Code: channel.CodeInvalid, Reason: err.Error()}
		}
		keys = append(keys, k)
	}
	return keys, nil
}

// Check reads the key and returns its public half, for a comparison with what X has registered
// ([Channel.ChatKeys]).
func (k ChatKey) Check(account string) (xchat.PublicKey, error) {
	private, err := k.parse()
	if err != nil {
		return xchat.PublicKey{}, err
	}
	return private.Public(account)
}

func (k ChatKey) parse() (xchat.PrivateKey, error) {
	blob, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(strings.TrimSpace(k.Private.Reveal()), "="))
	if err != nil {
		return xchat.PrivateKey{}, fmt.Errorf("private key needs to be base64")
	}
	return xchat.NewPrivateKey(k.Version, blob)
}

// identity is the account with its private keys, the newest first. The keys have been checked.
func (c ChatConfig) identity(account string) xchat.Identity {
	i := xchat.Identity{User: account}
	for _, k := range c.Keys {
		if private, err := k.parse(); err == nil {
			i.Keys = append(i.Keys, private)
		}
	}
	slices.SortFunc(i.Keys, func(a, b xchat.PrivateKey) int { return xchat.CompareVersions(b.Version(), a.Version()) })
	return i
}

// wanted reports whether the chat.* events are subscribed to.
func (c ChatConfig) wanted() bool { return c.Subscribe || len(c.Keys) > 0 }

func (c ChatConfig) withDefaults() ChatConfig {
	c.Text, c.Pause = c.Text.Or(defaultText), cmp.Or(c.Pause, call.DefaultPause)
	return c
}

// check passes each complaint to complain.
func (c ChatConfig) check(product Product, complain func(field, code, reason string)) {
	seen := make(map[string]bool)
	for i, k := range c.Keys {
		field := fmt.Sprintf("chat.keys[%d]", i)
		if _, err := k.parse(); err != nil {
			complain(field, channel.CodeInvalid, strings.TrimPrefix(err.Error(), "xchat: "))
		}
		if seen[k.Version] {
			complain(field, channel.CodeDuplicate, "two keys must not have the same version")
		}
		seen[k.Version] = true
	}
	if c.Subscribe && product != Activity {
		complain("chat.subscribe", channel.CodeConflict, `the events of encrypted conversations need the product "activity", the only one that delivers them`)
	}
	if c.Pause < 0 {
		complain("chat.pause", channel.CodeInvalid, "pause must not be negative")
	}
	if c.MaxFile < 0 {
		complain("chat.maxFile", channel.CodeInvalid, "limit must not be negative")
	}
}

// chatSettings reads what a record says of encrypted conversations.
func chatSettings(s channel.Settings) (ChatConfig, error) {
	c := ChatConfig{Subscribe: s.Values["chat"] == "on"}
	var errs []error
	if v := s.Values["chat"]; v != "" && v != "on" && v != "off" {
		errs = append(errs, &channel.FieldError{Field: "chat", Code: channel.CodeInvalid, Reason: `the setting must be "on" or "off"`})
	}
	for i, k := range s.Keys["chatKeys"] {
		keys, err := ParseChatKeys(k.Secret)
		for _, e := range channel.FieldErrors(err) {
			e.Field = fmt.Sprintf("chatKeys[%d]", i)
		}
		errs = append(errs, err)
		c.Keys = append(c.Keys, keys...)
	}
	return c, errors.Join(errs...)
}
