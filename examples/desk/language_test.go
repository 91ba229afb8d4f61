package main

import (
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// phrase finds three words of Latin letters in a row, also in the middle of another script.
var phrase = regexp.MustCompile(`[A-Za-z]{2,}[,;:]? [A-Za-z]{2,}[,;:]? [A-Za-z]{2,}`)

// staysEnglish are phrases that every language has in English, each with the reason.
var staysEnglish = []struct {
	text   *regexp.Regexp
	reason string
}{
	{regexp.MustCompile(`API Key Secret|Access Token Secret|Keys and tokens|Consumer Keys`), "X's pages call credentials so, and the page that has them"},
	{regexp.MustCompile(`Read, Write and Direct Messages|Account Activity API|X Activity API`), "X's pages call a permission and its products so"},
	{regexp.MustCompile(`API setup with Instagram login`), "Meta's pages call the part of the app's console so"},
}

// spoken are the texts of a page for its reader, without what people entered.
func spoken(t *testing.T, page string) (list []string) {
	t.Helper()
	for _, n := range parse(t, page).all(func(n *node) bool { return true }) {
		for _, name := range []string{"aria-label", "placeholder", "title", "data-label", "alt", "data-word"} {
			list = append(list, n.attr(name))
		}
		if slices.Contains([]string{"textarea", "script", "style", "bdi"}, n.Data) || strings.Contains(n.attr("class"), "code") || strings.Contains(n.attr("class"), "said") || n.attr("dir") == "auto" {
			continue
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			if c.Type == html.TextNode {
				list = append(list, c.Data)
			}
		}
	}
	return list
}

// englishOf are the texts of a page that have a phrase of English.
func englishOf(t *testing.T, page string) (list []string) {
	t.Helper()
	for _, text := range spoken(t, page) {
		text = strings.Join(strings.Fields(text), " ")
		rest := text
		for _, stays := range staysEnglish {
			rest = stays.text.ReplaceAllString(rest, "…")
		}
		if phrase.MatchString(rest) {
			list = append(list, text)
		}
	}
	return list
}

// A pageForm is a form of a page, with what a browser would send of it.
type pageForm struct {
	page, path string
	values     url.Values
	typed      []string // fields into which people type
	button     string
}

// formsOf are the forms of a page that are posted, one for each of their buttons.
func formsOf(t *testing.T, at, source string) (list []pageForm) {
	t.Helper()
	for _, n := range parse(t, source).all(func(n *node) bool { return n.Data == "form" && n.attr("method") == "post" }) {
		f := pageForm{page: at, path: n.attr("action"), values: url.Values{}}
		if f.path == "" {
			f.path = at
		}
		buttons := n.all(func(b *node) bool { return b.Data == "button" && b.attr("type") != "button" })
		for _, x := range n.all(func(x *node) bool { return x.attr("name") != "" && x.Data != "button" && x.attr("type") != "file" }) {
			name := x.attr("name")
			switch {
			case x.Data == "textarea":
				f.values.Set(name, x.text())
				f.typed = append(f.typed, name)
			case x.Data == "select":
				f.values.Set(name, "")
				for _, o := range x.all(func(o *node) bool { return o.Data == "option" && o.has("selected") }) {
					f.values.Set(name, o.attr("value"))
				}
			case x.attr("type") == "checkbox":
				if x.has("checked") {
					f.values.Set(name, "on")
				}
			default:
				f.values.Set(name, x.attr("value"))
				if x.attr("type") != "hidden" {
					f.typed = append(f.typed, name)
				}
			}
		}
		for _, b := range buttons {
			one := f
			if one.values = maps.Clone(f.values); b.attr("name") != "" {
				one.values.Set(b.attr("name"), b.attr("value"))
			}
			one.button = b.attr("name") + "=" + b.attr("value")
			list = append(list, one)
		}
	}
	return list
}

// wrongInputs are what people type by mistake; the empty one leaves the fields empty.
var wrongInputs = []string{"", "!", "99999999999", "{weather} {", "https://x", strings.Repeat("长", 5000)}

// A reader of another language meets no English: on no page, and not in what a form says of wrong
// input. Phrases and words that stay English on purpose are listed, each with its reason.
func TestNoEnglishIsLeft(t *testing.T) {
	takesMinutes(t) // every form with every fault
	d, paths := foreignDesk(t)
	root := d.signIn("root")
	speaks := func() { t.Helper(); d.speaks("zh") }
	speaks()
	said := make(map[string]string) // phrase: where it was met
	hear := func(where, page string) {
		for _, text := range englishOf(t, page) {
			if said[text] == "" {
				said[text] = where
			}
		}
	}
	var forms []pageForm
	met := make(map[string]bool)
	for _, path := range paths {
		got := root.get(path)
		source := d.body(got)
		hear(path, source)
		if got.StatusCode != http.StatusOK {
			continue
		}
		for _, f := range formsOf(t, path, source) {
			if key := f.path + " " + f.button + " " + strings.Join(f.typed, " "); !met[key] && f.path != "/logout" {
				met[key] = true
				forms = append(forms, f)
			}
		}
	}
	sent := 0
	for _, f := range forms {
		for _, input := range wrongInputs {
			values := maps.Clone(f.values)
			for _, name := range f.typed {
				values.Set(name, input)
			}
			got := root.post(f.path, values)
			source := d.body(got)
			if to := got.Header.Get("Location"); to != "" {
				source = d.body(root.get(to))
			}
			sent++
			hear(f.page+" → "+f.path+" "+f.button+" with "+input[:min(len(input), 12)], source)
			if f.path == "/account/reader" {
				speaks()
			}
			if len(f.typed) == 0 {
				break
			}
		}
	}
	if len(forms) < 60 || sent < 300 {
		t.Errorf("only %d forms were sent %d times", len(forms), sent)
	}
	for _, text := range slices.Sorted(maps.Keys(said)) {
		t.Errorf("%s: %.300q", said[text], text)
	}
}
