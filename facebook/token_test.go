package facebook_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/facebook/facebooktest"
)

func TestCheckToken(t *testing.T) {
	fb, ch := standIn(t, facebooktest.Config{}, nil)
	page := fb.Config().Pages[standInPage]
	got, err := ch.CheckToken(t.Context(), channel.Secret(page))
	if err != nil {
		t.Fatal(err)
	}
	want := facebook.Token{Valid: true, Type: "PAGE", App: fb.Config().AppID, Page: standInPage, User: got.User, DataAccess: got.DataAccess,
		Scopes: []string{"pages_show_list", "pages_messaging", "pages_manage_metadata", "public_profile"}, Targets: map[string][]string{"pages_messaging": {standInPage}}}
	if diff := cmp.Diff(want, got); diff != "" || got.DataAccess.IsZero() {
		t.Errorf("token (-want +got):\n%s", diff)
	}
	fb.Revoke(page, 463)
	if got, err = ch.CheckToken(t.Context(), channel.Secret(page)); err != nil || got.Valid || got.Code != "190/463" || got.Reason == "" {
		t.Errorf("expired: %+v, %v", got, err)
	}
	if _, err := ch.CheckToken(t.Context(), ""); !errors.Is(err, channel.ErrRejected) {
		t.Errorf("no token: %v", err)
	}
	for _, body := range []string{`{}`, `nonsense`, `{"data":[]}`} {
		f := &transport{status: 200, body: body}
		if _, err := sendingChannel(t, f, nil).CheckToken(t.Context(), "EAAx"); !errors.Is(err, channel.ErrMalformed) {
			t.Errorf("answer %s: %v", body, err)
		}
	}
	f := &transport{status: 400, body: `{"error":{"code":100,"message":"EAAsecret is no token"}}`}
	if _, err := sendingChannel(t, f, nil).CheckToken(t.Context(), "EAAsecret"); err == nil || strings.Contains(err.Error(), "EAAsecret") {
		t.Errorf("the token is shown: %v", err)
	}
	expiring := &transport{status: 200, body: `{"data":{"is_valid":true,"app_id":` + appID + `,"type":"PAGE","profile_id":"` + pageID + `","expires_at":1799000000,"scopes":["pages_messaging"]},"id":"` + appID + `","subscribed_fields":[]}`}
	sub, err := sendingChannel(t, expiring, func(c *facebook.Config) { delete(c.Pages.(facebook.PageMap), instagramID) }).CheckSubscription(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"no_webhook!", "missing_permission 1", "token_expires 1", "not_subscribed 1!"}, codes(sub.Findings)); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
}

func TestPagesOf(t *testing.T) {
	fb, ch := standIn(t, facebooktest.Config{Pages: twoPages}, nil)
	got, err := ch.PagesOf(t.Context(), channel.Secret(fb.Config().UserToken))
	if err != nil {
		t.Fatal(err)
	}
	tasks := []string{"ADVERTISE", "ANALYZE", "CREATE_CONTENT", "MESSAGING", "MODERATE", "MANAGE"}
	want := []facebook.OwnPage{
		{ID: "108000000000001", Name: "Example Page", Category: "Business", Token: "EAAone-page", Tasks: tasks},
		{ID: "108000000000002", Name: "Example Page", Category: "Business", Token: "EAAtwo-page", Tasks: tasks},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("pages (-want +got):\n%s", diff)
	}
	parts := answers{`{"data":[{"id":"1"}],"paging":{"cursors":{"after":"A1"},"next":"https://graph.facebook.com/me/accounts?access_token=EAAuser&after=A1"}}`,
		`{"data":[{"id":"2"}],"paging":{"cursors":{"after":"A2"}}}`}
	many, err := newChannel(t, func(c *facebook.Config) { c.HTTP = &http.Client{Transport: &parts} }).PagesOf(t.Context(), "EAAuser")
	if diff := cmp.Diff([]facebook.OwnPage{{ID: "1"}, {ID: "2"}}, many); diff != "" || err != nil || len(parts) > 0 {
		t.Errorf("in two parts: %v, %d answers are left (-want +got):\n%s", err, len(parts), diff)
	}
	if _, err := ch.PagesOf(t.Context(), "EAAnobody"); !errors.Is(err, channel.ErrUnauthorized) {
		t.Errorf("a stranger's token: %v", err)
	}
	if _, err := ch.PagesOf(t.Context(), ""); !errors.Is(err, channel.ErrRejected) {
		t.Errorf("no token: %v", err)
	}
}
