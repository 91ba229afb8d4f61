package facebook_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/facebook"
)

func TestInstagramConfigComplaints(t *testing.T) {
	cfg := config()
	cfg.Pages = facebook.PageMap{"1": {InstagramLogin: true}, "2": {InstagramLogin: true, LinkedTo: "3", Token: "page-token"}}
	cfg.Instagram = facebook.InstagramConfig{AppID: "x", BaseURL: "instagram", Fields: []string{}}
	_, err := facebook.New(cfg)
	var got []string
	for _, f := range channel.FieldErrors(err) {
		got = append(got, f.Field+" "+f.Code)
	}
	want := []string{"pages[1].token missing", "pages[2].linkedTo conflict", "instagram.fields missing", "instagramAppId invalid", "instagram.baseUrl invalid"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("complaints (-want +got):\n%s", diff)
	}
}
