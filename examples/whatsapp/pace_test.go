package whatsapp_test

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/standin"
	"github.com/contactkit/contactkit/examples/whatsapp/whatsapptest"
)

// The pause of a refusal for too many calls is that of the header, within a day; else that of the
// code.
func TestWaitOfARefusal(t *testing.T) {
	usage := func(minutes string) map[string]string {
		return map[string]string{"X-Business-Use-Case-Usage": `{"3001":[{"type":"whatsapp","call_count":100,"estimated_time_to_regain_access":` + minutes + `}]}`}
	}
	for name, tt := range map[string]struct {
		code   string
		header map[string]string
		want   time.Duration
	}{
		"management calls":          {"80007", usage("19"), 19 * time.Minute},
		"a header that exaggerates": {"80007", usage("1e12"), 24 * time.Hour},
		"a negative header":         {"80007", usage("-5"), time.Minute},
		"a damaged header":          {"80007", map[string]string{"X-Business-Use-Case-Usage": "{"}, time.Minute},
		"Retry-After":               {"4", map[string]string{"Retry-After": "90"}, 90 * time.Second},
		"no header":                 {"4", nil, time.Minute},
		"the number":                {"130429", nil, time.Second},
		"the person":                {"131056", usage("19"), 6 * time.Second},
		"registrations":             {"133016", nil, time.Hour},
	} {
		w := newWorld(t, whatsapptest.Config{}, nil)
		fault := standin.Status(http.StatusBadRequest, `{"error":{"code":`+tt.code+`,"message":"too many"}}`)
		for k, v := range tt.header {
			fault = fault.Header(k, v)
		}
		w.Fail(fault, 1)
		_, err := w.ch.Send(t.Context(), thread(phone), channel.Message{Text: "Hello"})
		if e, ok := errors.AsType[*channel.Error](err); !ok || e.Kind != channel.ErrRateLimited || e.Wait != tt.want {
			t.Errorf("%s: %v", name, err)
		}
	}
}
