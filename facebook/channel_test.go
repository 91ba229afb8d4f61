package facebook_test

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/facebook"
)

const (
	appID       = "1200000000000001"
	appSecret   = "test-secret/+ of the app"
	verifyToken = "test verify+token"
	pageToken   = "EAAtest-page-token/+="
	pageID      = "104070000000001"
	instagramID = "17841490000000007"
	personID    = "7300000000000011"
)

var now = time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)

// newChannel makes a channel with one Page and its Instagram account.
func newChannel(t testing.TB, change func(*facebook.Config)) *facebook.Channel {
	t.Helper()
	cfg := config()
	if change != nil {
		change(&cfg)
	}
	ch, err := facebook.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return ch
}

func config() facebook.Config {
	return facebook.Config{
		AppID:       appID,
		AppSecret:   channel.NewKeys(appSecret),
		VerifyToken: channel.NewKeys(verifyToken),
		Pages: facebook.PageMap{
			pageID:      {Token: pageToken},
			instagramID: {LinkedTo: pageID},
		},
		Now: func() time.Time { return now },
	}
}

// signed is a call as Meta makes it.
func signed(body []byte) channel.Webhook {
	h := hmac.New(sha256.New, []byte(appSecret))
	h.Write(body)
	header := http.Header{"X-Hub-Signature-256": {"sha256=" + hex.EncodeToString(h.Sum(nil))}}
	return channel.Webhook{Method: "POST", Header: header, Body: body, At: now}
}

func TestNewJoinsAllComplaints(t *testing.T) {
	_, err := facebook.New(facebook.Config{
		AppSecret:    channel.Keys{{}},
		Algorithm:    "md5",
		TokenIn:      "url",
		GraphVersion: "26",
		BaseURL:      "ftp://x?y",
		Text:         channel.Length{Max: -1},
		Pages: facebook.PageMap{
			"7":       {},
			"page":    {Token: "t"},
			"8":       {LinkedTo: "9"},
			"10":      {LinkedTo: "10", Token: "t"},
			pageID:    {Token: "t"},
			"1784149": {LinkedTo: pageID},
		},
	})
	type complaint struct{ Field, Code string }
	var got []complaint
	for _, f := range channel.FieldErrors(err) {
		got = append(got, complaint{f.Field, f.Code})
	}
	want := []complaint{
		{"appId", channel.CodeMissing},
		{"appSecret[0]", channel.CodeMissing},
		{"verifyToken", channel.CodeMissing},
		{"pages[10].linkedTo", channel.CodeInvalid},
		{"pages[7].token", channel.CodeMissing},
		{"pages[8].token", channel.CodeMissing},
		{"pages[page]", channel.CodeInvalid},
		{"algorithm", channel.CodeInvalid},
		{"tokenIn", channel.CodeInvalid},
		{"graphVersion", channel.CodeInvalid},
		{"baseUrl", channel.CodeInvalid},
		{"text", channel.CodeInvalid},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("complaints (-want +got):\n%s", diff)
	}
	_, err = facebook.New(facebook.Config{AppID: " 12"})
	for _, what := range []string{"appId: the app id is a number", "anybody could send events in Meta's name", "told from anybody else's"} {
		if err == nil || !strings.Contains(err.Error(), what) {
			t.Errorf("New: %v, want it to say %q", err, what)
		}
	}
}

func TestInfo(t *testing.T) {
	want := channel.Info{Platform: "facebook", App: appID, Accounts: []string{pageID, instagramID}}
	if diff := cmp.Diff(want, newChannel(t, nil).Info()); diff != "" {
		t.Errorf("Info (-want +got):\n%s", diff)
	}
	bare := newChannel(t, func(c *facebook.Config) { c.Pages = nil })
	if diff := cmp.Diff(channel.Info{Platform: "facebook", App: appID}, bare.Info()); diff != "" {
		t.Errorf("Info without pages (-want +got):\n%s", diff)
	}
}

func TestPrintingShowsNoCredential(t *testing.T) {
	ch := newChannel(t, nil)
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("opened", "channel", ch, "config", config())
	data, err := json.Marshal(config().Pages)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{
		fmt.Sprint(ch), fmt.Sprintf("%v %+v %#v %s %q %d %x", ch, ch, ch, ch, ch, ch, ch), fmt.Sprintf("%+v %#v", *ch, *ch),
		fmt.Sprintf("%v %+v %#v", config(), config(), config()), log.String(), string(data),
	} {
		for _, secret := range []string{appSecret, verifyToken, pageToken} {
			if strings.Contains(text, secret) || strings.Contains(text, hex.EncodeToString([]byte(secret))) {
				t.Errorf("a credential is shown: %.100s", text)
			}
		}
	}
	if got := fmt.Sprint(ch); got != "facebook.Channel("+appID+")" {
		t.Errorf("Sprint = %s", got)
	}
}

func TestDriver(t *testing.T) {
	d := facebook.Driver()
	ch, err := d.Open(channel.Settings{
		Values: map[string]string{"appId": appID, "humanAgent": "true", "algorithm": "sha256", "instagram": instagramID + "=" + pageID},
		Keys:   map[string]channel.Keys{"appSecret": channel.NewKeys(appSecret), "verifyToken": channel.NewKeys(verifyToken)},
		Tokens: map[string]map[string]channel.Secret{"pages": {pageID: pageToken}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{pageID, instagramID}, ch.Info().Accounts); diff != "" {
		t.Errorf("accounts (-want +got):\n%s", diff)
	}
	if n := len(ch.Limits(channel.Thread{Platform: "facebook", Account: pageID, Contact: personID}).Windows); n != 2 {
		t.Errorf("%d reply windows with the Human Agent feature, want 2", n)
	}
	_, err = d.Open(channel.Settings{
		Values: map[string]string{"humanAgent": "yes", "instagram": "5"},
		TLS:    channel.TLS{Key: "x"},
	})
	var fields []string
	for _, f := range channel.FieldErrors(err) {
		fields = append(fields, f.Field)
	}
	if diff := cmp.Diff([]string{"instagram[0]", "humanAgent", "tls.certificate", "appId", "appSecret", "verifyToken"}, fields); diff != "" {
		t.Errorf("complaints (-want +got):\n%s", diff)
	}
	good := channel.Settings{
		Values: map[string]string{"appId": appID, "baseUrl": "https://gate.example.com"},
		Keys:   map[string]channel.Keys{"appSecret": channel.NewKeys(appSecret), "verifyToken": channel.NewKeys(verifyToken)},
		Tokens: map[string]map[string]channel.Secret{"pages": {pageID: pageToken}},
	}
	if _, err = d.Open(good); err != nil {
		t.Fatal(err)
	}
	good.Values["baseUrl"] = "https://127.0.0.1:1"
	inside, err := d.Open(good)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := inside.Send(t.Context(), thread(personID), channel.Message{Text: "x"}); !errors.Is(err, channel.ErrUnavailable) || !strings.Contains(err.Error(), "prohibited") {
		t.Errorf("an address of the host's own network, without its leave: %v", err)
	}
	good.Values["baseUrl"] = "https://gate.example.com"
	var dialled string
	good.Dial = func(_ context.Context, _, address string) (net.Conn, error) {
		dialled = address
		return nil, errors.New("this address may not be reached")
	}
	if ch, err = d.Open(good); err != nil {
		t.Fatal(err)
	}
	_, err = ch.Send(t.Context(), thread(personID), channel.Message{Text: "x"})
	if !errors.Is(err, channel.ErrUnavailable) || dialled != "gate.example.com:443" {
		t.Errorf("Send by the host's Dial: %v, dialled %q", err, dialled)
	}
	known := map[string]bool{}
	for _, f := range d.Fields {
		known[f.Name] = true
		if f.Label == "" || f.Help == "" {
			t.Errorf("field %s has no label or help", f.Name)
		}
	}
	for _, name := range []string{"appId", "appSecret", "verifyToken", "pages"} {
		if !known[name] {
			t.Errorf("the form has no field %s", name)
		}
	}
}

func TestLimitsByThread(t *testing.T) {
	ch := newChannel(t, func(c *facebook.Config) { c.HumanAgent = true })
	type short struct {
		Text                 channel.Length
		Windows              []channel.Window
		EchoesRef, EchoesOwn bool
		ReplyTo              bool
		Abilities            channel.Abilities
	}
	day := channel.Window{Name: "standard", For: 24 * time.Hour}
	human := channel.Window{Name: "human_agent", By: channel.ByPerson, For: 168 * time.Hour}
	utf16 := channel.Length{Max: 1999, Unit: channel.UTF16}
	upload := channel.Abilities{OpenMedia: true, Upload: true, Subscribe: true, History: true}
	tests := []struct {
		account, contact string
		want             short
	}{
		{pageID, personID, short{utf16, []channel.Window{day, human}, true, true, true, channel.Abilities{Typing: true, MarkRead: true, React: true, OpenMedia: true, Upload: true, Profile: true, Subscribe: true, History: true}}},
		{instagramID, "66", short{channel.Length{Max: 1000, Unit: channel.Bytes}, []channel.Window{day, human}, false, true, true, channel.Abilities{Typing: true, MarkRead: true, OpenMedia: true, Upload: true, Profile: true, Subscribe: true, History: true}}},
		{pageID, "ref:cart", short{Text: utf16, Windows: []channel.Window{day}, Abilities: upload}},
		{pageID, "comment:1_2", short{Text: utf16, Windows: []channel.Window{{Name: "private_reply", For: 168 * time.Hour}}, Abilities: upload}},
		{pageID, "token:7", short{Text: utf16, Abilities: upload}},
		{pageID, "group:7", short{}},
	}
	for _, tt := range tests {
		l := ch.Limits(channel.Thread{Platform: "facebook", Account: tt.account, Contact: tt.contact})
		got := short{l.Text, l.Windows, l.EchoesRef, l.EchoesOwn, l.ReplyTo, l.Abilities}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("Limits of %s (-want +got):\n%s", tt.contact, diff)
		}
	}
	if n := testing.AllocsPerRun(10, func() { ch.Limits(channel.Thread{Account: pageID, Contact: personID}) }); n > 0 {
		t.Errorf("Limits allocates %v times", n)
	}
}

func TestPagesComeAndGo(t *testing.T) {
	pages := &livePages{}
	ch := newChannel(t, func(c *facebook.Config) { c.Pages = pages })
	to := channel.Thread{Platform: "facebook", Account: "5", Contact: personID}
	_, err := ch.Send(t.Context(), to, channel.Message{Text: "x"})
	if got := channel.FieldErrors(err); len(got) != 1 || got[0].Field != "thread.account" || !errors.Is(err, channel.ErrRejected) {
		t.Errorf("Send for a page that is not there: %v", err)
	}
	pages.now = facebook.PageMap{"5": {}}
	if _, err := ch.Send(t.Context(), to, channel.Message{Text: "x"}); !errors.Is(err, channel.ErrUnauthorized) {
		t.Errorf("Send for a page without a token: %v, want one matching ErrUnauthorized", err)
	}
	if diff := cmp.Diff([]string{"5"}, ch.Info().Accounts); diff != "" {
		t.Errorf("accounts (-want +got):\n%s", diff)
	}
}

// livePages is a host's own table, changed while the channel runs.
type livePages struct{ now facebook.PageMap }

func (p *livePages) Page(id string) (facebook.Page, bool) { return p.now.Page(id) }
func (p *livePages) IDs() []string                        { return p.now.IDs() }
