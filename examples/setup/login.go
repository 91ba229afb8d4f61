package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/login"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/twitter"
)

// loginCommands connect accounts through the login page of the platform. Each writes what the
// credentials file needs into a file of its own.
func loginCommands() []*command {
	flags := []string{"redirect", "save!"}
	return []*command{
		{platform: twitter.Platform, name: "login-account", flags: flags, run: xLoginAccount,
			about: "get access token and secret by a login (OAuth 1.0a) instead of copying them; without -redirect with a PIN"},
		{platform: facebook.Platform, name: "login", flags: []string{"redirect!", "save!"}, run: pageLogin,
			about: "get the Pages' tokens by a login with Facebook instead of copying them"},
		{platform: facebook.Platform, name: "login-instagram", flags: []string{"redirect!", "save!"}, run: instagramLogin,
			about: "get the token of an Instagram account without a Page by a login with Instagram"},
	}
}

// connected is the result of a login.
type connected struct {
	Accounts []connectedAccount `json:"accounts"`
	Scopes   []string           `json:"scopes,omitempty"`
	Until    *time.Time         `json:"until,omitempty"` // end of the login; none: it does not end by time
	Saved    string             `json:"saved"`           // file with what the credentials file needs
}

type connectedAccount struct {
	ID     string `json:"id"`
	Kind   string `json:"kind"`
	Name   string `json:"name"`
	Handle string `json:"handle,omitempty"`
}

func xLoginAccount(ctx context.Context, j *job) (outcome, error) {
	values, keys := j.record.Settings, j.record.Secrets.Keys
	cfg := twitter.Config{APIKey: values["apiKey"], APISecret: keys["apiSecret"], SignatureMethod: twitter.SignatureMethod(values["signatureMethod"]),
		BaseURL: values["baseUrl"], Now: j.app.now}
	var err error
	if cfg.HTTP, cfg.TLS, err = j.way(ctx, cfg.BaseURL); err != nil {
		return outcome{}, err
	}
	flow, err := twitter.NewOAuth1Login(cfg)
	if err != nil {
		return outcome{}, configError{err}
	}
	return j.login(ctx, flow)
}

func pageLogin(ctx context.Context, j *job) (outcome, error) {
	cfg, err := j.metaLogin(ctx, "appId", "appSecret")
	if err != nil {
		return outcome{}, err
	}
	flow, err := facebook.NewBusinessLogin(cfg)
	if err != nil {
		return outcome{}, configError{err}
	}
	return j.login(ctx, flow)
}

func instagramLogin(ctx context.Context, j *job) (outcome, error) {
	cfg, err := j.metaLogin(ctx, "instagramAppId", "instagramAppSecret")
	if err != nil {
		return outcome{}, err
	}
	cfg.BaseURL = "" // that of the record is Facebook's
	flow, err := facebook.NewInstagramLogin(cfg)
	if err != nil {
		return outcome{}, configError{err}
	}
	return j.login(ctx, flow)
}

// metaLogin reads a part of the app from the record.
func (j *job) metaLogin(ctx context.Context, id, secret string) (cfg facebook.LoginConfig, err error) {
	values := j.record.Settings
	cfg = facebook.LoginConfig{AppID: values[id], AppSecret: j.record.Secrets.Keys[secret], GraphVersion: values["graphVersion"], BaseURL: values["baseUrl"], Now: j.app.now}
	if cfg.AppID == "" || len(cfg.AppSecret) == 0 {
		return cfg, configError{fmt.Errorf("the login needs %s among the settings and %s among the secrets of the channel", id, secret)}
	}
	cfg.HTTP, cfg.TLS, err = j.way(ctx, cfg.BaseURL)
	return cfg, err
}

// way is the client for the platform's own address, or the certificates for a gateway.
func (j *job) way(ctx context.Context, baseURL string) (*http.Client, channel.TLS, error) {
	tls, err := j.certificates(ctx)
	if err != nil {
		return nil, tls, configError{err}
	}
	if baseURL == "" && tls.IsZero() {
		return j.app.client(j.record.Platform), tls, nil
	}
	return nil, tls, nil
}

// login runs a flow: the administrator opens the login page, and pastes where the browser came
// back, or types the PIN.
func (j *job) login(ctx context.Context, flow login.Flow) (outcome, error) {
	redirect := j.in.redirect
	if redirect == "" {
		redirect = login.PIN
	}
	store := new(login.Memory)
	logins := &login.Logins{Flows: []login.Flow{flow}, Pending: store, Grants: store, Redirects: []string{redirect}, Now: j.app.now}
	pending, err := logins.Begin(ctx, flow.Info().Name, login.Request{Redirect: redirect})
	if err != nil {
		return outcome{}, err
	}
	ask := "Paste the address where the browser came back"
	if redirect == login.PIN {
		ask = "Type the PIN that the page shows"
	}
	line, err := j.browse(pending.URL, ask)
	if err != nil {
		return outcome{}, err
	}
	back := login.PINAnswer(pending, line)
	if redirect != login.PIN {
		if back, err = queryOf(line); err != nil {
			return outcome{}, err
		}
	}
	grant, err := logins.Complete(ctx, "", "", back)
	if err != nil {
		return outcome{}, err
	}
	if err := saveLogin(j.in.save, logins.Settings(grant), grant); err != nil {
		return outcome{}, err
	}
	return loggedInAs(grant, j.in.save, j.app.now()), nil
}

// loggedInAs says whom a login connected, and until when.
func loggedInAs(g login.Grant, file string, now time.Time) outcome {
	r := connected{Accounts: []connectedAccount{}, Scopes: g.Scopes, Saved: file}
	out := outcome{lines: [][]string{{"ACCOUNT", "KIND", "NAME", "HANDLE"}}, findings: login.Findings(g, now)}
	for _, a := range g.Accounts {
		r.Accounts = append(r.Accounts, connectedAccount{a.ID, a.Kind, a.Name, a.Handle})
		out.lines = append(out.lines, []string{a.ID, a.Kind, a.Name, a.Handle})
	}
	if !g.Until.IsZero() {
		r.Until = &g.Until
		out.lines = append(out.lines, []string{"ends", g.Until.Format(time.DateOnly)})
	}
	out.lines = append(out.lines, []string{"saved in", file})
	out.result = r
	return out
}

// browse asks the administrator to open an address, and reads one line of the answer.
func (j *job) browse(address, ask string) (string, error) {
	fmt.Fprintf(j.app.stderr, "Open this address in a browser where the account's owner is logged in, and agree:\n\n  %s\n\n%s, and press Enter:\n", address, ask)
	line, err := bufio.NewReader(io.LimitReader(j.app.stdin, 8<<10)).ReadString('\n')
	if err != nil && err != io.EOF {
		return "", err
	}
	return strings.TrimSpace(line), nil
}

// queryOf takes the query of an address that was pasted. The error does not quote it, because it
// holds a code.
func queryOf(address string) (url.Values, error) {
	back, err := url.Parse(address)
	if err != nil {
		return nil, configError{errors.New("that is not an address")}
	}
	return back.Query(), nil
}

// saveLogin writes what a login brought in the form of the credentials file, for its owner alone. A
// file that exists is not replaced.
func saveLogin(name string, s channel.Settings, g login.Grant) error {
	var b strings.Builder
	fmt.Fprintln(&b, "# Put these lines into the channel of the credentials file, and delete this file.")
	section := func(title string, pairs map[string]string) {
		if len(pairs) == 0 {
			return
		}
		fmt.Fprintln(&b, title+":")
		for _, k := range slices.Sorted(maps.Keys(pairs)) {
			fmt.Fprintf(&b, "  %s: %q\n", k, pairs[k])
		}
	}
	section("settings", s.Values)
	secrets := map[string]string{}
	for field, keys := range s.Keys {
		secrets[field] = keys.First().Reveal()
	}
	section("secrets", secrets)
	if pages := s.Tokens["pages"]; len(pages) > 0 {
		fmt.Fprintln(&b, "pages:")
		for _, id := range slices.Sorted(maps.Keys(pages)) {
			a, _ := g.Find(id)
			fmt.Fprintf(&b, "  - {id: %q, name: %q, token: %q}\n", id, a.Name, pages[id].Reveal())
		}
	}
	f, err := os.OpenFile(filepath.Clean(name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return errors.New("the file to save the login in cannot be made; one that exists is not replaced")
	}
	_, err = f.WriteString(b.String())
	return errors.Join(err, f.Sync(), f.Close())
}
