package channel_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
)

func TestReply(t *testing.T) {
	type answer struct {
		Status int
		Header http.Header
		Body   string
	}
	nosniff := []string{"nosniff"}
	tests := []struct {
		name  string
		reply channel.Reply
		want  answer
	}{
		{"zero", channel.Reply{}, answer{200, http.Header{"X-Content-Type-Options": nosniff}, ""}},
		{"a challenge", channel.Reply{Type: "text/plain; charset=utf-8", Body: []byte("<b>1158201444</b>")},
			answer{200, http.Header{"X-Content-Type-Options": nosniff, "Content-Type": {"text/plain; charset=utf-8"}}, "<b>1158201444</b>"}},
		{"a status", channel.Reply{Status: http.StatusAccepted}, answer{202, http.Header{"X-Content-Type-Options": nosniff}, ""}},
	}
	for _, tt := range tests {
		rec := httptest.NewRecorder()
		tt.reply.ServeHTTP(rec, nil)
		resp := rec.Result()
		if diff := cmp.Diff(tt.want, answer{resp.StatusCode, resp.Header, rec.Body.String()}); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
	// It can be registered, and answers a real client.
	server := httptest.NewServer(channel.Reply{Type: "application/json", Body: []byte(`{"response_token":"sha256=x"}`)})
	defer server.Close()
	resp, err := http.Get(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != 200 || resp.ContentLength != 29 {
		t.Errorf("over the wire: %d with %d bytes", resp.StatusCode, resp.ContentLength)
	}
}
