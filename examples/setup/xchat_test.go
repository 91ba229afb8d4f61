package main

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/twitter"
)

// A new key is registered only when it is asked for by name, with a loud warning, and never before
// it is kept.
func TestRegisterNewKey(t *testing.T) {
	tr := newTrial(t, "json")
	if exit := tr.do(t.Context(), "x chat -channel handle -keys {dir}/keys.yml -save {dir}/kept"); exit != exitOK {
		t.Fatalf("x chat: %d\n%s", exit, tr.stderr.String())
	}
	if exit := tr.do(t.Context(), "x chat -channel handle -save {dir}/new -register-new-key"); exit != exitOK {
		t.Fatalf("x chat -register-new-key: %d\n%s%s", exit, tr.stdout.String(), tr.stderr.String())
	}
	if !strings.Contains(tr.stderr.String(), "WARNING") {
		t.Error("nothing warns")
	}
	read := func(name string) []twitter.ChatKey {
		data, err := os.ReadFile(filepath.Join(tr.dir, name))
		if err != nil {
			t.Fatal(err)
		}
		keys, err := twitter.ParseChatKeys(channel.Secret(data))
		if err != nil || len(keys) != 1 {
			t.Fatalf("%s: %d keys, %v", name, len(keys), err)
		}
		return keys
	}
	kept, made, before := read("kept")[0], read("new")[0], read("new.unregistered")[0]
	if made.Private != before.Private || made.Version == before.Version || made.Private == kept.Private {
		t.Error("the key that was registered is not the one that was kept before")
	}
	// The old key alone is not enough now.
	if exit := tr.do(t.Context(), "x chat -channel handle -keys {dir}/kept"); exit != exitFindings {
		t.Errorf("with the old key alone: %d", exit)
	}
	if !slices.ContainsFunc(tr.report.Findings, func(f channel.Finding) bool { return f.Code == findingChatOld && f.Fatal }) {
		t.Errorf("findings %+v", tr.report.Findings)
	}
	// A file with a key is never replaced.
	if exit := tr.do(t.Context(), "x chat -channel handle -keys {dir}/kept -save {dir}/new"); exit == exitOK {
		t.Error("a file with a key was replaced")
	}
}

// The private key is imported in each form in which X's tools give it, with the version under which
// X registered it.
func TestImportPrivateKey(t *testing.T) {
	tr := newTrial(t, "json")
	version, text := tr.x.ChatKey()
	blob, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	account := tr.x.Config().Account
	for name, data := range map[string]string{
		"blob":   string(blob), // 64 bytes
		"base64": text + "\n",
		"tool":   "users:\n  \"" + account + "\":\n    private_keys_b64: " + text + "\n    key_version: \"" + version + "\"\n",
		"saved":  version + ":" + text + "\n",
	} {
		path := filepath.Join(tr.dir, name)
		if err := os.WriteFile(path, []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
		if exit := tr.do(t.Context(), "x chat -channel handle -keys {dir}/"+name+" -save {dir}/from-"+name); exit != exitOK {
			t.Errorf("%s: %d\n%s%s", name, exit, tr.stdout.String(), tr.stderr.String())
			continue
		}
		if out := tr.stdout.String() + tr.stderr.String(); strings.Contains(out, text) || strings.Contains(out, text[:20]) || !strings.Contains(out, version) {
			t.Errorf("%s: the output shows the key, or lacks its version", name)
		}
		saved, err := os.ReadFile(filepath.Join(tr.dir, "from-"+name))
		if err != nil || string(saved) != version+":"+text+"\n" {
			t.Errorf("%s: what was saved is not the version and the key (%v)", name, err)
		}
	}
	for name, data := range map[string]string{
		"63 bytes":          string(blob[:63]),
		"damaged base64":    text[:40] + "!" + text[41:],
		"another account's": "users:\n  \"42\":\n    private_keys_b64: " + text + "\n    key_version: \"" + version + "\"\n",
		"nothing":           "",
	} {
		if err := os.WriteFile(filepath.Join(tr.dir, "bad"), []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
		if exit := tr.do(t.Context(), "x chat -channel handle -keys {dir}/bad"); exit != exitUsage {
			t.Errorf("%s: exit status %d, want %d", name, exit, exitUsage)
		}
		if out := tr.stdout.String() + tr.stderr.String(); strings.Contains(out, text[:20]) {
			t.Errorf("%s: the output shows the key", name)
		}
	}
	// A key of the right form that is not the account's.
	stranger := base64.StdEncoding.EncodeToString(slices.Concat(blob[32:], blob[:32]))
	if err := os.WriteFile(filepath.Join(tr.dir, "stranger"), []byte(stranger), 0o600); err != nil {
		t.Fatal(err)
	}
	if exit := tr.do(t.Context(), "x chat -channel handle -keys {dir}/stranger"); exit != exitFindings ||
		!slices.ContainsFunc(tr.report.Findings, func(f channel.Finding) bool { return f.Code == findingChatUnknown && f.Fatal }) {
		t.Errorf("a stranger's key: %d, findings %+v", exit, tr.report.Findings)
	}
}
