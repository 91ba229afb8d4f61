package directory_test

import (
	"bytes"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel/directory"
)

func TestSchema(t *testing.T) {
	for name, got := range map[string][]byte{"schema.json": directory.Schema(drivers()...), "secrets.schema.json": directory.SecretsSchema(drivers()...)} {
		if *updateFiles {
			require.NoError(t, os.WriteFile(name, got, 0o644))
		}
		want, err := os.ReadFile(name)
		require.NoError(t, err)
		if diff := cmp.Diff(string(want), string(got)); diff != "" {
			t.Errorf("%s is out of date, run go test -update (-file +generated):\n%s", name, diff)
		}
	}
}

// The schema and the table of fields know every path of a full record.
func TestEveryFieldIsDescribed(t *testing.T) {
	type node struct {
		Properties map[string]*node
		Items      *node
	}
	var schema node
	require.NoError(t, json.Unmarshal(directory.Schema(drivers()...), &schema))
	table, err := os.ReadFile("fields.md")
	require.NoError(t, err)
	data, err := json.Marshal(full(t))
	require.NoError(t, err)
	var tree map[string]any
	require.NoError(t, json.Unmarshal(data, &tree))
	var paths []string
	var walk func(at string, s *node, v any)
	walk = func(at string, s *node, v any) {
		if s == nil {
			t.Errorf("the schema does not know %s", at)
			return
		}
		switch v := v.(type) {
		case map[string]any:
			if at == "settings" {
				paths = append(paths, at)
				return
			}
			for name, inner := range v {
				walk(strings.TrimPrefix(at+"."+name, "."), s.Properties[name], inner)
			}
		case []any:
			for _, inner := range v {
				walk(at+"[]", s.Items, inner)
			}
		default:
			paths = append(paths, at)
		}
	}
	walk("", &schema, tree)
	slices.Sort(paths)
	for _, path := range slices.Compact(paths) {
		head := path
		for _, whole := range []string{"hours.schedule", "hours.holidays[]", "service.keywords", "attributes[]", "pages[]"} {
			if strings.HasPrefix(path, whole) {
				head = whole
			}
		}
		if !bytes.Contains(table, []byte("`"+head+"`")) {
			t.Errorf("fields.md does not mention `%s`", head)
		}
	}
}
