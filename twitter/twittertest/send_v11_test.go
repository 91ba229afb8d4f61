package twittertest_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/twitter/twittertest"
)

func TestRefusalsV11(t *testing.T) {
	s := frozen(twittertest.Config{})
	s.Say("2001", "hi")
	s.Say("2002", "hi")
	s.Block("2002")
	s.Meet(twittertest.Person{ID: "2003", Username: "stranger"})
	s.Meet(twittertest.Person{ID: "2004", Username: "gone", Suspended: true})
	x := strings.Repeat
	quick := func(options string) string {
		return `"text":"x","quick_reply":{"type":"options","options":[` + options + `]}`
	}
	tests := []struct {
		name, to, data string
		status, code   int
	}{
		{"unknown", "9", `"text":"x"`, 404, 108},
		{"blocked", "2002", `"text":"x"`, 403, 349},
		{"never wrote", "2003", `"text":"x"`, 403, 150},
		{"suspended", "2004", `"text":"x"`, 403, 63},
		{"no text", "2001", ``, 403, 38},
		{"empty text", "2001", `"text":""`, 403, 38},
		{"blank text", "2001", `"text":" \u200b"`, 403, 38},
		{"blank button", "2001", `"text":"x","ctas":[{"type":"web_url","label":" ","url":"https://x.example/"}]`, 400, 214},
		{"long text", "2001", `"text":"` + x("é", 10001) + `"`, 403, 354},
		{"unknown member", "2001", `"text":"x","buttons":[]`, 400, 214},
		{"no options", "2001", quick(``), 400, 214},
		{"21 options", "2001", quick(strings.TrimSuffix(x(`{"label":"a"},`, 21), ",")), 400, 214},
		{"long label", "2001", quick(`{"label":"` + x("é", 37) + `"}`), 400, 214},
		{"address in label", "2001", quick(`{"label":"https://x.example/"}`), 400, 214},
		{"long description", "2001", quick(`{"label":"a","description":"` + x("d", 73) + `"}`), 400, 214},
		{"some descriptions", "2001", quick(`{"label":"a","description":"d"},{"label":"b"}`), 400, 214},
		{"long metadata", "2001", quick(`{"label":"a","metadata":"` + x("m", 1001) + `"}`), 400, 214},
		{"four buttons", "2001", `"text":"x","ctas":[` + strings.TrimSuffix(x(`{"type":"web_url","label":"a","url":"https://x.example/"},`, 4), ",") + `]`, 400, 214},
		{"button label", "2001", `"text":"x","ctas":[{"type":"web_url","label":"` + x("l", 37) + `","url":"https://x.example/"}]`, 400, 214},
		{"button address", "2001", `"text":"x","ctas":[{"type":"web_url","label":"l","url":"tel:1"}]`, 400, 214},
		{"unknown media", "2001", `"text":"x","attachment":{"type":"media","media":{"id":"1"}}`, 400, 325},
		{"bad location", "2001", `"text":"x","attachment":{"type":"location","location":{"type":"shared_coordinate"}}`, 400, 214},
	}
	for _, tt := range tests {
		if r := dm(t, s, tt.to, tt.data); r.status != tt.status || r.code() != tt.code {
			t.Errorf("%s = %d %s, want %d/%d", tt.name, r.status, r.body, tt.status, tt.code)
		}
	}
	if r := call(t, s, "POST", "/1.1/direct_messages/events/new.json", jsonType, `{"event":{"type":"other","message_create":{}}}`); r.code() != 214 {
		t.Errorf("another type = %s", r.body)
	}
	if got := s.Sent(); len(got) != 0 {
		t.Errorf("a refused message was sent: %+v", got)
	}
}

func TestTheSameTextAgain(t *testing.T) {
	s := frozen(twittertest.Config{})
	s.Say("2001", "hi")
	s.Say("2002", "hi")
	if r := dm(t, s, "2001", `"text":"hello"`); r.status != 200 {
		t.Fatal(r.body)
	}
	if r := dm(t, s, "2001", `"text":"hello"`); r.code() != 151 || !strings.Contains(r.body, "already said that") {
		t.Errorf("again = %s", r.body)
	}
	if r := dm(t, s, "2002", `"text":"hello"`); r.status != 200 {
		t.Errorf("to another = %s", r.body)
	}
	s.Advance(5 * time.Second)
	if r := dm(t, s, "2001", `"text":"hello"`); r.status != 200 {
		t.Errorf("later = %s", r.body)
	}
}

func TestSendV11(t *testing.T) {
	s := frozen(twittertest.Config{})
	s.Say("2001", "hi")
	r := dm(t, s, "2001", `"text":"1 < 2 & https://shop.example/a?b=1 😀 #tag","quick_reply":{"type":"options","options":[{"label":"Red","metadata":"r"},{"label":"Blue"}]},
		"ctas":[{"type":"web_url","label":"Shop","url":"https://shop.example/"}],
		"attachment":{"type":"location","location":{"type":"shared_coordinate","shared_coordinate":{"coordinates":{"type":"Point","coordinates":[13.4,52.5]}}}}`)
	var got struct {
		Event struct {
			Type, ID string
			Created  string `json:"created_timestamp"`
			Create   struct {
				Target struct {
					ID string `json:"recipient_id"`
				}
				Sender string `json:"sender_id"`
				App    string `json:"source_app_id"`
				Data   struct {
					Text     string
					Entities struct {
						URLs []struct {
							URL      string
							Expanded string `json:"expanded_url"`
							Indices  []int
						}
						Hashtags []struct {
							Text    string
							Indices []int
						}
					}
					CTAs []struct {
						TCO string `json:"tco_url"`
					}
				} `json:"message_data"`
			} `json:"message_create"`
		}
	}
	r.into(t, &got)
	e := got.Event
	u := e.Create.Data.Entities.URLs
	if r.status != 200 || e.Type != "message_create" || e.Created != "1772452800000" || e.Create.Target.ID != "2001" || e.Create.Sender != s.Config().Account || e.Create.App != "" || len(u) != 1 {
		t.Fatalf("answer %d %s", r.status, r.body)
	}
	if want := "1 &lt; 2 &amp; " + u[0].URL + " 😀 #tag"; e.Create.Data.Text != want || !strings.HasPrefix(u[0].URL, "https://t.co/") || u[0].Expanded != "https://shop.example/a?b=1" {
		t.Errorf("text %q, want %q", e.Create.Data.Text, want)
	}
	runes := []rune(e.Create.Data.Text)
	if at := u[0].Indices; string(runes[at[0]:at[1]]) != u[0].URL {
		t.Errorf("indices %v", at)
	}
	if h := e.Create.Data.Entities.Hashtags; len(h) != 1 || h[0].Text != "tag" || string(runes[h[0].Indices[0]:h[0].Indices[1]]) != "#tag" {
		t.Errorf("hashtags %v", h)
	}
	if !strings.HasPrefix(e.Create.Data.CTAs[0].TCO, "https://t.co/") {
		t.Errorf("ctas %v", e.Create.Data.CTAs)
	}
	want := []twittertest.Sent{{
		ID: e.ID, To: "2001", API: "1.1", Text: "1 < 2 & https://shop.example/a?b=1 😀 #tag", At: noon,
		QuickReplies: []twittertest.QuickReply{{Label: "Red", Metadata: "r"}, {Label: "Blue"}},
		Buttons:      []twittertest.Button{{Label: "Shop", URL: "https://shop.example/"}},
		Location:     &twittertest.Location{Latitude: 52.5, Longitude: 13.4},
	}}
	if diff := cmp.Diff(want, s.Sent()); diff != "" {
		t.Errorf("Sent (-want +got):\n%s", diff)
	}
}

func TestTypingAndRead(t *testing.T) {
	s := frozen(twittertest.Config{})
	id := s.Say("2001", "hi")
	for _, tt := range []struct {
		path, form string
		status     int
	}{
		{"indicate_typing", "recipient_id=2001", 204},
		{"indicate_typing", "", 400},
		{"mark_read", "last_read_event_id=" + id + "&recipient_id=2001", 204},
		{"mark_read", "last_read_event_id=1&recipient_id=2001", 400},
		{"mark_read", "last_read_event_id=" + id + "&recipient_id=2002", 400},
	} {
		if r := call(t, s, "POST", "/1.1/direct_messages/"+tt.path+".json", formType, tt.form); r.status != tt.status {
			t.Errorf("%s %s = %d %s, want %d", tt.path, tt.form, r.status, r.body, tt.status)
		}
	}
	r := call(t, s, "POST", "/1.1/direct_messages/indicate_typing.json?recipient_id=2001", "", "")
	if r.status != 204 || r.body != "" || !strings.HasPrefix(r.header.Get("Content-Type"), "text/html") {
		t.Errorf("typing by query = %+v", r)
	}
}
