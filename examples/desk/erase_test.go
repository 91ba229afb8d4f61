package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/erase"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/export"
	"github.com/contactkit/contactkit/facebook/facebooktest"
)

// A contact is deleted: the plan first, then everything, and the desk's own files hold not a word
// of it afterwards, also not those of exports. Another contact stays.
func TestEraseContact(t *testing.T) {
	d := openDesk(t, withoutRobot)
	root, ann, p := d.signIn("root"), d.signIn("ann"), d.platform("facebook")
	p.Meet(p.Contact, "Zoltanqx")
	thread := ann.serves(p, "word-of-zoltan")
	p.Photo(p.Contact, "caption-of-zoltan")
	d.flush(p)
	d.until("the photo", func() bool { return strings.Contains(ann.source("/thread/"+thread.Key()), `data-file="here"`) })
	ann.press(ann.read(thread), "send", url.Values{"text": {"answer-to-zoltan"}})
	d.until("the answer", func() bool {
		return strings.Contains(ann.read(thread).id("lines").text(), "answer-to-zoltan hh:mm · sent") // the echo of one that is on its way would come back
	})
	_, talk := d.comments(p, "comment-of-zoltan")
	p.Meet(p.Contact, "Zoltanqx")
	ann.press(ann.page("/public/"+talk.Key()), "private", url.Values{"text": {"private-to-zoltan"}})
	p.Meet(p.Customer(1), "Otherqx")
	p.Server.Say(p.Customer(1), "word-of-another")
	d.flush(p)
	d.exported(thread, "word-of-zoltan")

	ann.press(ann.read(thread), "note", url.Values{"note": {"note-on-zoltan"}})
	ann.press(ann.read(thread), "label", url.Values{"name": {"label-of-zoltan"}})
	ann.press(ann.read(thread), "new-attribute", url.Values{"name": {"order"}, "value": {"attribute-of-zoltan"}})

	words := []string{"note-on-zoltan", "label-of-zoltan", "attribute-of-zoltan", "word-of-zoltan", "caption-of-zoltan", "answer-to-zoltan", "comment-of-zoltan", "private-to-zoltan", "Zoltanqx"}
	for _, word := range words[:8] {
		if d.holds(word) == nil {
			t.Fatalf("%s is not there: the test proves nothing", word)
		}
	}
	source, _ := root.submit("/admin/erase", url.Values{"platform": {"facebook"}, "ids": {p.Contact}, "do": {"plan"}})
	if got := parse(t, source).text(); !strings.Contains(got, "Conversations and comments: 2") || !strings.Contains(got, "by hand") || strings.Contains(got, "found nothing") {
		t.Errorf("the plan: %s", got)
	}
	if d.holds("word-of-zoltan") == nil {
		t.Fatal("the plan has deleted something")
	}
	source, _ = root.submit("/admin/erase", url.Values{"platform": {"facebook"}, "ids": {p.Contact}, "do": {"erase"}})
	if got := parse(t, source).text(); !strings.Contains(got, "found nothing") {
		t.Fatalf("the deletion: %s", got)
	}
	for _, word := range words {
		if where := d.holds(word); where != nil {
			t.Errorf("%s is left in %s", word, where)
		}
	}
	if got := ann.page("/?q=zoltan").id("found").text(); got != "No message has these words." {
		t.Errorf("the search finds %s", got)
	}
	if d.holds("word-of-another") == nil {
		t.Error("another contact was deleted, too")
	}
	for _, path := range []string{"/thread/" + thread.Key(), "/public/" + talk.Key()} {
		if got := ann.get(path); got.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %s", path, got.Status)
		}
	}
	found, err := d.Engine.Traces(t.Context(), erase.Request{Platform: "facebook", IDs: []string{p.Contact}})
	if err != nil || len(found.Threads) != 0 {
		t.Errorf("traces: %+v, %v", found.Threads, err)
	}
	d.view(func(tx *store.Tx) error {
		if list, err := tx.Exports(10); err != nil || len(list) != 0 {
			t.Errorf("exports %+v, %v", list, err)
		}
		return nil
	})
	for name, form := range map[string]url.Values{"no id": {"platform": {"facebook"}, "ids": {" "}}, "no platform": {"ids": {"7"}}} {
		if source, _ := root.submit("/admin/erase", form); !strings.Contains(source, "needs") {
			t.Errorf("%s: %s", name, parse(t, source).text())
		}
	}
	p.Server.Say(p.Contact, "I am back")
	d.flush(p)
	if got := ann.read(thread).id("lines").text(); !strings.Contains(got, "I am back") || strings.Contains(got, "zoltan") {
		t.Errorf("the contact comes back: %s", got)
	}
}

// exported puts an export of a thread's messages where the desk writes them.
func (d *testDesk) exported(thread channel.Thread, text string) {
	d.t.Helper()
	err := d.Store.Do(d.t.Context(), func(t *store.Tx) error {
		seqs, err := t.MessagesOf(thread)
		if err != nil {
			return err
		}
		var ids []string
		for _, seq := range seqs {
			ids = append(ids, fmt.Sprintf("%020d", seq))
		}
		return t.AddExport(store.Export{Person: "root", What: store.ExportMessages, Format: "jsonl", Task: export.Task{ID: "e1", Base: "messages-e1", Status: export.Success, Created: d.now()}}, ids)
	})
	if err != nil {
		d.t.Fatal(err)
	}
	f, err := d.Store.Exports.Create(d.t.Context(), "messages-e1-0001.jsonl")
	if err == nil {
		_, err = f.Write([]byte(text))
	}
	if err == nil {
		err = f.Commit()
	}
	if err != nil {
		d.t.Fatal(err)
	}
}

// The words of a contact in a group are deleted too, with their files, their line and their place
// in lists. The words of another member stay.
func TestEraseInGroups(t *testing.T) {
	d := openDesk(t, withoutRobot)
	p := d.platform("telegram")
	say := func(n int, from, text string) {
		p.Server.Raw(fmt.Appendf(nil, `{"update_id":%d,"message":{"message_id":%d,"date":%d,"text":%q,"chat":{"id":-100500,"type":"supergroup","title":"G"},"from":{"id":%s,"is_bot":false,"first_name":"Ada"}}}`,
			900000+n, n, d.now().Unix(), text, from))
		d.flush(p)
	}
	say(4, p.Customer(1), "word-of-another")
	say(5, p.Contact, "word-in-the-group")
	r := erase.Request{Platform: "telegram", IDs: []string{p.Contact}}
	found, err := d.Engine.Traces(t.Context(), r)
	if err != nil || found.InGroups != 1 || d.holds("word-in-the-group") == nil {
		t.Fatalf("before: %d messages in groups, %v", found.InGroups, err)
	}
	group := channel.Thread{Platform: p.Name, Account: p.Account, Contact: "group:-100500"}
	d.exported(group, "word-in-the-group, word-of-another")
	if _, err := d.Engine.Erase(t.Context(), r); !errors.Is(err, erase.ErrLeft) {
		t.Errorf("without dropping the export: %v", err)
	}
	say(6, p.Contact, "word-in-the-group")
	if err := d.Store.Do(t.Context(), func(tx *store.Tx) error { return tx.DropExport("e1") }); err != nil {
		t.Fatal(err)
	}
	d.exported(group, "word-in-the-group, word-of-another")
	source, _ := d.signIn("root").submit("/admin/erase", url.Values{"platform": {p.Name}, "ids": {p.Contact}, "do": {"erase"}})
	if got := parse(t, source).text(); !strings.Contains(got, "found nothing") {
		t.Errorf("the deletion: %s", got)
	}
	if where := d.holds("word-in-the-group"); where != nil {
		t.Errorf("the word is left in %s", where)
	}
	if d.holds("word-of-another") == nil {
		t.Error("another member's word was deleted, too")
	}
	if found, err := d.Engine.Traces(t.Context(), r); err != nil || found.InGroups != 0 {
		t.Errorf("after: %d messages in groups, %v", found.InGroups, err)
	}
}

// A webhook that the platform delivers again after a contact was deleted brings nothing back.
func TestRedeliveredAfterErase(t *testing.T) {
	d := openDesk(t, withoutRobot)
	p := d.platform("facebook")
	deliver := func() {
		p.Server.Raw(fmt.Appendf(nil, `{"object":"page","entry":[{"id":%q,"time":%d,"messaging":[{"sender":{"id":%q},"recipient":{"id":%q},"timestamp":%d,"message":{"mid":"m_again","text":"word-again"}}]}]}`,
			p.Account, d.now().UnixMilli(), p.Contact, p.Account, d.now().UnixMilli()))
		d.flush(p)
	}
	has := func(word string, want bool) {
		t.Helper()
		if where := d.holds(word); (where != nil) != want {
			t.Errorf("%s is in %v, want it there: %v", word, where, want)
		}
	}
	d.says(p, "word-before")
	deliver()
	has("word-again", true)
	if _, err := d.Engine.Erase(t.Context(), erase.Request{Platform: p.Name, IDs: []string{p.Contact}}); err != nil {
		t.Fatal(err)
	}
	deliver()
	has("word-again", false)
	has("word-before", false)
	d.says(p, "word-new")
	has("word-new", true)
}

// signed is Meta's call about a person.
func signed(secret, user string, at time.Time) string {
	payload := base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, `{"algorithm":"HMAC-SHA256","issued_at":%d,"user_id":%q}`, at.Unix(), user))
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(payload))
	return url.Values{"signed_request": {base64.RawURLEncoding.EncodeToString(mac.Sum(nil)) + "." + payload}}.Encode()
}

// meta makes a call as Meta does.
func (d *testDesk) meta(path, form string) *http.Response {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	d.handler.ServeHTTP(w, r)
	return w.Result()
}

// A person who removes the app at Meta ends the logins of that person, and the administrator is
// told. A forged call, and one with an unknown secret, ends no login.
func TestDeauthorizeCallback(t *testing.T) {
	d := openDesk(t, withoutRobot)
	root := d.signIn("root")
	back, err := d.world.Login(root.connects("page", "facebook-business", desk), true)
	if err != nil {
		t.Fatal(err)
	}
	root.back(back)
	server := d.platform("facebook").Server.(*facebooktest.Server)
	var user string
	d.view(func(t *store.Tx) error {
		keys, err := t.LoginKeys("desk")
		_, user, _ = strings.Cut(keys[0], "/")
		return err
	})
	for name, form := range map[string]string{"forged": signed("another secret", user, d.now()), "empty": "", "odd": "signed_request=a.b.c"} {
		if got := d.meta("/meta/page/deauthorize", form); got.StatusCode < 400 {
			t.Errorf("%s: %s", name, got.Status)
		}
	}
	for _, path := range []string{"/meta/page/deauthorize", "/meta/page/deletion"} { // anybody may call them
		if got := d.meta(path, "signed_request="+strings.Repeat("a", 64<<10)); got.StatusCode != http.StatusRequestEntityTooLarge {
			t.Errorf("%s read too much: %s", path, got.Status)
		}
	}
	if got := d.meta("/meta/handle/deauthorize", signed("x", user, d.now())); got.StatusCode != http.StatusNotFound {
		t.Errorf("a channel of X: %s", got.Status)
	}
	if got := root.page("/admin/").id("logins"); got != nil {
		t.Fatalf("a forged call ended a login: %s", got.text())
	}
	form := server.RemoveApp()
	for range 2 { // Meta may repeat it
		if got := d.meta("/meta/page/deauthorize", form); got.StatusCode != http.StatusOK {
			t.Errorf("answered with %s", got.Status)
		}
	}
	if got := root.page("/admin/").id("logins").text(); !strings.Contains(got, "The login has ended") || !strings.Contains(got, "removed the app") {
		t.Errorf("the dashboard: %s", got)
	}
}

// A person who logged in with Instagram is signed for with the secret of Instagram's app.
func TestDeauthorizeInstagram(t *testing.T) {
	d := openDesk(t, withoutRobot)
	root := d.signIn("root")
	back, err := d.world.Login(root.connects("page", "instagram", desk), true)
	if err != nil {
		t.Fatal(err)
	}
	root.back(back)
	var user string
	d.view(func(t *store.Tx) error {
		keys, err := t.LoginKeys("desk")
		_, user, _ = strings.Cut(keys[0], "/")
		return err
	})
	secret := d.record("page").Secrets.Keys["instagramAppSecret"].First().Reveal()
	for _, tt := range []struct {
		secret string
		ends   bool
	}{{"another secret", false}, {secret, true}} {
		got := d.meta("/meta/page/deauthorize", signed(tt.secret, user, d.now()))
		if (got.StatusCode == http.StatusOK) != tt.ends || (root.page("/admin/").id("logins") != nil) != tt.ends {
			t.Errorf("answered with %s, want the login ended: %v", got.Status, tt.ends)
		}
	}
}

// A deletion request of Meta's is carried out and answered with a page that says so. The same
// request again is answered with the same code.
func TestDeletionCallback(t *testing.T) {
	d := openDesk(t, withoutRobot)
	d.options.BaseURL = desk
	d.handler = d.Handler(d.Pages(d.options))
	p := d.platform("facebook")
	secret := d.record("page").Secrets.Keys["appSecret"].First().Reveal()
	d.says(p, "word-of-zoltan")
	form := signed(secret, p.Contact, d.now())
	if got := d.meta("/meta/page/deletion", signed("another secret", p.Contact, d.now())); got.StatusCode < 400 || d.holds("word-of-zoltan") == nil {
		t.Errorf("a forged request: %s", got.Status)
	}
	codes := make(map[string]bool)
	for range 2 {
		got := d.meta("/meta/page/deletion", form)
		var answer struct {
			URL  string `json:"url"`
			Code string `json:"confirmation_code"`
		}
		if err := json.NewDecoder(got.Body).Decode(&answer); err != nil || got.StatusCode != http.StatusOK || answer.URL != desk+"/deletion/"+answer.Code {
			t.Fatalf("%s, %v, %+v", got.Status, err, answer)
		}
		codes[answer.Code] = true
	}
	if len(codes) != 1 {
		t.Errorf("codes %v", codes)
	}
	if where := d.holds("word-of-zoltan"); where != nil {
		t.Errorf("the customer's words are left in %s", where)
	}
	for code := range codes {
		if got := parse(t, d.nobody().source("/deletion/"+code)).text(); !strings.Contains(got, "Everything was deleted.") || strings.Contains(got, p.Contact) {
			t.Errorf("the page: %s", got)
		}
		r := httptest.NewRequest(http.MethodGet, "/deletion/"+code, nil)
		r.Header.Set("Accept-Language", "zh")
		if got := parse(t, d.body(d.nobody().do(r))).id("main").text(); !strings.Contains(got, "所有数据均已删除。") || regexp.MustCompile(`[a-z]{2}`).MatchString(got) {
			t.Errorf("the page in Chinese: %s", got)
		}
	}
}

// The page of a deletion, on a desk and on a phone.
func TestEraseInBrowser(t *testing.T) {
	d := openDesk(t, withoutRobot)
	address := d.serve()
	p := d.platform("facebook")
	d.says(p, "Hello")
	b := newTab(t, newBrowser(t))
	b.signIn("root", address+"/admin/erase")
	b.do(chromedp.WaitVisible("#ids"))
	if _, err := eval[bool](b, `document.getElementById("platform").value = "facebook"; true`); err != nil {
		t.Fatal(err)
	}
	b.fill("#ids", p.Contact)
	b.click("button[value=plan]")
	b.sees("#plan", "The plan")
	for _, width := range []int64{1280, 375} {
		b.do(chromedp.EmulateViewport(width, 800))
		b.accessible(fmt.Sprintf("a plan at %d", width))
		if wide, err := eval[int](b, `document.documentElement.scrollWidth`); err != nil || int64(wide) > width {
			t.Errorf("%d: the page is %d wide, %v", width, wide, err)
		}
		b.shot(fmt.Sprintf("plan-%d", width))
	}
	b.click("button[value=erase]")
	b.sees("#erased", "found nothing")
}
