package facebook_test

import (
	"errors"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/facebook/facebooktest"
)

func TestPagesComeAndGo(t *testing.T) {
	pages := &livePages{}
	ch := newChannel(t, func(c *facebook.Config) { c.Pages = pages })
	to := channel.Thread{Platform: "facebook", Account: "5", Contact: personID}
	_, err := ch.Send(t.Context(), to, channel.Message{Text: "x"})
	if got := channel.FieldErrors(err); len(got) != 1 || got[0].Field != "thread.account" || !errors.Is(err, channel.ErrRejected) {
		t.Errorf("Send for a page that is not there: %v", err)
	}
	pages.now = facebook.PageMap{"5": {}}
	if _, err := ch.Send(t.Context(), to, channel.Message{Text: "x"}); !errors.Is(err, channel.ErrUnauthorized) {
		t.Errorf("Send for a page without a token: %v, want one matching ErrUnauthorized", err)
	}
	if diff := cmp.Diff([]string{"5"}, ch.Info().Accounts); diff != "" {
		t.Errorf("accounts (-want +got):\n%s", diff)
	}
}

// A page is added, gets a new token and goes, while messages flow.
func TestPageTable(t *testing.T) {
	fb := facebooktest.New(facebooktest.Config{Pages: twoPages})
	var table facebook.PageTable
	ch, err := facebook.New(forServer(fb, func(c *facebook.Config) { c.Pages, c.HTTP = &table, lookedUp(t, c.HTTP) }))
	if err != nil {
		t.Fatal(err)
	}
	fb.Say("7", "hi")
	send := func() error {
		_, err := ch.Send(t.Context(), standInThread("7"), channel.Message{Text: "x"})
		return err
	}
	if err := send(); !errors.Is(err, channel.ErrRejected) {
		t.Errorf("before the page is there: %v", err)
	}
	if err := table.Set(standInPage, facebook.Page{Token: "EAAold-page"}); err != nil {
		t.Fatal(err)
	}
	if err := send(); !errors.Is(err, channel.ErrUnauthorized) {
		t.Errorf("an old token: %v", err)
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 25 {
				if err := table.Set(standInPage, facebook.Page{Token: "EAAone-page"}); err != nil {
					t.Error(err)
				}
				if err := send(); err != nil {
					t.Error(err)
				}
				_ = ch.Info()
			}
		})
	}
	wg.Wait()
	if err := errors.Join(table.Set(instagramID, facebook.Page{LinkedTo: standInPage}), table.Set("108000000000002", facebook.Page{Token: "EAAtwo-page"})); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{standInPage, "108000000000002", instagramID}, ch.Info().Accounts); diff != "" {
		t.Errorf("accounts (-want +got):\n%s", diff)
	}
	for id, page := range map[string]facebook.Page{"x": {Token: "page-token"}, "5": {}, "6": {LinkedTo: "6", Token: "page-token"}, "8": {LinkedTo: "9"}} {
		if err := table.Set(id, page); len(channel.FieldErrors(err)) != 1 {
			t.Errorf("account %s: %v, want one complaint", id, err)
		}
	}
	table.Remove(standInPage)
	if err := send(); !errors.Is(err, channel.ErrRejected) {
		t.Errorf("after the page is gone: %v", err)
	}
}
