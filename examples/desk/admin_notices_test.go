package main

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/contactkit/contactkit/channel/directory"
)

// Texts of notices are entered by language, each with what it would say.
func TestNotices(t *testing.T) {
	d := stillDesk(t)
	root := d.signIn("root")
	path := "/admin/channels/bot/notices"
	said := func(page, id string) string { return parse(t, page).id("p-" + id).text() }

	form := sent(t, root.source(path), "notices")
	form.Set("text:non-working", "We are closed, {contact}. We open {opening}.")
	form.Set("text:ended", "")
	form.Set("do", "try")
	page, _ := root.submit(path, form)
	if got, want := said(page, "non-working"), "Preview We are closed, Amal. We open 2026-11-21 hh:mm. If no value is known: –"; got != want {
		t.Errorf("the preview says %q, want %q", got, want)
	}
	if got := said(page, "ended"); got != "Preview Nothing is sent." {
		t.Errorf("an empty text: %q", got)
	}
	if got := said(page, "resumed"); !strings.Contains(got, "the desk's own words") || !strings.Contains(got, "The hold has ended by itself.") {
		t.Errorf("words for agents: %q", got)
	}
	if got := parse(t, page).id("n-non-working-help").text(); got != "It may hold: {opening} {queue} {contact}" {
		t.Errorf("names: %q", got)
	}
	form.Set("text:queued", "You are number {place}, {weather}.")
	form.Set("do", "save")
	page, where := root.submit(path, form)
	if got := wrong(t, page); len(got) != 1 || !strings.Contains(got["text:queued"], "{weather}") || !strings.Contains(said(page, "queued"), "cannot be sent") {
		t.Errorf("a name that there is not: %v at %s", got, where)
	}
	if d.record("bot").Notices.NonWorking == form.Get("text:non-working") {
		t.Error("saved in spite of a fault")
	}
	form = sent(t, page, "notices")
	form.Set("text:queued", "You are number {place}.")
	form.Set("do", "save")
	root.submit(path, form)
	if n := d.record("bot").Notices; n.NonWorking != form.Get("text:non-working") || n.Queued != "You are number {place}." || n.End != "" {
		t.Fatalf("stored %+v", n)
	}

	// In another language: one text, one that is silent, the others fall back.
	page = root.source(path + "?lang=fr")
	if got := said(page, "queued"); got != "Preview · falls back to en You are number 3. If no value is known: –" {
		t.Errorf("without a translation: %q", got)
	}
	form = sent(t, page, "notices")
	form.Set("text:queued", "Vous êtes le numéro {place}. Veuillez patienter.")
	form.Set("silent:transferred", "on")
	form.Set("do", "try")
	page, _ = root.submit(path, form)
	if got := said(page, "queued"); got != "Preview Vous êtes le numéro 3. Veuillez patienter. If no value is known: Veuillez patienter." {
		t.Errorf("a translation: %q", got)
	}
	if got := said(page, "transferred"); got != "Preview Nothing is sent." {
		t.Errorf("a silent translation: %q", got)
	}
	form.Set("do", "save")
	root.submit(path, form)
	want := []directory.Translation{{Language: "fr", Notice: "queued", Text: "Vous êtes le numéro {place}. Veuillez patienter."}, {Language: "fr", Notice: "transferred"}}
	french := func() (list []directory.Translation) {
		for _, x := range d.record("bot").Notices.Translations {
			if x.Language == "fr" {
				list = append(list, x)
			}
		}
		return list
	}
	got := french()
	if len(got) != 2 || got[0] != want[0] || got[1] != want[1] {
		t.Errorf("stored %+v", got)
	}
	if page = root.source(path); !strings.Contains(page, `<a href="?lang=fr">fr: 2</a>`) {
		t.Error("the language is not listed")
	}
	form = sent(t, root.source(path+"?lang=fr"), "notices")
	form.Set("text:queued", "")
	form.Del("silent:transferred")
	form.Set("do", "save")
	root.submit(path, form)
	if got := french(); len(got) != 0 {
		t.Errorf("emptied translations stay: %+v", got)
	}
	if page, _ = root.submit(path+"?lang=%3Cb%3E", nil); !strings.Contains(page, "tag such as de") {
		t.Error("a language that is none is taken")
	}
}

// A page of notices that was not touched changes nothing, in each language of the channel.
func TestNoticesKeepWhatTheyHave(t *testing.T) {
	d := stillDesk(t)
	r := d.record("page")
	r.Notices.Language = "es"
	r.Notices.NonWorking = "Cerrado.\nVolvemos {opening}."
	r.Notices.Translations = []directory.Translation{
		{Language: "zh-Hant", Notice: "ended", Text: "再見"}, {Language: "de", Notice: "ended", Text: "Auf Wiedersehen"}, {Language: "zh-Hant", Notice: "queued"},
	}
	before, err := d.Engine.Save(t.Context(), "root", r)
	if err != nil {
		t.Fatal(err)
	}
	root := d.signIn("root")
	for _, lang := range []string{"", "?lang=zh-Hant", "?lang=de"} {
		path := "/admin/channels/page/notices" + lang
		form := sent(t, root.source(path), "notices")
		form.Set("do", "save")
		if page, where := root.submit(path, form); !strings.Contains(where, "note=") {
			t.Fatalf("%s: %v", lang, wrong(t, page))
		}
		if changes := directory.Diff(before, d.record("page")); len(changes) > 0 {
			t.Errorf("%s changed %+v", lang, changes)
		}
	}
}

// The preview follows what is typed.
func TestNoticesInBrowser(t *testing.T) {
	browser := newBrowser(t)
	_, address := adminDesk(t)
	b := newTab(t, browser)
	b.signIn("root", address+"/login")
	b.open(address + "/admin/channels/bot/notices?lang=de")
	b.do(chromedp.Focus("#n-queued"), chromedp.KeyEvent("Platz {place} in {queue}."))
	b.sees("#p-queued", "Platz 3 in support.")
	b.fill("#n-ended", "Bis bald, {name}.")
	b.sees("#p-ended", "cannot be sent")
	b.holdStill()
	b.accessible("notices with a fault")
	b.fits("notices")
	b.picture("notices-typed")
}
