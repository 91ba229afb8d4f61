package config_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/examples/internal/config"
)

const token = "7100000001:AAE-abcdefghijklmnopqrstuvwxyz01234"

// write puts a file into a folder that goes with the test.
func write(t *testing.T, name, text string, mode os.FileMode) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
	return path
}

// revealed shows credentials, which a Diff would take for equal otherwise.
func revealed(s directory.Secrets) map[string][]string {
	all := map[string][]string{}
	list := func(name string, keys channel.Keys) {
		for _, k := range keys {
			text := k.Secret.Reveal()
			if !k.Until.IsZero() {
				text += " until " + k.Until.Format(time.RFC3339)
			}
			all[name] = append(all[name], text)
		}
	}
	for name, keys := range s.Keys {
		list(name, keys)
	}
	for name, accounts := range s.Tokens {
		for account, keys := range accounts {
			list(name+"/"+account, keys)
		}
	}
	for name, v := range s.Attributes {
		all["attributes/"+name] = []string{v.Reveal()}
	}
	return all
}

func TestLoad(t *testing.T) {
	t.Setenv("PAGE_TOKEN", "page-token")
	path := write(t, "desk.yaml", `
baseUrl: https://desk.example/hooks/
agents: [ada, grace]
channels:
  - id: bot
    platform: telegram
    name: Bot
    settings: {local: "true", baseUrl: "http://127.0.0.1:8081"}
    secrets:
      token: "`+token+`"
      webhookSecret: [{value: new-word}, {file: old-word, until: 2026-03-01T01:00:00+01:00}]
      attributes: {crm: hush}
    attributes: [{key: crm, type: Password}]
  - id: pages
    platform: facebook
    name: Pages
    state: draft
    service: {mode: AGENT}
    settings: {appId: "120001"}
    secrets: {appSecret: {file: app-secret}, verifyToken: word}
    pages: [{id: "1029", name: Shop, token: {env: PAGE_TOKEN}}, {id: "1030"}]
`, 0o600)
	for name, text := range map[string]string{"old-word": "old-word\n", "app-secret": "app-secret\r\n"} {
		if err := os.WriteFile(filepath.Join(filepath.Dir(path), name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	got, err := config.Load(path)
	if err != nil {
		t.Fatal(err)
	}

	bot := directory.Default("telegram")
	bot.ID, bot.Name, bot.State = "bot", "Bot", directory.Active
	bot.Settings = map[string]string{"local": "true", "baseUrl": "http://127.0.0.1:8081"}
	bot.Attributes = []directory.Attribute{{Key: "crm", Type: directory.Password}}
	pages := directory.Default("facebook")
	pages.ID, pages.Name = "pages", "Pages"
	pages.Service.Mode = directory.Agent
	pages.Settings = map[string]string{"appId": "120001"}
	pages.Pages = []directory.Page{{ID: "1029", Name: "Shop"}, {ID: "1030"}}
	secrets := []map[string][]string{
		{"token": {token}, "webhookSecret": {"new-word", "old-word until 2026-03-01T00:00:00Z"}, "attributes/crm": {"hush"}},
		{"appSecret": {"app-secret"}, "verifyToken": {"word"}, "pages/1029": {"page-token"}},
	}
	for i := range got.Records {
		if diff := cmp.Diff(secrets[i], revealed(got.Records[i].Secrets)); diff != "" {
			t.Errorf("secrets of channel %d (-want +got):\n%s", i, diff)
		}
		got.Records[i].Secrets = directory.Secrets{}
	}
	if diff := cmp.Diff([]directory.Record{bot, pages}, got.Records); diff != "" {
		t.Errorf("records (-want +got):\n%s", diff)
	}
	if got.BaseURL != "https://desk.example/hooks" || len(got.Warnings) > 0 {
		t.Errorf("base URL %q, warnings %v", got.BaseURL, got.Warnings)
	}
	var rest struct {
		Agents []string `yaml:"agents"`
	}
	if err := got.Rest(&rest); err != nil || !cmp.Equal([]string{"ada", "grace"}, rest.Agents) {
		t.Errorf("the rest is %v, %v", rest, err)
	}
	var wrong struct {
		Agents int `yaml:"agents"`
	}
	if err := got.Rest(&wrong); err == nil || strings.Contains(err.Error(), "ada") {
		t.Errorf("a value that does not fit: %v", err)
	}
	var none struct{}
	if err := got.Rest(&none); err == nil || !strings.Contains(err.Error(), "field agents") {
		t.Errorf("a key that nobody knows: %v", err)
	}
}

// The same file in JSON, with what YAML does not take.
func TestLoadJSON(t *testing.T) {
	path := write(t, "desk.json", "{\n\t\"channels\": [\n\t\t{\"id\": \"bot\", \"platform\": \"telegram\", \"name\": \"Bot\", \"about\": \"\\ud83d\\ude00\", \"secrets\": {\"token\": \""+token+"\"}}\n\t]\n}", 0o600)
	got, err := config.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	if r := got.Records[0]; r.About != "😀" || r.Secrets.Keys["token"].First().Reveal() != token {
		t.Errorf("about %q, secrets %v", r.About, revealed(r.Secrets))
	}
}

// Every complaint comes at once, says where, and quotes no credential.
func TestLoadComplains(t *testing.T) {
	path := write(t, "desk.yaml", `
baseURL: https://desk.example
channels:
  - id: bot
    platform: telegram
    nmae: Bot
    forOutbound: yes please
    settings: {token: CANARY-1, colour: red}
    secrets: {token: 7100000001, tokne: CANARY-2, webhookSecret: {file: CANARY-3}, gatewayAppSecret: ""}
    pages: [{id: "1", token: CANARY-4}]
  - id: bot
    platform: facebook
    settings: {appId: 120001, pages: CANARY-5, algorithm: sha256}
    secrets: {appSecret: {env: CANARY-6}, verifyToken: {env: NOT_SET_AT_ALL}, pages: CANARY-7}
    pages: [{id: "1029", token: {value: CANARY-8, file: CANARY-9}}, {id: "1030", tolken: CANARY-10}]
  - platform: fax
    id: fax
    id: fax2
    secrets: CANARY-11
`, 0o600)
	_, err := config.Load(path)
	var got []string
	for _, f := range channel.FieldErrors(err) {
		got = append(got, f.Field+" "+f.Code)
	}
	want := []string{
		"baseURL invalid",
		"channels[0].nmae invalid",
		"channels[0].forOutbound invalid",
		"channels[0].settings.colour unsupported",
		"channels[0].settings.token conflict",
		"channels[0].secrets.token invalid",
		"channels[0].secrets.tokne unsupported",
		"channels[0].secrets.webhookSecret invalid",
		"channels[0].secrets.gatewayAppSecret missing",
		"channels[0].pages[0].token unsupported",
		"channels[1].settings invalid",
		"channels[1].pages invalid",
		"channels[1].secrets.appSecret invalid",
		"channels[1].secrets.verifyToken missing",
		"channels[1].secrets.pages conflict",
		"channels[1].pages[0].token invalid", // the file
		"channels[1].pages[0].token invalid", // two sources
		"channels[1].id duplicate",
		"channels[2] duplicate",
		"channels[2].secrets invalid",
		"channels[2].platform invalid",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("complaints (-want +got):\n%s\n%v", diff, err)
	}
	if strings.Contains(err.Error(), "CANARY") || strings.Contains(err.Error(), "7100000001") {
		t.Errorf("a credential is quoted:\n%v", err)
	}
	if strings.Contains(err.Error(), "directory.") || strings.Contains(err.Error(), "Go ") {
		t.Errorf("names of Go:\n%v", err)
	}
}

func TestLoadRefuses(t *testing.T) {
	for name, text := range map[string]string{
		"nothing":            "",
		"no channels":        "baseUrl: https://desk.example\n",
		"a list":             "- id: bot\n",
		"no list":            "channels: CANARY\n",
		"broken":             "channels: [CANARY\n",
		"two documents":      "channels: []\n---\nchannels: []\n",
		"aliases":            "x: &a CANARY\nchannels: *a\n",
		"plain http":         "baseUrl: http://CANARY.example\nchannels: []\n",
		"a user in the URL":  "baseUrl: https://u:CANARY@desk.example\nchannels: []\n",
		"a redacted secret":  `channels: [{id: b, name: B, platform: telegram, secrets: {token: "[secret]"}}]`,
		"an odd end":         `channels: [{id: b, name: B, platform: telegram, secrets: {token: {value: CANARY, until: tomorrow}}}]`,
		"no source":          `channels: [{id: b, name: B, platform: telegram, secrets: {token: {until: 2026-01-01T00:00:00Z}}}]`,
		"an unknown source":  `channels: [{id: b, name: B, platform: telegram, secrets: {token: {vault: CANARY}}}]`,
		"no id":              `channels: [{name: B, platform: telegram}]`,
		"a number as a name": `channels: [{1: CANARY}]`,
	} {
		t.Run(name, func(t *testing.T) {
			_, err := config.Load(write(t, "desk.yaml", text, 0o600))
			if err == nil {
				t.Fatal("taken")
			}
			if strings.Contains(err.Error(), "CANARY") {
				t.Errorf("a value is quoted: %v", err)
			}
		})
	}
	if _, err := config.Load(filepath.Join(t.TempDir(), "none.yaml")); err == nil {
		t.Error("a missing file is taken")
	}
}

func TestLoadWarnsOfOpenFiles(t *testing.T) {
	const inline = `channels: [{id: b, name: B, platform: telegram, secrets: {token: "` + token + `"}}]`
	const elsewhere = `channels: [{id: b, name: B, platform: telegram, secrets: {token: {file: token}}}]`
	for _, tt := range []struct {
		name, text string
		mode       os.FileMode
		token      os.FileMode
		want       []string
	}{
		{"closed", inline, 0o600, 0o600, nil},
		{"open", inline, 0o644, 0o600, []string{"desk.yaml holds credentials and can be read by others: chmod 600"}},
		{"open to the group", inline, 0o640, 0o600, []string{"desk.yaml holds credentials and can be read by others: chmod 600"}},
		{"open, without credentials", elsewhere, 0o644, 0o600, nil},
		{"an open file with a credential", elsewhere, 0o600, 0o644, []string{"token holds a credential and can be read by others: chmod 600"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path := write(t, "desk.yaml", tt.text, tt.mode)
			if err := os.WriteFile(filepath.Join(filepath.Dir(path), "token"), []byte(token), tt.token); err != nil {
				t.Fatal(err)
			}
			got, err := config.Load(path)
			if err != nil {
				t.Fatal(err)
			}
			var warnings []string
			for _, w := range got.Warnings {
				warnings = append(warnings, strings.TrimPrefix(w, filepath.Dir(path)+"/"))
			}
			if diff := cmp.Diff(tt.want, warnings); diff != "" {
				t.Errorf("warnings (-want +got):\n%s", diff)
			}
		})
	}
}

// The sample is read as it is, once its credentials are there.
func TestSample(t *testing.T) {
	for _, name := range []string{"META_APP_SECRET", "META_VERIFY_TOKEN", "SHOP_PAGE_TOKEN", "X_API_SECRET", "X_ACCESS_TOKEN", "X_ACCESS_SECRET"} {
		t.Setenv(name, "value-of-"+name)
	}
	t.Setenv("SUPPORT_BOT_TOKEN", token)
	path := write(t, "desk.yaml", config.Sample(), 0o644)
	if err := os.WriteFile(filepath.Join(filepath.Dir(path), "webhook-secret"), []byte("secret-word"), 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := config.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	options := directory.Options{Drivers: config.Drivers()}
	for _, r := range got.Records {
		_, err := options.Open(t.Context(), r)
		lines = append(lines, fmt.Sprint(got.BaseURL+r.CallbackPath(), " ", err))
	}
	want := []string{
		"https://desk.example.com/telegram/support-bot <nil>", "https://desk.example.com/facebook/pages <nil>", "https://desk.example.com/twitter/handle <nil>",
	}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Errorf("channels (-want +got):\n%s", diff)
	}
}

func TestEnvironment(t *testing.T) {
	file := write(t, "secret", "api-secret\n", 0o600)
	got, err := config.Environment([]string{
		"HOME=/root", "CONTACTKIT_BASE_URL=https://desk.example", "CONTACTKIT_X_ACCOUNT=41", "CONTACTKIT_X_API_KEY=key", "CONTACTKIT_X_API_SECRET_FILE=" + file,
		"CONTACTKIT_X_ACCESS_TOKEN=access", "CONTACTKIT_FACEBOOK_APP_ID=120001", "CONTACTKIT_FACEBOOK_ID=pages", "CONTACTKIT_FACEBOOK_PAGES=1029, 1030",
		"CONTACTKIT_FACEBOOK_PAGE_TOKEN_1029=page", "CONTACTKIT_FACEBOOK_PAGE_TOKEN_1030_FILE=" + file, "CONTACTKIT_TELEGRAM_TOKEN=",
	})
	if err != nil {
		t.Fatal(err)
	}
	x := directory.Default("twitter")
	x.ID, x.Name, x.State, x.Settings = "twitter", "X", directory.Active, map[string]string{"account": "41", "apiKey": "key"}
	fb := directory.Default("facebook")
	fb.ID, fb.Name, fb.State, fb.Settings = "pages", "Facebook", directory.Active, map[string]string{"appId": "120001"}
	fb.Pages = []directory.Page{{ID: "1029"}, {ID: "1030"}}
	secrets := []map[string][]string{{"pages/1029": {"page"}, "pages/1030": {"api-secret"}}, {"apiSecret": {"api-secret"}, "accessToken": {"access"}}}
	for i := range got.Records {
		if diff := cmp.Diff(secrets[i], revealed(got.Records[i].Secrets)); diff != "" {
			t.Errorf("secrets of channel %d (-want +got):\n%s", i, diff)
		}
		got.Records[i].Secrets = directory.Secrets{}
	}
	if diff := cmp.Diff([]directory.Record{fb, x}, got.Records); diff != "" {
		t.Errorf("records (-want +got):\n%s", diff)
	}

	_, err = config.Environment([]string{"CONTACTKIT_X_API_SECERT=CANARY", "CONTACTKIT_X_API_SECRET=a", "CONTACTKIT_X_API_SECRET_FILE=" + file, "CONTACTKIT_X_ACCESS_TOKEN_FILE=CANARY"})
	var complaints []string
	for _, f := range channel.FieldErrors(err) {
		complaints = append(complaints, f.Error())
	}
	want := []string{
		"CONTACTKIT_X_ACCESS_TOKEN_FILE: the file cannot be read: no such file or directory",
		"CONTACTKIT_X_API_SECERT: no field of twitter has this name",
		"CONTACTKIT_X_API_SECRET_FILE: the credential is given by another variable, too",
	}
	if diff := cmp.Diff(want, complaints); diff != "" {
		t.Errorf("complaints (-want +got):\n%s", diff)
	}
}

// Reading any file never panics, and what it complains of holds no credential.
func FuzzLoad(f *testing.F) {
	f.Add(config.Sample())
	f.Add(`{"channels":[{"id":"b","platform":"telegram","secrets":{"token":{"value":"x","until":"2026-01-01T00:00:00Z"}}}]}`)
	f.Add("channels:\n- pages: [{id: a, token: [b, {env: C}]}]\n  platform: facebook\n")
	f.Add("a: &a [*a]\nchannels: [*a]\n")
	path := filepath.Join(f.TempDir(), "fuzz.yaml")
	f.Fuzz(func(t *testing.T, text string) {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		cfg, err := config.Load(path)
		if err == nil {
			var rest map[string]any
			if err := cfg.Rest(&rest); err != nil && strings.Contains(err.Error(), "`") {
				t.Errorf("a value is quoted: %v", err)
			}
		}
	})
}
