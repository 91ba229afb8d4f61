package contactkit_test

import (
	"go/ast"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/twitter"
)

// The comment of each Driver names its settings and secrets, as a host writes them into a record.
func TestDriversNameTheirFields(t *testing.T) {
	for dir, driver := range map[string]channel.Driver{"telegram": telegram.Driver(), "facebook": facebook.Driver(), "twitter": twitter.Driver()} {
		got := fieldsInComment(t, filepath.Join(dir, "driver.go"))
		if diff := cmp.Diff(driverFields(driver), got); diff != "" {
			t.Errorf("the comment of %s.Driver (-fields +comment):\n%s", dir, diff)
		}
	}
}

// driverFields lists the names of a driver's fields by the member of a record that holds them, with
// * at those that must be set.
func driverFields(driver channel.Driver) map[string][]string {
	all := map[string][]string{}
	for _, f := range driver.Fields {
		of, name := "Settings", f.Name
		switch f.Kind {
		case channel.FieldKeys:
			of = "Secrets.Keys"
		case channel.FieldTokens:
			of = "Secrets.Tokens"
		case channel.FieldCertificate:
			of = "Certificates"
		}
		if f.Required {
			name += "*"
		}
		all[of] = append(all[of], name)
	}
	return all
}

// fieldsInComment reads the lines "Settings: name, name" of the comment of Driver.
func fieldsInComment(t *testing.T, file string) map[string][]string {
	t.Helper()
	line := regexp.MustCompile(`(?m)^//\t([A-Z][A-Za-z.]+): +(.*)$`)
	f, src := parseComments(t, file)
	got := map[string][]string{}
	for _, d := range f.Decls {
		fn, ok := d.(*ast.FuncDecl)
		if !ok || fn.Recv != nil || fn.Name.Name != "Driver" || fn.Doc == nil {
			continue
		}
		// A list goes on in lines that are indented further.
		doc := regexp.MustCompile(`\n//\t {2,}`).ReplaceAllString(string(src[fn.Doc.Pos()-1:fn.Doc.End()-1]), " ")
		for _, m := range line.FindAllStringSubmatch(doc, -1) {
			got[m[1]] = strings.Split(m[2], ", ")
		}
	}
	return got
}
