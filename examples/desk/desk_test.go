package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/facebook"
)

const appSecret = "desk-test-app-secret"

// page makes a channel that serves one page of the app.
func page(t *testing.T, id string) channel.Channel {
	t.Helper()
	ch, err := facebook.New(facebook.Config{
		AppID: "60001", AppSecret: channel.NewKeys(appSecret), VerifyToken: channel.NewKeys("desk-test-verify"),
		Pages: facebook.PageMap{id: {Token: "token-of-" + channel.Secret(id)}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return ch
}

func openDesk(t *testing.T, channels ...channel.Channel) *Desk {
	t.Helper()
	store, err := OpenStore(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	return NewDesk(store, slog.New(slog.NewTextHandler(io.Discard, nil)), channels...)
}

// post calls the desk's webhook with a body that the app signed.
func post(d *Desk, body, signature string) int {
	r := httptest.NewRequest(http.MethodPost, "/webhook/facebook", strings.NewReader(body))
	if signature == "" {
		mac := hmac.New(sha256.New, []byte(appSecret))
		mac.Write([]byte(body))
		signature = "sha256=" + hex.EncodeToString(mac.Sum(nil))
	}
	r.Header.Set("X-Hub-Signature-256", signature)
	w := httptest.NewRecorder()
	d.Handler().ServeHTTP(w, r)
	return w.Code
}

func event(page, contact, mid, text string) string {
	return `{"id":"` + page + `","time":1790000000000,"messaging":[{"sender":{"id":"` + contact + `"},"recipient":{"id":"` + page +
		`"},"timestamp":1790000000000,"message":{"mid":"` + mid + `","text":"` + text + `"}}]}`
}

func TestBatchOfTwoChannelsAndAnUnknownPage(t *testing.T) {
	d := openDesk(t, page(t, "1001"), page(t, "1002"))
	body := `{"object":"page","entry":[` + event("1001", "21", "m_a", "to the first") + `,` +
		event("9999", "22", "m_b", "to nobody here") + `,` + event("1002", "21", "m_c", "to the second") + `]}`
	for range 2 { // the platform delivers again when the answer is lost
		if status := post(d, body, ""); status != http.StatusOK {
			t.Fatalf("status %d, want 200", status)
		}
	}
	got := make(map[string][]string)
	for _, c := range must(d.store.Conversations(t.Context()))(t) {
		_, lines, err := d.store.Lines(t.Context(), c.Thread)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range lines {
			got[c.Thread.Key()] = append(got[c.Thread.Key()], l.Text)
		}
	}
	for _, ev := range must(d.store.Aside(t.Context()))(t) {
		got["aside"] = append(got["aside"], ev.Body.(channel.Message).Text)
	}
	want := map[string][]string{
		"facebook/1001/21": {"to the first"},
		"facebook/1002/21": {"to the second"},
		"aside":            {"to nobody here"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("stored (-want +got):\n%s", diff)
	}
}

// must takes a value and its error apart for a test.
func must[T any](v T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func TestRefusedCallsStoreNothing(t *testing.T) {
	d := openDesk(t, page(t, "1001"))
	body := `{"object":"page","entry":[` + event("1001", "21", "m_a", "hello") + `]}`
	tests := []struct {
		name, body, signature string
		status                int
	}{
		{"forged", body, "sha256=" + strings.Repeat("0", 64), http.StatusUnauthorized},
		{"signature of another form", body, "sha1=" + strings.Repeat("0", 40), http.StatusUnauthorized},
		{"oversized", body + strings.Repeat(" ", channel.MaxBody), "", http.StatusRequestEntityTooLarge},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if status := post(d, tt.body, tt.signature); status != tt.status {
				t.Errorf("status %d, want %d", status, tt.status)
			}
		})
	}
	if list := must(d.store.Conversations(t.Context()))(t); len(list) != 0 {
		t.Errorf("stored %v", list)
	}
}

func TestMalformedBodyIsKeptAndAnswered(t *testing.T) {
	d := openDesk(t, page(t, "1001"))
	if status := post(d, `{"object":"page","entry":[`, ""); status != http.StatusOK {
		t.Errorf("status %d, want 200", status)
	}
	kept := must(d.store.Aside(t.Context()))(t)
	if len(kept) != 1 || string(kept[0].Body.(channel.Custom).Data) != `{"object":"page","entry":[` {
		t.Errorf("kept %+v", kept)
	}
}

func TestNULIsStoredAsReplacement(t *testing.T) {
	d := openDesk(t, page(t, "1001"))
	body := `{"object":"page","entry":[` + event("1001", "21", "m_nul", `a\u0000b`) + `]}`
	if status := post(d, body, ""); status != http.StatusOK {
		t.Fatalf("status %d", status)
	}
	_, lines, err := d.store.Lines(t.Context(), channel.Thread{Platform: "facebook", Account: "1001", Contact: "21"})
	if err != nil || len(lines) != 1 || lines[0].Text != "a\uFFFDb" {
		t.Errorf("stored %+v, %v", lines, err)
	}
}
