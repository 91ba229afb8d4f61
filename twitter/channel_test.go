package twitter_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
)

func TestInfo(t *testing.T) {
	want := channel.Info{Platform: "twitter", App: "api-key", Accounts: []string{us}}
	if diff := cmp.Diff(want, open(t, config()).Info()); diff != "" {
		t.Errorf("Info (-want +got):\n%s", diff)
	}
}
