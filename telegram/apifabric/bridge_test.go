package apifabric_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/standin"
	"github.com/contactkit/contactkit/telegram/apifabric"
	"github.com/contactkit/contactkit/telegram/apifabric/apifabrictest"
)

func newClient(rt http.RoundTripper) *http.Client { return &http.Client{Transport: rt} }

func bridge(t *testing.T, f *apifabrictest.Gateway, now func() time.Time) *apifabric.Bridge {
	t.Helper()
	b, err := apifabric.NewBridge(apifabric.BridgeConfig{URL: f.InboundURL(), HTTP: f.Client(), Now: now, Secret: "told-to-aicc"})
	require.NoError(t, err)
	return b
}

// Any update is passed on byte for byte, and once.
func TestForward(t *testing.T) {
	_, f := gateway(t, apifabrictest.Config{}, nil)
	now := time.Date(2026, 6, 9, 12, 0, 0, 0, time.UTC)
	b := bridge(t, f, func() time.Time { return now })
	odd := []byte("{ \"update_id\":7,\n\t\"message\": {\"text\":\"\\ud83d\", \"new_in_11.0\":[1,2.50]}}  ")
	for _, body := range [][]byte{odd, []byte(`{"update_id":8}`), odd, odd} {
		require.NoError(t, b.Forward(t.Context(), channel.Webhook{Body: body}))
	}
	if diff := cmp.Diff([][]byte{odd, []byte(`{"update_id":8}`)}, f.Taken()); diff != "" {
		t.Errorf("Taken (-want +got):\n%s", diff)
	}
	now = now.Add(26 * time.Hour) // Telegram does not repeat it any more: it is another one
	require.NoError(t, b.Forward(t.Context(), channel.Webhook{Body: odd}))
	if n := len(f.Taken()); n != 3 {
		t.Errorf("%d updates were taken", n)
	}
}

// Anything but resultMsg 200 means that AICC has not got it.
func TestForwardIsNotTaken(t *testing.T) {
	for name, fault := range map[string]standin.Fault{
		"another result": standin.Status(200, `{"resultMsg":"500"}`), "no result": standin.Status(200, `{}`), "nothing": standin.Status(200, ""),
		"a page": standin.Status(200, "<html>200</html>"), "an error": standin.Status(500, `{"resultMsg":"200"}`), "redirect": standin.Status(302, `{"resultMsg":"200"}`),
		"no connection": standin.Refuse(), "lost answer": standin.Drop(),
	} {
		t.Run(name, func(t *testing.T) {
			_, f := gateway(t, apifabrictest.Config{}, nil)
			b := bridge(t, f, nil)
			f.Fail(fault, 1)
			w := channel.Webhook{Body: []byte(`{"update_id":7}`)}
			err := b.Forward(t.Context(), w)
			if err == nil || channel.StatusCode(err) != http.StatusServiceUnavailable || strings.Contains(err.Error(), "told-to-aicc") {
				t.Errorf("Forward: %v, status %d", err, channel.StatusCode(err))
			}
			if err := b.Forward(t.Context(), w); err != nil || len(f.Taken()) != 1 {
				t.Errorf("the next time: %v, %d taken", err, len(f.Taken()))
			}
		})
	}
	_, f := gateway(t, apifabrictest.Config{}, nil)
	f.Fail(standin.Status(200, `{"resultMsg":200}`), 1)
	if err := bridge(t, f, nil).Forward(t.Context(), channel.Webhook{Body: []byte(`{"update_id":7}`)}); err != nil {
		t.Errorf("a number for a text: %v", err)
	}
}

// Telegram may deliver again while the first delivery is still under way: AICC sees it once, and
// both get its answer.
func TestForwardTogether(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, f := gateway(t, apifabrictest.Config{Now: time.Now}, nil)
		b := bridge(t, f, time.Now)
		f.Fail(standin.Delay(5*time.Second), 1)
		w := channel.Webhook{Body: []byte(`{"update_id":7}`)}
		var all sync.WaitGroup
		for i := range 5 {
			all.Go(func() {
				ctx, cancel := context.WithTimeout(t.Context(), time.Duration(i+1)*2*time.Second)
				defer cancel()
				err := b.Forward(ctx, w)
				if i < 2 != errors.Is(err, context.DeadlineExceeded) || i >= 2 && err != nil {
					t.Errorf("delivery %d: %v", i, err)
				}
			})
		}
		all.Wait()
		if n := len(f.Taken()); n != 1 {
			t.Errorf("AICC took it %d times", n)
		}
	})
}

func TestBridgeHandler(t *testing.T) {
	_, f := gateway(t, apifabrictest.Config{}, nil)
	h := bridge(t, f, nil).Handler(receiver{})
	post := func(secret string) int {
		req := httptest.NewRequest("POST", "/hook", strings.NewReader(`{"update_id":7}`))
		req.Header.Set("X-Telegram-Bot-Api-Secret-Token", secret)
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, req)
		return rec.Code
	}
	f.RefuseUpdates(1)
	got := []int{post("wrong"), post("right"), post("right")}
	if diff := cmp.Diff([]int{401, 503, 200}, got); diff != "" || len(f.Taken()) != 1 {
		t.Errorf("%d taken (-want +got):\n%s", len(f.Taken()), diff)
	}
}

func TestNewBridgeComplains(t *testing.T) {
	for name, tt := range map[string]struct {
		cfg  apifabric.BridgeConfig
		want []complaint
	}{
		"nothing":                    {apifabric.BridgeConfig{}, []complaint{{"url", channel.CodeInvalid}}},
		"a user":                     {apifabric.BridgeConfig{URL: "https://a:b@aicc.example/x"}, []complaint{{"url", channel.CodeInvalid}}},
		"certificates and a client":  {apifabric.BridgeConfig{URL: "https://aicc.example/x", HTTP: http.DefaultClient, TLS: channel.TLS{ServerName: "x"}}, []complaint{{"tls", channel.CodeConflict}}},
		"a certificate that is none": {apifabric.BridgeConfig{URL: "https://aicc.example/x", TLS: channel.TLS{Trust: [][]byte{nil}}}, []complaint{{"tls.trust[0]", channel.CodeInvalid}}},
		"good":                       {apifabric.BridgeConfig{URL: "https://aicc.example/apiaccess/telegram/message/7"}, nil},
	} {
		_, err := apifabric.NewBridge(tt.cfg)
		if diff := cmp.Diff(tt.want, complaints(err)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
