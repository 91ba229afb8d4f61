package main

import (
	"cmp"
	"encoding/xml"
	"errors"
	"io"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// A node is a page, or a part of it.
type node struct {
	t *testing.T
	*html.Node
}

// parse reads a page.
func parse(t *testing.T, source string) *node {
	t.Helper()
	root, err := html.Parse(strings.NewReader(source))
	if err != nil {
		t.Fatal(err)
	}
	return &node{t, root}
}

func (n *node) attr(name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func (n *node) has(name string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}

// all finds elements below.
func (n *node) all(match func(*node) bool) (list []*node) {
	for d := range n.Descendants() {
		if e := (&node{n.t, d}); d.Type == html.ElementNode && match(e) {
			list = append(list, e)
		}
	}
	return list
}

// id is the one element with this id; nil if there is none.
func (n *node) id(id string) *node {
	if list := n.all(func(e *node) bool { return e.attr("id") == id }); len(list) == 1 {
		return list[0]
	}
	return nil
}

// text is what a person reads there; "-" if there is no such thing.
func (n *node) text() string {
	if n == nil {
		return "-"
	}
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data + " ")
		}
	}
	return clocks.ReplaceAllString(strings.Join(strings.Fields(b.String()), " "), "hh:mm")
}

var clocks = regexp.MustCompile(`\b\d\d:\d\d\b`)

// buttons are what can be done on a page, in order.
func (n *node) buttons() (list []string) {
	for _, b := range n.all(func(e *node) bool { return e.has("data-do") }) {
		list = append(list, b.attr("data-do"))
	}
	return list
}

// form returns where a button's form goes, and with what.
func (n *node) form(do string, more url.Values) (string, url.Values) {
	n.t.Helper()
	found := n.all(func(e *node) bool { return e.attr("data-do") == do || do == e.attr("id") && e.Data == "button" })
	if len(found) == 0 {
		n.t.Fatalf("there is no button %s on: %s", do, n.text())
	}
	button := found[len(found)-1]
	form := &node{n.t, button.Parent}
	for form.Data != "form" {
		form.Node = form.Parent
	}
	values := url.Values{}
	for _, f := range form.all(func(e *node) bool { return e.Data == "input" && e.attr("type") == "hidden" }) {
		values.Add(f.attr("name"), f.attr("value"))
	}
	if name := button.attr("name"); name != "" {
		values.Set(name, button.attr("value"))
	}
	for name, v := range more {
		values[name] = v
	}
	return form.attr("action"), values
}

// sent is what a browser would send of the page's form whose id this is.
func sent(t *testing.T, page, form string) url.Values {
	t.Helper()
	list := parse(t, page).all(func(n *node) bool { return n.Data == "form" && n.attr("id") == form })
	if len(list) != 1 {
		t.Fatalf("%d forms %s", len(list), form)
	}
	v := make(url.Values)
	for _, n := range list[0].all(func(n *node) bool { return n.attr("name") != "" && n.Data != "button" }) {
		name := n.attr("name")
		switch {
		case n.Data == "textarea":
			value := ""
			if n.FirstChild != nil {
				value = n.FirstChild.Data
			}
			v.Add(name, value)
		case n.Data == "select":
			v.Set(name, "")
			for _, o := range n.all(func(o *node) bool { return o.Data == "option" && o.has("selected") }) {
				v.Set(name, o.attr("value"))
			}
		case n.attr("type") != "checkbox":
			v.Add(name, n.attr("value"))
		case n.has("checked"):
			v.Add(name, cmp.Or(n.attr("value"), "on"))
		}
	}
	return v
}

// wrong returns the faults that the page shows at fields, by the fields' names. It checks that each
// field names its fault for a screen reader.
func wrong(t *testing.T, source string) map[string]string {
	t.Helper()
	page := parse(t, source)
	found := make(map[string]string)
	for _, n := range page.all(func(n *node) bool { return n.attr("aria-invalid") == "true" }) {
		id := n.attr("id")
		if !slices.Contains(strings.Fields(n.attr("aria-describedby")), id+"-error") {
			t.Errorf("%s is not described by its complaint", id)
		}
		if !strings.Contains(source, `href="#`+id+`"`) {
			t.Errorf("the list on top does not lead to %s", id)
		}
		found[n.attr("name")] = ""
		if complaint := page.id(id + "-error"); complaint != nil {
			found[n.attr("name")] = complaint.text()
		}
	}
	return found
}

// pictures returns the titles of the drawings of a page, and the texts in each; they must be
// well-formed XML.
func pictures(t *testing.T, page string) map[string]string {
	t.Helper()
	found := make(map[string]string)
	for part := range strings.SplitSeq(page, "<svg ") {
		body, _, ok := strings.Cut(part, "</svg>")
		if !ok || !strings.HasPrefix(part, "viewBox") {
			continue
		}
		d := xml.NewDecoder(strings.NewReader("<svg " + body + "</svg>"))
		var text, title string
		in := ""
		for {
			token, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("not XML: %v\n%s", err, body)
			}
			switch x := token.(type) {
			case xml.StartElement:
				in = x.Name.Local
				for _, a := range x.Attr {
					if strings.Contains(a.Value, "NaN") || strings.Contains(a.Value, "Inf") || a.Name.Local == "style" {
						t.Errorf("%s=%q", a.Name.Local, a.Value)
					}
				}
			case xml.CharData:
				if in == "title" && title == "" {
					title = string(x)
				}
				text += string(x) + "\n"
			}
		}
		if title != "" {
			found[title] = text
		}
	}
	return found
}
