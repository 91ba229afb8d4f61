package facebooktest_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/facebook/facebooktest"
)

func TestCustomers(t *testing.T) {
	s := frozen(facebooktest.Config{})
	s.TapQuickReply("24001", "Red", "R")
	s.Answer("24001", "m_x", "that")
	s.Press("24001", "More", "MORE")
	s.Start("24001", "GO", "summer")
	s.Refer("24001", "link")
	s.React("24001", "m_x", "❤")
	s.React("24001", "m_x", "")
	s.Edit("24001", "m_x", "new", 1)
	sent := say(t, s, "24001", "ours").Message
	s.Reach("24001")
	s.Read("24001")
	s.SendLocation("24001", 1.5, 2.5)
	human := s.InboxSays("24001", "by hand")
	other := s.AppSays("24001", "88", "robot")
	h := &host{}
	s.Deliver(h)
	strip := func(list []string) (out []string) {
		for _, text := range list {
			var m map[string]json.RawMessage
			if err := json.Unmarshal([]byte(text), &m); err != nil {
				t.Fatal(err)
			}
			if m["is_echo"] == nil {
				delete(m, "mid")
			}
			b, _ := json.Marshal(m)
			out = append(out, string(b))
		}
		return out
	}
	for key, want := range map[string][]string{
		"message": {
			`{"quick_reply":{"payload":"R"},"text":"Red"}`, `{"reply_to":{"mid":"m_x"},"text":"that"}`,
			`{"app_id":519000000000001,"is_echo":true,"mid":"` + sent + `","text":"ours"}`,
			`{"attachments":[{"payload":{"coordinates":{"lat":1.5,"long":2.5}},"type":"location"}]}`,
			`{"app_id":263902037430900,"is_echo":true,"mid":"` + human + `","text":"by hand"}`,
			`{"app_id":88,"is_echo":true,"mid":"` + other + `","text":"robot"}`,
		},
		"postback": {
			`{"payload":"MORE","title":"More"}`,
			`{"payload":"GO","referral":{"ref":"summer","source":"SHORTLINK","type":"OPEN_THREAD"},"title":"Get Started"}`,
		},
		"referral":     {`{"ref":"link","source":"SHORTLINK","type":"OPEN_THREAD"}`},
		"reaction":     {`{"action":"react","emoji":"\u2764","reaction":"other"}`, `{"action":"unreact"}`},
		"message_edit": {`{"num_edit":1,"text":"new"}`},
		"delivery":     {`{"mids":["` + sent + `"],"watermark":1772452800000}`},
		"read":         {`{"watermark":1772452800000}`},
	} {
		if diff := cmp.Diff(want, strip(h.kinds(key))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", key, diff)
		}
	}
	for _, e := range h.events {
		if e["delivery"] != nil && e["timestamp"] != nil {
			t.Error("a delivery has a timestamp")
		}
	}
}
