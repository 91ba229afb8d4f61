package main

import (
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/contactkit/contactkit/examples/desk/world"
	"github.com/contactkit/contactkit/telegram"
)

// page reads a page of the node, or sends a form of it.
func (a *alone) page(t *testing.T, path string, form url.Values) string {
	t.Helper()
	var resp *http.Response
	var err error
	if form == nil {
		resp, err = http.Get(a.address + path)
	} else {
		resp, err = http.PostForm(a.address+path, form)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

var keyOf = regexp.MustCompile(`name="key" value="([^"]*)"`)

// Three answers arrive, and their calls are broken off. X and Facebook are asked, and have theirs.
// Telegram tells no history: a person decides, once. The node asks for its webhooks,
// too, and the metrics say so.
func TestDoubts(t *testing.T) {
	a := startAlone(t, node{})
	for _, one := range a.world.Platforms {
		one.Lose()
		one.Server.Say(one.Customer(0), "arrives")
		until(t, "the node takes the message", func() bool { // and no echo afterwards
			got := a.deliver(one)
			return len(got) > 0 && !slices.ContainsFunc(got, func(status int) bool { return status != http.StatusOK })
		})
		until(t, "an answer on "+one.Name, func() bool { return len(one.Received()) == 1 })
	}
	var shown string
	until(t, "the answer on Telegram is alone on the page", func() bool {
		shown = a.page(t, "/uncertain", nil)
		return strings.Count(shown, "<form") == 1 && strings.Contains(shown, "telegram/")
	})
	if !strings.Contains(shown, "re arrives") || !strings.Contains(shown, "look whether it arrived") {
		t.Errorf("the page is %s", shown)
	}
	key := keyOf.FindStringSubmatch(shown)[1]
	for range 2 { // the form is sent twice
		shown = a.page(t, "/uncertain", url.Values{"key": {key}, "do": {"again"}})
	}
	var bot *world.Platform
	for _, one := range a.world.Platforms {
		if one.Name == telegram.Platform {
			bot = one
		}
	}
	until(t, "the message is sent again", func() bool { return len(bot.Received()) == 2 })
	until(t, "nothing is uncertain", func() bool { return strings.Contains(a.page(t, "/uncertain", nil), "Nothing is uncertain.") })
	until(t, "the node has asked for the webhooks, too", func() bool {
		return strings.Contains(a.page(t, "/metrics", nil), `contactkit_channel_findings{fatal="false",finding="none",platform="telegram"} 1`)
	})
	for _, one := range a.world.Platforms {
		if got, want := len(one.Received()), map[bool]int{true: 2, false: 1}[one == bot]; got != want {
			t.Errorf("%s: customers read %d messages, want %d", one.Name, got, want)
		}
	}
}
