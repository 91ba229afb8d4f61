package telegramtest_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/contactkit/contactkit/telegram/telegramtest"
)

// multi makes a multipart body with boundary b; files are name, file name and content.
func multi(fields map[string]string, files ...[3]string) string {
	var b strings.Builder
	for k, v := range fields {
		fmt.Fprintf(&b, "--b\r\nContent-Disposition: form-data; name=%q\r\n\r\n%s\r\n", k, v)
	}
	for _, f := range files {
		fmt.Fprintf(&b, "--b\r\nContent-Disposition: form-data; name=%q; filename=%q\r\n\r\n%s\r\n", f[0], f[1], f[2])
	}
	return b.String() + "--b--\r\n"
}

func upload(t *testing.T, s *telegramtest.Server, method, body string) reply {
	t.Helper()
	return do(t, s, "/bot"+s.Config().Token+"/"+method, "multipart/form-data; boundary=b", body)
}

func TestUploads(t *testing.T) {
	s := frozen(telegramtest.Config{})
	s.Say("7001", "hi")
	m := upload(t, s, "sendDocument", multi(map[string]string{"chat_id": "7001", "caption": "the bill"}, [3]string{"document", "bill.pdf", "PDF"})).message(t)
	if m.Document["file_name"] != "bill.pdf" || m.Document["mime_type"] != "application/pdf" || m.Document["file_size"] != 3.0 {
		t.Errorf("document %v", m.Document)
	}
	m = upload(t, s, "sendPhoto", multi(map[string]string{"chat_id": "7001", "photo": "attach://one"}, [3]string{"one", "a.jpg", "JPG"})).message(t)
	if len(m.Photo) == 0 {
		t.Errorf("photo %v", m)
	}
	got := s.Sent()
	if string(got[0].Attachments[0].Data) != "PDF" || got[0].Text != "the bill" || string(got[1].Attachments[0].Data) != "JPG" {
		t.Errorf("Sent %+v", got)
	}
	tests := []struct {
		method, body string
		code         int
		want         string
	}{
		{"sendPhoto", multi(map[string]string{"chat_id": "7001", "photo": "attach://two"}, [3]string{"one", "a.jpg", "JPG"}), 400, "wrong file identifier/HTTP URL specified"},
		{"sendPhoto", multi(map[string]string{"chat_id": "7001"}, [3]string{"photo", "a.jpg", "%PDF-1.7"}), 400, "IMAGE_PROCESS_FAILED"},
		{"sendPhoto", multi(map[string]string{"chat_id": "7001"}, [3]string{"photo", "a.jpg", "<!DOCTYPE html>"}), 400, "IMAGE_PROCESS_FAILED"},
		{"sendDocument", multi(map[string]string{"chat_id": "7001"}, [3]string{"document", "a.txt", ""}), 400, "file must be non-empty"},
		{"sendDocument", multi(map[string]string{"chat_id": "7001", "document": "not a file"}), 400, "wrong file identifier/HTTP URL specified"},
		{"sendPhoto", multi(map[string]string{"chat_id": "7001"}, [3]string{"photo", "a.jpg", strings.Repeat("x", 10<<20+1)}), 400, "file is too big for a photo"},
		{"sendVideo", multi(map[string]string{"chat_id": "7001"}, [3]string{"video", "a.mp4", strings.Repeat("x", 50<<20+1)}), 413, "Request Entity Too Large"},
	}
	for _, tt := range tests {
		if r := upload(t, s, tt.method, tt.body); r.Code != tt.code || !strings.HasSuffix(r.Description, tt.want) {
			t.Errorf("%s = %d %q, want %d %q", tt.method, r.Code, r.Description, tt.code, tt.want)
		}
	}
	local := frozen(telegramtest.Config{Local: true})
	local.Say("7001", "hi")
	upload(t, local, "sendPhoto", multi(map[string]string{"chat_id": "7001"}, [3]string{"photo", "a.jpg", strings.Repeat("x", 10<<20+1)})).message(t)
	s.RestrictVoice("7001")
	r := upload(t, s, "sendVoice", multi(map[string]string{"chat_id": "7001"}, [3]string{"voice", "a.ogg", "OGG"}))
	if r.Description != "Bad Request: user restricted receiving of voice note messages" {
		t.Errorf("voice = %q", r.Description)
	}
}

// fileID takes the id of the only file out of an update.
func fileID(t *testing.T, raw []byte, kind string) string {
	t.Helper()
	var u struct{ Message map[string]json.RawMessage }
	if err := json.Unmarshal(raw, &u); err != nil {
		t.Fatal(err)
	}
	var f struct {
		ID string `json:"file_id"`
	}
	list := []json.RawMessage{u.Message[kind]}
	if kind == "photo" {
		if err := json.Unmarshal(u.Message[kind], &list); err != nil {
			t.Fatal(err)
		}
	}
	if err := json.Unmarshal(list[len(list)-1], &f); err != nil {
		t.Fatal(err)
	}
	return f.ID
}

func TestDownloads(t *testing.T) {
	s := frozen(telegramtest.Config{})
	s.SendPhoto("7001", "", []byte("JPG"))
	s.SendHuge("7001", "film.mkv", 21<<20)
	h := &host{}
	s.Deliver(h)
	type file struct {
		Path string `json:"file_path"`
		Size int64  `json:"file_size"`
	}
	get := func(id string) (f file, r reply) {
		t.Helper()
		r = call(t, s, "getFile", `{"file_id":"`+id+`"}`)
		if r.OK {
			if err := json.Unmarshal(r.Result, &f); err != nil {
				t.Fatal(err)
			}
		}
		return f, r
	}
	f, _ := get(fileID(t, h.raw[0], "photo"))
	if f.Path != "photos/file_0" || f.Size != 3 {
		t.Errorf("getFile = %+v", f)
	}
	read := func(token, path string) (int, string, string) {
		t.Helper()
		resp, err := s.Client().Get("https://api.telegram.org/file/bot" + token + "/" + path)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		b, _ := io.ReadAll(resp.Body)
		return resp.StatusCode, resp.Header.Get("Content-Type"), string(b)
	}
	if status, typ, body := read(s.Config().Token, f.Path); status != 200 || typ != "application/octet-stream" || body != "JPG" {
		t.Errorf("read = %d %s %q", status, typ, body)
	}
	if status, _, _ := read("7100000001:wrong", f.Path); status != 401 {
		t.Errorf("with a wrong token = %d", status)
	}
	s.Advance(time.Hour)
	if status, _, body := read(s.Config().Token, f.Path); status != 404 || !strings.Contains(body, `"error_code":404`) {
		t.Errorf("after an hour = %d %s", status, body)
	}
	again, _ := get(fileID(t, h.raw[0], "photo"))
	if status, _, _ := read(s.Config().Token, again.Path); status != 200 {
		t.Errorf("asked again = %d", status)
	}
	if _, r := get(fileID(t, h.raw[1], "document")); r.Description != "Bad Request: file is too big" {
		t.Errorf("a huge file = %q", r.Description)
	}
	if _, r := get("nothing"); r.Code != 400 {
		t.Errorf("no file = %+v", r)
	}
	local := frozen(telegramtest.Config{Local: true})
	local.SendHuge("7001", "film.mkv", 21<<20)
	local.Deliver(h)
	r := call(t, local, "getFile", `{"file_id":"`+fileID(t, h.raw[2], "document")+`"}`)
	if !r.OK || !strings.Contains(string(r.Result), `"file_path":"/var/lib/telegram-bot-api/`) {
		t.Errorf("local = %s", r.Result)
	}
}

func TestFetchedFiles(t *testing.T) {
	web := http.NewServeMux()
	web.HandleFunc("/big.jpg", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "image/jpeg")
		_, _ = w.Write(make([]byte, 5<<20+1))
	})
	web.HandleFunc("/sound", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", r.FormValue("type"))
		_, _ = w.Write([]byte("sound"))
	})
	s := frozen(telegramtest.Config{Web: web})
	s.Say("7001", "hi")
	for path, want := range map[string]string{"big.jpg": "failed to get HTTP URL content", "none.jpg": "failed to get HTTP URL content"} {
		if r := call(t, s, "sendPhoto", `{"chat_id":7001,"photo":"https://x.example/`+path+`"}`); r.Description != "Bad Request: "+want {
			t.Errorf("%s = %q", path, r.Description)
		}
	}
	const wrong = "Bad Request: wrong type of the web page content"
	for label, want := range map[string]string{"audio/mpeg": "", "audio/x-m4a": "", "audio/mp4;codecs=aac": "", "audio/wav": wrong, "audio/ogg": wrong, "video/mp4": wrong} {
		address := "https://x.example/sound?" + url.Values{"type": {label}}.Encode()
		if r := call(t, s, "sendAudio", `{"chat_id":7001,"audio":"`+address+`"}`); r.Description != want {
			t.Errorf("%s by URL as audio = %q, want %q", label, r.Description, want)
		}
	}
}

func TestPhotosWithSidesThatAreTooLong(t *testing.T) {
	s := frozen(telegramtest.Config{})
	s.Say("7001", "hi")
	for _, tt := range []struct {
		width, height int
		ok            bool
	}{{9000, 1000, true}, {9000, 1001, false}, {20, 400, true}, {20, 401, false}} {
		var picture bytes.Buffer
		if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, tt.width, tt.height))); err != nil {
			t.Fatal(err)
		}
		r := upload(t, s, "sendPhoto", multi(map[string]string{"chat_id": "7001"}, [3]string{"photo", "a.png", picture.String()}))
		if r.OK != tt.ok || !tt.ok && r.Description != "Bad Request: PHOTO_INVALID_DIMENSIONS" {
			t.Errorf("%d×%d: %v %q", tt.width, tt.height, r.OK, r.Description)
		}
	}
}
