package web

import (
	"html"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
)

// An abbreviation or a placeholder is no time zone for a person either, and the page says which
// name was probably meant. An empty one is the browser's.
func TestZoneOfAnAccount(t *testing.T) {
	d := open(t)
	ann := d.signIn("ann", right).Cookies()[0]
	post := func(zone string) (status int, page string) {
		response := d.do(http.MethodPost, "/account/reader", url.Values{"zone": {zone}}, with(ann), header("Sec-Fetch-Site", "same-origin"))
		body, err := io.ReadAll(response.Body)
		if err != nil {
			t.Fatal(err)
		}
		return response.StatusCode, html.UnescapeString(string(body))
	}
	for zone, meant := range map[string]string{
		"EST": "America/New_York", "GB": "Europe/London", "UTC+8": "Asia/Shanghai", "europe/paris": "Europe/Paris", "posix/Europe/Rome": "Europe/Rome",
		"Local": "", "localtime": "", "Factory": "", "Nowhere/Else": "",
	} {
		want := "zone-error"
		if meant != "" {
			want = strconv.Quote(meant)
		}
		if status, page := post(zone); status != http.StatusBadRequest || !strings.Contains(page, want) || !strings.Contains(page, `value="`+zone) {
			t.Errorf("%s: %d; the page lacks %s", zone, status, want)
		}
	}
	for _, zone := range []string{"", "UTC", "America/New_York", "Etc/GMT+8"} {
		if status, _ := post(zone); status != http.StatusSeeOther {
			t.Errorf("%q: %d", zone, status)
		}
	}
}
