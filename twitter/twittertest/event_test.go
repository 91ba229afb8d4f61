package twittertest_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/twitter/twittertest"
)

func TestNoEchoes(t *testing.T) {
	s := frozen(twittertest.Config{NoEchoes: true})
	s.Say("2001", "hi")
	dm(t, s, "2001", `"text":"ours"`)
	s.PersonSays("2001", "by hand")
	if n := s.Pending(); n != 2 {
		t.Errorf("%d events wait, want 2", n)
	}
}

func TestActivityForm(t *testing.T) {
	s := frozen(twittertest.Config{Activity: true, Account: "3000"})
	s.Say("2001", "hi")
	s.Type("2001")
	dm(t, s, "2001", `"text":"ours"`)
	s.Read("2001")
	h := &host{}
	s.Deliver(h)
	var kinds []string
	for _, body := range h.raw {
		var e struct {
			Data struct {
				UUID    string `json:"event_uuid"`
				Type    string `json:"event_type"`
				Filter  map[string]string
				Tag     string
				Payload struct {
					Messages []map[string]any `json:"direct_message_events"`
					Users    map[string]struct {
						Data struct{ Username string }
					}
				}
			}
		}
		if err := json.Unmarshal([]byte(body), &e); err != nil {
			t.Fatal(err)
		}
		if e.Data.UUID == "" || e.Data.Filter["user_id"] != "3000" || e.Data.Payload.Users["2001"].Data.Username == "" || strings.Contains(body, "for_user_id") {
			t.Errorf("event %s", body)
		}
		kinds = append(kinds, e.Data.Type)
	}
	if diff := cmp.Diff([]string{"dm.received", "dm.indicate_typing", "dm.sent", "dm.read"}, kinds); diff != "" {
		t.Errorf("kinds (-want +got):\n%s", diff)
	}
}
