package export

import (
	"encoding/json"
	"errors"
	"io/fs"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// A manifest that was torn, changed by hand or written by a later version is refused: no file that
// it names is read or removed.
func TestReadManifestRefusesBadOnes(t *testing.T) {
	sink := newMemory()
	_, err := Run(t.Context(), pending(), list(desks(25)), config(sink))
	require.NoError(t, err)
	whole := string(sink.files[ManifestName("desks")])
	good, err := ReadManifest(t.Context(), sink, "desks")
	require.NoError(t, err)
	require.Greater(t, len(good.Files), 1)

	changed := func(change func(*Manifest)) string {
		m := good
		m.Files = append([]ManifestFile(nil), good.Files...)
		change(&m)
		text, err := json.Marshal(m)
		require.NoError(t, err)
		return string(text)
	}
	sink.files[ManifestName("desks")] = []byte(changed(func(*Manifest) {}))
	_, err = ReadManifest(t.Context(), sink, "desks")
	require.NoError(t, err) // so the change of each case is what is refused
	for name, text := range map[string]string{
		"empty":                    "",
		"torn":                     whole[:len(whole)/2],
		"a text behind":            whole + "x",
		"a list":                   "[]",
		"null":                     "null",
		"a number for a name":      strings.Replace(whole, `"base": "desks"`, `"base": 7`, 1),
		"a text for a number":      strings.Replace(whole, `"layout": 1`, `"layout": "1"`, 1),
		"no layout":                changed(func(m *Manifest) { m.Layout = 0 }),
		"a later layout":           changed(func(m *Manifest) { m.Layout = 2 }),
		"another export":           changed(func(m *Manifest) { m.Base = "other" }),
		"a suffix with a slash":    changed(func(m *Manifest) { m.Ext = "/../x" }),
		"no rows in a file":        changed(func(m *Manifest) { m.FileRows = 0 }),
		"a negative total":         changed(func(m *Manifest) { m.Total = -1 }),
		"too many rows":            changed(func(m *Manifest) { m.Total = MaxRows + 1 }),
		"too many files":           changed(func(m *Manifest) { m.Files = append(m.Files, m.Files...) }),
		"a file elsewhere":         changed(func(m *Manifest) { m.Files[0].Name = "../x" }),
		"a file of another export": changed(func(m *Manifest) { m.Files[0].Name = "x" + m.Files[0].Name }),
		"files in another order":   changed(func(m *Manifest) { m.Files[0], m.Files[1] = m.Files[1], m.Files[0] }),
		"a file of negative rows":  changed(func(m *Manifest) { m.Files[0].Rows, m.Files[0].Gone = -1, m.Files[0].Rows+1 }),
		"a negative loss":          changed(func(m *Manifest) { m.Files[0].Gone, m.Files[0].Rows = -1, m.Files[0].Rows+1 }),
		"a file with fewer rows":   changed(func(m *Manifest) { m.Files[0].Rows-- }),
		"a file of negative size":  changed(func(m *Manifest) { m.Files[0].Bytes = -1 }),
	} {
		if text == whole {
			t.Errorf("%s: nothing is changed", name)
		}
		sink.files[ManifestName("desks")] = []byte(text)
		m, err := ReadManifest(t.Context(), sink, "desks")
		if err == nil || errors.Is(err, fs.ErrNotExist) || m.Base != "" || len(m.Files) > 0 {
			t.Errorf("%s: %+v, %v", name, m, err)
		}
	}
	delete(sink.files, ManifestName("desks"))
	if _, err := ReadManifest(t.Context(), sink, "desks"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("none: %v", err)
	}
}
