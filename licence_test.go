package contactkit_test

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

// TestLicences holds the table of licences to the modules that hosts import: each module that one
// of them requires has a row, and each row is still required.
func TestLicences(t *testing.T) {
	doc, err := os.ReadFile("docs/support.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := make(map[string]bool)
	for _, m := range regexp.MustCompile("(?m)^\\| `([a-z0-9./-]+)` \\| [A-Z]").FindAllSubmatch(doc, -1) {
		rows[string(m[1])] = false
	}
	required := regexp.MustCompile(`(?m)^(?:require)?\s+([a-z0-9./-]+) v[0-9][^\s]*$`) // not "// indirect"
	for _, dir := range []string{".", "export/xlsx", "channel/postgres", "channel/conversation/sqlite"} {
		mod, err := os.ReadFile(filepath.Join(dir, "go.mod"))
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range required.FindAllSubmatch(mod, -1) {
			name := string(m[1])
			if name == "github.com/contactkit/contactkit" {
				continue
			}
			if _, ok := rows[name]; !ok {
				t.Errorf("%s requires %s, which has no row in docs/support.md", dir, name)
			}
			rows[name] = true
		}
	}
	for name, is := range rows {
		if !is {
			t.Errorf("docs/support.md lists %s, which no module requires", name)
		}
	}
}
