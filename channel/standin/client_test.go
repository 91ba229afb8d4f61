package standin

import (
	"net/http/httptrace"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestClientTellsHTTPTrace(t *testing.T) {
	c, _ := echoing(time.Now)
	var got []string
	ctx := httptrace.WithClientTrace(t.Context(), &httptrace.ClientTrace{
		GetConn:      func(host string) { got = append(got, "get "+host) },
		GotConn:      func(httptrace.GotConnInfo) { got = append(got, "got") },
		WroteRequest: func(httptrace.WroteRequestInfo) { got = append(got, "wrote") },
	})
	c.Fail(Refuse(), 1)
	for range 2 {
		_, _ = post(c, ctx)
	}
	if diff := cmp.Diff([]string{"get api.example", "get api.example", "got", "wrote"}, got); diff != "" {
		t.Errorf("trace (-want +got):\n%s", diff)
	}
}
