package main

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
)

// Every credential of every platform is entered once by the form, with other faults and without,
// and replaced once: none is ever in a page, the audit, an export, the log or the metrics, nor in
// the clear in a file or a table of the desk.
func TestNoCredentialComesOut(t *testing.T) {
	d := stillDesk(t)
	root := d.signIn("root")
	var canaries []string
	canary := func(name string) string {
		c := "canary-" + name
		switch name {
		case "telegram-token":
			c = "55443322:AAcanary-telegram-token-0123456789A"
		case "twitter-chatKeys":
			c = "1690000000000:" + base64.StdEncoding.EncodeToString([]byte(strings.Repeat("canary-chat-keys", 4)))
		}
		canaries = append(canaries, c)
		return c
	}
	var seen strings.Builder
	look := func(path, page string) {
		t.Helper()
		for _, c := range canaries {
			for _, form := range []string{c, url.QueryEscape(c), base64.StdEncoding.EncodeToString([]byte(c)), hex.EncodeToString([]byte(c))} {
				if strings.Contains(page, form) {
					t.Errorf("%s shows %s", path, c)
				}
			}
		}
		seen.WriteString(path + "\n")
	}
	settings := map[string]string{
		"settings.appId": "60009", "settings.account": "1777000000000000009", "settings.apiKey": "another-api-key", "settings.env": "another",
		"settings.gatewayUrl": "https://203.0.113.7:28443", "settings.gatewayAppKey": "gateway-key", "pages[0].id": "70009",
		"settings.businessId": "80009", "settings.numbers": "90009",
	}
	for _, driver := range d.Directory.Options().Drivers {
		path := "/admin/channels/new?platform=" + driver.Platform
		form := sent(t, root.source(path), "channel")
		for name, value := range settings {
			if form.Has(name) && (driver.Platform != "telegram" || !strings.HasPrefix(name, "settings.")) {
				form.Set(name, value)
			}
		}
		for _, f := range driver.Fields {
			switch {
			case f.Kind == channel.FieldKeys && f.Name != "gatewayAppSecret":
				form.Set("secrets."+f.Name, canary(driver.Platform+"-"+f.Name))
			case f.Kind == channel.FieldTokens:
				form.Set("pages[0].token", canary(driver.Platform+"-"+f.Name))
			}
		}
		form.Set("attributes[0].key", "pin")
		form.Set("attributes[0].type", string(directory.Password))
		form.Set("attributes[0].value", canary(driver.Platform+"-attribute"))
		form.Set("attributes[1].key", "door")
		form.Set("attributes[1].secret", "on")
		form.Set("attributes[1].value", canary(driver.Platform+"-secret-attribute"))
		form.Set("do", "save") // without a name
		page, _ := root.submit(path, form)
		look(path+" (faults)", page)
		form = sent(t, page, "channel")
		form.Set("name", "Canary_"+driver.Platform)
		form.Set("do", "save")
		page, where := root.submit(path, form)
		look(path+" (saved)", page)
		where, _, _ = strings.Cut(where, "?")
		if !strings.HasPrefix(where, "/admin/channels/") || strings.HasSuffix(where, "new") {
			t.Fatalf("%s: not saved: %v", driver.Platform, wrong(t, page))
		}
		id := strings.TrimPrefix(where, "/admin/channels/")
		r := d.record(id)
		if len(r.Secrets.Attributes) != 2 {
			t.Errorf("attributes %d", len(r.Secrets.Attributes))
		}
		for field, keys := range r.Secrets.Keys {
			if strings.Contains(keys.First().Reveal(), "canary") {
				page, _ = root.submit(where+"/rotate", url.Values{"field": {field}, "secret": {keys.First().Reveal() + "x"}, "rev": {rev(d.record(id))}})
				look(where+"/rotate", page)
			}
		}
		for _, p := range []string{"", "/edit", "/edit?check=1", "/hours", "/keywords", "/remove"} {
			look(where+p, root.source(where+p))
		}
		page, _ = root.submit(where+"/connect", url.Values{"base": {"https://desk.example.com"}})
		look(where+"/connect", page)
		page, _ = root.submit(where+"/state", url.Values{"to": {"active"}})
		look(where+"/state", page)
	}
	if len(canaries) < 14 {
		t.Errorf("only %d credentials were entered", len(canaries))
	}
	for _, format := range []string{"csv", "csv-spreadsheet", "jsonl", "xlsx"} {
		root.submit("/admin/exports", url.Values{"what": {"channels"}, "format": {format}, "parts": {"robot", "channel", "policies"}})
	}
	d.export()
	files := d.exportFiles()
	if len(files) < 6 {
		t.Fatalf("%d files", len(files))
	}
	for name, data := range files {
		look(name, string(data))
		if archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data))); err == nil {
			for _, part := range archive.File {
				r, err := part.Open()
				if err != nil {
					t.Fatal(err)
				}
				inner, err := io.ReadAll(r)
				if err != nil {
					t.Fatal(err)
				}
				look(name+"/"+part.Name, string(inner))
			}
		}
	}
	for _, path := range []string{"/admin/", "/admin/channels", "/admin/audit", "/admin/exports", "/admin/people", "/admin/routing"} {
		look(path, root.source(path))
	}
	look("/metrics", d.scrape(func(r *http.Request) { r.RemoteAddr, r.Host = "127.0.0.1:7", "127.0.0.1:8080" }).Body.String())
	look("the log", d.log.String())
	if !strings.Contains(seen.String(), "sheet1.xml") || !strings.Contains(d.log.String(), "channel changed") {
		t.Error("something was not looked at")
	}
	for _, c := range canaries { // the log of a database has them until it is recycled
		for _, form := range []string{c, base64.StdEncoding.EncodeToString([]byte(c)), hex.EncodeToString([]byte(c))} {
			if where := d.holds(form); where != nil {
				t.Errorf("%s is stored in the clear in %s", c, where)
			}
		}
	}
}

// exportFiles are the bytes of all files of exports, by name.
func (d *testDesk) exportFiles() map[string][]byte {
	d.t.Helper()
	files := make(map[string][]byte)
	for _, e := range d.allExports() {
		names, err := d.Store.Exports.Names(d.t.Context(), e.Base)
		if err != nil {
			d.t.Fatal(err)
		}
		for _, name := range names {
			f, err := d.Store.Exports.Open(d.t.Context(), name)
			if err != nil {
				d.t.Fatal(err)
			}
			if files[name], err = io.ReadAll(f); err != nil {
				d.t.Fatal(err)
			}
			f.Close()
		}
	}
	return files
}

func rev(r directory.Record) string { return strconv.FormatInt(r.Rev, 10) }
