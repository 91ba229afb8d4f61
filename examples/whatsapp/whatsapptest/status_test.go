package whatsapptest_test

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/examples/whatsapp/whatsapptest"
)

// A message that was accepted is told of by statuses, in the order of what happens, each with the
// host's own name of the message.
func TestStatuses(t *testing.T) {
	s := whatsapptest.New(whatsapptest.Config{})
	s.Say(userID, "Hello")
	answer, code := ask(t, s, http.MethodPost, "messages", "application/json", to(`"type":"text","text":{"body":"a"},"biz_opaque_callback_data":"k1"`))
	if code != 0 {
		t.Fatal(code)
	}
	id := answer["messages"].([]any)[0].(map[string]any)["id"].(string)
	s.Reach(userID)
	s.Reach(userID) // once is enough
	s.Read(userID)
	s.Play(userID)
	s.Lose(userID, "wamid.another", 131026, "")
	s.Lose(userID, id, 131049, "healthy ecosystem")
	var got delivered
	s.Deliver(&got)
	type status struct{ ID, Word, Ref, To, Details string }
	var statuses []status
	for _, body := range got[1:] {
		_, value := change(t, body)
		one := value["statuses"].([]any)[0].(map[string]any)
		news := status{one["id"].(string), one["status"].(string), one["biz_opaque_callback_data"].(string), one["recipient_user_id"].(string), ""}
		if list, ok := one["errors"].([]any); ok {
			e := list[0].(map[string]any)
			news.Details = e["error_data"].(map[string]any)["details"].(string)
			if e["code"] != 131049.0 {
				t.Errorf("the code is %v", e["code"])
			}
		}
		statuses = append(statuses, news)
	}
	want := []status{{id, "sent", "k1", userID, ""}, {id, "delivered", "k1", userID, ""}, {id, "read", "k1", userID, ""}, {id, "played", "k1", userID, ""}, {id, "failed", "k1", userID, "healthy ecosystem"}}
	if diff := cmp.Diff(want, statuses); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
