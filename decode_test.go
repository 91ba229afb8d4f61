package contactkit_test

import (
	"errors"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/twitter"
)

// decodes makes one form of the functions that read a typed Custom.
func decodes[T any](decode func(channel.Custom) (T, error)) func(channel.Custom) error {
	return func(c channel.Custom) error {
		_, err := decode(c)
		return err
	}
}

// A typed Custom that is of another kind, or whose data has another form, yields the same error on
// every platform.
func TestDecodeRefuses(t *testing.T) {
	decoders := []struct {
		name, kind string
		decode     func(channel.Custom) error
	}{
		{"telegram.DecodeJoinRequest", "chat_join_request", decodes(telegram.DecodeJoinRequest)},
		{"telegram.DecodeSubscription", "subscription", decodes(telegram.DecodeSubscription)},
		{"telegram.DecodePollAnswer", "poll_answer", decodes(telegram.DecodePollAnswer)},
		{"telegram.DecodeConnection", "business_connection", decodes(telegram.DecodeConnection)},
		{"telegram.DecodeStopped", "stopped_message_generation", decodes(telegram.DecodeStopped)},
		{"facebook.DecodeAccountLinking", facebook.KindAccountLinking, decodes(facebook.DecodeAccountLinking)},
		{"facebook.DecodeEnforcement", facebook.KindEnforcement, decodes(facebook.DecodeEnforcement)},
		{"facebook.DecodeThumbs", facebook.KindResponseFeedback, decodes(facebook.DecodeThumbs)},
		{"facebook.DecodeForm", facebook.KindForm, decodes(facebook.DecodeForm)},
		{"facebook.DecodeCoupon", facebook.KindCoupon, decodes(facebook.DecodeCoupon)},
		{"facebook.DecodeGap", facebook.KindGap, decodes(facebook.DecodeGap)},
		{"facebook.DecodeDeletion", facebook.KindDeletion, decodes(facebook.DecodeDeletion)},
		{"facebook.DecodeOrder", facebook.KindOrder, decodes(facebook.DecodeOrder)},
		{"facebook.DecodeFeedback", facebook.KindFeedback, decodes(facebook.DecodeFeedback)},
		{"facebook.DecodeInformation", facebook.KindCustomerInformation, decodes(facebook.DecodeInformation)},
		{"facebook.DecodeLead", facebook.KindLead, decodes(facebook.DecodeLead)},
		{"twitter.DecodeChat", "chat.received", decodes(twitter.DecodeChat)},
	}
	named := make(map[string]bool)
	for _, d := range decoders {
		named[d.name] = true
		for _, c := range []struct {
			channel.Custom
			field string
		}{
			{channel.Custom{Kind: "other", Data: []byte(`{}`)}, "kind"},
			{channel.Custom{Kind: d.kind}, "data"},
			{channel.Custom{Kind: d.kind, Data: []byte(`{}`)}, "data"},
			{channel.Custom{Kind: d.kind, Data: []byte(`[]`)}, "data"},
			{channel.Custom{Kind: d.kind, Data: []byte(`{"`)}, "data"},
		} {
			err := d.decode(c.Custom)
			e, ok := errors.AsType[*channel.Error](err)
			if all := channel.FieldErrors(err); !ok || e.Kind != channel.ErrMalformed || e.Op != "decode" || len(all) != 1 || all[0].Field != c.field || all[0].Code != channel.CodeInvalid {
				t.Errorf("%s of %s %s: %v, want a malformed %s", d.name, c.Kind, c.Data, err, c.field)
			}
		}
	}
	declared := regexp.MustCompile(`(?m)^func (Decode\w+)\(`)
	for _, p := range platforms {
		if strings.HasPrefix(p, "examples/") { // a module of its own, with tests of its own
			continue
		}
		for _, file := range sources(t, p) {
			_, src := parse(t, file)
			for _, m := range declared.FindAllSubmatch(src, -1) {
				if name := filepath.Base(p) + "." + string(m[1]); !named[name] {
					t.Errorf("%s is not in the table", name)
				}
			}
		}
	}
}
