package main

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/twitter"
)

// tokenFile keeps OAuth 2.0 tokens of accounts in a file that its owner alone can read. A refresh
// token can be used once, so one program at a time may use the file; a host with several nodes
// keeps tokens in its database.
type tokenFile struct {
	path string
	mu   sync.Mutex
}

// storedTokens are Tokens with the credentials revealed, as the file holds them.
type storedTokens struct {
	twitter.Tokens
	Access, Refresh string
}

func (f *tokenFile) read() (map[string]storedTokens, error) {
	all := make(map[string]storedTokens)
	data, err := os.ReadFile(f.path)
	if errors.Is(err, fs.ErrNotExist) {
		return all, nil
	}
	if err != nil {
		return all, err
	}
	if json.Unmarshal(data, &all) != nil { // its error may quote
		return all, errors.New("the file with the tokens cannot be read: log in again")
	}
	return all, nil
}

// Load returns the account's tokens.
func (f *tokenFile) Load(_ context.Context, account string) (twitter.Tokens, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	all, err := f.read()
	t := all[account].Tokens
	t.Access, t.Refresh = channel.Secret(all[account].Access), channel.Secret(all[account].Refresh)
	return t, err
}

// Swap stores the account's tokens if they have the given serial. The file is replaced as a whole,
// so that a crash loses nothing.
func (f *tokenFile) Swap(_ context.Context, account string, serial int64, now twitter.Tokens) (bool, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	all, err := f.read()
	if err != nil || all[account].Serial != serial {
		return false, err
	}
	all[account] = storedTokens{now, now.Access.Reveal(), now.Refresh.Reveal()}
	data, err := json.MarshalIndent(all, "", "  ")
	if err != nil {
		return false, err
	}
	temp, err := os.CreateTemp(filepath.Dir(f.path), ".tokens-*") // mode 0600
	if err != nil {
		return false, err
	}
	defer os.Remove(temp.Name())
	_, err = temp.Write(data)
	if err = errors.Join(err, temp.Sync(), temp.Close()); err == nil {
		err = os.Rename(temp.Name(), f.path)
	}
	return err == nil, err
}
