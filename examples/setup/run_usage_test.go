package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/examples/internal/config"
)

// says runs a command line that calls no platform.
func says(t *testing.T, environ []string, args ...string) (exit int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	a := &app{stdin: strings.NewReader(""), stdout: &out, stderr: &errs, environ: environ, now: time.Now, client: noPlatform}
	exit = a.run(t.Context(), args)
	return exit, out.String(), errs.String()
}

func TestUsage(t *testing.T) {
	two := filepath.Join(t.TempDir(), "two.yaml")
	if err := os.WriteFile(two, []byte(`channels:
  - {id: a, name: A, platform: telegram}
  - {id: b, name: B, platform: telegram}
`), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		line   string
		exit   int
		stderr string // a part of it
	}{
		{"", 2, "setup help PLATFORM COMMAND"},
		{"fly", 2, "no such command"},
		{"x", 2, "a command is needed"},
		{"x -o json", 2, "a command is needed"},
		{"x fly", 2, "no such command"},
		{"x check -fly", 2, "flag provided but not defined: -fly; see: setup help x check"},
		{"x check here", 2, "too many arguments"},
		{"x account one two", 2, "too many arguments"},
		{"x check -o xml", 2, "-o is text or json"},
		{"x delete-webhook", 2, "-webhook is needed"},
		{"x check", 2, "no credentials"},
		{"x check -credentials none.yaml", 2, "the file cannot be read"},
		{"x check -credentials " + two, 2, "no channel of x is configured"},
		{"telegram check -credentials " + two, 2, "several channels of telegram: choose one with -channel: a, b"},
		{"telegram check -channel c -credentials " + two, 2, "no channel of telegram has this id; there is a, b"},
		{"telegram check -channel a -credentials " + two, 2, "secrets.token"},
		{"telegram connect -channel a -credentials " + two, 2, "the address of the webhook is needed"},
		{"telegram connect -channel a -url https://desk.example -certificate none.pem -credentials " + two, 2, "none.pem"},
		{"facebook unsubscribe -credentials " + two, 2, "no channel of facebook"},
		{"help", 0, ""},
		{"help x", 0, ""},
		{"help x check", 0, ""},
		{"help fax", 2, "no such command"},
		{"x check -h", 0, ""},
		{"sample", 0, ""},
		{"channels -credentials " + two, 0, ""},
	} {
		t.Run(tt.line, func(t *testing.T) {
			exit, stdout, stderr := says(t, nil, strings.Fields(tt.line)...)
			if exit != tt.exit || !strings.Contains(stderr, tt.stderr) {
				t.Errorf("exit status %d, want %d; stderr, which should hold %q:\n%s", exit, tt.exit, tt.stderr, stderr)
			}
			if exit == 0 && stdout == "" {
				t.Error("nothing is printed")
			}
		})
	}
}

// The whole help, and every flag.
func TestHelp(t *testing.T) {
	_, text, _ := says(t, nil, "help")
	for _, c := range commands() {
		_, more, _ := says(t, nil, append([]string{"help"}, strings.Fields(c.String())...)...)
		text += "\n" + more
	}
	golden(t, "help.text", text)
}

// Complaints about a configuration come one by one in JSON, too.
func TestConfigurationInJSON(t *testing.T) {
	environ := []string{"CONTACTKIT_TELEGRAM_TOKEN=half", "CONTACTKIT_TELEGRAM_BASE_URL=ftp://desk.example"}
	exit, stdout, _ := says(t, environ, "telegram", "check", "-o", "json")
	var got report
	if err := json.Unmarshal([]byte(stdout), &got); err != nil {
		t.Fatal(err)
	}
	got.Error.Text = ""
	want := report{Command: "telegram check", Channel: "telegram", Exit: 2, Findings: []channel.Finding{}, Error: &failure{Kind: "configuration", Fields: []*channel.FieldError{
		{Field: "secrets.token", Code: "invalid", Reason: `a bot token is the bot's id, a colon and 35 letters, digits, "_" or "-", as @BotFather gives it`},
		{Field: "secrets.webhookSecret", Code: "missing", Reason: "without a secret anybody who finds the webhook's address could write in the name of every customer"},
		{Field: "settings.baseUrl", Code: "invalid", Reason: "an http or https address without user, query and fragment is needed"},
	}}}
	if diff := cmp.Diff(want, got); diff != "" || exit != exitUsage {
		t.Errorf("exit status %d, report (-want +got):\n%s", exit, diff)
	}
}

// An argument that looks like a credential is refused before anything else, without being repeated.
// What only resembles one is not.
func TestSecretsInArguments(t *testing.T) {
	for _, arg := range []string{
		"-token=abc", "--api-secret=abc", "-access-secret", "-Bearer", "-password=x", "-apikey=x",
		"7100000001:AAEnothing-of-this-is-a-real-token0", "-url=https://desk.example/7100000001:AAEnothing-of-this-is-a-real-token0",
		"EAAnothingofthisisarealtoken0123456789", "1750000000000000001-Nothingofthisisarealtoken01234", "AAAAAAAAAAAAAAAAAAAAAnothing%2Breal%3D",
		"519000000000001|nothing-of-this-0", "0123456789abcdef0123456789abcdef", "https://user:word@desk.example/x", "kX9dkX9dkX9dkX9dkX9dkX9d",
	} {
		exit, stdout, stderr := says(t, nil, "x", "register", arg)
		if exit != exitUsage || !strings.Contains(stderr, "looks like a credential") || stdout != "" {
			t.Errorf("%s: exit status %d, %s", arg, exit, stderr)
		}
		if value := arg[strings.Index(arg, "=")+1:]; len(value) > 3 && strings.Contains(stderr, value) {
			t.Errorf("%s is repeated: %s", arg, stderr)
		}
	}
	for _, arg := range []string{
		"1750000000000000001", "https://desk.example/twitter/550e8400-e29b-41d4-a716-446655440000", "550e8400-e29b-41d4-a716-446655440000", "@mustertelecom",
		"https://x.com/messages/1750000000000000001-2001", "/run/secrets/desk-2026.yaml", "message,edited_message,callback_query", "messaging_policy_enforcement",
		"-tokens", "tokens.json", "dm.indicate_typing", "203.0.113.7", "-credentials=desk.yaml", "https://desk.example/twitter/handle",
	} {
		if err := refuseSecrets([]string{arg}); err != nil {
			t.Errorf("%s is taken for a credential", arg)
		}
	}
}

// A credential of the file is recognised whatever it looks like.
func TestKnownSecretInArguments(t *testing.T) {
	tr := newTrial(t, "text")
	exit := tr.do(t.Context(), "facebook set-app -url https://desk.example/"+tr.meta.Config().VerifyToken)
	if exit != exitUsage || tr.leak() != "" || !strings.Contains(tr.stderr.String(), "looks like a credential") {
		t.Errorf("exit status %d\n%s", exit, tr.stderr.String())
	}
}

// The example of the help is what the desk reads, too.
func TestSampleIsRead(t *testing.T) {
	_, stdout, _ := says(t, nil, "sample")
	if diff := cmp.Diff(config.Sample(), stdout); diff != "" {
		t.Errorf("sample (-want +got):\n%s", diff)
	}
}

// Credentials from variables, with a webhook whose address holds the token, as careless hosts have
// it: it is not printed.
func TestEnvironment(t *testing.T) {
	tr := newTrial(t, "text")
	bot := tr.bot.Config()
	a := &app{stdin: tr, stdout: &tr.stdout, stderr: &tr.stderr, now: tr.now, client: tr.client, environ: []string{
		"CONTACTKIT_TELEGRAM_TOKEN=" + bot.Token, "CONTACTKIT_TELEGRAM_WEBHOOK_SECRET=" + bot.WebhookSecret, "CONTACTKIT_BASE_URL=https://desk.example",
	}}
	if exit := a.run(t.Context(), []string{"telegram", "connect"}); exit != exitOK {
		t.Fatalf("exit status %d\n%s", exit, tr.stderr.String())
	}
	tr.bot.Advance(2 * time.Second)
	_, err := tr.bot.Client().Get("https://api.telegram.org/bot" + bot.Token + "/setWebhook?url=https://desk.example/" + bot.Token)
	if err != nil {
		t.Fatal(err)
	}
	for _, form := range []string{"text", "json"} {
		if exit := a.run(t.Context(), []string{"telegram", "webhook", "-o", form}); exit != exitFindings || tr.leak() != "" || !strings.Contains(tr.stdout.String(), "https://desk.example/[secret]") {
			t.Errorf("exit status %d\n%s", exit, tr.stdout.String())
		}
		tr.stdout.Reset()
	}
}

// Wrong variables of one channel stop no command of another. The doctor names them, with the
// channel, and checks the others.
func TestEnvironmentOfAnother(t *testing.T) {
	tr := newTrial(t, "text")
	bot := tr.bot.Config()
	a := &app{stdin: tr, stdout: &tr.stdout, stderr: &tr.stderr, now: tr.now, client: tr.client, environ: []string{
		"CONTACTKIT_TELEGRAM_TOKEN=" + bot.Token, "CONTACTKIT_TELEGRAM_WEBHOOK_SECRET=" + bot.WebhookSecret,
		"CONTACTKIT_X_API_SECRET_FILE=none", "CONTACTKIT_X_API_SECERT=a",
	}}
	if exit := a.run(t.Context(), []string{"telegram", "info"}); exit != exitOK {
		t.Errorf("exit status %d\n%s", exit, tr.stderr.String())
	}
	if exit := a.run(t.Context(), []string{"x", "account"}); exit != exitUsage || !strings.Contains(tr.stderr.String(), "CONTACTKIT_X_API_SECERT") {
		t.Errorf("exit status %d\n%s", exit, tr.stderr.String())
	}
	tr.stdout.Reset()
	exit := a.run(t.Context(), []string{"doctor", "-o", "json"})
	var r struct {
		Findings []struct{ Code, Account, Text string }
	}
	if err := json.Unmarshal(tr.stdout.Bytes(), &r); err != nil {
		t.Fatal(err)
	}
	var broken []string
	for _, f := range r.Findings {
		if f.Code == codeBroken {
			broken = append(broken, f.Account)
			if !strings.Contains(f.Text, "CONTACTKIT_X_API_SECERT") || !strings.Contains(f.Text, "CONTACTKIT_X_API_SECRET_FILE") {
				t.Errorf("the doctor says %q", f.Text)
			}
		}
	}
	if exit != exitFindings || len(broken) != 1 || broken[0] != "twitter" {
		t.Errorf("exit status %d, broken %q\n%s", exit, broken, tr.stdout.String())
	}
}

// A file that others can read is used, with a warning.
func TestOpenFile(t *testing.T) {
	tr := newTrial(t, "text")
	if err := os.Chmod(tr.file, 0o644); err != nil {
		t.Fatal(err)
	}
	exit := tr.do(t.Context(), "telegram info")
	if exit != exitOK || !strings.Contains(tr.stderr.String(), "can be read by others") {
		t.Errorf("exit status %d\n%s", exit, tr.stderr.String())
	}
}

// Notes make no difference, unless -strict asks for it.
func TestStrict(t *testing.T) {
	tr := newTrial(t, "text")
	for _, s := range []step{{"x connect -channel handle", 0}, {"x access -channel handle", 0}, {"x access -channel handle -strict", 3}, {"x access -channel handle -probe -strict", 0}} {
		if exit := tr.do(t.Context(), s.line); exit != s.exit {
			t.Errorf("setup %s: exit status %d, want %d\n%s", s.line, exit, s.exit, tr.stdout.String())
		}
	}
}

func TestSelftest(t *testing.T) {
	exit, stdout, stderr := says(t, nil, "-selftest")
	var got struct {
		OK           bool
		Held, Failed int
	}
	if err := json.Unmarshal([]byte(stdout), &got); err != nil || exit != exitOK || !got.OK || got.Failed > 0 || got.Held < len(steps) {
		t.Errorf("exit status %d, %v\n%s%s", exit, err, stdout, stderr)
	}
}
