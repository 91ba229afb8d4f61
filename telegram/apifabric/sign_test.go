package apifabric_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/telegram/apifabric"
	"github.com/contactkit/contactkit/telegram/apifabric/apifabrictest"
)

func TestSign(t *testing.T) {
	tests := []struct {
		name, method, url, body string
		key                     string
		secret                  channel.Secret
		at                      time.Time
		want                    string
	}{
		// The example of Huawei Cloud's API signing guide, whose keys are not valid.
		{"published", "GET", "https://service.region.example.com/v1/77b6a44cba5143ab91d13ab9a8ff44fd/vpcs?limit=2&marker=13551d6b-755d-4757-b956-536f674975c0", "",
			"QTWAOYTTINDUT2QVKYUC", "MFyfvK41ba2giqM7Uio6PznpdUKGpownRZlmVmHc", time.Date(2019, 11, 15, 3, 36, 55, 0, time.UTC),
			"7be6668032f70418fcc22abc52071e57aff61b84a1d2381bb430d6870f4f6ebe"},
		{"query and body beyond ASCII", "POST", "https://10.0.0.10:28090/apiaccess/demo?b=%20x~&a=1", `{"messages":[],"note":"café"}`,
			"any", "test-secret-not-real", time.Date(2024, 1, 2, 4, 4, 5, 0, time.FixedZone("", 3600)),
			"4fce8cedb6ceb5e61a0e361f584031236f49a49910b233584d7c577a89fcf069"},
	}
	for _, tt := range tests {
		req, err := http.NewRequest(tt.method, tt.url, strings.NewReader(tt.body))
		require.NoError(t, err)
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("X-Other", "not signed")
		apifabric.Signer{Key: tt.key, Secret: tt.secret}.Sign(req, []byte(tt.body), tt.at)
		want := []string{"SDK-HMAC-SHA256 Access=" + tt.key + ", SignedHeaders=content-type;host;x-sdk-date, Signature=" + tt.want, tt.at.UTC().Format("20060102T150405Z"), tt.url}
		if diff := cmp.Diff(want, []string{req.Header.Get("Authorization"), req.Header.Get("X-Sdk-Date"), req.URL.String()}); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

// The stand-in verifies by code of its own.
func TestSignAgainstTheGateway(t *testing.T) {
	c, f := gateway(t, apifabrictest.Config{Sign: true, RelayPath: "/apiaccess/ex ample/{method}"}, nil)
	for i, call := range []apifabric.Call{
		{Path: "/apiaccess/ex%20ample/sendMessage", Body: []byte(`{"chat_id":7001,"text":"a"}`)},
		{Path: "/apiaccess/ex%20ample/sendMessage?z=1&a=%2F+b&a=&m", Body: []byte(`{"chat_id":7001,"text":"ø"}`)},
		{Path: "/apiaccess/ex%20ample/getMe", Method: "GET"},
		{Path: "/apiaccess/ex%20ample/sendMessage", Type: "application/x-www-form-urlencoded", Body: []byte(`chat_id=7001&text=b`)},
	} {
		a, err := c.Do(t.Context(), call)
		if err != nil || a.Status != 200 {
			t.Errorf("call %d: %d %s, %v", i, a.Status, a.Body, err)
		}
	}
	if n := len(f.TokenCalls()); n != 0 {
		t.Errorf("%d calls for a token", n)
	}
}

// Open always makes a GET without a body, so that is what it signs.
func TestOpenSigned(t *testing.T) {
	c, f := gateway(t, apifabrictest.Config{Sign: true}, nil)
	bot := f.Config().Bot
	bot.SendFile("7001", "document", "a.pdf", "", []byte("PDF"))
	var id string
	bot.Deliver(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if _, after, ok := strings.Cut(string(body), `"file_id":"`); ok {
			id, _, _ = strings.Cut(after, `"`)
		}
	}))
	file, err := c.Open(t.Context(), apifabric.Call{Op: "open media", Path: "/apiaccess/example/file/" + id, Body: []byte("{}")}, 0)
	require.NoError(t, err)
	defer file.Body.Close()
	if got, err := io.ReadAll(file.Body); err != nil || string(got) != "PDF" {
		t.Errorf("Open = %q, %v", got, err)
	}
}
