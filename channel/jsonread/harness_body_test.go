package jsonread_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/contactkit/contactkit/channel/jsonread"
	"github.com/stretchr/testify/require"
)

// bodies returns the sample webhook bodies by name.
func bodies(tb testing.TB) map[string][]byte {
	tb.Helper()
	files, err := filepath.Glob("testdata/bodies/*.json")
	require.NoError(tb, err)
	require.NotEmpty(tb, files)
	all := make(map[string][]byte)
	for _, file := range files {
		body, err := os.ReadFile(file)
		require.NoError(tb, err)
		all[strings.TrimSuffix(filepath.Base(file), ".json")] = body
	}
	return all
}

// open returns a Reader at the value of a body that must be valid.
func open(tb testing.TB, body string) *jsonread.Reader {
	tb.Helper()
	r, err := jsonread.New([]byte(body))
	require.NoError(tb, err)
	return &r
}
