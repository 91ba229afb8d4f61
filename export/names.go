package export

import (
	"fmt"
	"regexp"
)

// maxFiles keeps the numbers in file names at four digits.
const maxFiles = 9_999

var (
	validBase = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,63}$`)
	validExt  = regexp.MustCompile(`^[a-z0-9]{1,8}$`)
)

// fileName is the name of file i of n, counted from 1: channels-0001-of-0050.csv. It holds no tenant's text.
func fileName(base string, i, n int, ext string) string {
	return fmt.Sprintf("%s-%04d-of-%04d.%s", base, i, n, ext)
}

// ManifestName is the name of a base's manifest: channels-manifest.json.
func ManifestName(base string) string { return base + "-manifest.json" }

// journalName is the name of the journal, which stands until the manifest does.
func journalName(base string) string { return base + "-journal.json" }
