package whatsapptest_test

import (
	"strings"
	"testing"

	"github.com/contactkit/contactkit/examples/whatsapp/whatsapptest"
)

// A person with a user name hides the phone number: no webhook shows it.
func TestHidden(t *testing.T) {
	s := whatsapptest.New(whatsapptest.Config{})
	s.Meet(whatsapptest.Person{UserID: userID, Number: phone, Name: "Ada", Username: "ada.ex", Hidden: true})
	id := s.Say(userID, "Hello")
	s.SendContacts(userID, "Grace")
	s.React(userID, id, "x")
	s.Edit(userID, id, "Hi")
	s.TakeBack(userID, id)
	s.StopMarketing(userID, true)
	s.PhoneSays(userID, "Hello yourself")
	if code := post(t, s, "messages", to(`"type":"text","text":{"body":"a"}`)); code != 0 {
		t.Fatal(code)
	}
	s.Reach(userID)
	s.Read(userID)
	s.Play(userID)
	var got delivered
	s.Deliver(&got)
	if len(got) != 11 {
		t.Errorf("%d webhooks", len(got))
	}
	for _, body := range got {
		if strings.Contains(body, phone) || !strings.Contains(body, userID) {
			t.Errorf("a webhook about %s shows the number: %s", userID, body)
		}
	}
}

// A person who stopped marketing still gets other templates.
func TestStopMarketing(t *testing.T) {
	s := whatsapptest.New(whatsapptest.Config{Templates: []whatsapptest.Template{{Name: "sale", Language: "en", Category: "MARKETING"}, {Name: "code", Language: "en", Category: "AUTHENTICATION"}, {Name: "info", Language: "en", Category: "UTILITY"}}})
	s.Meet(whatsapptest.Person{UserID: userID, Number: phone})
	template := func(name string) string {
		return to(`"type":"template","template":{"name":"` + name + `","language":{"code":"en"}}`)
	}
	for _, step := range []struct {
		stop bool
		name string
		want int
	}{{false, "sale", 0}, {true, "sale", 131050}, {true, "info", 0}, {false, "sale", 0}, {false, "code", 131062}} {
		s.StopMarketing(userID, step.stop)
		if code := post(t, s, "messages", template(step.name)); code != step.want {
			t.Errorf("%+v: %d", step, code)
		}
	}
}

// A contact that the configuration has no number for is a mistake of the test.
func TestUnknownNumber(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	whatsapptest.New(whatsapptest.Config{}).Say("99/"+userID, "Hello")
}
