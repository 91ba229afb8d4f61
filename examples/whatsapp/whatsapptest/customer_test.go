package whatsapptest_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

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

// Each doing is the webhook that Meta's pages show for it. Ids and times are left out.
func TestDoings(t *testing.T) {
	const head = `"from":"` + phone + `","from_user_id":"` + userID + `",`
	for name, tt := range map[string]struct {
		do    func(s *whatsapptest.Server)
		field string
		list  string // of the value
		want  string // its element
	}{
		"a text": {func(s *whatsapptest.Server) { s.Say(userID, "Hello") }, "messages", "messages", `{` + head + `"type":"text","text":{"body":"Hello"}}`},
		"an answer": {func(s *whatsapptest.Server) { s.Answer(userID, "wamid.1", "Yes") }, "messages", "messages",
			`{` + head + `"type":"text","text":{"body":"Yes"},"context":{"from":"","id":"wamid.1"}}`},
		"a place": {func(s *whatsapptest.Server) { s.SendLocation(userID, 52.5, 13.4, "Berlin") }, "messages", "messages",
			`{` + head + `"type":"location","location":{"latitude":52.5,"longitude":13.4,"name":"Berlin"}}`},
		"the own number": {func(s *whatsapptest.Server) { s.SharePhone(userID) }, "messages", "messages",
			`{` + head + `"type":"contacts","contacts":[{"name":{"formatted_name":"Ada"},"phones":[{"phone":"+` + phone + `","wa_id":"` + phone + `","user_id":"` + userID + `"}],"origin":"contact_request"}]}`},
		"a pressed button": {func(s *whatsapptest.Server) { s.Press(userID, "wamid.1", "y", "Yes") }, "messages", "messages",
			`{` + head + `"type":"interactive","context":{"id":"wamid.1"},"interactive":{"type":"button_reply","button_reply":{"id":"y","title":"Yes"}}}`},
		"a chosen row": {func(s *whatsapptest.Server) { s.Choose(userID, "wamid.1", "b", "Billing") }, "messages", "messages",
			`{` + head + `"type":"interactive","context":{"id":"wamid.1"},"interactive":{"type":"list_reply","list_reply":{"id":"b","title":"Billing"}}}`},
		"the quick reply of a template": {func(s *whatsapptest.Server) { s.Tap(userID, "wamid.1", "Track", "t-1") }, "messages", "messages",
			`{` + head + `"type":"button","context":{"id":"wamid.1"},"button":{"text":"Track","payload":"t-1"}}`},
		"a cart": {func(s *whatsapptest.Server) { s.Order(userID, "lamp", 2, 9.5, "EUR", "please") }, "messages", "messages",
			`{` + head + `"type":"order","order":{"catalog_id":"77","text":"please","product_items":[{"product_retailer_id":"lamp","quantity":2,"item_price":9.5,"currency":"EUR"}]}}`},
		"a poll": {func(s *whatsapptest.Server) { s.Unsupported(userID) }, "messages", "messages",
			`{` + head + `"type":"unsupported","errors":[{"code":131051,"title":"Message type unknown"}],"unsupported":{"type":"poll"}}`},
		"a withdrawn reaction": {func(s *whatsapptest.Server) { s.React(userID, "wamid.1", "") }, "messages", "messages",
			`{` + head + `"type":"reaction","reaction":{"message_id":"wamid.1"}}`},
		"an edit": {func(s *whatsapptest.Server) { s.Edit(userID, "wamid.1", "Hi") }, "messages", "messages",
			`{` + head + `"type":"edit","edit":{"original_message_id":"wamid.1","message":{"type":"text","text":{"body":"Hi"}}}}`},
		"a revocation": {func(s *whatsapptest.Server) { s.TakeBack(userID, "wamid.1") }, "messages", "messages",
			`{` + head + `"type":"revoke","revoke":{"original_message_id":"wamid.1"}}`},
		"another number": {func(s *whatsapptest.Server) { s.ChangeNumber(userID, "491709999999") }, "messages", "messages",
			`{"from":"` + phone + `","type":"system","system":{"type":"user_changed_number","body":"Ada changed from ` + phone + ` to 491709999999","wa_id":"491709999999","user_id":"NEW","previous_user_id":"` + userID + `"}}`},
		"another user id": {func(s *whatsapptest.Server) { s.ChangeUserID(userID) }, "messages", "messages",
			`{"type":"system","system":{"type":"user_changed_user_id","user_id":"NEW","previous_user_id":"` + userID + `"}}`},
		"no marketing": {func(s *whatsapptest.Server) { s.StopMarketing(userID, true) }, "user_preferences", "user_preferences",
			`{"wa_id":"` + phone + `","user_id":"` + userID + `","detail":"User requested to stop marketing messages","category":"marketing_messages","value":"stop"}`},
		"the phone app": {func(s *whatsapptest.Server) { s.PhoneSays(userID, "Hello") }, "smb_message_echoes", "message_echoes",
			`{"from":"15550000011","to":"` + phone + `","to_user_id":"` + userID + `","type":"text","text":{"body":"Hello"}}`},
	} {
		s := whatsapptest.New(whatsapptest.Config{})
		s.Meet(whatsapptest.Person{UserID: userID, Number: phone})
		tt.do(s)
		var got delivered
		s.Deliver(&got)
		if len(got) != 1 {
			t.Fatalf("%s: %d webhooks", name, len(got))
		}
		field, value := change(t, got[0])
		list, ok := value[tt.list].([]any)
		if !ok || len(list) != 1 || field != tt.field {
			t.Errorf("%s: the field %q with %v", name, field, value)
			continue
		}
		element := list[0].(map[string]any)
		delete(element, "id")
		delete(element, "timestamp")
		if system, ok := element["system"].(map[string]any); ok && strings.HasPrefix(system["user_id"].(string), "DE.") && system["user_id"] != userID {
			system["user_id"] = "NEW"
		}
		var want map[string]any
		if err := json.Unmarshal([]byte(tt.want), &want); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, element); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// change is the only change of a webhook: its field and its value.
func change(t *testing.T, body string) (field string, value map[string]any) {
	t.Helper()
	var call struct {
		Entry []struct {
			Changes []struct {
				Field string
				Value map[string]any
			}
		}
	}
	if err := json.Unmarshal([]byte(body), &call); err != nil || len(call.Entry) != 1 || len(call.Entry[0].Changes) != 1 {
		t.Fatalf("%v in %s", err, body)
	}
	c := call.Entry[0].Changes[0]
	return c.Field, c.Value
}

// A file of a person is downloaded with the token, by an address that the id yields; a spoilt one
// has other bytes.
func TestSendFile(t *testing.T) {
	s := whatsapptest.New(whatsapptest.Config{})
	_, media := s.SendFile(userID, "document", "a.pdf", "application/pdf", "the invoice", []byte("%PDF"))
	var got delivered
	s.Deliver(&got)
	_, value := change(t, got[0])
	sum := sha256.Sum256([]byte("%PDF"))
	want := map[string]any{"id": media, "mime_type": "application/pdf", "sha256": base64.StdEncoding.EncodeToString(sum[:]), "caption": "the invoice", "filename": "a.pdf"}
	if diff := cmp.Diff(want, value["messages"].([]any)[0].(map[string]any)["document"]); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for _, want := range []string{"%PDF", "PDF!"} {
		info, code := ask(t, s, http.MethodGet, "/"+media, "", "")
		if code != 0 {
			t.Fatal(code)
		}
		if status, body := download(t, s, info["url"].(string), ""); status != http.StatusUnauthorized || body != "" {
			t.Errorf("without the token: %d %q", status, body)
		}
		if status, body := download(t, s, info["url"].(string), s.Config().Token); status != http.StatusOK || body != want {
			t.Errorf("%d %q, want %q", status, body, want)
		}
		s.Spoil(media)
	}
}

func download(t *testing.T, s *whatsapptest.Server, address, token string) (status int, body string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	res, err := s.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	data, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(data)
}
