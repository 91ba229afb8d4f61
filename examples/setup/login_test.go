package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/contactkit/contactkit/examples/internal/config"
)

// A login saves the form that the credentials file has: a channel made from it opens the account
// that logged in.
func TestSavedLogin(t *testing.T) {
	tr := newTrial(t, "json")
	for name, line := range map[string]string{
		"x.yaml":     "x login-account -channel handle -save {dir}/x.yaml",
		"pages.yaml": "facebook login -redirect https://desk.example/back -save {dir}/pages.yaml",
		"insta.yaml": "facebook login-instagram -redirect https://desk.example/back -save {dir}/insta.yaml",
	} {
		if exit := tr.do(t.Context(), line); exit != exitOK {
			t.Fatalf("%s: exit status %d\n%s", line, exit, tr.stderr.String())
		}
		info, err := os.Stat(filepath.Join(tr.dir, name))
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, mode %v", name, err, info.Mode())
		}
	}
	read := func(name string) string {
		data, err := os.ReadFile(filepath.Join(tr.dir, name))
		if err != nil {
			t.Fatal(err)
		}
		return strings.ReplaceAll(string(data), "\n", "\n    ")
	}
	x, meta := tr.x.Config(), tr.meta.Config()
	whole := "channels:\n  - id: h\n    platform: twitter\n    name: H\n    " + add(read("x.yaml"), "apiKey: "+x.APIKey, "apiSecret: "+x.APISecret) +
		"\n  - id: p\n    platform: facebook\n    name: P\n    settings: {appId: '" + meta.AppID + "'}\n    secrets: {appSecret: " + meta.AppSecret + ", verifyToken: " + meta.VerifyToken + "}\n    " + read("pages.yaml") +
		"\n  - id: i\n    platform: facebook\n    name: I\n    secrets: {appSecret: " + meta.AppSecret + ", verifyToken: verify-x0, instagramAppSecret: " + meta.InstagramAppSecret + "}\n    " + add(read("insta.yaml"), "appId: '"+meta.AppID+"'", "")
	file := filepath.Join(tr.dir, "whole.yaml")
	if err := os.WriteFile(file, []byte(whole), 0o600); err != nil {
		t.Fatal(err)
	}
	cfg, err := config.Load(file, allDrivers()...)
	if err != nil {
		t.Fatalf("%v", err)
	}
	tr.file = file
	for _, line := range []string{"x access -channel h", "facebook token -channel p", "facebook connect -channel i -page 17841400000000001 -url https://desk.example/facebook/i"} {
		if exit := tr.do(t.Context(), line); exit != exitOK {
			t.Errorf("%s with %d channels: exit status %d\n%s%s", line, len(cfg.Records), exit, tr.stdout.String(), tr.stderr.String())
		}
	}
}

// add puts lines into the settings and the secrets of a saved login.
func add(text, setting, secret string) string {
	text = strings.Replace(text, "settings:\n", "settings:\n      "+setting+"\n", 1)
	if secret != "" {
		text = strings.Replace(text, "secrets:\n", "secrets:\n      "+secret+"\n", 1)
	}
	return text
}
