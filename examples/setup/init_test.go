package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/examples/internal/config"
)

// interviewed runs init with answers.
func interviewed(t *testing.T, file string, answers ...string) (exit int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	a := &app{stdin: strings.NewReader(strings.Join(answers, "\n") + "\n"), stdout: &out, stderr: &errs, now: time.Now, client: noPlatform}
	exit = a.run(t.Context(), []string{"init", "-credentials", file})
	return exit, out.String(), errs.String()
}

func TestInit(t *testing.T) {
	t.Setenv("SHOP_APP_SECRET", "0123456789abcdef0123456789abcdef")
	dir := t.TempDir()
	file := filepath.Join(dir, "desk.yaml")
	const token = "7100000001:AAEexample-of-a-bot-token-abcdefghi"
	exit, stdout, stderr := interviewed(t, file,
		"desk.example", "https://desk.example/", "fax", "telegram, facebook, x, whatsapp",
		"", "Support_bot", "", token,
		"pages", "", "1200000000000001", "env:SHOP_APP_SECRET", "1080", "page-token-0123456789",
		"", "", "2244994945", "", "api-key", "api-secret-01", "access-token-01", "access-secret-01",
		"number", "Shop_number", "1200000000000002", "env:SHOP_APP_SECRET", "2001", "3001", "system-user-token-01")
	if exit != exitOK {
		t.Fatalf("exit status %d\n%s%s", exit, stdout, stderr)
	}
	if strings.Contains(stdout+stderr, token) {
		t.Error("init prints a token")
	}
	info, err := os.Stat(file)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file has the mode %v, %v", info.Mode(), err)
	}
	cfg, err := config.Load(file, allDrivers()...)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range cfg.Records {
		got = append(got, r.ID+" "+r.Platform+" "+r.Name)
	}
	if diff := cmp.Diff([]string{"telegram telegram Support_bot", "pages facebook Facebook", "x twitter X", "number whatsapp Shop_number"}, got); diff != "" {
		t.Errorf("channels (-want +got):\n%s", diff)
	}
	keys := cfg.Records[0].Secrets.Keys
	if cfg.BaseURL != "https://desk.example" || keys["token"].First() != channel.Secret(token) || cfg.Records[2].Settings["product"] != "auto" {
		t.Errorf("the file says %+v", cfg.Records)
	}
	number := cfg.Records[3]
	if diff := cmp.Diff(map[string]string{"appId": "1200000000000002", "businessId": "2001", "numbers": "3001"}, number.Settings); diff != "" {
		t.Errorf("settings of WhatsApp (-want +got):\n%s", diff)
	}
	if got := number.Secrets.Keys; got["token"].First() != "system-user-token-01" || got["appSecret"].First() != "0123456789abcdef0123456789abcdef" {
		t.Error("the file has other credentials of WhatsApp")
	}
	made := []channel.Secret{keys["webhookSecret"].First(), cfg.Records[1].Secrets.Keys["verifyToken"].First(), number.Secrets.Keys["verifyToken"].First()}
	if len(made[0]) < 20 || len(made[1]) < 20 || len(made[2]) < 20 || made[0] == made[1] || made[1] == made[2] {
		t.Error("the secrets that nobody types are short, or the same")
	}

	before, _ := os.ReadFile(file)
	if exit, _, stderr := interviewed(t, file, "https://other.example"); exit != exitUsage || !strings.Contains(stderr, "is not replaced") {
		t.Errorf("over a file that exists: %d, %s", exit, stderr)
	}
	if after, _ := os.ReadFile(file); !bytes.Equal(before, after) {
		t.Error("the file was changed")
	}
}

// Answers that end too early leave no file.
func TestInitWithoutAnswers(t *testing.T) {
	file := filepath.Join(t.TempDir(), "desk.yaml")
	exit, _, stderr := interviewed(t, file, "https://desk.example", "telegram", "", "")
	if exit != exitUsage || !strings.Contains(stderr, errNoAnswer.Error()) {
		t.Errorf("exit status %d, %s", exit, stderr)
	}
	if _, err := os.Stat(file); err == nil {
		t.Error("a file was written")
	}
}
