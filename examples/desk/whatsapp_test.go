package main

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/examples/desk/world"
	"github.com/contactkit/contactkit/examples/whatsapp"
	"github.com/contactkit/contactkit/examples/whatsapp/whatsapptest"
)

// A customer of a platform from outside is read and answered at the desk, which knows no more of
// the platform than its driver.
func TestWhatsAppCustomer(t *testing.T) {
	d := newDesk(t, time.Time{}, withoutRobot)
	d.close()
	wa := whatsapptest.New(whatsapptest.Config{Now: d.now})
	p := &world.Platform{Name: whatsapp.Platform, Server: wa, Account: wa.Config().Numbers[0], Contact: "DE.1000", Record: whatsAppRecord(wa.Config())}
	d.world.Platforms = append(d.world.Platforms, p)
	d.options.Records = append(d.options.Records, p.Record)
	d.options.HTTP = &http.Client{Transport: &tokenRouter{token: wa.Config().Token, to: wa.Client().Transport, other: d.world.Client().Transport}}
	d.open()
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	done := make(chan error, 1)
	go func() { done <- d.Engine.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})

	wa.Meet(whatsapptest.Person{UserID: p.Contact, Name: "Carla", Username: "carla.ex", Hidden: true})
	ann := d.signIn("ann")
	ann.press(ann.page("/"), "ready", nil)
	thread := d.says(p, "Where is order 4711?")
	d.until("an offer", func() bool { return ann.page("/").id("offers").text() != "" })
	ann.press(ann.page("/").id("offers"), "accept", nil)
	open := ann.read(thread)
	if got := open.id("lines").text(); !strings.Contains(got, "Where is order 4711?") {
		t.Errorf("the conversation shows %s", got)
	}
	ann.press(open, "send", url.Values{"text": {"It comes today, Carla."}})
	d.until("the answer", func() bool {
		return slices.ContainsFunc(wa.Sent(), func(m whatsapptest.Sent) bool { return m.Text == "It comes today, Carla." && m.To == p.Contact })
	})
	if e, ok := d.Directory.Owner(thread); !ok || e.ID() != "wa" {
		t.Errorf("the owner of %v is %v", thread, e)
	}
}

// whatsAppRecord is what an administrator enters for the pretended account.
func whatsAppRecord(cfg whatsapptest.Config) directory.Record {
	r := directory.Default(whatsapp.Platform)
	r.ID, r.Name, r.State = "wa", "Shop_number", directory.Active
	r.Settings = map[string]string{"appId": cfg.AppID, "businessId": cfg.Business, "numbers": cfg.Numbers[0]}
	r.Secrets.Keys = map[string]channel.Keys{}
	for field, secret := range map[string]string{"appSecret": cfg.AppSecret, "verifyToken": cfg.VerifyToken, "token": cfg.Token} {
		r.Secrets.Keys[field] = channel.NewKeys(channel.Secret(secret))
	}
	r = demoRecord(r)
	withoutRobot(&r)
	return r
}

// tokenRouter leads the calls with a token to one platform: Facebook and WhatsApp share a host.
type tokenRouter struct {
	token     string
	to, other http.RoundTripper
}

func (t *tokenRouter) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Header.Get("Authorization") == "Bearer "+t.token {
		return t.to.RoundTrip(r)
	}
	return t.other.RoundTrip(r)
}

// A file that names the platform is enough: the desk of it hears a customer, and its robot answers.
func TestWhatsAppOfAFile(t *testing.T) {
	wa := whatsapptest.New(whatsapptest.Config{})
	of := wa.Config()
	sent := make(chan string, 100)
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		wa.ServeHTTP(w, r)
		if strings.HasSuffix(r.URL.Path, "/messages") {
			sent <- r.Method
		}
	}))
	defer api.Close()
	dir := t.TempDir()
	path := filepath.Join(dir, "desk.yaml")
	file := fmt.Sprintf(`addr: 127.0.0.1:0
data: %s
trusted: [%q]
channels:
  - id: wa
    name: Shop_number
    platform: whatsapp
    settings: {appId: %q, businessId: %q, numbers: %q, baseUrl: %q}
    secrets: {appSecret: %q, verifyToken: %q, token: %q}
`, filepath.Join(dir, "data"), strings.TrimPrefix(api.URL, "http://"), of.AppID, of.Business, of.Numbers[0], api.URL, of.AppSecret, of.VerifyToken, of.Token)
	if err := os.WriteFile(path, []byte(file), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	out := &printed{more: make(chan struct{}, 1)}
	done := make(chan error, 1)
	go func() { done <- run(ctx, []string{"-config", path}, out, out) }()
	wa.HookURL(out.find(t, regexp.MustCompile(`http://127\.0\.0\.1:\d+`))+"/whatsapp/wa", nil)
	wa.Say("DE.1000", "hello")
	if err := wa.Flush(ctx); err != nil {
		t.Error(err)
	}
	select {
	case <-sent:
		if all := wa.Sent(); len(all) == 0 || all[0].To != "DE.1000" {
			t.Errorf("the robot sent %+v\n%s", all, out)
		}
	case <-time.After(2 * time.Minute):
		t.Error("the robot's answer did not reach the platform\n", out)
	}
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
	for _, secret := range []string{of.Token, of.AppSecret, of.VerifyToken} {
		if strings.Contains(out.String(), secret) {
			t.Errorf("a credential was printed:\n%s", out)
		}
	}
}
