package telegramtest_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/contactkit/contactkit/telegram/telegramtest"
)

func TestEditMessageMedia(t *testing.T) {
	s := frozen(telegramtest.Config{})
	s.Say("7001", "hi")
	upload(t, s, "sendDocument", multi(map[string]string{"chat_id": "7001", "caption": "old"}, [3]string{"document", "a.pdf", "PDF"})).message(t)
	fields := map[string]string{"chat_id": "7001", "message_id": "2",
		"media": `{"type":"photo","media":"attach://new","caption":"fat","caption_entities":[{"type":"bold","offset":0,"length":3}]}`}
	r := upload(t, s, "editMessageMedia", multi(fields, [3]string{"new", "a.jpg", "JPG"}))
	var m map[string]json.RawMessage
	if err := json.Unmarshal(r.Result, &m); err != nil || m["photo"] == nil || m["document"] != nil || !strings.Contains(string(m["caption_entities"]), "bold") {
		t.Errorf("edited %s, %v", r.Result, err)
	}
	if got := s.Sent()[0]; got.Text != "fat" || len(got.Attachments) != 1 || string(got.Attachments[0].Data) != "JPG" {
		t.Errorf("Sent %+v", got)
	}
	call(t, s, "sendMessage", `{"chat_id":7001,"text":"plain"}`)
	for body, want := range map[string]string{
		`{"chat_id":7001,"message_id":3,"media":{"type":"photo","media":"https://a.example/b.jpg"}}`: "message can't be edited",
		`{"chat_id":7001,"message_id":2,"media":{"type":"voice","media":"https://a.example/b.ogg"}}`: "media type is unsupported",
		`{"chat_id":7001,"message_id":2,"media":{"type":"photo","media":"attach://none"}}`:           "wrong file identifier/HTTP URL specified",
		`{"chat_id":7001,"message_id":9,"media":{"type":"photo","media":"https://a.example/b.jpg"}}`: "message to edit not found",
	} {
		if r := call(t, s, "editMessageMedia", body); r.Code != 400 || !strings.Contains(r.Description, want) {
			t.Errorf("%s = %d %q, want %q", body, r.Code, r.Description, want)
		}
	}
}

func TestEntitiesInAlbums(t *testing.T) {
	s := frozen(telegramtest.Config{})
	s.Say("7001", "hi")
	item := `{"type":"photo","media":"https://a.example/b.jpg","caption":"fat","caption_entities":[{"type":"bold","offset":0,"length":3}]}`
	r := call(t, s, "sendMediaGroup", `{"chat_id":7001,"media":[`+item+`,`+item+`]}`)
	if r.Code != 0 || strings.Count(string(r.Result), `"bold"`) != 2 {
		t.Errorf("album %d %s %s", r.Code, r.Description, r.Result)
	}
}

func TestDiskOfALocalServer(t *testing.T) {
	send := `{"chat_id":7001,"document":"file:///srv/bill.pdf"}`
	s := frozen(telegramtest.Config{Local: true})
	s.Say("7001", "hi")
	if r := call(t, s, "sendDocument", send); r.Code != 400 {
		t.Errorf("a file that is not there: %+v", r)
	}
	s.PutDisk("/srv/bill.pdf", []byte("PDF"))
	m := call(t, s, "sendDocument", send).message(t)
	if m.Document["file_name"] != "bill.pdf" {
		t.Errorf("document %v", m.Document)
	}
	if data, ok := s.Disk("/srv/bill.pdf"); !ok || string(data) != "PDF" {
		t.Errorf("Disk = %q, %v", data, ok)
	}
	public := frozen(telegramtest.Config{})
	public.Say("7001", "hi")
	public.PutDisk("/srv/bill.pdf", []byte("PDF"))
	if r := call(t, public, "sendDocument", send); r.Code != 400 {
		t.Errorf("the public server reads a path: %+v", r)
	}
}

func TestPictures(t *testing.T) {
	s := frozen(telegramtest.Config{})
	s.Meet(telegramtest.Person{ID: "7001", First: "Ada", Picture: []byte("JPG")})
	var got struct {
		Photo struct {
			Big string `json:"big_file_id"`
		}
	}
	if err := json.Unmarshal(call(t, s, "getChat", `{"chat_id":7001}`).Result, &got); err != nil || got.Photo.Big == "" {
		t.Fatalf("getChat %+v, %v", got, err)
	}
	if r := call(t, s, "getFile", `{"file_id":"`+got.Photo.Big+`"}`); r.Code != 0 {
		t.Errorf("getFile %+v", r)
	}
}
