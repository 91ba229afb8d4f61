package twittertest_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/contactkit/contactkit/twitter/twittertest"
)

const all = "/1.1/account_activity/all/"

func TestWebhooksV11(t *testing.T) {
	for _, kind := range []struct{ name, base string }{{"premium", all + "prod"}, {"enterprise", "/1.1/account_activity"}} {
		t.Run(kind.name, func(t *testing.T) {
			s := frozen(twittertest.Config{Fresh: true})
			register := func(address string) reply {
				t.Helper()
				return call(t, s, "POST", kind.base+"/webhooks.json?url="+url.QueryEscape(address), "", "")
			}
			const good = "https://desk.example/hooks/x?tenant=7"
			wrong := func(name string, r reply, status, code int, text string) {
				t.Helper()
				if r.status != status || r.code() != code || !strings.Contains(r.body, text) {
					t.Errorf("%s = %d %s, want %d/%d %s", name, r.status, r.body, status, code, text)
				}
			}
			wrong("no host", register(good), 403, 214, "Non-200 response code")
			h := &host{secret: s.Config().APISecret}
			s.Hook(h)
			wrong("http", register("http://desk.example/"), 403, 214, "does not meet the requirements")
			wrong("port", register("https://desk.example:8443/"), 403, 214, "does not meet the requirements")
			wrong("no url", call(t, s, "POST", kind.base+"/webhooks.json", "", ""), 403, 38, "url")
			h.statuses = []int{500}
			wrong("status", register(good), 403, 214, "Non-200 response code")
			h.body = `{"response_token":"sha256=no"}`
			wrong("token", register(good), 403, 214, "Invalid CRC token")
			h.body = ""
			wrong("app-only", bearer(t, s, "POST", kind.base+"/webhooks.json?url=x", ""), 403, 261, "")
			r := register(good)
			var made struct {
				ID, URL string
				Valid   bool
				Created string `json:"created_at"`
			}
			r.into(t, &made)
			if r.status != 200 || made.ID == "" || made.URL != good || !made.Valid || made.Created != "2026-03-02T12:00:00Z" {
				t.Fatalf("register = %d %s", r.status, r.body)
			}
			if q := h.queries[len(h.queries)-1]; !strings.HasPrefix(q, "tenant=7&crc_token=") {
				t.Errorf("the check asked %s", q)
			}
			wrong("a second", register("https://desk.example/other"), 403, 214, "Too many resources already created.")
			want := `[{"created_at":"2026-03-02T12:00:00Z","id":"` + made.ID + `","url":"` + good + `","valid":true}]`
			if r := bearer(t, s, "GET", kind.base+"/webhooks.json", ""); r.body != strings.ReplaceAll(want, "&", `\u0026`) && r.body != want {
				t.Errorf("list = %s", r.body)
			}

			subs := kind.base + "/subscriptions.json"
			one, list := kind.base+"/subscriptions/"+s.Config().Account+".json", kind.base+"/subscriptions/list.json"
			hook := kind.base + "/webhooks/" + made.ID + ".json"
			if kind.name == "enterprise" {
				subs = kind.base + "/webhooks/" + made.ID + "/subscriptions/all.json"
				one = kind.base + "/webhooks/" + made.ID + "/subscriptions/" + s.Config().Account + "/all.json"
				list = kind.base + "/webhooks/" + made.ID + "/subscriptions/all/list.json"
			}
			wrong("not yet", call(t, s, "GET", subs, "", ""), 401, 348, "")
			if s.Say("2001", "hi"); s.Pending() != 0 {
				t.Error("events without a subscription")
			}
			wrong("subscribe", call(t, s, "POST", subs, "", ""), 204, 0, "")
			wrong("again", call(t, s, "POST", subs, "", ""), 409, 355, "")
			wrong("check", call(t, s, "GET", subs, "", ""), 204, 0, "")
			wrong("list", bearer(t, s, "GET", list, ""), 200, 0, `"subscriptions":[{"user_id":"`+s.Config().Account+`"}]`)
			if s.Say("2001", "hi"); s.Pending() != 1 {
				t.Error("no events with a subscription")
			}

			h.body = "nonsense" // an invalid webhook gets no events until a successful check, not even those that wait
			wrong("recheck", call(t, s, "PUT", hook, "", ""), 403, 214, "Invalid CRC token")
			if s.Say("2001", "hi"); s.Pending() != 0 || !strings.Contains(bearer(t, s, "GET", kind.base+"/webhooks.json", "").body, `"valid":false`) {
				t.Error("events for an invalid webhook")
			}
			h.body = ""
			wrong("recheck", call(t, s, "PUT", hook, "", ""), 204, 0, "")
			if s.Say("2001", "hi"); s.Pending() != 1 {
				t.Error("no events once it is valid again")
			}
			wrong("unsubscribe", bearer(t, s, "DELETE", one, ""), 204, 0, "")
			wrong("again", bearer(t, s, "DELETE", one, ""), 404, 34, "")
			wrong("delete", call(t, s, "DELETE", hook, "", ""), 204, 0, "")
			wrong("again", call(t, s, "DELETE", hook, "", ""), 404, 34, "Webhook does not exist")
			if s.Pending() != 0 {
				t.Error("events for a webhook that is gone")
			}
		})
	}
	s := frozen(twittertest.Config{})
	if r := call(t, s, "POST", all+"PROD/webhooks.json?url=x", "", ""); r.status != 403 || r.code() != 200 {
		t.Errorf("an unknown label = %d %s", r.status, r.body)
	}
	if r := bearer(t, s, "GET", all+"webhooks.json", ""); !strings.Contains(r.body, `"environment_name":"prod"`) {
		t.Errorf("environments = %s", r.body)
	}
	if r := bearer(t, s, "GET", all+"subscriptions/count.json", ""); !strings.Contains(r.body, `"subscriptions_count":"1"`) {
		t.Errorf("count = %s", r.body)
	}
}

func TestAMovedWebhookIsInvalidAtOnce(t *testing.T) {
	s := frozen(twittertest.Config{})
	s.Hook(http.RedirectHandler("https://desk.example/other", http.StatusMovedPermanently))
	var list struct{ Data []struct{ ID string } }
	bearer(t, s, "GET", "/2/webhooks", "").into(t, &list)
	if r := bearer(t, s, "PUT", "/2/webhooks/"+list.Data[0].ID, ""); r.status != 200 || r.body != `{"data":{"valid":false}}` {
		t.Errorf("PUT = %d %s", r.status, r.body)
	}
	if s.Say("2001", "hi"); s.Pending() != 0 {
		t.Error("events for an invalid webhook")
	}
}

func TestWebhooksV2(t *testing.T) {
	s := frozen(twittertest.Config{Fresh: true, Webhooks: 2})
	h := &host{secret: s.Config().APISecret}
	s.Hook(h)
	register := func(address string) reply {
		return bearer(t, s, "POST", "/2/webhooks", `{"url":"`+address+`"}`)
	}
	wrong := func(r reply, word string) {
		t.Helper()
		if r.status != 400 || !strings.Contains(r.body, `"message":"`+word+": ") || !strings.Contains(r.body, "invalid-request") {
			t.Errorf("got %d %s, want %s", r.status, r.body, word)
		}
	}
	if r := bearer(t, s, "GET", "/2/webhooks", ""); r.body != `{"data":[],"meta":{"result_count":0}}` {
		t.Errorf("empty list = %s", r.body)
	}
	wrong(register("http://desk.example/"), "UrlValidationFailed")
	h.statuses = []int{404}
	wrong(register("https://desk.example/x"), "CrcValidationFailed")
	r := register("https://desk.example/x")
	var made struct {
		Data struct {
			ID      string
			Valid   bool
			Created string `json:"created_at"`
		}
	}
	r.into(t, &made)
	if r.status != 200 || !made.Data.Valid || made.Data.Created != "2026-03-02T12:00:00.000Z" {
		t.Fatalf("register = %d %s", r.status, r.body)
	}
	wrong(register("https://desk.example/x"), "DuplicateUrlFailed")
	register("https://desk.example/y")
	wrong(register("https://desk.example/z"), "WebhookLimitExceeded")

	subs := "/2/account_activity/webhooks/" + made.Data.ID + "/subscriptions/"
	steps := []struct {
		app          bool
		method, path string
		want         string
	}{
		{false, "GET", subs + "all", `{"data":{"subscribed":false}}`},
		{false, "POST", subs + "all", `{"data":{"subscribed":true}}`},
		{false, "POST", subs + "all", "DuplicateSubscriptionFailed: "},
		{false, "GET", subs + "all", `{"data":{"subscribed":true}}`},
		{true, "GET", subs + "all/list", `"subscriptions":[{"user_id":"` + s.Config().Account + `"}]`},
		{true, "GET", "/2/account_activity/subscriptions/count", `"subscriptions_count_all":"1"`},
		{true, "DELETE", subs + s.Config().Account + "/all", `{"data":{"subscribed":false}}`},
		{true, "DELETE", subs + s.Config().Account + "/all", "SubscriptionNotFound: "},
		{false, "POST", "/2/account_activity/webhooks/1/subscriptions/all", "WebhookIdInvalid: "},
		{true, "PUT", "/2/webhooks/" + made.Data.ID, `{"data":{"valid":true}}`},
		{true, "DELETE", "/2/webhooks/" + made.Data.ID, `{"data":{"deleted":true}}`},
		{true, "DELETE", "/2/webhooks/" + made.Data.ID, "WebhookIdInvalid: "},
	}
	if r := call(t, s, "POST", subs+"all", "", ""); r.status != 400 || !strings.Contains(r.body, "invalid-request") {
		t.Errorf("subscribing without a JSON body: %d %s, want 400", r.status, r.body)
	}
	for _, step := range steps {
		r := reply{}
		if step.app {
			r = bearer(t, s, step.method, step.path, "")
		} else {
			typ, body := "", ""
			if step.method == "POST" {
				typ, body = jsonType, "{}"
			}
			r = call(t, s, step.method, step.path, typ, body)
		}
		if !strings.Contains(r.body, step.want) {
			t.Errorf("%s %s = %d %s, want %s", step.method, step.path, r.status, r.body, step.want)
		}
	}
	if r := bearer(t, s, "POST", subs+"all", ""); r.status != 403 || !strings.Contains(r.body, "unsupported-authentication") {
		t.Errorf("app-only subscribes: %d %s", r.status, r.body)
	}
}

func TestDirectMessagesNeedTheLevel(t *testing.T) {
	s := frozen(twittertest.Config{Level: "read-write"})
	s.Say("2001", "hi")
	s.Mention("2001", "hi")
	h := &host{}
	s.Deliver(h)
	if len(h.raw) != 1 || !strings.Contains(h.raw[0], "tweet_create_events") {
		t.Errorf("delivered %v", h.raw)
	}
}
