package channel_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
)

func TestCheckRates(t *testing.T) {
	if err := channel.CheckRates("rates", nil); err != nil {
		t.Errorf("no rates: %v", err)
	}
	right := channel.Rate{Scope: channel.ScopeKind, Kind: "text", N: 5, Per: time.Second, Cost: 5}
	wrong := right
	wrong.Cost = 6
	err := channel.CheckRates("posts.rates", []channel.Rate{{N: 1, Per: 1}, right, {Scope: channel.ScopeApp, Per: 1}, {Scope: channel.ScopeApp, Kind: "text", N: 1, Per: 1}, wrong})
	var got []channel.FieldError
	for _, e := range channel.FieldErrors(err) {
		got = append(got, *e)
	}
	want := []channel.FieldError{
		{Field: "posts.rates[0]", Code: channel.CodeInvalid, Reason: `rate needs the scope "thread", "kind", "account" or "app"`},
		{Field: "posts.rates[2]", Code: channel.CodeInvalid, Reason: "rate needs a positive number of calls and a positive time"},
		{Field: "posts.rates[3]", Code: channel.CodeInvalid, Reason: `rate needs a kind if its scope is "kind", and otherwise none`},
		{Field: "posts.rates[4]", Code: channel.CodeInvalid, Reason: "cost must not be negative or above the number of calls"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("CheckRates (-want +got):\n%s", diff)
	}
}
