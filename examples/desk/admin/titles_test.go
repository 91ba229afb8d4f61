package admin

import (
	"slices"
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/twitter"
)

// Every label of a field of the record is marked for translation.
func TestLabels(t *testing.T) {
	known := slices.Clone(titles)
	for _, part := range layout {
		known = append(known, part.title)
	}
	for _, label := range labels {
		known = append(known, label)
	}
	s := readSchema([]channel.Driver{telegram.Driver(), facebook.Driver(), twitter.Driver()})
	for _, part := range layout {
		for _, path := range part.paths {
			if label := s.at(path).Title; labels[path] == "" && !slices.Contains(known, label) {
				t.Errorf("%s: %q is not marked", path, label)
			}
		}
	}
}
