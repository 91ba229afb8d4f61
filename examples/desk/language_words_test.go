package main

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/worktime"
)

// foreignDesk is a desk whose customers do not write in Latin letters, and the paths of its pages.
func foreignDesk(t *testing.T) (d *testDesk, paths []string) {
	t.Helper()
	d = stillDesk(t)
	r := d.record("handle")
	r.Hours.Always, r.Hours.Zone = false, "Asia/Tokyo"
	week, err := worktime.ParseWeek("Mon-Fri 09:00-18:00")
	if err != nil {
		t.Fatal(err)
	}
	r.Hours.Schedule.Week = week
	if _, err := d.Engine.Save(t.Context(), "root", r); err != nil {
		t.Fatal(err)
	}
	d.certificates()
	p := d.platform("telegram")
	p.Meet(p.Contact, "卡拉")
	p.Server.Say(p.Contact, "你好")
	d.flush(p)
	thread := channel.Thread{Platform: p.Name, Account: p.Account, Contact: p.Contact}
	_, talk := d.comments(d.platform("facebook"), "你好")
	paths = []string{
		"/", "/?tab=queue", "/?tab=others", "/?q=x", "/thread/" + thread.Key(), "/public", "/public/" + talk.Key(), "/canned", "/team", "/survey", "/account", "/nowhere",
		"/admin/channels/handle", "/admin/channels/bot", "/admin/channels/bot/edit", "/admin/channels/handle/edit", "/admin/channels/bot/hours", "/admin/channels/page/notices", "/admin/certificates/new",
	}
	for _, page := range adminPages {
		paths = append(paths, page.path)
	}
	for _, platform := range platforms() {
		paths = append(paths, "/admin/channels/new?platform="+platform)
	}
	return d, paths
}

// speaks sets the language of the administrator's pages.
func (d *testDesk) speaks(language string) {
	d.t.Helper()
	if err := d.Store.Do(d.t.Context(), func(tx *store.Tx) error { return tx.SetReader("root", language, "Asia/Shanghai") }); err != nil {
		d.t.Fatal(err)
	}
}

// word finds a word of Latin letters, and notWords what is no word: values to be filled in, and
// addresses.
var (
	word     = regexp.MustCompile(`\p{Latin}[\p{Latin}\d_./:-]*[\p{Latin}\d]`)
	notWords = regexp.MustCompile(`{\w+}|https?://\S*`)
)

// staysLatin are the words that every script has in Latin letters, each with the reason.
var staysLatin = []struct{ reason, words string }{
	{"names of platforms, of their products and features, and the desk's own",
		"AICC Bot API Fabric BotFather Business Facebook Graph Human Agent Instagram Login Messenger Meta Telegram WhatsApp x.com contactkit desk"},
	{"abbreviations, formats and algorithms",
		"https AK SK CSV DER PEM JSON Lines XLSX HMAC-SHA1 HMAC-SHA256 SDK-HMAC-SHA256 SHA-1 SHA-256 ID IP OAuth URL UTC Webhook base64"},
	{"credentials, menus and plans, as the platforms' pages call them",
		"APP App Key Secret Access Bearer Token Client settings Basic Setup Enterprise Premium v1.1 whatsapp_business_management whatsapp_business_messaging"},
	{"fields of the platforms' protocols", "allowed_updates file_id secret_token setWebhook channel content WebChannelData"},
	{"values of settings, as a configuration file has them",
		"on off auto activity premium enterprise v2 v26.0 bot_api baseUrl BaseUrl sha1 sha256 local login link emoji other FF faq request gateway own Options " +
			"Boolean Email PhoneNumber PositiveNumber StringList Alphanum100 AlphanumSpecial200 String50 String100 String2000"},
	{"examples of what is entered", "Europe/Paris de en ja pt-BR zh-Hant Mon-Thu Fri Sat closed travel agent"},
	{"names of languages in themselves, and of keys", "English Español Esc"},
	{"people, queues, channels and certificates of this desk", "Ann Bob Carla Root root billing support Support_bot Shop_page Care_handle Asia/Tokyo"},
}

// latinOf are the words of a page in Latin letters that are not listed, each with its text.
func latinOf(t *testing.T, page string) (list []string) {
	t.Helper()
	var stay []string
	for _, s := range staysLatin {
		stay = append(stay, strings.Fields(s.words)...)
	}
	for _, text := range spoken(t, page) {
		for _, stays := range staysEnglish {
			text = stays.text.ReplaceAllString(text, "…")
		}
		for _, w := range word.FindAllString(notWords.ReplaceAllString(text, " "), -1) {
			if !slices.Contains(stay, w) {
				list = append(list, w+" in "+strings.Join(strings.Fields(text), " "))
			}
		}
	}
	return list
}

// In a script that is not Latin, no page has a word of Latin letters but those that are listed.
func TestNoLatinWordIsLeft(t *testing.T) {
	d, paths := foreignDesk(t)
	root := d.signIn("root")
	for _, language := range []string{"zh", "ja", "ar"} {
		d.speaks(language)
		said := make(map[string]string) // word: where it was met
		for _, path := range paths {
			for _, w := range latinOf(t, d.body(root.get(path))) {
				if said[w] == "" {
					said[w] = path
				}
			}
		}
		for _, w := range slices.Sorted(maps.Keys(said)) {
			t.Errorf("%s, %s: %.200q", language, said[w], w)
		}
	}
}

// The page to which a platform leads back speaks the browser's language: the cookie does not come
// along.
func TestPageAfterALoginIsTranslated(t *testing.T) {
	d := stillDesk(t)
	for _, language := range []string{"zh", "ja", "ar"} {
		r := httptest.NewRequest(http.MethodGet, "/connected/bot?state=x", nil)
		r.Header.Set("Accept-Language", language)
		w := httptest.NewRecorder()
		d.handler.ServeHTTP(w, r)
		if left := latinOf(t, w.Body.String()); w.Code != http.StatusOK || len(left) > 0 {
			t.Errorf("%s: %d, %q", language, w.Code, left)
		}
	}
}

// In no language do two parts of a page that screen readers list have the same name.
func TestLandmarksHaveNamesOfTheirOwn(t *testing.T) {
	d, paths := foreignDesk(t)
	root := d.signIn("root")
	for _, language := range []string{"en", "zh", "ja", "ar", "es"} {
		d.speaks(language)
		for _, path := range paths[:7] { // those of the console
			met := make(map[string]bool)
			for _, n := range parse(t, d.body(root.get(path))).all(func(n *node) bool {
				return n.has("aria-label") && slices.Contains([]string{"section", "aside", "nav"}, n.Data)
			}) {
				name := n.Data + " " + n.attr("aria-label")
				if met[name] {
					t.Errorf("%s, %s: %s twice", language, path, name)
				}
				met[name] = true
			}
			if len(met) < 2 {
				t.Errorf("%s, %s: %d parts", language, path, len(met))
			}
		}
	}
}
