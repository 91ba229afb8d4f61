package facebook_test

import (
	"errors"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/facebook"
)

// customs returns the Custom events of a stored body.
func customs(t *testing.T, name string) []channel.Custom {
	t.Helper()
	body, err := os.ReadFile("testdata/webhooks/" + name + ".json")
	if err != nil {
		t.Fatal(err)
	}
	got, err := newChannel(t, nil).Receive(signed(body))
	if err != nil {
		t.Fatal(err)
	}
	var found []channel.Custom
	for _, ev := range got.Events {
		if c, ok := ev.Body.(channel.Custom); ok {
			found = append(found, c)
		}
	}
	return found
}

func TestDecodeCustom(t *testing.T) {
	// decoders gives each decoder one form.
	decoders := map[string]func(channel.Custom) (any, error){
		facebook.KindAccountLinking:      func(c channel.Custom) (any, error) { return facebook.DecodeAccountLinking(c) },
		facebook.KindEnforcement:         func(c channel.Custom) (any, error) { return facebook.DecodeEnforcement(c) },
		facebook.KindFeedback:            func(c channel.Custom) (any, error) { return facebook.DecodeFeedback(c) },
		facebook.KindResponseFeedback:    func(c channel.Custom) (any, error) { return facebook.DecodeThumbs(c) },
		facebook.KindOrder:               func(c channel.Custom) (any, error) { return facebook.DecodeOrder(c) },
		facebook.KindCustomerInformation: func(c channel.Custom) (any, error) { return facebook.DecodeInformation(c) },
		facebook.KindForm:                func(c channel.Custom) (any, error) { return facebook.DecodeForm(c) },
		facebook.KindCoupon:              func(c channel.Custom) (any, error) { return facebook.DecodeCoupon(c) },
		facebook.KindLead:                func(c channel.Custom) (any, error) { return facebook.DecodeLead(c) },
	}
	tests := []struct {
		file, kind string
		want       any
	}{
		{"account_linked", facebook.KindAccountLinking, facebook.AccountLinking{Linked: true, Code: "auth-code-1"}},
		{"account_unlinked", facebook.KindAccountLinking, facebook.AccountLinking{}},
		{"policy_warning", facebook.KindEnforcement, facebook.Enforcement{Action: "warning", Reason: "Slow answers."}},
		{"policy_unblock", facebook.KindEnforcement, facebook.Enforcement{Action: "unblock"}},
		{"feedback", facebook.KindFeedback, []facebook.Answer{{Screen: "0", Question: "q-late", Type: "csat", Value: "4", FollowUp: "Quick, thanks."}}},
		{"thumbs", facebook.KindResponseFeedback, facebook.Thumbs{MessageID: "m_out1"}},
		{"order", facebook.KindOrder, facebook.Order{Note: "gift wrap", Products: []facebook.Product{
			{ID: "4410", RetailerID: "SKU-1", Name: "Lamp", Price: "39.5", Currency: "EUR", Quantity: 2}}}},
		{"customer_information", facebook.KindCustomerInformation, []facebook.Answer{
			{Screen: "Where to?", Question: "country", Value: "DE"}, {Screen: "Where to?", Question: "postal_code", Value: "28195"}}},
		{"form", facebook.KindForm, facebook.Form{ID: "880000000000001"}},
		{"coupon", facebook.KindCoupon, facebook.Coupon{Code: "LAMP10", Payload: "autumn"}},
		{"referral_lead", facebook.KindLead, []facebook.Answer{{Question: "City?", Value: "Bremen"}, {Question: "Shop size?", Value: "120"}}},
	}
	for _, tt := range tests {
		found := customs(t, tt.file)
		if len(found) != 1 || found[0].Kind != tt.kind {
			t.Fatalf("%s: %d Custom events, want one of kind %s", tt.file, len(found), tt.kind)
		}
		got, err := decoders[tt.kind](found[0])
		if err != nil {
			t.Errorf("%s: %v", tt.file, err)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.file, diff)
		}
	}
	for kind, decoder := range decoders {
		for _, c := range []channel.Custom{
			{Kind: "other", Data: []byte(`{}`)}, {Kind: kind}, {Kind: kind, Data: []byte(`{}`)}, {Kind: kind, Data: []byte(`{"` + kind + `":[]}`)},
		} {
			field := "data"
			if c.Kind != kind {
				field = "kind"
			}
			got, err := decoder(c)
			if faults := channel.FieldErrors(err); !errors.Is(err, channel.ErrMalformed) || len(faults) != 1 || faults[0].Field != field {
				t.Errorf("%s of %s %s: %v with %v, want a complaint about %s", kind, c.Kind, c.Data, err, got, field)
			}
		}
	}
}
