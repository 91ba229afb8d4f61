package contactkit_test

import (
	compare "cmp"
	"fmt"
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/twitter"
)

// The guide's table of settings and secrets is what the drivers ask for.
func TestGuideFields(t *testing.T) {
	checkTable(t, "docs/guide/three-platforms.md", "fields", fieldTable())
}

// The guide's table of notices has all fields of a record, with the texts that Default gives them.
func TestGuideNotices(t *testing.T) {
	text := "| field of `Record.Notices` | text in `directory.Default` |\n|---|---|\n"
	notices := reflect.ValueOf(directory.Default(telegram.Platform).Notices)
	for i := range notices.NumField() {
		field := notices.Type().Field(i)
		if field.Type.Kind() != reflect.String || field.Name == "Language" {
			continue
		}
		text += fmt.Sprintf("| `%s` | %s |\n", field.Name, compare.Or(notices.Field(i).String(), "none"))
	}
	checkTable(t, "docs/guide/sessions-and-routing.md", "notices", text)
}

// checkTable compares a table between two comments of a page with what it should be.
func checkTable(t *testing.T, page, name, table string) {
	t.Helper()
	src, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	between := regexp.MustCompile("(?s)<!-- " + name + " -->\n.*?<!-- end of " + name + " -->")
	if !between.Match(src) {
		t.Fatalf("%s has no table of %s", page, name)
	}
	want := between.ReplaceAllLiteralString(string(src), "<!-- "+name+" -->\n"+table+"<!-- end of "+name+" -->")
	if *update && want != string(src) {
		if err := os.WriteFile(page, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want, string(src)); diff != "" {
		t.Errorf("%s is not what the code says; run go test . -run Guide -update (-code +page):\n%s", page, diff)
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
