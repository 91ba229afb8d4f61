package main

import (
	"bytes"
	"encoding/pem"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/examples/internal/config"
	"github.com/contactkit/contactkit/telegram/apifabric/apifabrictest"
	"github.com/contactkit/contactkit/telegram/telegramtest"
	"github.com/contactkit/contactkit/twitter/twittertest"
)

// noPlatform fails every call of a platform, so that a command can call only the servers in its
// file.
func noPlatform(string) *http.Client {
	return &http.Client{Transport: broken{after: new(int)}}
}

// over runs command lines with a file of their own, over real connections.
func over(t *testing.T, yaml string, files map[string][]byte, lines ...string) (results []string) {
	t.Helper()
	dir := t.TempDir()
	for name, data := range files {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	file := filepath.Join(dir, "desk.yaml")
	if err := os.WriteFile(file, []byte(yaml), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, line := range lines {
		var stdout, stderr bytes.Buffer
		a := &app{stdin: strings.NewReader(""), stdout: &stdout, stderr: &stderr, now: time.Now, client: noPlatform}
		exit := a.run(t.Context(), append(strings.Fields(line), "-credentials", file))
		results = append(results, fmt.Sprintf("%s [%d]\n%s%s", line, exit, stdout.String(), stderr.String()))
	}
	return results
}

// A Bot API server of one's own, which takes any address for the webhook.
func TestLocalServer(t *testing.T) {
	bot := telegramtest.New(telegramtest.Config{Fresh: true, Local: true})
	server := httptest.NewServer(bot)
	defer server.Close()
	got := over(t, fmt.Sprintf(`channels: [{id: bot, name: Bot, platform: telegram, settings: {local: "true", baseUrl: %q}, secrets: {token: %q, webhookSecret: word-of-ours}}]`,
		server.URL, bot.Config().Token), nil, "telegram connect -url http://10.0.0.7:8080/hook")
	want := []string{"telegram connect -url http://10.0.0.7:8080/hook [0]\nwebhook   http://10.0.0.7:8080/hook\nactive    yes\naccounts  " + strings.SplitN(bot.Config().Token, ":", 2)[0] + "\n"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A bot behind API Fabric, which keeps its token, over TLS with certificates on both sides: what
// can be checked before the first message.
func TestGateway(t *testing.T) {
	fabric := apifabrictest.New(apifabrictest.Config{})
	tokenURL, businessURL, stop, err := fabric.Start()
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	trust, err := fabric.Certificate()
	if err != nil {
		t.Fatal(err)
	}
	identity, key, err := fabric.Identity("desk")
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{"trust.der": trust, "identity.pem": append(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: identity}), key...)}
	yaml := func(subscribed string) string {
		return fmt.Sprintf(`channels:
  - id: bot
    name: Bot
    platform: telegram
    certificates: {trust: [trust.der], identity: identity.pem}
    settings: {account: "7100000001", gatewayUrl: %q, gatewayTokenUrl: %q, gatewayAppKey: %q, gatewayPath: "/apiaccess/{method}", gatewayEncoder: bot_api, gatewaySubscribed: %q}
    secrets: {webhookSecret: word-of-ours, gatewayAppSecret: %q}
`, businessURL, tokenURL, fabric.Config().AppKey, subscribed, fabric.Config().AppSecret)
	}
	got := over(t, yaml("telegram_north_v1.0.0,ccmessage_telegram_north_v1.0.0"), files, "telegram check", "telegram connect -url https://desk.example/bot")
	want := []string{
		"telegram check [3]\nwebhook\nactive    no\naccounts  7100000001\n" +
			"MEND  7100000001: The app has not subscribed to the API file_donload_get-v1.0.0-manual - v1.0.0. (apis_not_subscribed)\n" +
			"note  7100000001: The webhook cannot be looked at: it is set at Telegram with a token that is not known here. (gateway_no_bot)\n",
		"telegram connect -url https://desk.example/bot [2]\nsetup: telegram: subscribe: not authorized: token: this channel has no bot token, and so cannot do this\n",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if fabric.Tokens() != 1 {
		t.Errorf("%d tokens were asked for, want 1", fabric.Tokens())
	}
}

// v1.1 premium, by environment label, over a real connection: the host that is called is the host
// that is signed.
func TestEnvironmentLabel(t *testing.T) {
	x := twittertest.New(twittertest.Config{Fresh: true, Env: "production", Seed: 1})
	server := httptest.NewServer(x)
	defer server.Close()
	cfg := x.Config()
	yaml := func(env string) string {
		return fmt.Sprintf(`
baseUrl: https://desk.example
channels:
  - id: handle
    name: Handle
    platform: twitter
    settings: {account: %q, apiKey: %q, env: %s, baseUrl: %q}
    secrets: {apiSecret: %q, accessToken: %q, accessSecret: %q}
`, cfg.Account, cfg.APIKey, env, server.URL, cfg.APISecret, cfg.AccessToken, cfg.AccessSecret)
	}
	x.Hook(answering(t, yaml("production")))
	got := over(t, yaml("production"), nil, "x account", "x connect", "x webhooks", "x check", "x connect -url https://other.example/x", "x unsubscribe")
	for i := range got {
		got[i] = regexp.MustCompile(`\d{19}`).ReplaceAllString(got[i], "(id)")
	}
	note := "note  (id): See at X, in the settings of direct messages, that the account takes messages from everyone. (unchecked)\n"
	connected := "webhook   https://desk.example/twitter/handle\nactive    yes\naccounts  (id)\n"
	want := []string{
		"x account [0]\nid      (id)\nname    Example Desk\nhandle  @ExampleDesk\n",
		"x connect [0]\n" + connected + note,
		"x webhooks [0]\nID                   VALID  LABEL       URL\n(id)  yes    production  https://desk.example/twitter/handle\n",
		"x check [0]\n" + connected,
		"x connect -url https://other.example/x [1]\nMEND  (id): X has webhook (id) with another address, https://desk.example/twitter/handle. (other_url)\n" +
			"setup: twitter: subscribe: rejected: callbackUrl: the environment has a webhook with another address\n",
		"x unsubscribe [0]\nended  every subscription of (id)\n",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := over(t, yaml("Production"), nil, "x access")[0]; !strings.Contains(got, "x access [3]") || !strings.Contains(got, "Upper and lower case count: the label is production. (no_environment)") || strings.Contains(got, findingAppToken) {
		t.Error(got)
	}
	if got := over(t, yaml("production"), nil, "x connect -replace -url https://other.example/x")[0]; !strings.Contains(got, "[0]\nwebhook   https://other.example/x\n") {
		t.Error(got)
	}
}

// answering is a host that answers X's checks for the only channel of a file.
func answering(t *testing.T, yaml string) http.Handler {
	t.Helper()
	file := filepath.Join(t.TempDir(), "desk.yaml")
	if err := os.WriteFile(file, []byte(yaml), 0o600); err != nil {
		t.Fatal(err)
	}
	cfg, err := config.Load(file)
	if err != nil {
		t.Fatal(err)
	}
	w, err := newWorld(t.TempDir(), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	return w.host(cfg.Records[0])
}
