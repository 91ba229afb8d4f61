package whatsapp_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/standin"
	"github.com/contactkit/contactkit/examples/whatsapp/whatsapptest"
)

// codes are those of the platform's table, by what they concern.
var codes = []struct {
	codes   []int
	kind    error
	affects channel.Affects
}{
	{[]int{0, 190}, channel.ErrUnauthorized, channel.AffectsCredentials},
	{[]int{3, 10, 200, 250, 299, 131005}, channel.ErrUnauthorized, channel.AffectsApp},
	{[]int{131047}, channel.ErrWindowClosed, channel.AffectsPerson},
	{[]int{131026, 131030}, channel.ErrUnreachable, channel.AffectsPerson},
	{[]int{131049, 131050, 130472, 137000}, channel.ErrRejected, channel.AffectsPerson},
	{[]int{131056}, channel.ErrRateLimited, channel.AffectsPerson},
	{[]int{100, 131008, 131009, 131021, 131051, 131052, 131053, 131062, 135000, 132000, 132001, 132005, 132007, 132008, 132012, 132015, 132016, 132068, 132069, 147001, 147005}, channel.ErrRejected, channel.AffectsMessage},
	{[]int{130429, 131048, 133016, 80007}, channel.ErrRateLimited, channel.AffectsAccount},
	{[]int{131037, 131045, 133010, 133015, 131031, 368}, channel.ErrUnauthorized, channel.AffectsAccount},
	{[]int{131063, 131064}, channel.ErrRejected, channel.AffectsAccount},
	{[]int{130497}, channel.ErrUnreachable, channel.AffectsAccount},
	{[]int{131042}, channel.ErrCredit, channel.AffectsCredit},
	{[]int{4}, channel.ErrRateLimited, channel.AffectsApp},
	{[]int{1, 2, 131000, 131016, 131057}, channel.ErrUnavailable, channel.AffectsUnknown},
}

// One table says what a code means in an answer, and whom it concerns in an answer and in a late
// failure.
func TestCodes(t *testing.T) {
	w := newWorld(t, whatsapptest.Config{}, nil)
	seen := make(map[int]bool)
	for _, row := range codes {
		for _, code := range row.codes {
			if seen[code] {
				t.Errorf("%d is there twice", code)
			}
			seen[code] = true
			w.Fail(standin.Status(http.StatusBadRequest, fmt.Sprintf(`{"error":{"code":%d,"message":"m","error_data":{"details":"d"},"fbtrace_id":"t"}}`, code)), 1)
			_, err := w.ch.Send(t.Context(), thread(phone), channel.Message{Text: "Hello"})
			e, ok := errors.AsType[*channel.Error](err)
			if !ok || e.Kind != row.kind || e.Affects != row.affects || e.Code != fmt.Sprint(code) || !strings.HasSuffix(err.Error(), "m; d; fbtrace_id t") {
				t.Errorf("%d: %v (%s), want %v (%s)", code, err, e.Affects, row.kind, row.affects)
			}
			late := body(numberID, fmt.Sprintf(`"statuses":[{"id":"wamid.1","status":"failed","recipient_user_id":%q,"timestamp":"1","errors":[{"code":%d,"title":"t","error_data":{"details":"d"}}]}]`, userID, code))
			got, err := w.ch.Receive(signed(late))
			if err != nil || len(got.Events) != 1 {
				t.Fatal(err)
			}
			if f := got.Events[0].Body.(channel.Failed); f.Affects != row.affects || f.Code != fmt.Sprint(code) || f.Reason != "d" {
				t.Errorf("late %d: %+v", code, f)
			}
		}
	}
}

// An answer without a code is judged by its status: a proxy that refuses passed nothing on.
func TestAnswersWithoutCode(t *testing.T) {
	for _, tt := range []struct {
		status int
		body   string
		want   error
	}{
		{http.StatusBadRequest, `{"error":"bad"}`, channel.ErrRejected},
		{http.StatusForbidden, `<html>`, channel.ErrUnavailable},
		{http.StatusForbidden, `{"error":{"code":139999}}`, channel.ErrUnauthorized},
		{http.StatusBadGateway, `<html>`, channel.ErrUncertain},
		{http.StatusInternalServerError, `{"error":{"code":139999}}`, channel.ErrUncertain},
		{http.StatusTooManyRequests, `{"error":{"code":139999}}`, channel.ErrRateLimited},
		{http.StatusOK, `{"error":null,"messages":[]}`, channel.ErrUncertain},
		{http.StatusOK, `{"error":false,"messages":[{"id":""}]}`, channel.ErrUncertain},
		{http.StatusOK, `{`, channel.ErrUncertain},
	} {
		w := newWorld(t, whatsapptest.Config{}, nil)
		w.Fail(standin.Status(tt.status, tt.body), 1)
		if _, err := w.ch.Send(t.Context(), thread(phone), channel.Message{Text: "Hello"}); !errors.Is(err, tt.want) {
			t.Errorf("%d %s: %v, want %v", tt.status, tt.body, err, tt.want)
		}
	}
}
