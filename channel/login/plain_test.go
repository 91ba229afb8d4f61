package login_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/login"
)

func TestReveal(t *testing.T) {
	at := time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)
	g := login.Grant{Flow: "f", Platform: platform, Tenant: "t", User: channel.Person{ID: "7"}, Token: "secret-one", Renewal: "secret-two", Scopes: []string{"a"}, Until: at,
		Accounts: []login.Account{{ID: "1", Kind: "page", Token: "secret-three", Secret: "secret-four", Missing: []string{"X"}}}}
	p := login.Pending{State: "s", Flow: "f", Tenant: "t", Verifier: "secret-five", Until: at}
	gData, err := g.Reveal()
	if err != nil {
		t.Fatal(err)
	}
	pData, err := p.Reveal()
	if err != nil {
		t.Fatal(err)
	}
	back, err := login.ReadGrant(gData)
	if diff := cmp.Diff(g, back); err != nil || diff != "" || strings.Count(string(gData), "secret-") != 4 {
		t.Errorf("grant: %v (-want +got):\n%s", err, diff)
	}
	again, err := login.ReadPending(pData)
	if diff := cmp.Diff(p, again); err != nil || diff != "" || again.Verifier != "secret-five" {
		t.Errorf("pending: %v (-want +got):\n%s", err, diff)
	}
	for i := range g.Accounts { // cmp sees Secrets as they are; so does this
		if back.Accounts[i].Token.Reveal() != "secret-three" || back.Token.Reveal() != "secret-one" {
			t.Error("a credential did not come back")
		}
	}
	for _, bad := range []string{"", "{", "[]", "{}", `{"Flow":7}`, `"secret-one"`} {
		if _, err := login.ReadGrant([]byte(bad)); err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("ReadGrant(%s): %v", bad, err)
		}
		if _, err := login.ReadPending([]byte(bad)); err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("ReadPending(%s): %v", bad, err)
		}
	}
}

// Nothing that prints or serialises a login shows a credential, but Reveal.
func TestPrintsNoCredential(t *testing.T) {
	g := login.Grant{Flow: "f", Token: "secret-one", Renewal: "secret-two", Accounts: []login.Account{{Token: "secret-three", Secret: "secret-four"}}}
	p := login.Pending{State: "s", Verifier: "secret-five"}
	store := new(login.Memory)
	_ = store.Put(t.Context(), p)
	_, _ = store.Swap(t.Context(), "t", "k", 0, g)
	data, err := json.Marshal([]any{g, p})
	if err != nil {
		t.Fatal(err)
	}
	if text := fmt.Sprintf("%v %+v %#v %v %+v %v %+v %#v %s", g, g, g, p, p, store, store, store, data); strings.Contains(text, "secret-") {
		t.Errorf("shown: %s", text)
	}
}
