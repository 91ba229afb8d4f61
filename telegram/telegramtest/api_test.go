package telegramtest_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/contactkit/contactkit/telegram/telegramtest"
)

func TestTokenAndMethod(t *testing.T) {
	s := frozen(telegramtest.Config{})
	tests := []struct {
		path        string
		status      int
		description string
	}{
		{"/bot" + s.Config().Token + "/getMe", 200, ""},
		{"/bot" + s.Config().Token + "/GETME", 200, ""},
		{"/bot7100000001:wrong/getMe", 401, "Unauthorized"},
		{"/bot0100000001:wrong/getMe", 401, "Unauthorized: invalid token specified"},
		{"/botnocolon/getMe", 401, "Unauthorized: invalid token specified"},
		{"/bot1:" + strings.Repeat("x", 80) + "/getMe", 401, "Unauthorized: invalid token specified"},
		{"/getMe", 404, "Not Found"},
		{"/bot" + s.Config().Token, 404, "Not Found"},
		{"/bot" + s.Config().Token + "/sendNothing", 404, "Not Found: method not found"},
	}
	for _, tt := range tests {
		r := do(t, s, tt.path, "application/json", "")
		if r.status != tt.status || r.Description != tt.description || r.OK != (tt.status == 200) || !r.OK && r.Code != tt.status {
			t.Errorf("%s = %d %q, want %d %q", tt.path, r.status, r.Description, tt.status, tt.description)
		}
	}
	req, _ := http.NewRequest(http.MethodPut, "https://api.telegram.org/bot"+s.Config().Token+"/getMe", nil)
	resp, err := s.Client().Do(req)
	if err != nil || resp.StatusCode != 501 {
		t.Errorf("PUT = %v, %v, want 501", resp, err)
	}
	for _, c := range s.Calls() {
		if strings.Contains(c.Path, s.Config().Token) || strings.Contains(c.Path, "AAFexample") {
			t.Errorf("the log shows the token: %s", c.Path)
		}
	}
}

func TestParameterForms(t *testing.T) {
	s := frozen(telegramtest.Config{})
	s.Say("7001", "hi")
	base := "/bot" + s.Config().Token + "/sendMessage"
	markup := `{"inline_keyboard":[[{"text":"Yes","callback_data":"y"}]]}`
	multi := "--b\r\nContent-Disposition: form-data; name=\"chat_id\"\r\n\r\n7001\r\n" +
		"--b\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nfive\r\n--b--\r\n"
	tests := []struct{ path, typ, body, want string }{
		{base, "application/json", `{"chat_id":7001,"text":"one","reply_markup":` + markup + `}`, "one"},
		{base, "application/json", `{"chat_id":"7001","text":"two","reply_markup":"` + strings.ReplaceAll(markup, `"`, `\"`) + `"}`, "two"},
		{base, "application/x-www-form-urlencoded; charset=utf-8", "chat_id=7001&text=three", "three"},
		{base + "?chat_id=7001&text=four", "", "", "four"},
		{base, "multipart/form-data; boundary=b", multi, "five"},
	}
	for _, tt := range tests {
		if m := do(t, s, tt.path, tt.typ, tt.body).message(t); m.Text != tt.want || m.Chat.ID != 7001 {
			t.Errorf("%s: sent %+v, want %s", tt.typ, m, tt.want)
		}
	}
	if got := s.Sent(); len(got) != 5 || got[1].Buttons[0] != (telegramtest.Button{Text: "Yes", Data: "y"}) {
		t.Errorf("Sent = %+v", got)
	}
	if r := do(t, s, base, "application/json", "{\"chat_id\":7001,\"text\":\"\xff\"}"); r.Code != 400 {
		t.Errorf("invalid UTF-8 = %d", r.Code)
	}
	if r := do(t, s, base, "application/json", `{"chat_id":7001,"text":"x","more":"`+strings.Repeat("x", 1<<20)+`"}`); r.Code != 413 {
		t.Errorf("over a mebibyte = %d", r.Code)
	}
}
