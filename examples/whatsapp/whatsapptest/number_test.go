package whatsapptest_test

import (
	"net/http"
	"testing"

	"github.com/contactkit/contactkit/examples/whatsapp/whatsapptest"
)

// A number is proved by the code that was sent, and registered with a PIN. Each step needs the one
// before.
func TestSetUp(t *testing.T) {
	s := whatsapptest.New(whatsapptest.Config{Unregistered: true})
	number := s.Config().Numbers[0]
	register := func(pin string) string { return `{"messaging_product":"whatsapp","pin":"` + pin + `"}` }
	step := func(edge, body string, want int) {
		t.Helper()
		if code := post(t, s, edge, body); code != want {
			t.Errorf("%s of %s: %d, want %d", edge, body, code, want)
		}
	}
	if s.Code(number) != "" {
		t.Errorf("a code before it was requested: %q", s.Code(number))
	}
	step("register", register("123456"), 133010)
	step("request_code", `{"code_method":"PIGEON","language":"en"}`, 100)
	step("request_code", `{"code_method":"SMS"}`, 100)
	step("request_code", `{"code_method":"SMS","language":"en"}`, 0)
	step("verify_code", `{"code":"x"}`, 136025)
	step("verify_code", `{"code":"`+s.Code(number)+`"}`, 0)
	step("request_code", `{"code_method":"SMS","language":"en"}`, 136025)
	step("messages", to(`"type":"text","text":{"body":"a"}`), 133010)
	step("register", `{"pin":"123456"}`, 131008)
	step("register", register("12345"), 131009)
	step("register", register("123456"), 0)
	for range 10 {
		step("register", register("654321"), 133005)
	}
	step("register", register("123456"), 133016)
	step("deregister", `{}`, 0)
	step("deregister", `{}`, 133010)
}

// The state of a number is read by named fields.
func TestReadNumber(t *testing.T) {
	s := whatsapptest.New(whatsapptest.Config{})
	s.Quality(s.Config().Numbers[0], "RED")
	answer, code := ask(t, s, http.MethodGet, "?fields=quality_rating,status,code_verification_status", "", "")
	if code != 0 || answer["quality_rating"] != "RED" || answer["status"] != "CONNECTED" || answer["code_verification_status"] != "VERIFIED" || len(answer) != 4 {
		t.Errorf("%d %v", code, answer)
	}
	if _, code := ask(t, s, http.MethodGet, "?fields=shoe_size", "", ""); code != 100 {
		t.Errorf("an unknown field: %d", code)
	}
}

// A business profile keeps what was written and refuses what is no field of it.
func TestProfile(t *testing.T) {
	s := whatsapptest.New(whatsapptest.Config{})
	for body, want := range map[string]int{
		`{"messaging_product":"whatsapp","about":"Lamps","websites":["https://shop.example"]}`: 0,
		`{"about":"Lamps"}`: 131008,
		`{"messaging_product":"whatsapp","shoe_size":"44"}`:         100,
		`{"messaging_product":"whatsapp","about":7}`:                131009,
		`{"messaging_product":"whatsapp","websites":["a","b","c"]}`: 131009,
	} {
		if code := post(t, s, "whatsapp_business_profile", body); code != want {
			t.Errorf("%s: %d, want %d", body, code, want)
		}
	}
	answer, code := ask(t, s, http.MethodGet, "whatsapp_business_profile?fields=about,email", "", "")
	profile := answer["data"].([]any)[0].(map[string]any)
	if code != 0 || profile["about"] != "Lamps" || len(profile) != 2 {
		t.Errorf("%d %v", code, answer)
	}
}
