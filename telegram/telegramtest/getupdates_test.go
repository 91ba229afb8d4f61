package telegramtest_test

import (
	"encoding/json"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/contactkit/contactkit/telegram/telegramtest"
	"github.com/google/go-cmp/cmp"
)

func TestPolling(t *testing.T) {
	s := frozen(telegramtest.Config{Fresh: true})
	for _, text := range []string{"one", "two", "three"} {
		s.Say("7001", text)
	}
	poll := func(body string) (texts []string) {
		t.Helper()
		var list []update
		if err := json.Unmarshal(call(t, s, "getUpdates", body).Result, &list); err != nil {
			t.Fatal(err)
		}
		for _, u := range list {
			texts = append(texts, u.Message.Text)
		}
		return texts
	}
	if diff := cmp.Diff([]string{"one", "two"}, poll(`{"limit":2}`)); diff != "" {
		t.Errorf("limit (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"two", "three"}, poll(`{"offset":500000002}`)); diff != "" {
		t.Errorf("offset (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"three"}, poll(`{"offset":-1}`)); diff != "" {
		t.Errorf("negative offset (-want +got):\n%s", diff)
	}
	s.Advance(24 * time.Hour)
	if got := poll(``); got != nil {
		t.Errorf("after a day: %v", got)
	}
	call(t, s, "setWebhook", `{"url":"https://a.example/x"}`)
	if r := call(t, s, "getUpdates", ""); r.Code != 409 || !strings.HasPrefix(r.Description, "Conflict: can't use getUpdates") {
		t.Errorf("with a webhook = %+v", r)
	}
}

func TestLongPolling(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := telegramtest.New(telegramtest.Config{Fresh: true})
		begin := time.Now()
		if r := call(t, s, "getUpdates", `{"timeout":90}`); string(r.Result) != "[]" || time.Since(begin) != 50*time.Second {
			t.Errorf("an empty poll = %+v after %v", r, time.Since(begin))
		}
		answers := make(chan reply, 2)
		poll := func() { answers <- call(t, s, "getUpdates", `{"timeout":50}`) }
		go poll()
		synctest.Wait()
		go poll()
		if r := <-answers; r.Code != 409 || !strings.Contains(r.Description, "terminated by other getUpdates request") {
			t.Errorf("the older poll = %+v", r)
		}
		synctest.Wait()
		s.Say("7001", "hi")
		if r := <-answers; !strings.Contains(string(r.Result), `"text":"hi"`) {
			t.Errorf("the newer poll = %+v", r)
		}
		go poll()
		synctest.Wait()
		call(t, s, "getUpdates", `{"offset":-1,"timeout":0}`) // ends the waiting one, too
		<-answers
		call(t, s, "getUpdates", `{"offset":500000002}`)
		go poll()
		synctest.Wait()
		call(t, s, "setWebhook", `{"url":"https://a.example/x"}`)
		if r := <-answers; r.Description != "Conflict: terminated by setWebhook request" {
			t.Errorf("a poll when the webhook is set = %+v", r)
		}
	})
}
