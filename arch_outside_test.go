package contactkit_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// outside says what each package of a platform outside this module may import beyond the standard
// library, its tests aside. Tests may import any public package.
var outside = table(`
examples/whatsapp: …/channel …/channel/call …/channel/tlsconfig …/channel/jsonread …/channel/receive …/channel/fetch …/channel/multipart
# A stand-in knows neither channel nor its client.
examples/whatsapp/whatsapptest: …/channel/standin
channel/channeltest/outside/pager: …/channel …/channel/call
channel/channeltest/outside/pager/pagertest: …/channel/standin
channel/channeltest/outside/sms: …/channel …/channel/call
channel/channeltest/outside/sms/smstest: …/channel/standin
`)

// A platform from outside is made of public packages: nothing that it imports, in tests as well, is
// below a folder internal or is one of the other platforms.
func TestImportArrowsOutside(t *testing.T) {
	seen := make(map[string]bool)
	for _, root := range []string{"examples/whatsapp", "channel/channeltest/outside"} {
		err := filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(file, ".go") {
				return err
			}
			dir := filepath.ToSlash(filepath.Dir(file))
			seen[dir] = true
			f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
			if err != nil {
				return err
			}
			for _, spec := range f.Imports {
				imp, err := strconv.Unquote(spec.Path.Value)
				if err != nil {
					return err
				}
				checkOutside(t, file, dir, imp)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for dir := range outside {
		if !seen[dir] {
			t.Errorf("%s has a rule and no file", dir)
		}
	}
}

// checkOutside reports an import that a file of a platform outside must not have.
func checkOutside(t *testing.T, file, dir, imp string) {
	t.Helper()
	short := strings.Replace(imp, module+"/", "…/", 1)
	test := strings.HasSuffix(file, "_test.go")
	switch {
	case slices.Contains(strings.Split(imp, "/"), "internal"):
		t.Errorf("%s imports %s, which is internal", file, imp)
	case slices.Contains([]string{"…/telegram", "…/facebook", "…/twitter"}, short):
		t.Errorf("%s imports %s, another platform", file, imp)
	case test || !strings.Contains(strings.Split(imp, "/")[0], "."):
	case !slices.Contains(outside[dir], short):
		t.Errorf("%s imports %s; the rule for %s allows only %v", file, imp, dir, outside[dir])
	}
}
