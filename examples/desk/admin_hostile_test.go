package main

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// ownScript is a script of the desk.
var ownScript = regexp.MustCompile(`^/(web|admin/static)/[a-z]+\.js(\?lang=[a-z]+)?$`)

// A text that an administrator enters, or that is typed at the sign-in, is never more than text on
// any page.
func TestMarkupOfAnAdministratorNeverRuns(t *testing.T) {
	d := stillDesk(t)
	root := d.signIn("root")
	const hostile = `"><img src=x onerror=alert(1)></title></textarea><script>alert(2)</script>`
	const address = `javascript:alert(3)`
	record := d.world.Platforms[0].Record
	here := "/admin/channels/" + url.PathEscape(record.ID)
	root.submit("/admin/queues", url.Values{"name": {hostile}})
	root.submit("/admin/people/new", url.Values{"id": {"eve"}, "name": {hostile}, "role": {"agent"}, "room": {"1"}, "queues": {hostile}, "password": {"a first password"}})
	form := sent(t, root.source(here+"/edit"), "channel")
	for _, name := range []string{"name", "notices.end", "attributes[0].label", "attributes[0].help", "attributes[0].value"} {
		form.Set(name, hostile)
	}
	form.Set("attributes[0].key", "note")
	form.Set("attributes[0].type", "String2000")
	form.Set("do", "save")
	root.submit(here+"/edit", form)
	root.submit(here+"/connect", url.Values{"base": {address}})
	d.says(d.world.Platforms[0], hostile)

	pages := make(map[string]string)
	todo := []string{"/admin/", "/", "/account"}
	for len(todo) > 0 && len(pages) < 200 {
		path := todo[0]
		todo = todo[1:]
		if _, seen := pages[path]; seen {
			continue
		}
		w := root.get(path)
		if w.StatusCode != http.StatusOK || !strings.HasPrefix(w.Header.Get("Content-Type"), "text/html") {
			pages[path] = ""
			continue
		}
		pages[path] = d.body(w)
		for _, a := range parse(t, pages[path]).all(func(n *node) bool { return n.Data == "a" }) {
			if href := a.attr("href"); strings.HasPrefix(href, "/") && !strings.HasPrefix(href, "//") {
				href, _, _ = strings.Cut(href, "#")
				todo = append(todo, href)
			}
		}
	}
	for _, typed := range []string{here + "/edit", here + "/keywords", here + "/hours"} {
		for name := range form {
			form.Set(name, hostile)
		}
		form.Set("do", "try")
		form.Set("message", hostile)
		pages["typed "+typed] = d.body(root.post(typed, form))
	}
	pages["sign-in"] = d.body(d.nobody().post("/login", url.Values{"name": {hostile}, "next": {hostile}}))
	pages["sign-in next"] = d.body(d.nobody().get("/login?next=" + url.QueryEscape(hostile)))
	pages["nowhere"] = d.body(root.get("/admin/" + url.PathEscape(hostile)))

	shown := 0
	for path, page := range pages {
		shown += strings.Count(page, "alert(2)")
		for _, n := range parse(t, page).all(func(*node) bool { return true }) {
			for _, a := range n.Attr {
				bad := strings.HasPrefix(a.Key, "on") || a.Key == "style" || a.Key == "srcdoc"
				switch a.Key {
				case "href", "src", "action", "formaction":
					u, err := url.Parse(a.Val)
					bad = bad || err != nil || u.Scheme != "" && u.Scheme != "https"
				}
				if bad {
					t.Errorf("%s: <%s %s=%q>", path, n.Data, a.Key, a.Val)
				}
			}
			switch n.Data {
			case "script":
				if src := n.attr("src"); !ownScript.MatchString(src) {
					t.Errorf("%s: <script src=%q>", path, src)
				}
			case "img", "iframe", "object", "style", "base", "meta":
				if n.attr("http-equiv") != "" || n.Data != "meta" {
					t.Errorf("%s: <%s>", path, n.Data)
				}
			}
		}
	}
	if len(pages) < 20 || shown < 12 {
		t.Errorf("only %d pages, with the words %d times", len(pages), shown)
	}
}
