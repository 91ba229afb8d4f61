package telegramtest_test

import (
	"encoding/json"
	"testing"

	"github.com/contactkit/contactkit/telegram/telegramtest"
)

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
