package main

import (
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
