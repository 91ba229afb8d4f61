package contactkit_test

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/twitter"
)

// The guide's table of settings and secrets is what the drivers ask for.
func TestGuideFields(t *testing.T) {
	const page = "docs/guide/three-platforms.md"
	src, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	between := regexp.MustCompile("(?s)<!-- fields -->\n.*?<!-- end of fields -->")
	if !between.Match(src) {
		t.Fatalf("%s has no table of fields", page)
	}
	want := between.ReplaceAllLiteralString(string(src), "<!-- fields -->\n"+fieldTable()+"<!-- end of fields -->")
	if *update && want != string(src) {
		if err := os.WriteFile(page, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want, string(src)); diff != "" {
		t.Errorf("%s is not what the drivers ask for; run go test . -run Guide -update (-drivers +page):\n%s", page, diff)
	}
}

// fieldTable has a row for each driver and each member of a record that holds its fields.
func fieldTable() string {
	text := "| platform | member of the record | names |\n|---|---|---|\n"
	for _, driver := range []channel.Driver{telegram.Driver(), facebook.Driver(), twitter.DriverWith(new(twitter.TokenMemory))} {
		fields := driverFields(driver)
		for _, member := range []string{"Settings", "Secrets.Keys", "Secrets.Tokens", "Certificates"} {
			if names := fields[member]; len(names) > 0 {
				text += fmt.Sprintf("| `%s` | `%s` | %s |\n", driver.Platform, member, strings.Join(names, ", "))
			}
		}
	}
	return text
}
