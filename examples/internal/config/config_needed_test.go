package config_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/examples/internal/config"
)

// A variable that is not set stops only those who need it, and both names of X mean one platform.
func TestLoadFor(t *testing.T) {
	t.Setenv("BOT_TOKEN_OF_TEST", "7100000001:AAEexample-of-a-bot-token-abcdefghi")
	file := filepath.Join(t.TempDir(), "desk.yaml")
	yaml := `channels:
  - {id: bot, platform: telegram, name: Bot, secrets: {token: {env: BOT_TOKEN_OF_TEST}, webhookSecret: {file: none}}}
  - {id: handle, platform: x, name: Handle, secrets: {apiSecret: {env: NOT_SET_ANYWHERE}}}
  - {id: second, platform: twitter, name: Second, secrets: {apiSecret: inline-secret}}
`
	if err := os.WriteFile(file, []byte(yaml), 0o644); err != nil {
		t.Fatal(err)
	}
	only := func(ids ...string) func(directory.Record) bool {
		return func(r directory.Record) bool { return strings.Contains(strings.Join(ids, " "), r.ID) }
	}
	cfg, err := config.LoadFor(file, only("second"))
	if err != nil {
		t.Fatal(err)
	}
	if r := cfg.Records[1]; r.Platform != "twitter" || len(r.Secrets.Keys) > 0 {
		t.Errorf("the second channel is %s with %v", r.Platform, r.Secrets.Keys)
	}
	if got := cfg.Records[2].Secrets.Keys["apiSecret"].First(); got != "inline-secret" {
		t.Error("the wanted credential is not there")
	}
	if cfg, err = config.LoadFor(file, only()); err != nil || len(cfg.Warnings) != 1 {
		t.Errorf("a file with a credential in it that others can read: %v, %v", cfg.Warnings, err)
	}
	_, err = config.LoadFor(file, only("handle"))
	if f := channel.FieldErrors(err); len(f) != 1 || f[0].Field != "channels[1].secrets.apiSecret" {
		t.Errorf("the channel whose variable is not set: %v", err)
	}
	if _, err = config.Load(file); len(channel.FieldErrors(err)) != 2 {
		t.Errorf("all of them: %v", err)
	}
}

// A wrong variable of a channel that is not wanted stops nothing, and the credentials of that
// channel are not read.
func TestEnvironmentFor(t *testing.T) {
	environ := []string{
		"CONTACTKIT_TELEGRAM_TOKEN=7100000001:AAEexample-of-a-bot-token-abcdefghi", "CONTACTKIT_TELEGRAM_ID=bot",
		"CONTACTKIT_X_API_SECRET_FILE=none", "CONTACTKIT_X_API_SECERT=a", "CONTACTKIT_X_API_KEY=k", "CONTACTKIT_TWITTER_API_KEY=l",
		"CONTACTKIT_X_ACCESS_TOKEN=access", "CONTACTKIT_FACEBOOK_PAGES=1029", "CONTACTKIT_FACEBOOK_PAGE_TOKEN_1029_FILE=none",
	}
	only := func(id string) func(directory.Record) bool {
		return func(r directory.Record) bool { return r.ID == id }
	}
	cfg, err := config.EnvironmentFor(environ, only("bot"))
	if err != nil || len(cfg.Records) != 3 {
		t.Fatalf("%+v, %v", cfg.Records, err)
	}
	page, bot, x := cfg.Records[0], cfg.Records[1], cfg.Records[2]
	if bot.ID != "bot" || len(bot.Secrets.Keys["token"]) != 1 || x.ID != "twitter" || len(x.Secrets.Keys) > 0 {
		t.Errorf("the bot is %+v with %v, the account on X %+v with %v", bot, bot.Secrets.Keys, x, x.Secrets.Keys)
	}
	if len(page.Pages) != 1 || page.Pages[0].ID != "1029" || len(page.Secrets.Tokens) > 0 {
		t.Errorf("the pages are %v with %v", page.Pages, page.Secrets.Tokens)
	}
	if _, err = config.EnvironmentFor(environ, only("twitter")); len(channel.FieldErrors(err)) != 3 {
		t.Errorf("the channel whose variables are wrong: %v", err)
	}
	if _, err = config.EnvironmentFor(append(environ, "CONTACTKIT_BASE_URL=:"), only("")); len(channel.FieldErrors(err)) != 1 {
		t.Errorf("a variable of all channels: %v", err)
	}
}

func TestEnvironmentByEitherName(t *testing.T) {
	cfg, err := config.Environment([]string{"CONTACTKIT_TWITTER_API_KEY=k", "CONTACTKIT_X_API_SECRET=secret-1"})
	if err != nil || len(cfg.Records) != 1 || cfg.Records[0].Settings["apiKey"] != "k" || cfg.Records[0].Secrets.Keys["apiSecret"].First() != "secret-1" {
		t.Errorf("%+v, %v", cfg.Records, err)
	}
	if _, err := config.Environment([]string{"CONTACTKIT_TWITTER_API_KEY=k", "CONTACTKIT_X_API_KEY=l"}); err == nil {
		t.Error("two values for one field are taken")
	}
}
