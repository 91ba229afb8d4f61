package facebook_test

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/standin"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/facebook/facebooktest"
)

func TestFetchProfile(t *testing.T) {
	fb, ch := standIn(t, facebooktest.Config{}, func(c *facebook.Config) {
		c.ProfileFields = []string{"first_name", "last_name", "profile_pic", "locale", "timezone"}
	})
	for _, p := range []facebooktest.Person{
		{ID: "1", First: "Ada", Last: "Byron", Picture: "https://platform-lookaside.example/ada", Locale: "en_GB", Timezone: 5.5},
		{ID: "2", First: "Hidden", Last: "One", Hidden: true},
		{ID: "3", First: "Phone", Last: "Only", None: true},
	} {
		fb.Meet(p)
		fb.Say(p.ID, "hi")
	}
	for contact, want := range map[string]channel.Profile{
		"1": {Person: channel.Person{ID: "1", Name: "Ada Byron", Locale: "en-GB"}, Picture: "https://platform-lookaside.example/ada", Timezone: "5.5"},
		"2": {Person: channel.Person{ID: "2", Name: "Hidden One"}},
		"3": {Person: channel.Person{ID: "3", Name: "Phone Only"}},
	} {
		got, err := channel.FetchProfile(t.Context(), ch, standInThread(contact))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("profile of %s (-want +got):\n%s", contact, diff)
		}
	}
	fb.Fail(standin.Status(403, `{"error":{"code":10}}`).On("conversations"), -1)
	if got, err := ch.FetchProfile(t.Context(), standInThread("2")); err != nil || got.ID != "2" || got.Name != "" {
		t.Errorf("where nothing may be read: %+v, %v", got, err)
	}
	if _, err := ch.FetchProfile(t.Context(), standInThread("ref:7")); !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("a guest: %v", err)
	}
	fb.Revoke(fb.Config().Pages[standInPage], 0)
	if _, err := ch.FetchProfile(t.Context(), standInThread("1")); !errors.Is(err, channel.ErrUnauthorized) {
		t.Errorf("a dead token: %v", err)
	}
	f := answers{`{"name":"Ada","username":"ada_b","profile_pic":"javascript:alert(1)"}`}
	got, err := newChannel(t, func(c *facebook.Config) { c.HTTP = &http.Client{Transport: &f} }).FetchProfile(t.Context(), channel.Thread{Platform: "facebook", Account: instagramID, Contact: "66"})
	if diff := cmp.Diff(channel.Profile{Person: channel.Person{ID: "66", Name: "Ada", Handle: "ada_b"}}, got); diff != "" || err != nil {
		t.Errorf("on Instagram: %v (-want +got):\n%s", err, diff)
	}
	f = answers{`nonsense`}
	if _, err := newChannel(t, func(c *facebook.Config) { c.HTTP = &http.Client{Transport: &f} }).FetchProfile(t.Context(), thread("7")); !errors.Is(err, channel.ErrMalformed) {
		t.Errorf("no JSON: %v", err)
	}
}

// Meta's page of errors lists it as a code, answers hold it as a subcode: either way there is no
// profile, and nothing is wrong.
func TestNoProfileInEitherForm(t *testing.T) {
	for _, body := range []string{
		`{"error":{"message":"(#100) No profile available for this user.","code":100,"error_subcode":2018218}}`,
		`{"error":{"message":"No profile available for this user.","code":"2018218"}}`,
	} {
		f := &transport{status: 400, body: body}
		ch := newChannel(t, func(c *facebook.Config) { c.HTTP, c.HistoryGap = &http.Client{Transport: f}, time.Nanosecond })
		got, err := ch.FetchProfile(t.Context(), thread(personID))
		if diff := cmp.Diff(channel.Profile{Person: channel.Person{ID: personID}}, got); diff != "" || err != nil {
			t.Errorf("%s: %v (-want +got):\n%s", body, err, diff)
		}
	}
}

// An id goes into the path, so another form of it would ask for something else.
func TestProfileOfNoPerson(t *testing.T) {
	f := accepting()
	ch := sendingChannel(t, f, nil)
	for _, contact := range []string{"me", "..", "7/accounts", "7?fields=email", "a b", "ä"} {
		if _, err := ch.FetchProfile(t.Context(), thread(contact)); !errors.Is(err, channel.ErrRejected) || f.calls > 0 {
			t.Errorf("%q: %v after %d calls", contact, err, f.calls)
		}
	}
}
