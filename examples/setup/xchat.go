package main

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/twitter"
	"github.com/contactkit/contactkit/twitter/xchat"
)

// Findings of x chat.
const (
	findingChatNone    = "chat_none"    // X has no key of the account
	findingChatNoKey   = "chat_no_key"  // no private key is at hand
	findingChatUnknown = "chat_unknown" // a key is not among those that X has registered
	findingChatOld     = "chat_old"     // a newer key is registered
)

// chatKey is one version of the account's keys.
type chatKey struct {
	Version     string `json:"version"`
	Fingerprint string `json:"fingerprint"` // compare it with the one that X's app shows
	Registered  bool   `json:"registered"`  // X has it
	Private     bool   `json:"private"`     // its private half is at hand
	Newest      bool   `json:"newest"`      // customers encrypt for this one
}

// chatKeys is the result of x chat.
type chatKeys struct {
	Account string    `json:"account"`
	Keys    []chatKey `json:"keys"`
	Saved   string    `json:"saved,omitempty"` // file for the secret chatKeys
}

// xChat compares private keys with those that X has registered for the account.
func xChat(ctx context.Context, j *job) (outcome, error) {
	ch, err := as[*twitter.Channel](ctx, j)
	if err != nil {
		return outcome{}, err
	}
	account := ch.Info().Accounts[0]
	private, err := j.chatKeys(account)
	if err != nil {
		return outcome{}, configError{err}
	}
	if j.in.register {
		made, err := j.registerChat(ctx, ch)
		if err != nil {
			return outcome{}, err
		}
		private = append(private, made)
	}
	rows, err := ch.ChatKeys(ctx, account)
	if err != nil {
		return outcome{}, err
	}
	r := chatKeys{Account: account, Keys: []chatKey{}}
	var out outcome
	matched, err := r.compare(rows, private, &out)
	if err != nil {
		return outcome{}, configError{err}
	}
	if j.in.save != "" && len(matched) > 0 {
		if err := saveChatKeys(j.in.save, matched); err != nil {
			return outcome{}, configError{err}
		}
		r.Saved = j.in.save
	}
	out.result = r
	out.lines = [][]string{{"VERSION", "FINGERPRINT", "REGISTERED", "PRIVATE", "NEWEST"}}
	for _, k := range r.Keys {
		out.lines = append(out.lines, []string{k.Version, k.Fingerprint, yes(k.Registered), yes(k.Private), yes(k.Newest)})
	}
	return out, nil
}

// compare finds the version of each private key by its public half, and says what does not fit.
func (r *chatKeys) compare(rows []xchat.PublicKey, private []twitter.ChatKey, out *outcome) (matched []twitter.ChatKey, err error) {
	find := func(code, text string, fatal bool) {
		out.findings = append(out.findings, channel.Finding{Code: code, Account: r.Account, Text: text, Fatal: fatal})
	}
	newest, errNone := xchat.Newest(rows, r.Account)
	have := make(map[string]bool)
	for _, k := range private {
		public, err := k.Check(r.Account)
		if err != nil {
			return nil, errors.New("a private key cannot be read: " + strings.TrimPrefix(err.Error(), "xchat: "))
		}
		fingerprint, err := public.Fingerprint()
		if err != nil {
			return nil, err
		}
		known := false
		for _, row := range rows {
			if row.Identity == public.Identity && row.Signing == public.Signing {
				k.Version, known, have[row.Version] = row.Version, true, true
				matched = append(matched, k)
			}
		}
		if !known {
			r.Keys = append(r.Keys, chatKey{Version: k.Version, Fingerprint: fingerprint, Private: true})
			find(findingChatUnknown, "A private key is not among those that X has registered for the account: it is another account's, or it is damaged.", true)
		}
	}
	for _, row := range rows {
		fingerprint, err := row.Fingerprint()
		if err != nil {
			return nil, err
		}
		r.Keys = append(r.Keys, chatKey{row.Version, fingerprint, true, have[row.Version], errNone == nil && row == newest})
	}
	switch {
	case errNone != nil:
		find(findingChatNone, "X has no key of the account: it has no encrypted conversations. Its owner makes one by opening Chat in X's app and setting a PIN.", false)
	case len(private) == 0:
		find(findingChatNoKey, "No private key is configured: encrypted messages arrive without their text. Restore the account's key with X's own tool, then name its file with -keys.", false)
	case !have[newest.Version]:
		find(findingChatOld, fmt.Sprintf("Customers encrypt for version %s, whose private key is missing: restore it with X's own tool.", newest.Version), true)
	}
	return matched, nil
}

// chatKeys reads private keys: of the file -keys, else of the channel's secret chatKeys.
func (j *job) chatKeys(account string) ([]twitter.ChatKey, error) {
	if j.in.keys != "" {
		return readChatKeys(j.in.keys, account)
	}
	var list []twitter.ChatKey
	for _, k := range j.record.Secrets.Keys["chatKeys"] {
		keys, err := twitter.ParseChatKeys(k.Secret)
		if err != nil {
			return nil, err
		}
		list = append(list, keys...)
	}
	return list, nil
}

// readChatKeys reads the file of X's own tool (~/.xurl/keys.yml), the 64 bytes of a key, those
// bytes in base64, or what -save wrote. No error quotes the file.
func readChatKeys(name, account string) ([]twitter.ChatKey, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, errors.New("the file with the private keys cannot be read")
	}
	if len(data) == 64 || len(data) == 32 {
		return []twitter.ChatKey{{Version: "0", Private: channel.Secret(base64.StdEncoding.EncodeToString(data))}}, nil
	}
	var tool struct {
		Users map[string]struct {
			Private string `yaml:"private_keys_b64"`
			Version string `yaml:"key_version"`
		} `yaml:"users"`
	}
	if yaml.Unmarshal(data, &tool) == nil && len(tool.Users) > 0 {
		u, ok := tool.Users[account]
		if !ok {
			return nil, errors.New("the file of X's tool has no key of this account")
		}
		return []twitter.ChatKey{{Version: u.Version, Private: channel.Secret(u.Private)}}, nil
	}
	text := strings.TrimSpace(string(data))
	if raw, err := base64.StdEncoding.DecodeString(text); err == nil && (len(raw) == 64 || len(raw) == 32) {
		return []twitter.ChatKey{{Version: "0", Private: channel.Secret(text)}}, nil
	}
	keys, err := twitter.ParseChatKeys(channel.Secret(text))
	if err != nil || len(keys) == 0 {
		return nil, errors.New("the file with the private keys has none of the known forms")
	}
	return keys, nil
}

// saveChatKeys writes keys as the secret chatKeys takes them, for its owner alone. A file that
// exists is not replaced.
func saveChatKeys(name string, keys []twitter.ChatKey) error {
	var text strings.Builder
	for _, k := range keys {
		fmt.Fprintf(&text, "%s:%s\n", k.Version, k.Private.Reveal())
	}
	f, err := os.OpenFile(filepath.Clean(name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return errors.New("the file to save the keys in cannot be made; one that exists is not replaced")
	}
	_, err = f.WriteString(text.String())
	return errors.Join(err, f.Sync(), f.Close())
}

// registerChat makes a key and registers it, which locks the owner's phone out.
func (j *job) registerChat(ctx context.Context, ch *twitter.Channel) (twitter.ChatKey, error) {
	if j.in.save == "" {
		return twitter.ChatKey{}, configError{errors.New("-register-new-key needs -save: a key that is lost cannot be restored")}
	}
	fmt.Fprint(j.app.stderr, registerWarning)
	key, err := twitter.NewChatKey()
	if err != nil {
		return key, err
	}
	// The key is kept before X knows of it: the other way round, a crash would lock everybody out.
	if err := saveChatKeys(j.in.save+".unregistered", []twitter.ChatKey{key}); err != nil {
		return key, configError{err}
	}
	return ch.RegisterChatKey(ctx, key)
}

const registerWarning = `WARNING: a NEW KEY is registered for the account.
From now on, everybody encrypts for this key alone. The phone of the account's owner has another one: it can read
nothing new until its owner resets Chat there, which makes a newer key again and locks this host out.
Keep the file that is written in two safe places. It opens every conversation of the account.
`
