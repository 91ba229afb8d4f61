package whatsapptest_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel/standin"
	"github.com/contactkit/contactkit/examples/whatsapp/whatsapptest"
)

// to is a message to the person who wrote.
func to(members string) string {
	return `{"messaging_product":"whatsapp","recipient":"` + userID + `",` + members + `}`
}

// The stand-in refuses with the codes of the platform. Each row is one step away from a message
// that is accepted.
func TestRefusals(t *testing.T) {
	text := func(n int) string { return `"type":"text","text":{"body":"` + strings.Repeat("a", n) + `"}` }
	button := func(id, title string) string {
		return `{"type":"reply","reply":{"id":"` + id + `","title":"` + title + `"}}`
	}
	buttons := func(body string, list ...string) string {
		return `"type":"interactive","interactive":{"type":"button","body":{"text":"` + body + `"},"action":{"buttons":[` + strings.Join(list, ",") + `]}}`
	}
	row := func(id, title, description string) string {
		return fmt.Sprintf(`{"id":%q,"title":%q,"description":%q}`, id, title, description)
	}
	list := func(label string, rows ...string) string {
		return `"type":"interactive","interactive":{"type":"list","body":{"text":"?"},"action":{"button":"` + label + `","sections":[{"rows":[` + strings.Join(rows, ",") + `]}]}}`
	}
	var eleven []string
	for i := range 11 {
		eleven = append(eleven, row(fmt.Sprint(i), "x", ""))
	}
	link := func(text, url string) string {
		return `"type":"interactive","interactive":{"type":"cta_url","body":{"text":"?"},"action":{"name":"cta_url","parameters":{"display_text":"` + text + `","url":"` + url + `"}}}`
	}
	for _, tt := range []struct {
		name, body string
		code       int
	}{
		{"a text", to(text(4096)), 0},
		{"a long text", to(text(4097)), 131009},
		{"an empty text", to(text(0)), 131008},
		{"no product", `{"recipient":"` + userID + `",` + text(1) + `}`, 131008},
		{"nobody", `{"messaging_product":"whatsapp",` + text(1) + `}`, 131008},
		{"a group", to(`"recipient_type":"group",` + text(1)), 131009},
		{"an unknown user id", strings.Replace(to(text(1)), userID, "DE.9", 1), 131009},
		{"a name as number", `{"messaging_product":"whatsapp","to":"Ada",` + text(1) + `}`, 131009},
		{"to oneself", `{"messaging_product":"whatsapp","to":"15550000011",` + text(1) + `}`, 131021},
		{"a person who never wrote", `{"messaging_product":"whatsapp","to":"4930123456",` + text(1) + `}`, 131047},
		{"both, of whom the number counts", `{"messaging_product":"whatsapp","recipient":"` + userID + `","to":"4930123456",` + text(1) + `}`, 131047},
		{"an unknown member", to(`"metadata":"x",` + text(1)), 100},
		{"no type", to(`"text":{"body":"a"}`), 131008},
		{"an unknown type", to(`"type":"telepathy"`), 131009},
		{"a long ref", to(`"biz_opaque_callback_data":"` + strings.Repeat("r", 513) + `",` + text(1)), 131009},
		{"an unknown context", to(`"context":{"message_id":"wamid.none"},` + text(1)), 131009},
		{"buttons", to(buttons(strings.Repeat("b", 1024), button("1", strings.Repeat("t", 20)), button("2", "b"), button(strings.Repeat("i", 256), "c"))), 0},
		{"a long body", to(buttons(strings.Repeat("b", 1025), button("1", "a"))), 131009},
		{"no body", to(buttons("", button("1", "a"))), 131008},
		{"four buttons", to(buttons("b", button("1", "a"), button("2", "b"), button("3", "c"), button("4", "d"))), 131009},
		{"a long title", to(buttons("b", button("1", strings.Repeat("t", 21)))), 131009},
		{"a long id", to(buttons("b", button(strings.Repeat("i", 257), "a"))), 131009},
		{"two of one id", to(buttons("b", button("1", "a"), button("1", "b"))), 131009},
		{"a list", to(list("Open", append(eleven[:9:9], row(strings.Repeat("i", 200), strings.Repeat("t", 24), strings.Repeat("d", 72)))...)), 0},
		{"eleven rows", to(list("Open", eleven...)), 131009},
		{"a long row", to(list("Open", row("1", strings.Repeat("t", 25), ""))), 131009},
		{"a long description", to(list("Open", row("1", "t", strings.Repeat("d", 73)))), 131009},
		{"a long label", to(list(strings.Repeat("l", 21), eleven[0])), 131009},
		{"no rows", to(list("Open")), 131009},
		{"a link", to(link("Open", "https://a.example")), 0},
		{"a link without an address", to(link("Open", "")), 131009},
		{"a picture by link", to(`"type":"image","image":{"link":"https://a.example/a.png"}`), 0},
		{"a GIF", to(`"type":"image","image":{"link":"https://a.example/a.gif"}`), 131053},
		{"a sound with a caption", to(`"type":"audio","audio":{"link":"https://a.example/a.mp3","caption":"c"}`), 131009},
		{"a picture by two names", to(`"type":"image","image":{"link":"https://a.example/a.png","id":"1"}`), 131009},
		{"a picture by an unknown id", to(`"type":"image","image":{"id":"1"}`), 131009},
		{"a long caption", to(`"type":"image","image":{"link":"https://a.example/a.png","caption":"` + strings.Repeat("c", 1025) + `"}`), 131009},
		{"a place", to(`"type":"location","location":{"latitude":1,"longitude":2}`), 0},
		{"a place beyond the pole", to(`"type":"location","location":{"latitude":91,"longitude":2}`), 131009},
		{"a card", to(`"type":"contacts","contacts":[{"name":{"formatted_name":"A","first_name":"A"}}]`), 0},
		{"a card without a first name", to(`"type":"contacts","contacts":[{"name":{"formatted_name":"A"}}]`), 131008},
		{"a reaction to nothing", to(`"type":"reaction","reaction":{"message_id":"wamid.none","emoji":"x"}`), 131009},
		{"a template", to(`"type":"template","template":{"name":"hello_world","language":{"code":"en_US"}}`), 0},
		{"an unknown template", to(`"type":"template","template":{"name":"sale","language":{"code":"en_US"}}`), 132001},
		{"a template in another language", to(`"type":"template","template":{"name":"hello_world","language":{"code":"de"}}`), 132001},
		{"a template without its value", to(`"type":"template","template":{"name":"order_shipped","language":{"code":"en_US"}}`), 132000},
		{"reading nothing", `{"messaging_product":"whatsapp","status":"read","message_id":"wamid.none"}`, 131009},
	} {
		s := whatsapptest.New(whatsapptest.Config{})
		s.Say(userID, "Hello")
		if code := post(t, s, "messages", tt.body); code != tt.code {
			t.Errorf("%s: %d, want %d", tt.name, code, tt.code)
		}
		if sent := len(s.Sent()); sent > 1 || tt.code != 0 && sent != 0 {
			t.Errorf("%s: %d messages were accepted", tt.name, sent)
		}
	}
}

// Files belong to a number, have a type that fits their kind, and do not last.
func TestUploads(t *testing.T) {
	s := whatsapptest.New(whatsapptest.Config{})
	s.Say(userID, "Hello")
	if _, code := upload(t, s, "image/png", nil); code != 131053 {
		t.Errorf("an empty file: %d", code)
	}
	id, code := upload(t, s, "image/png", []byte("x"))
	if code != 0 {
		t.Fatal(code)
	}
	picture := to(`"type":"image","image":{"id":"` + id + `"}`)
	if code := post(t, s, "messages", picture); code != 0 {
		t.Errorf("sent: %d", code)
	}
	if code := post(t, s, "messages", to(`"type":"sticker","sticker":{"id":"`+id+`"}`)); code != 131053 {
		t.Errorf("a picture as sticker: %d", code)
	}
	s.Advance(23*time.Hour + 29*24*time.Hour)
	s.Say(userID, "Hello again")
	if code := post(t, s, "messages", picture); code != 0 {
		t.Errorf("before 30 days: %d", code)
	}
	s.Advance(2 * time.Hour)
	if code := post(t, s, "messages", picture); code != 131009 {
		t.Errorf("after 30 days: %d", code)
	}
	if _, code := ask(t, s, http.MethodGet, "/"+id, "", ""); code != 100 {
		t.Errorf("its address after 30 days: %d", code)
	}
}

// The window closes to the second, and limits count.
func TestWindowAndRates(t *testing.T) {
	s := whatsapptest.New(whatsapptest.Config{Throughput: standin.Rate{Kind: standin.FixedWindow, N: 3, Per: time.Second},
		Pair: standin.Rate{Kind: standin.SlidingWindow, N: 1, Per: 6 * time.Second}, Now: func() time.Time { return time.Unix(1764000000, 0) }})
	s.Say(userID, "Hello")
	s.Say("SE.2", "Hej")
	text := to(`"type":"text","text":{"body":"a"}`)
	other := strings.Replace(text, userID, "SE.2", 1)
	for i, step := range []struct {
		after time.Duration
		body  string
		want  int
	}{{0, text, 0}, {0, text, 131056}, {0, other, 0}, {0, other, 130429}, {5 * time.Second, text, 131056}, {time.Second, text, 0},
		{24*time.Hour - 7*time.Second, text, 0}, {time.Second, other, 131047}} {
		s.Advance(step.after)
		if code := post(t, s, "messages", step.body); code != step.want {
			t.Errorf("step %d: %d, want %d", i, code, step.want)
		}
	}
}

// With Late the call is accepted and a status tells the failure.
func TestLate(t *testing.T) {
	s := whatsapptest.New(whatsapptest.Config{Late: true})
	s.Say(userID, "Hello")
	s.Block(userID)
	var got delivered
	s.Deliver(&got)
	if code := post(t, s, "messages", to(`"type":"text","text":{"body":"a"}`)); code != 0 || len(s.Sent()) != 0 {
		t.Errorf("%d, %d messages", code, len(s.Sent()))
	}
	s.Deliver(&got)
	if len(got) != 2 || !strings.Contains(got[1], `"status":"failed"`) || !strings.Contains(got[1], `"code":131026`) {
		t.Errorf("delivered %q", got)
	}
	s.Unblock(userID)
	if code := post(t, s, "messages", to(`"type":"text","text":{"body":"a"}`)); code != 0 || len(s.Sent()) != 1 {
		t.Errorf("unblocked: %d, %d messages", code, len(s.Sent()))
	}
}
