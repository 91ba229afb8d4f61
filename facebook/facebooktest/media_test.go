package facebooktest_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/contactkit/contactkit/facebook/facebooktest"
)

// form is a multipart body with boundary b.
func form(fields map[string]string, name, typ, data string) string {
	var b strings.Builder
	for k, v := range fields {
		fmt.Fprintf(&b, "--b\r\nContent-Disposition: form-data; name=%q\r\n\r\n%s\r\n", k, v)
	}
	fmt.Fprintf(&b, "--b\r\nContent-Disposition: form-data; name=\"filedata\"; filename=%q\r\nContent-Type: %s\r\n\r\n%s\r\n--b--\r\n", name, typ, data)
	return b.String()
}

const multi = "multipart/form-data; boundary=b"

func TestUploads(t *testing.T) {
	s := frozen(facebooktest.Config{Pages: map[string]string{pageA: tokenA, "108000000000002": "EAAother"}})
	s.Say("24001", "hi")
	s.Say("108000000000002/24002", "hi")
	upload := func(contentType, body string) reply {
		return call(t, s, "POST", "/v26.0/"+pageA+"/message_attachments?access_token="+tokenA, contentType, body)
	}
	image := `{"attachment":{"type":"image","payload":{"is_reusable":true}}}`
	r := upload(multi, form(map[string]string{"message": image}, "a.png", "image/png", "PNG"))
	if r.Attachment == "" {
		t.Fatalf("upload = %s", r.body)
	}
	byID := `"message":{"attachment":{"type":"image","payload":{"attachment_id":"` + r.Attachment + `"}}}`
	if got := send(t, s, `{"recipient":{"id":"24001"},`+byID+`}`); got.status != 200 {
		t.Errorf("by id = %s", got.body)
	}
	other := call(t, s, "POST", "/me/messages?access_token=EAAother", "application/json", `{"recipient":{"id":"24002"},`+byID+`}`)
	if other.Error.Sub != 2018074 {
		t.Errorf("another page's attachment = %s", other.body)
	}
	if r := upload("application/json", `{"message":{"attachment":{"type":"file","payload":{"url":"https://x.example/a.pdf","is_reusable":true}}}}`); r.Attachment == "" {
		t.Errorf("by URL = %s", r.body)
	}
	for _, tt := range []struct {
		kind, typ, data string
		sub             int
	}{
		{"audio", "application/octet-stream", "x", 2018047}, {"image", "video/mp4", "x", 2018047},
		{"image", "image/png", "%PDF-1.7", 2018047}, {"video", "video/mp4", "GIF89a", 2018047}, {"audio", "audio/mpeg", "<!DOCTYPE html>", 2018047},
		{"file", "application/pdf", "", 2018047}, {"file", "application/pdf", strings.Repeat("x", 25<<20+1), 2018109},
	} {
		m := `{"attachment":{"type":"` + tt.kind + `","payload":{}}}`
		if r := upload(multi, form(map[string]string{"message": m}, "f", tt.typ, tt.data)); r.Error.Sub != tt.sub {
			t.Errorf("%s as %s = %s, want %d", tt.typ, tt.kind, r.body, tt.sub)
		}
	}
	sent := call(t, s, "POST", "/v26.0/me/messages?access_token="+tokenA, multi,
		form(map[string]string{"recipient": `{"id":"24001"}`, "messaging_type": "RESPONSE", "message": image}, "a.png", "image/png", "PNG"))
	last := s.Sent()[len(s.Sent())-1]
	if sent.Message == "" || sent.Attachment == "" || len(last.Attachments) != 1 || string(last.Attachments[0].Data) != "PNG" || last.Attachments[0].Name != "a.png" {
		t.Errorf("with the message = %s, %+v", sent.body, last)
	}
}

func TestFetchedFiles(t *testing.T) {
	web := http.NewServeMux()
	web.HandleFunc("/big.png", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "image/png")
		_, _ = w.Write(make([]byte, 8<<20+1))
	})
	s := frozen(facebooktest.Config{Web: web})
	s.Say("24001", "hi")
	for u, sub := range map[string]int{"big.png": 2018109, "none.png": 2018008} {
		r := send(t, s, `{"recipient":{"id":"24001"},"message":{"attachment":{"type":"image","payload":{"url":"https://x.example/`+u+`"}}}}`)
		if r.Error.Sub != sub {
			t.Errorf("%s = %s, want %d", u, r.body, sub)
		}
	}
}

func TestMedia(t *testing.T) {
	s := frozen(facebooktest.Config{})
	s.SendPhoto("24001", "look", []byte("\xff\xd8\xff jpeg"))
	h := &host{}
	s.Deliver(h)
	var m struct {
		Attachments []struct {
			Type    string
			Payload struct{ URL string }
		}
	}
	if err := json.Unmarshal([]byte(h.kinds("message")[0]), &m); err != nil {
		t.Fatal(err)
	}
	get := func(u string) (int, string, string) {
		resp, err := s.Client().Get(u)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		b, _ := io.ReadAll(resp.Body)
		return resp.StatusCode, resp.Header.Get("Content-Type"), string(b)
	}
	u := m.Attachments[0].Payload.URL
	if status, typ, body := get(u); status != 200 || typ != "image/jpeg" || body != "\xff\xd8\xff jpeg" {
		t.Errorf("read %d %s %q", status, typ, body)
	}
	bare, _, _ := strings.Cut(u, "?")
	if status, _, _ := get(bare); status != 403 {
		t.Errorf("without its signature: %d", status)
	}
	s.Advance(7 * 24 * time.Hour)
	if status, _, body := get(u); status != 403 || body != "URL signature expired\n" {
		t.Errorf("after a week: %d %s", status, body)
	}
	if len(h.kinds("message")) != 2 {
		t.Error("the caption is no message of its own")
	}
}
