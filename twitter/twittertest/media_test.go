package twittertest_test

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/contactkit/contactkit/twitter/twittertest"
)

func TestSimpleUpload(t *testing.T) {
	s := frozen(twittertest.Config{})
	s.Say("2001", "hi")
	png := "\x89PNG\r\n\x1a\n and so on"
	upload := func(data, more string) reply {
		return call(t, s, "POST", "/1.1/media/upload.json", formType, "media_data="+strings.ReplaceAll(strings.ReplaceAll(base64.StdEncoding.EncodeToString([]byte(data)), "+", "%2B"), "=", "%3D")+more)
	}
	var out struct {
		ID    string `json:"media_id_string"`
		Size  int
		Image struct {
			Type string `json:"image_type"`
		}
	}
	r := upload(png, "&media_category=dm_image")
	if r.into(t, &out); r.status != 200 || out.Size != len(png) || out.Image.Type != "image/png" {
		t.Fatalf("upload = %d %s", r.status, r.body)
	}
	if r := dm(t, s, "2001", `"text":"x","attachment":{"type":"media","media":{"id":`+out.ID+`}}`); r.status != 200 {
		t.Errorf("attach = %d %s", r.status, r.body)
	}
	if r := upload("plain text", ""); r.status != 400 || !strings.Contains(r.body, `"error":"media type unrecognized."`) {
		t.Errorf("text = %d %s", r.status, r.body)
	}
	for _, form := range []string{"media_data=%21", "command=STOP", "x=y"} {
		if r := call(t, s, "POST", "/1.1/media/upload.json", formType, form); r.status != 400 {
			t.Errorf("%s = %d %s", form, r.status, r.body)
		}
	}
}

// v1.1 takes forms, and reads no body of another form.
func TestUploadBodies(t *testing.T) {
	s := frozen(twittertest.Config{})
	const init = "command=INIT&total_bytes=8&media_type=image%2Fpng&media_category=dm_image"
	part := func(name, value string) string {
		return "--b\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n"
	}
	initForm := part("command", "INIT") + part("total_bytes", "8") + part("media_type", "image/png")
	tests := []struct {
		name, query, typ, body string
		want                   int
	}{
		{"a form", "", formType, init, 202},
		{"the query", "?" + init, "", "", 202},
		{"multipart", "", "multipart/form-data; boundary=b", initForm + "--b--\r\n", 202},
		{"multipart that is cut", "", "multipart/form-data; boundary=b", initForm, 400},
		{"multipart of another boundary", "", "multipart/form-data; boundary=c", initForm + "--b--\r\n", 400},
		{"JSON", "", jsonType, `{"command":"INIT","total_bytes":8,"media_type":"image/png"}`, 400},
		{"JSON, in capitals", "", "Application/JSON; charset=utf-8", `{"command":"INIT","total_bytes":"8","media_type":"image/png"}`, 400},
		{"no type", "", "", init, 400},
	}
	for _, tt := range tests {
		if r := call(t, s, "POST", "/1.1/media/upload.json"+tt.query, tt.typ, tt.body); r.status != tt.want {
			t.Errorf("%s = %d %s, want %d", tt.name, r.status, r.body, tt.want)
		}
	}
}

func TestDownloads(t *testing.T) {
	s := frozen(twittertest.Config{})
	s.SendPhoto("2001", "", []byte("\xff\xd8\xff photo"))
	s.SendFile("2001", "video", "", []byte("mpegmpeg"))
	h := &host{}
	s.Deliver(h)
	got := events(t, h, "direct_message_events")
	media := func(i int) map[string]any {
		return got[i]["message_create"].(map[string]any)["message_data"].(map[string]any)["attachment"].(map[string]any)["media"].(map[string]any)
	}
	photo := media(0)["media_url_https"].(string)
	if r := do(t, s, "GET", photo, "", "", signerOf(s).header("GET", photo, "")); r.status != 200 || r.body != "\xff\xd8\xff photo" {
		t.Errorf("signed = %d %q", r.status, r.body)
	}
	if r := do(t, s, "GET", photo, "", "", ""); r.status == 200 {
		t.Error("a photo without a signature")
	}
	if r := do(t, s, "GET", photo, "", "", "Bearer "+s.Config().Bearer); r.status == 200 {
		t.Error("a photo with the app's token")
	}
	parts := strings.Split(photo, "/")
	v2 := api + "/2/dm_conversations/media/" + strings.Join(parts[len(parts)-3:], "/")
	access, _ := s.Grant("dm.read")
	if r := do(t, s, "GET", v2, "", "", "Bearer "+access); r.status != 200 || r.body != "\xff\xd8\xff photo" || r.header.Get("Content-Type") != "application/octet-stream" {
		t.Errorf("by v2 = %d %q %v", r.status, r.body, r.header)
	}
	if r := do(t, s, "GET", v2, "", "", signerOf(s).header("GET", v2, "")); r.status != 403 {
		t.Errorf("by v2 with OAuth 1.0a = %d", r.status)
	}
	variants := media(1)["video_info"].(map[string]any)["variants"].([]any)
	if r := do(t, s, "GET", variants[2].(map[string]any)["url"].(string), "", "", ""); r.status != 200 || r.body != "mpegmpeg" {
		t.Errorf("video = %d %q", r.status, r.body)
	}
}

func TestMediaV2(t *testing.T) {
	s := frozen(twittertest.Config{Processing: 4 * time.Second})
	s.Say("2001", "hi")
	const path = "/2/media/upload"
	r := call(t, s, "POST", path+"/initialize", jsonType, `{"media_type":"video/mp4","total_bytes":8,"media_category":"dm_video"}`)
	var out struct {
		Data struct {
			ID         string
			Key        string `json:"media_key"`
			Size       int
			Processing *struct {
				State string
			} `json:"processing_info"`
		}
	}
	r.into(t, &out)
	id := out.Data.ID
	if r.status != 200 || id == "" || out.Data.Key != "13_"+id {
		t.Fatalf("initialize = %d %s", r.status, r.body)
	}
	part := "--b\r\nContent-Disposition: form-data; name=\"segment_index\"\r\n\r\n0\r\n" +
		"--b\r\nContent-Disposition: form-data; name=\"media\"; filename=\"blob\"\r\n\r\nmpeg\r\n--b--\r\n"
	if r := call(t, s, "POST", path+"/"+id+"/append", "multipart/form-data; boundary=b", part); r.status != 200 || !strings.Contains(r.body, "expires_at") {
		t.Errorf("append = %d %s", r.status, r.body)
	}
	if r := call(t, s, "POST", path+"/"+id+"/append", jsonType, `{"segment_index":1,"media":"`+base64.StdEncoding.EncodeToString([]byte("more"))+`"}`); r.status != 200 {
		t.Errorf("append JSON = %d %s", r.status, r.body)
	}
	call(t, s, "POST", path+"/"+id+"/finalize", "", "").into(t, &out)
	if out.Data.Size != 8 || out.Data.Processing == nil || out.Data.Processing.State != "pending" {
		t.Errorf("finalize = %+v", out)
	}
	s.Advance(4 * time.Second)
	call(t, s, "GET", path+"?command=STATUS&media_id="+id, "", "").into(t, &out)
	if out.Data.Processing.State != "succeeded" {
		t.Errorf("status = %+v", out.Data.Processing)
	}
	if r := call(t, s, "POST", "/2/dm_conversations/with/2001/messages", jsonType, `{"attachments":[{"media_id":"`+id+`"}]}`); r.status != 201 {
		t.Errorf("send = %d %s", r.status, r.body)
	}
	one := "--b\r\nContent-Disposition: form-data; name=\"media_category\"\r\n\r\ndm_image\r\n" +
		"--b\r\nContent-Disposition: form-data; name=\"media\"; filename=\"a.png\"\r\n\r\n\x89PNG\x0d\x0a\x1a\x0a\r\n--b--\r\n"
	if r := call(t, s, "POST", path, "multipart/form-data; boundary=b", one); r.status != 200 || !strings.Contains(r.body, `"media_key":"5_`) {
		t.Errorf("in one step = %d %s", r.status, r.body)
	}
	if r := call(t, s, "POST", path+"/9/finalize", "", ""); r.status != 400 {
		t.Errorf("finalize of nothing = %d", r.status)
	}
}

func TestMedia(t *testing.T) {
	s := frozen(twittertest.Config{Processing: 10 * time.Second})
	s.Say("2001", "hi")
	upload := func(form string) reply { return call(t, s, "POST", "/1.1/media/upload.json", formType, form) }
	chunk := func(id, index, data string) reply {
		body := "--b\r\nContent-Disposition: form-data; name=\"command\"\r\n\r\nAPPEND\r\n" +
			"--b\r\nContent-Disposition: form-data; name=\"media_id\"\r\n\r\n" + id + "\r\n" +
			"--b\r\nContent-Disposition: form-data; name=\"segment_index\"\r\n\r\n" + index + "\r\n" +
			"--b\r\nContent-Disposition: form-data; name=\"media\"; filename=\"blob\"\r\nContent-Type: application/octet-stream\r\n\r\n" + data + "\r\n--b--\r\n"
		return call(t, s, "POST", "/1.1/media/upload.json", "multipart/form-data; boundary=b", body)
	}
	type step struct {
		ID         json.Number `json:"media_id"`
		String     string      `json:"media_id_string"`
		Size       int
		Expires    int `json:"expires_after_secs"`
		Processing *struct {
			State string
			After int `json:"check_after_secs"`
			Error *struct{ Name string }
		} `json:"processing_info"`
	}
	initiate := func(form string) string {
		t.Helper()
		r := upload("command=INIT&" + form)
		var out step
		r.into(t, &out)
		if r.status != 202 || out.String == "" || out.ID.String() != out.String || out.Expires != 86400 {
			t.Fatalf("INIT = %d %s", r.status, r.body)
		}
		return out.String
	}
	for _, form := range []string{
		"media_type=application%2Fpdf&total_bytes=4&media_category=dm_image", "media_type=image%2Fpng&total_bytes=4&media_category=dm_video",
		"media_type=image%2Fpng&total_bytes=5242881&media_category=dm_image", "media_type=image%2Fgif&total_bytes=0&media_category=dm_gif",
	} {
		if r := upload("command=INIT&" + form); r.status != 400 || !strings.Contains(r.body, `"error"`) {
			t.Errorf("INIT %s = %d %s", form, r.status, r.body)
		}
	}
	photo := initiate("media_type=image%2Fpng&total_bytes=8&media_category=dm_image")
	if r := chunk(photo, "1", "efgh"); r.status != 204 {
		t.Errorf("APPEND = %d %s", r.status, r.body)
	}
	if r := upload("command=FINALIZE&media_id=" + photo); r.status != 400 {
		t.Errorf("FINALIZE with a hole = %d %s", r.status, r.body)
	}
	chunk(photo, "0", "xxxx")
	chunk(photo, "0", "abcd") // the same index again replaces it
	if r := chunk(photo, "1000", "x"); r.status != 400 {
		t.Errorf("segment 1000 = %d", r.status)
	}
	if r := dm(t, s, "2001", `"text":"x","attachment":{"type":"media","media":{"id":"`+photo+`"}}`); r.code() != 325 {
		t.Errorf("before FINALIZE = %s", r.body)
	}
	r := upload("command=FINALIZE&media_id=" + photo)
	var out step
	r.into(t, &out)
	if r.status != 201 || out.Size != 8 || out.Processing != nil {
		t.Errorf("FINALIZE = %d %s", r.status, r.body)
	}
	attach := `"text":"look","attachment":{"type":"media","media":{"id":"` + photo + `"}}`
	if r := dm(t, s, "2001", attach); r.status != 200 || !strings.Contains(r.body, "https://ton.twitter.com/1.1/ton/data/dm/") {
		t.Errorf("attach = %d %s", r.status, r.body)
	}
	s.Advance(time.Minute)
	if r := dm(t, s, "2001", attach); r.code() != 324 {
		t.Errorf("attach again = %d %s", r.status, r.body)
	}
	if got := s.Sent()[0].Attachments; len(got) != 1 || string(got[0].Data) != "abcdefgh" || got[0].Kind != "photo" {
		t.Errorf("Sent %+v", got)
	}

	video := initiate("media_type=video%2Fmp4&total_bytes=4&media_category=dm_video&shared=true")
	chunk(video, "0", "mpeg")
	status := func(path string) step {
		t.Helper()
		var out step
		call(t, s, "GET", "/1.1/media/upload.json?command=STATUS&media_id="+path, "", "").into(t, &out)
		return out
	}
	r = upload("command=FINALIZE&media_id=" + video)
	r.into(t, &out)
	if out.Processing == nil || out.Processing.State != "pending" || out.Processing.After != 10 {
		t.Fatalf("FINALIZE = %s", r.body)
	}
	withVideo := `"text":"see","attachment":{"type":"media","media":{"id":"` + video + `"}}`
	if r := dm(t, s, "2001", withVideo); r.code() != 324 {
		t.Errorf("while it is processed = %s", r.body)
	}
	s.Advance(6 * time.Second)
	if got := status(video); got.Processing.State != "in_progress" || got.Processing.After != 4 {
		t.Errorf("STATUS = %+v", got.Processing)
	}
	s.Advance(4 * time.Second)
	if got := status(video); got.Processing.State != "succeeded" || got.Processing.After != 0 {
		t.Errorf("STATUS = %+v", got.Processing)
	}
	for range 2 { // shared
		s.Advance(time.Minute)
		if r := dm(t, s, "2001", withVideo); r.status != 200 {
			t.Errorf("attach = %s", r.body)
		}
	}
	s.Advance(24 * time.Hour)
	if r := dm(t, s, "2001", withVideo); r.code() != 325 {
		t.Errorf("after a day = %s", r.body)
	}

	bad := initiate("media_type=video%2Fmp4&total_bytes=6&media_category=dm_video")
	chunk(bad, "0", "broken")
	upload("command=FINALIZE&media_id=" + bad)
	s.Advance(10 * time.Second)
	if got := status(bad); got.Processing.State != "failed" || got.Processing.Error.Name != "InvalidMedia" {
		t.Errorf("STATUS = %+v", got.Processing)
	}
}

func TestUploadRefusals(t *testing.T) {
	s := frozen(twittertest.Config{})
	s.Say("2001", "hi")
	s.Block("2001")
	s.Unblock("2001")
	upload := func(form string) reply { return call(t, s, "POST", "/1.1/media/upload.json", formType, form) }
	r := upload("command=INIT&media_type=image%2Fpng&total_bytes=4")
	var made struct {
		ID string `json:"media_id_string"`
	}
	r.into(t, &made)
	for _, form := range []string{
		"command=DANCE", "command=APPEND&media_id=1&segment_index=0&media_data=YWJjZA%3D%3D",
		"command=APPEND&segment_index=x&media_data=YWJjZA%3D%3D&media_id=" + made.ID, "command=APPEND&segment_index=0&media_id=" + made.ID,
		"command=FINALIZE&media_id=1",
	} {
		if r := upload(form); r.status != 400 {
			t.Errorf("%s = %d %s", form, r.status, r.body)
		}
	}
	if r := upload("command=APPEND&segment_index=0&media_data=YWJjZA%3D%3D&media_id=" + made.ID); r.status != 204 {
		t.Errorf("base64 = %d %s", r.status, r.body)
	}
	if r := upload("command=FINALIZE&media_id=" + made.ID); r.status != 201 {
		t.Errorf("FINALIZE = %d %s", r.status, r.body)
	}
	if r := upload("command=APPEND&segment_index=1&media_data=YWJjZA%3D%3D&media_id=" + made.ID); r.status != 400 {
		t.Errorf("APPEND after FINALIZE = %d", r.status)
	}
	// Without a dm_ category it cannot be attached.
	if r := dm(t, s, "2001", `"text":"x","attachment":{"type":"media","media":{"id":"`+made.ID+`"}}`); r.code() != 324 {
		t.Errorf("attach = %s", r.body)
	}
}
