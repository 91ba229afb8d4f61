package directory_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel/directory"
)

func TestDiff(t *testing.T) {
	old := pages("c7", "Support", "8801", "24001")
	now := old.Clone()
	now.Rev, now.Name, now.Silence.Agent, now.TimesSince = 9, "Helpdesk", 60, epoch
	now.Settings["algorithm"] = "sha1"
	now.Pages = append(now.Pages, directory.Page{ID: "24002"})
	now.Secrets = pages("c7", "Support", "8801", "24001", "24002").Secrets
	now.Secrets.Keys["appSecret"] = nil
	now.Secrets.Keys["verifyToken"][0].Secret = "another"
	want := []directory.Change{
		{Field: "name", Old: `"Support"`, New: `"Helpdesk"`},
		{Field: "pages[1].id", New: `"24002"`},
		{Field: "secrets.appSecret", Old: "[secret]"},
		{Field: "secrets.pages[24002]", New: "[secret]"},
		{Field: "secrets.verifyToken", Old: "[secret]", New: "[secret, replaced]"},
		{Field: "settings.algorithm", New: `"sha1"`},
		{Field: "silence.agent", Old: "300", New: "60"},
	}
	if diff := cmp.Diff(want, directory.Diff(old, now)); diff != "" {
		t.Errorf("Diff (-want +got):\n%s", diff)
	}
	if got := directory.Diff(now, now); got != nil {
		t.Errorf("Diff of the same: %v", got)
	}
}
