package main

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/standin"
	"github.com/contactkit/contactkit/twitter"
	"github.com/contactkit/contactkit/twitter/twittertest"
)

// For each failure of a platform, an administrator gets the exit status, the codes of the findings
// ("!": to mend) and the kind of the error.
func TestTrouble(t *testing.T) {
	refuse := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) })
	replace := func(tr *trial, old, now string) {
		data, err := os.ReadFile(tr.file)
		if err == nil {
			err = os.WriteFile(tr.file, []byte(strings.ReplaceAll(string(data), old, now)), 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	type told struct {
		Exit     int
		Findings []string
		Kind     string
	}
	for _, tt := range []struct {
		name   string
		before []string // commands
		harm   func(*trial)
		line   string
		want   told
	}{
		{"X refuses the access token", nil, func(tr *trial) { tr.x.Revoke() }, "x access -channel handle",
			told{4, []string{"access_token!"}, "unauthorized"}},
		{"the plan lacks v2", nil, func(tr *trial) { tr.x.SetAccess(twittertest.AccessV11) }, "x access -channel handle",
			told{3, []string{"unchecked", "app_token!"}, ""}},
		{"the plan lacks v1.1", nil, func(tr *trial) { tr.x.SetAccess(twittertest.AccessV2) }, "x access -channel handle",
			told{3, []string{"no_v11!", "unchecked"}, ""}},
		{"the access token is another account's", nil, func(tr *trial) { replace(tr, "account: \""+tr.x.Config().Account, "account: \"1760000000000000002") }, "x account -channel handle",
			told{3, []string{"other_account!"}, ""}},
		{"nobody has this name", nil, func(*trial) {}, "x account @nobody_at_all -channel handle", told{1, nil, "rejected"}},
		{"that is no name", nil, func(*trial) {}, "x account no.name -channel handle", told{2, nil, "configuration"}},
		{"the host answers X's check wrongly", []string{"x connect -channel handle"}, func(tr *trial) {
			tr.x.Hook(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				_, _ = w.Write([]byte(`{"response_token":"sha256=AAAA"}`))
			}))
		}, "x recheck -channel handle", told{3, []string{"failing!"}, ""}},
		{"the host does not answer X", nil, func(tr *trial) { tr.x.Hook(refuse) }, "x connect -channel handle", told{1, nil, "rejected"}},
		{"a webhook of another id", []string{"x connect -channel handle"}, func(*trial) {}, "x check -channel handle -webhook 99", told{3, []string{"no_webhook!"}, ""}},
		{"no login for direct messages at the X Activity API", []string{"x register -channel handle-activity"}, func(*trial) {}, "x subscribe -channel handle-activity -tokens {dir}/tokens.json",
			told{4, nil, "unauthorized"}},
		{"subscriptions of another product", nil, func(*trial) {}, "x subscriptions -channel handle-activity", told{2, nil, "configuration"}},
		{"one webhook of another product", nil, func(*trial) {}, "x check -channel handle-activity -webhook 9", told{2, nil, "configuration"}},
		{"one subscription of another product", nil, func(*trial) {}, "x unsubscribe -channel handle-activity -webhook 9", told{2, nil, "configuration"}},
		{"a verify token that is a word", nil, func(tr *trial) { replace(tr, tr.meta.Config().VerifyToken, "facebook") }, "facebook form", told{0, nil, ""}},
		{"no file for tokens", []string{"x register -channel handle-activity"}, func(*trial) {}, "x subscribe -channel handle-activity", told{2, nil, "configuration"}},

		{"Telegram does not know the token", nil, func(tr *trial) { replace(tr, "AAEexample", "AAEexcuses") }, "telegram info", told{4, nil, "unauthorized"}},
		{"the host fails, and updates wait", []string{"telegram connect"}, func(tr *trial) {
			tr.bot.Say("5551000001", "hello")
			tr.bot.Deliver(refuse)
		}, "telegram check", told{3, []string{"failing!", "pending"}, ""}},
		{"Telegram wants us to wait", nil, func(tr *trial) {
			tr.bot.Fail(standin.Status(429, `{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 7","parameters":{"retry_after":7}}`), -1)
		}, "telegram info", told{5, nil, "rate_limited"}},
		{"no time to wait", nil, func(*trial) {}, "facebook check -timeout 1ns", told{5, nil, "unavailable"}},
		{"somebody set another address", []string{"telegram connect -url https://elsewhere.example/bot"}, func(*trial) {}, "telegram check", told{3, []string{"other_url!"}, ""}},
		{"a private key for Telegram", nil, func(tr *trial) {
			if err := os.WriteFile(filepath.Join(tr.dir, "both.pem"), []byte("-----BEGIN PRIVATE KEY-----\n"), 0o600); err != nil {
				t.Fatal(err)
			}
		}, "telegram connect -certificate {dir}/both.pem", told{2, nil, "configuration"}},

		{"a password was changed", []string{"facebook connect"}, func(tr *trial) { tr.meta.Revoke(tr.meta.Config().Pages[shopPage], 460) }, "facebook check",
			told{3, []string{"unauthorized!"}, ""}},
		{"the same, connecting", []string{"facebook connect"}, func(tr *trial) { tr.meta.Revoke(tr.meta.Config().Pages[shopPage], 460) }, "facebook connect -page " + shopPage,
			told{4, []string{"unauthorized!"}, "unauthorized"}},
		{"the same, looking", []string{"facebook connect"}, func(tr *trial) { tr.meta.Revoke(tr.meta.Config().Pages[shopPage], 460) }, "facebook token",
			told{3, []string{"unauthorized!"}, ""}},
		{"the token is a person's", nil, func(tr *trial) { replace(tr, tr.meta.Config().Pages[shopPage], tr.meta.Config().UserToken) }, "facebook token",
			told{3, []string{"other_account!"}, ""}},
		{"Meta does not know the app secret", nil, func(tr *trial) { replace(tr, tr.meta.Config().AppSecret, "another-app-secret-0") }, "facebook app", told{4, nil, "unauthorized"}},
		{"the host does not know the verify token", nil, func(tr *trial) { replace(tr, tr.meta.Config().VerifyToken, "another-word-of-ours") }, "facebook connect", told{1, nil, "rejected"}},
		{"fields that Meta does not have", nil, func(*trial) {}, "facebook set-app -fields messages,smells", told{1, nil, "rejected"}},
		{"an object that Meta does not have", nil, func(*trial) {}, "facebook set-app -object group", told{2, nil, "configuration"}},
		{"no Page and not all", nil, func(*trial) {}, "facebook unsubscribe", told{2, nil, "configuration"}},
		{"no callback of https", nil, func(*trial) {}, "facebook connect -url http://desk.example/", told{2, nil, "configuration"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tr := newTrial(t, "json")
			for _, line := range tt.before {
				if exit := tr.do(t.Context(), line); exit != exitOK {
					t.Fatalf("setup %s: %d\n%s", line, exit, tr.stdout.String())
				}
			}
			tt.harm(tr)
			exit := tr.do(t.Context(), tt.line)
			got := told{Exit: exit}
			for _, f := range tr.report.Findings {
				code := f.Code
				if f.Fatal {
					code += "!"
				}
				got.Findings = append(got.Findings, code)
			}
			if tr.report.Error != nil {
				got.Kind = tr.report.Error.Kind
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("setup %s (-want +got):\n%s\n%s", tt.line, diff, tr.stdout.String())
			}
			if leak := tr.leak(); leak != "" {
				t.Errorf("%s is printed:\n%s", leak, tr.stdout.String())
			}
		})
	}
}

// Texts of other people cannot control the administrator's terminal or break the table.
func TestTable(t *testing.T) {
	got := table([][]string{{"ID", "NAME"}, {"1", "Shop\x1b[2J\tof\nshops\u202e"}, {"22", ""}})
	if diff := cmp.Diff("ID  NAME\n1   Shop\uFFFD[2J\uFFFDof\uFFFDshops\uFFFD\n22\n", got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A credential is hidden in JSON, too, where some of its characters are escaped.
func TestHide(t *testing.T) {
	var p printer
	p.hide(directory.Secrets{Keys: map[string]channel.Keys{"token": channel.NewKeys(`quo"ted\secret<1>`, "word", "facebook", "another/secret 2")}})
	for _, text := range []string{`quo"ted\secret<1>`, `{"a":"quo\"ted\\secret<1>"}`, "another%2Fsecret+2", "another%2Fsecret%202"} {
		if got := p.redact(text); !strings.Contains(got, "[secret]") || strings.Contains(got, "ted") || strings.Contains(got, "another") {
			t.Errorf("%s becomes %s", text, got)
		}
	}
	if got := p.redact("facebook word"); got != "facebook word" {
		t.Errorf("words become %s", got)
	}
}

// Tokens are stored for their owner alone, and survive the command.
func TestTokenFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tokens.json")
	until := time.Date(2026, 3, 2, 11, 0, 0, 0, time.UTC)
	want := twitter.Tokens{Serial: 1, Access: "access-value", Refresh: "refresh-value", Until: until, Scope: "dm.read"}
	if ok, err := (&tokenFile{path: path}).Swap(t.Context(), "41", 0, want); !ok || err != nil {
		t.Fatal(ok, err)
	}
	if ok, err := (&tokenFile{path: path}).Swap(t.Context(), "41", 0, twitter.Tokens{Serial: 1}); ok || err != nil {
		t.Errorf("a stale writer: %v, %v", ok, err)
	}
	got, err := (&tokenFile{path: path}).Load(t.Context(), "41")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want.Access.Reveal()+want.Refresh.Reveal(), got.Access.Reveal()+got.Refresh.Reveal()); diff != "" {
		t.Errorf("tokens (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the rest (-want +got):\n%s", diff)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	if err := os.WriteFile(path, []byte(`{"41":"CANARY"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := (&tokenFile{path: path}).Load(t.Context(), "41"); err == nil || strings.Contains(err.Error(), "CANARY") {
		t.Errorf("a broken file: %v", err)
	}
	none, err := (&tokenFile{path: filepath.Join(t.TempDir(), "none.json")}).Load(t.Context(), "41")
	if diff := cmp.Diff(twitter.Tokens{}, none); diff != "" || err != nil {
		t.Errorf("no file (-want +got):\n%s%v", diff, err)
	}
}

// The kinds of error in JSON are those of the documentation.
func TestKinds(t *testing.T) {
	var words []string
	for _, k := range kinds {
		words = append(words, k.word)
	}
	data, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, word := range append(words, "configuration", "other") {
		if !strings.Contains(string(data), "`"+word+"`") {
			t.Errorf("README.md does not name the kind %s", word)
		}
	}
	for _, c := range commands() {
		if !strings.Contains(string(data), "`"+c.String()+"`") {
			t.Errorf("README.md does not name the command %s", c)
		}
	}
	wait := &channel.Error{Kind: channel.ErrRateLimited, Code: "429", Wait: 7 * time.Second}
	got, err := json.Marshal(failureOf(wait))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(`{"kind":"rate_limited","code":"429","text":"rate limited (429), wait 7s","waitSeconds":7}`, string(got)); diff != "" {
		t.Errorf("a pause (-want +got):\n%s", diff)
	}
}
