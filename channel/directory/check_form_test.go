package directory_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/session"
	"github.com/contactkit/contactkit/telegram"
)

func problems(t *testing.T, edit func(*directory.Record)) []string {
	t.Helper()
	r := bot("bot", "Sales", 71001)
	edit(&r)
	rep, err := options().Check(context.Background(), r)
	require.NoError(t, err)
	var list []string
	for _, c := range rep.Complaints {
		list = append(list, c.Field+": "+c.Reason)
	}
	return list
}

// Expertflow's own keys of attributes, as its guides for X and Telegram have them.
func TestKeysOfExpertflow(t *testing.T) {
	for key, ok := range map[string]bool{"API-KEY": true, "ACCESS-TOKEN-SECRET": true, "bot_token": true, "-KEY": false, "API KEY": false, "1KEY": false} {
		got := problems(t, func(r *directory.Record) {
			r.Attributes = []directory.Attribute{{Key: key, Type: directory.String2000, Value: "x"}}
		})
		if (len(got) == 0) != ok {
			t.Errorf("the key %q: %v", key, got)
		}
	}
}

// A router outside finds the agent: the record needs no queue of its own, and the session names the
// channel.
func TestRoutingModeExternal(t *testing.T) {
	r := bot("bot", "Sales", 71001)
	r.Routing.Mode, r.Routing.Queue = directory.External, ""
	p, err := options().Policy(context.Background(), r)
	require.NoError(t, err)
	if p.Routing != session.Push || p.Queue != "bot" {
		t.Errorf("routing %v, queue %q", p.Routing, p.Queue)
	}
	if got := problems(t, func(r *directory.Record) { r.Routing.Mode, r.Routing.Queue = directory.External, "" }); len(got) > 0 {
		t.Errorf("complaints: %v", got)
	}
}

// An administrator who enters one time is not told of another that he did not touch; one who did is
// told in seconds.
func TestTimesThatGiveWay(t *testing.T) {
	for _, tt := range []struct {
		name                   string
		customer, warn, called directory.Seconds
		want                   []string
	}{
		{"Expertflow's 180 seconds", 180, 120, 180, nil},
		{"a minute and a half", 90, 120, 180, nil},
		{"the called customer has as long, by choice", 200, 60, 200, []string{"silence.called: it must be shorter than silence.customer (200 seconds), not 200 seconds"}},
		{"a warning after the end, by choice", 180, 200, 100, []string{"silence.customerWarn: the warning comes before the end: it is shorter than the customer's timeout"}},
		{"two hours", 7200, 120, 180, []string{"silence.customer: it must be 60 seconds to 3600 seconds, not 7200 seconds"}},
	} {
		got := problems(t, func(r *directory.Record) {
			r.Silence.Customer, r.Silence.CustomerWarn, r.Silence.Called = tt.customer, tt.warn, tt.called
		})
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

func TestLoopProtection(t *testing.T) {
	r := bot("bot", "Sales", 71001)
	r.Service.LoopTurns, r.Service.LoopGap = 5, 3
	p, err := options().Policy(context.Background(), r)
	require.NoError(t, err)
	if p.LoopTurns != 5 || p.LoopGap.Seconds() != 3 {
		t.Errorf("%d answers, each within %v", p.LoopTurns, p.LoopGap)
	}
	if got := problems(t, func(r *directory.Record) { r.Service.LoopTurns, r.Service.LoopGap = 0, 0 }); len(got) > 0 {
		t.Errorf("off: %v", got)
	}
	want := []string{"service.loopTurns: it must be 3 to 100, not 2", "service.loopGap: it must be 1 seconds to 60 seconds, not 120 seconds"}
	if diff := cmp.Diff(want, problems(t, func(r *directory.Record) { r.Service.LoopTurns, r.Service.LoopGap = 2, 120 })); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestChoices(t *testing.T) {
	ctx := context.Background()
	if _, err := options().Choices(ctx, "north", directory.KindRobot); !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("a host without lists: %v", err)
	}
	down := errors.New("no connection")
	o := options()
	o.Lookup.Choices = func(context.Context, string, string) ([]directory.Choice, error) { return nil, down }
	if _, err := o.Choices(ctx, "north", directory.KindRobot); !errors.Is(err, down) {
		t.Errorf("a host that fails: %v", err)
	}
	// Every field of the form that names something is a select.
	kinds := map[string]int{}
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			if kind, ok := v["x-choices"].(string); ok {
				kinds[kind]++
			}
			for _, inner := range v {
				walk(inner)
			}
		case []any:
			for _, inner := range v {
				walk(inner)
			}
		}
	}
	var schema any
	require.NoError(t, json.Unmarshal(directory.Schema([]channel.Driver{}...), &schema))
	walk(schema)
	want := map[string]int{"unit": 1, "queue": 2, "list": 1, "robot": 2, "calendar": 1, "certificate": 2, "connector": 1, "provider": 1}
	if diff := cmp.Diff(want, kinds); diff != "" {
		t.Errorf("selects (-want +got):\n%s", diff)
	}
}

// The five fields of AICC's form, certificates among them, make a draft. Before the channel becomes
// active it says, each at its field, what it cannot do yet: no page documents the path for sending.
func TestGatewayOfFiveFields(t *testing.T) {
	ctx := context.Background()
	r := desk("telegram", "g", "Gate")
	r.Settings = map[string]string{"gatewayUrl": "https://192.0.2.10:28090", "gatewayAppKey": "ak"}
	r.Secrets.Keys = map[string]channel.Keys{"gatewayAppSecret": channel.NewKeys("secret-key")}
	r.Certificates = directory.Certificates{Trust: []string{"fabric"}, Identity: "own"}
	r.State = directory.Draft
	o := options()
	trusted, own := certificate(t, 1), certificate(t, 2)
	trusted.Key = ""
	o.Lookup.Certificate = func(_ context.Context, _, name string) (directory.Certificate, error) {
		switch name {
		case "fabric":
			return trusted, nil
		case "own":
			return own, nil
		}
		return directory.Certificate{}, directory.ErrNotFound
	}
	d := newDirectory(t, o, r)
	_, err := d.Move(ctx, "g", directory.Active)
	want := []string{"settings.account missing", "secrets.webhookSecret missing", "settings.gatewayTokenUrl missing", "settings.gatewayPath missing"}
	if diff := cmp.Diff(want, fields(channel.FieldErrors(err))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	e, _ := d.Find("g")
	r = e.Record()
	r.Settings["account"], r.Settings["gatewayTokenUrl"] = "71001", "https://192.0.2.10:28070"
	r.Settings["gatewayPath"], r.Settings["gatewayEncoder"] = "/apiaccess/x/{method}", "bot_api"
	r.Secrets.Keys["webhookSecret"] = channel.NewKeys("hook-secret")
	if _, err := d.Replace(ctx, r); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Move(ctx, "g", directory.Active); err != nil {
		t.Errorf("with all of it: %v", err)
	}
	e, _ = d.Find("g")
	r = e.Record()
	r.Certificates.Trust[0] = "removed" // the host has no certificate of this name
	_, err = d.Replace(ctx, r)
	if diff := cmp.Diff([]string{"certificates.trust[0] unknown"}, fields(channel.FieldErrors(err))); diff != "" {
		t.Errorf("a certificate that is not there: %v (-want +got):\n%s", err, diff)
	}
}

// A required value is missed in the settings, and a required credential is not: its place is the
// secrets.
func TestRequiredFieldsOfADriver(t *testing.T) {
	o := options()
	toy := drivers()[0]
	toy.Platform = "toy"
	bot := bot("bot", "Sales", 71001)
	toy.Open = func(channel.Settings) (channel.Channel, error) {
		return telegram.Driver().Open(channel.Settings{Keys: bot.Secrets.Keys})
	}
	toy.Check = nil
	toy.Fields = []channel.Field{
		{Name: "server", Label: "Server", Kind: channel.FieldText, Required: true},
		{Name: "mail", Label: "Mail", Kind: channel.FieldText},
		{Name: "password", Label: "Password", Kind: channel.FieldKeys, Required: true},
		{Name: "boxes", Label: "Boxes", Kind: channel.FieldTokens, Required: true},
		{Name: "identity", Label: "Identity", Kind: channel.FieldCertificate, Required: true},
	}
	o.Drivers = append(o.Drivers, toy)
	r := desk("toy", "c", "Toys")
	rep, err := o.Check(context.Background(), r)
	require.NoError(t, err)
	var settings []string
	for _, c := range fields(rep.Complaints) {
		if strings.HasPrefix(c, "settings.") {
			settings = append(settings, c)
		}
	}
	if diff := cmp.Diff([]string{"settings.server missing"}, settings); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// The names that a record gives are bounded, each at its own field.
func TestNamesOfARecordAreBounded(t *testing.T) {
	name := func(n int) string { return strings.Repeat("n", n) }
	for field, set := range map[string]func(r *directory.Record, s string){
		"id":        func(r *directory.Record, s string) { r.ID = s },
		"unit":      func(r *directory.Record, s string) { r.Unit = s },
		"serviceId": func(r *directory.Record, s string) { r.ServiceID = s },
		"connector": func(r *directory.Record, s string) { r.Connector = s },
		"provider":  func(r *directory.Record, s string) { r.Provider = s },
	} {
		for length, want := range map[int]int{128: 0, 129: 1} {
			list := problems(t, func(r *directory.Record) { set(r, name(length)) })
			got := 0
			for _, c := range list {
				if c == field+": the text is too long" || strings.HasPrefix(c, field+": 1 to 128 ") {
					got++
				}
			}
			if got != want {
				t.Errorf("%s of %d characters: %q", field, length, list)
			}
		}
	}
}
