package directory_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/session/keyword"
	"github.com/contactkit/contactkit/session/routing"
	"github.com/contactkit/contactkit/worktime"
)

// fields are "field code" of complaints, sorted by the caller's order.
func fields(list []*channel.FieldError) []string {
	var s []string
	for _, e := range list {
		s = append(s, e.Field+" "+e.Code)
	}
	return s
}

// translate gives a notice a text in n languages more than the channel's own.
func translate(r *directory.Record, n int) {
	for i := range n {
		r.Notices.Translations = append(r.Notices.Translations, directory.Translation{Language: fmt.Sprintf("de-x-v%d", i), Notice: "queued", Text: "Moment."})
	}
}

func TestCheck(t *testing.T) {
	segments := func(s string) []worktime.Segment {
		list, err := worktime.ParseSegments(s)
		require.NoError(t, err)
		return list
	}
	seconds := func(n directory.Seconds) *directory.Seconds { return &n }
	tests := []struct {
		name       string
		record     directory.Record
		edit       func(*directory.Record)
		complaints []string
		warnings   []string
	}{
		{name: "a bot", record: bot("c1", "Sales", 71001)},
		{name: "a page", record: pages("c2", "Support", "8801", "24001", "24002")},
		{name: "an X account", record: handle("c3", "_x9", "2001")},
		{name: "names", record: bot("c1", "9lives", 71001), complaints: []string{"name invalid"}},
		{name: "a long name", record: bot("c1", strings.Repeat("n", 65), 71001), complaints: []string{"name invalid"}},
		{name: "everything at once", record: directory.Record{Platform: "twitter"}, complaints: []string{
			"hours.calendar missing", "id missing", "name missing", "offline.to invalid", "routing.mode invalid", "routing.selection invalid", "secrets.accessSecret missing",
			"secrets.accessToken missing", "secrets.apiSecret missing", "service.mode invalid", "service.robot missing", "settings.account missing",
			"settings.apiKey missing", "state invalid"}, warnings: []string{"notices.nonWorking odd"}},
		{name: "no driver", record: desk("pigeon", "c4", "Pigeons"), complaints: []string{"platform unsupported"}},
		{name: "credentials in the settings", record: bot("c1", "Sales", 71001), edit: func(r *directory.Record) {
			r.Settings = map[string]string{"token": "canary", "color": "red", "tls": "x"}
		}, complaints: []string{"settings.color unsupported", "settings.tls conflict", "settings.token conflict"}},
		{name: "settings of the wrong form", record: handle("c3", "x", "2001"), edit: func(r *directory.Record) {
			r.Settings["account"], r.Settings["api"], r.Settings["signatureMethod"] = "@desk", "v3", "HMAC-MD5"
		}, complaints: []string{"settings.account invalid", "settings.api invalid", "settings.signatureMethod invalid"}},
		{name: "a flag that is none", record: bot("c1", "Sales", 71001), edit: func(r *directory.Record) {
			r.Settings = map[string]string{"testServers": "yes"}
		}, complaints: []string{"settings.testServers invalid"}},
		{name: "an address of another kind", record: bot("c1", "Sales", 71001), edit: func(r *directory.Record) {
			r.Settings = map[string]string{"baseUrl": "ftp://files.example"}
		}, complaints: []string{"settings.baseUrl invalid"}},
		{name: "SHA-1 as proof is advised against", record: pages("c2", "Support", "8801", "24001"), edit: func(r *directory.Record) {
			r.Settings["algorithm"] = "sha1"
		}, warnings: []string{"settings.algorithm weak"}},
		{name: "SHA-1 as signature method is all that X documents", record: handle("c3", "x", "2001"), edit: func(r *directory.Record) {
			r.Settings["signatureMethod"] = "HMAC-SHA1"
		}},
		{name: "calls without proof", record: bot("c1", "Sales", 71001), edit: func(r *directory.Record) {
			r.Settings = map[string]string{"insecureNoSecret": "true"}
			delete(r.Secrets.Keys, "webhookSecret")
		}, warnings: []string{"settings.insecureNoSecret weak"}},
		{name: "pages", record: pages("c2", "Support", "8801", "24001", "24001", "x"), edit: func(r *directory.Record) {
			r.Secrets.Tokens["pages"] = map[string]channel.Keys{"24009": channel.NewKeys("page-token"), "x": channel.NewKeys("page-token")}
		}, complaints: []string{"pages[1].id duplicate", "pages[24001].token missing", "pages[x] invalid", "secrets.pages[24009] unknown"}},
		{name: "pages on a bot", record: bot("c1", "Sales", 71001), edit: func(r *directory.Record) {
			r.Pages = []directory.Page{{ID: "1"}}
		}, complaints: []string{"pages unsupported"}},
		{name: "certificates without a host that keeps them", record: bot("c1", "Sales", 71001), edit: func(r *directory.Record) {
			r.Certificates = directory.Certificates{Trust: []string{"fabric"}, Identity: "own"}
		}, complaints: []string{"certificates.identity unsupported", "certificates.trust[0] unsupported"}},
		{name: "a robot needs keywords", record: bot("c1", "Sales", 71001), edit: func(r *directory.Record) {
			r.Service.Keywords.List, r.Service.Robot = nil, ""
		}, complaints: []string{"service.keywords.list missing", "service.robot missing"}},
		{name: "agents alone need neither", record: bot("c1", "Sales", 71001), edit: func(r *directory.Record) {
			r.Service = directory.Service{Mode: directory.Agent, Assistant: "helper"}
		}},
		{name: "keywords", record: bot("c1", "Sales", 71001), edit: func(r *directory.Record) {
			r.Service.Keywords.List = []keyword.Word{{Text: "Agent"}, {Text: "ＡＧＥＮＴ"}, {Text: "!"}}
		}, complaints: []string{"service.keywords.list[1].text duplicate", "service.keywords.list[2].text missing"}},
		{name: "a list to pull from", record: bot("c1", "Sales", 71001), edit: func(r *directory.Record) {
			r.Routing.Mode = directory.Pull
		}, complaints: []string{"routing.list missing"}},
		{name: "no queue", record: bot("c1", "Sales", 71001), edit: func(r *directory.Record) { r.Routing.Queue = "" }, complaints: []string{"routing.queue missing"}},
		{name: "times", record: bot("c1", "Sales", 71001), edit: func(r *directory.Record) {
			r.Silence.Customer, r.Silence.Robot, r.Routing.RequestTTL, r.Routing.MaxHops, r.Silence.CustomerWarn = 3601, 0, 1, 11, 60
		}, complaints: []string{"routing.maxHops invalid", "routing.requestTtl invalid", "silence.customer invalid", "silence.robot invalid"}},
		{name: "the warning comes first", record: bot("c1", "Sales", 71001), edit: func(r *directory.Record) {
			r.Silence.CustomerWarn = r.Silence.Customer
		}, complaints: []string{"silence.customerWarn conflict"}},
		{name: "the called customer has less time", record: bot("c1", "Sales", 71001), edit: func(r *directory.Record) {
			r.Silence.Customer, r.Silence.CustomerWarn, r.Silence.Called = 180, 0, 181
		}, complaints: []string{"silence.called conflict"}},
		{name: "offline messages on Telegram", record: bot("c1", "Sales", 71001), edit: func(r *directory.Record) {
			r.Offline.On, r.Offline.Outbound = true, seconds(0)
			r.Notices.Offline = strings.Repeat("o", 256)
		}},
		{name: "offline messages nowhere else", record: handle("c3", "x", "2001"), edit: func(r *directory.Record) { r.Offline.On = true },
			complaints: []string{"offline.on unsupported"}},
		{name: "a long prompt", record: bot("c1", "Sales", 71001), edit: func(r *directory.Record) {
			r.Notices.Offline = strings.Repeat("o", 257)
			r.Notices.End = strings.Repeat("e", 5000)
		}, complaints: []string{"notices.end too_long", "notices.offline too_long"}},
		{name: "hours", record: bot("c1", "Sales", 71001), edit: func(r *directory.Record) {
			r.Hours = directory.Hours{Zone: "Europe/Paris", Schedule: worktime.Schedule{Workday: segments("09:00-12:00,13:00-18:00")}}
			r.Notices.NonWorking = "We are back at nine."
		}},
		{name: "five segments", record: bot("c1", "Sales", 71001), edit: func(r *directory.Record) {
			r.Hours = directory.Hours{Zone: "Nowhere/Town", Schedule: worktime.Schedule{Workday: segments("01:00-02:00,03:00-04:00,05:00-06:00,07:00-08:00,09:00-10:00")}}
			r.Notices.NonWorking = "Later."
		}, complaints: []string{"hours.schedule.workday too_many", "hours.zone unknown"}},
		{name: "a zone where it decides no hours", record: bot("c1", "Sales", 71001), edit: func(r *directory.Record) {
			r.Hours.Always, r.Hours.Zone = true, "EST"
		}, complaints: []string{"hours.zone abbreviation"}},
		{name: "a zone that is none where it decides no hours", record: bot("c1", "Sales", 71001), edit: func(r *directory.Record) {
			r.Hours.Always, r.Hours.Zone = true, "Nowhere/X"
		}, complaints: []string{"hours.zone unknown"}},
		{name: "a week never open", record: bot("c1", "Sales", 71001), edit: func(r *directory.Record) {
			r.Hours, r.Notices.NonWorking = directory.Hours{Zone: "UTC"}, "Never."
		}, warnings: []string{"hours.schedule.week never_open"}},
		{name: "no such calendar", record: bot("c1", "Sales", 71001), edit: func(r *directory.Record) {
			r.Hours = directory.Hours{Calendar: "moon"}
			r.Notices.NonWorking = "Later."
		}, complaints: []string{"hours.calendar unknown"}},
		{name: "placeholders", record: bot("c1", "Sales", 71001), edit: func(r *directory.Record) {
			r.Notices.Queued, r.Notices.Warning, r.Notices.End = "Number {place}", "{opening}", "{{ok} {"
			r.Notices.Reminder = "{agent}: {contact} waits."
		}, complaints: []string{"notices.end invalid", "notices.warning invalid"}},
		{name: "long names", record: bot("c1", "Sales", 71001), edit: func(r *directory.Record) {
			r.Notices.End, r.Notices.Reminder = strings.Repeat("e", 4000)+". {contact}, {agent}", strings.Repeat("r", 4000)
		}, warnings: []string{"notices.end too_long"}},
		{name: "translations", record: bot("c1", "Sales", 71001), edit: func(r *directory.Record) {
			r.Notices.Language = "zh-Hant"
			r.Notices.Translations = []directory.Translation{
				{Language: "de", Notice: "queued", Text: "Bitte warten."}, {Language: "de", Notice: "queued"}, {Language: "DE", Notice: "ended"},
				{Language: "zh-Hant", Notice: "ended"}, {Language: "x!", Notice: "ended"}, {Language: "fr", Notice: "late"}, {Language: "fr", Notice: "none"},
				{Language: "fr", Notice: "ended", Text: "{weather}"}, {Language: "fr", Notice: "queued", Text: strings.Repeat("f", 4097)},
			}
		}, complaints: []string{"notices.translations[1].notice duplicate", "notices.translations[2].language conflict", "notices.translations[3].language conflict",
			"notices.translations[4].language invalid", "notices.translations[5].notice unknown", "notices.translations[6].notice unknown",
			"notices.translations[7].text invalid", "notices.translations[8].text too_long"}},
		{name: "100 languages, the channel’s own among them", record: bot("c1", "Sales", 71001), edit: func(r *directory.Record) { translate(r, 99) }},
		{name: "a language too many", record: bot("c1", "Sales", 71001), edit: func(r *directory.Record) { translate(r, 100) },
			complaints: []string{"notices.translations too_many"}},
		{name: "a language that is none", record: bot("c1", "Sales", 71001), edit: func(r *directory.Record) { r.Notices.Language = "english" },
			complaints: []string{"notices.language invalid"}},
		{name: "the router", record: bot("c1", "Sales", 71001), edit: func(r *directory.Record) {
			r.Routing.Selection, r.Routing.Priority, r.Routing.WrapUp = directory.RoundRobin, 11, 3601
			r.Routing.WrapCodes = []directory.WrapCode{{ID: "a"}, {ID: ""}, {ID: "a"}, {ID: strings.Repeat("b", 65)}, {ID: "c", Label: strings.Repeat("d", 201)}}
		}, complaints: []string{"routing.priority invalid", "routing.wrapCodes[1].id missing", "routing.wrapCodes[2].id duplicate",
			"routing.wrapCodes[3].id too_long", "routing.wrapCodes[4].label too_long", "routing.wrapUp invalid"}},
		{name: "the highest priority", record: bot("c1", "Sales", 71001), edit: func(r *directory.Record) { r.Routing.Priority = routing.MaxPriority }},
		{name: "a credential that the platform does not have", record: handle("c3", "x", "2001"), edit: func(r *directory.Record) {
			r.Secrets.Keys["webhookSecret"] = channel.NewKeys("canary-of-another-platform")
		}, complaints: []string{"secrets.webhookSecret unsupported"}},
		{name: "paths", record: bot("c1", "Sales", 71001), edit: func(r *directory.Record) { r.Path = "/a/../b" }, complaints: []string{"path invalid"}},
		{name: "attributes", record: bot("c1", "Sales", 71001), edit: func(r *directory.Record) {
			r.Attributes = []directory.Attribute{
				{Key: "region", Type: directory.Alphanum100, Value: "EMEA", Options: []string{"EMEA", "APAC"}},
				{Key: "region", Type: directory.Alphanum100},
				{Key: "tier", Type: directory.PositiveNumber, Value: "0"},
				{Key: "pin", Type: directory.Password, Value: "canary"},
				{Key: "home", Type: directory.URL, Required: true},
				{Key: "mail", Type: "Email2"},
				{Key: "side", Type: directory.String50, Value: "up", Options: []string{"left"}},
				{Key: "full", Type: "Email2", Value: "a@b.example"},
				{Key: "must", Type: "Email2", Required: true},
			}
			r.Secrets.Attributes = map[string]channel.Secret{"other": "canary"}
		}, complaints: []string{"attributes[1].key duplicate", "attributes[2].value invalid", "attributes[3].value conflict", "attributes[4].value missing",
			"attributes[5].type invalid", "attributes[6].value invalid", "attributes[7].type invalid", "attributes[8].type invalid", "attributes[8].value missing",
			"secrets.attributes.other unsupported"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := tt.record
			if tt.edit != nil {
				tt.edit(&r)
			}
			got, err := options().Check(context.Background(), r)
			require.NoError(t, err)
			sorted := cmpopts.SortSlices(strings.Compare)
			if diff := cmp.Diff(tt.complaints, fields(got.Complaints), sorted); diff != "" {
				t.Errorf("complaints (-want +got):\n%s\n%v", diff, got.Err())
			}
			if diff := cmp.Diff(tt.warnings, fields(got.Warnings), sorted); diff != "" {
				t.Errorf("warnings (-want +got):\n%s", diff)
			}
			if strings.Contains(errorText(got.Err()), "canary") {
				t.Errorf("a credential is quoted: %v", got.Err())
			}
			for _, e := range append(got.Complaints, got.Warnings...) {
				if e.Reason == "" {
					t.Errorf("%s has no sentence", e.Field)
				}
			}
		})
	}
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func TestCheckAsksTheHost(t *testing.T) {
	asked := map[string]string{}
	exists := func(kind string) func(context.Context, string, string) (bool, error) {
		return func(_ context.Context, tenant, name string) (bool, error) {
			asked[kind] += tenant + "/" + name + " "
			return name == "known", nil
		}
	}
	o := options()
	o.Lookup = directory.Lookup{Unit: exists("unit"), Queue: exists("queue"), List: exists("list"), Robot: exists("robot"), Secret: exists("connector"),
		Certificate: func(_ context.Context, _, name string) (directory.Certificate, error) {
			return directory.Certificate{}, directory.ErrNotFound
		}}
	r := bot("c1", "Sales", 71001)
	r.Unit, r.Connector, r.Routing.Queue, r.Routing.Fallback, r.Routing.List = "u1", "k1", "known", "q2", "l1"
	r.Service.Robot, r.Service.Assistant = "b1", "known"
	r.Certificates.Trust = []string{"t1"}
	got, err := o.Check(context.Background(), r)
	require.NoError(t, err)
	want := []string{"certificates.trust[0] unknown", "unit unknown", "routing.fallback unknown", "routing.list unknown", "service.robot unknown", "connector unknown"}
	if diff := cmp.Diff(want, fields(got.Complaints)); diff != "" {
		t.Errorf("complaints (-want +got):\n%s", diff)
	}
	wantAsked := map[string]string{"unit": "north/u1 ", "queue": "north/known north/q2 ", "list": "north/l1 ", "robot": "north/b1 north/known ", "connector": "north/k1 "}
	if diff := cmp.Diff(wantAsked, asked); diff != "" {
		t.Errorf("asked (-want +got):\n%s", diff)
	}

	down := errors.New("the database is down")
	o.Lookup.Queue = func(context.Context, string, string) (bool, error) { return false, down }
	o.Lookup.Certificate = nil
	r.Certificates = directory.Certificates{}
	if _, err := o.Check(context.Background(), r); !errors.Is(err, down) {
		t.Errorf("the host's own error: %v", err)
	}
}

// The platform accepts a record that Check accepts, and a policy can be built of it.
func TestWhatCheckAcceptsOpens(t *testing.T) {
	texts := rapid.SampledFrom([]string{"", "x", "8801", "v26.0", "sha1", "sha256", "true", "false", "v2", "HMAC-SHA256", "https://example.com", "71001:ttttttttttttttttttttttttttttttttttt",
		"a b", "[secret]", "\x00", "24001=24002", "0", "71001"})
	gateway := bot("c4", "Fabric", 71004)
	delete(gateway.Secrets.Keys, "token")
	gateway.Secrets.Keys["gatewayAppSecret"] = channel.NewKeys("secret-key")
	gateway.Settings = map[string]string{"account": "71004", "gatewayUrl": "https://192.0.2.10:28090", "gatewayTokenUrl": "https://192.0.2.10:28070",
		"gatewayAppKey": "ak", "gatewayPath": "/apiaccess/x/{method}", "gatewayEncoder": "bot_api"}
	likely := func(t *rapid.T, f channel.Field) string { // what an administrator would enter
		switch f.Kind {
		case channel.FieldBool:
			return rapid.SampledFrom([]string{"", "true", "false"}).Draw(t, "flag")
		case channel.FieldChoice:
			return rapid.SampledFrom(append([]string{""}, f.Options...)).Draw(t, "choice")
		case channel.FieldURL:
			return rapid.SampledFrom([]string{"", "https://gate.example", "https://192.0.2.10:28090", "http://192.0.2.7:8081"}).Draw(t, "address")
		case channel.FieldKeys, channel.FieldTokens:
			return rapid.SampledFrom([]string{"a-good-secret", "71001:ttttttttttttttttttttttttttttttttttt", strings.Repeat("s", 80)}).Draw(t, "secret")
		}
		return rapid.SampledFrom([]string{"", "71001", "2001", "x", "message", "/apiaccess/x/{method}"}).Draw(t, "word")
	}
	span := rapid.SampledFrom([]directory.Seconds{-1, 0, 1, 59, 60, 180, 300, 600, 1200, 3600, 3601, 86400, 1 << 40})
	spans := []func(*directory.Record) *directory.Seconds{
		func(r *directory.Record) *directory.Seconds { return &r.Silence.Customer },
		func(r *directory.Record) *directory.Seconds { return &r.Silence.CustomerWarn },
		func(r *directory.Record) *directory.Seconds { return &r.Silence.Called },
		func(r *directory.Record) *directory.Seconds { return &r.Silence.Agent },
		func(r *directory.Record) *directory.Seconds { return &r.Silence.Robot },
		func(r *directory.Record) *directory.Seconds { return &r.Silence.Hold },
		func(r *directory.Record) *directory.Seconds { return &r.Silence.Reopen },
		func(r *directory.Record) *directory.Seconds { return &r.Routing.QueueWait },
		func(r *directory.Record) *directory.Seconds { return &r.Routing.RequestTTL },
		func(r *directory.Record) *directory.Seconds { return &r.Routing.LastAgentFor },
		func(r *directory.Record) *directory.Seconds { return &r.Routing.LastAgentWait },
		func(r *directory.Record) *directory.Seconds { return &r.Offline.Limit },
	}
	modes := rapid.SampledFrom([]directory.Mode{directory.Hybrid, directory.Hybrid, directory.Bot, directory.Bot, directory.Agent, directory.Agent, "ROBOT"})
	// A careful administrator undoes each change that Check complains about, so Check accepts all
	// of these records, whatever is drawn.
	property := func(base directory.Record, careful bool) func(*rapid.T) {
		return func(t *rapid.T) {
			o, r := options(), base.Clone()
			accepts := func(r directory.Record) bool {
				report, err := o.Check(context.Background(), r)
				if err != nil {
					t.Fatal(err)
				}
				return len(report.Complaints) == 0
			}
			edit := func(change func(*directory.Record)) {
				next := r.Clone()
				change(&next)
				if !careful || accepts(next) {
					r = next
				}
			}
			driver := o.Drivers[map[string]int{"telegram": 0, "facebook": 1, "twitter": 2}[r.Platform]]
			for range rapid.IntRange(0, 3).Draw(t, "edits") {
				f := rapid.SampledFrom(driver.Fields).Draw(t, "field")
				text := likely(t, f)
				if rapid.IntRange(0, 3).Draw(t, "odd") == 0 {
					text = texts.Draw(t, "text")
				}
				edit(func(r *directory.Record) {
					switch f.Kind {
					case channel.FieldKeys:
						r.Secrets.Keys[f.Name] = channel.NewKeys(channel.Secret(text))
					case channel.FieldTokens:
						r.Secrets.Tokens[f.Name]["24001"] = channel.NewKeys(channel.Secret(text))
					default:
						if r.Settings == nil {
							r.Settings = map[string]string{}
						}
						r.Settings[f.Name] = text
					}
				})
			}
			for _, field := range spans {
				if rapid.IntRange(0, 29).Draw(t, "change") == 0 {
					s := span.Draw(t, "span")
					edit(func(r *directory.Record) { *field(r) = s })
				}
			}
			mode := modes.Draw(t, "mode")
			edit(func(r *directory.Record) { r.Service.Mode = mode })
			if !accepts(r) {
				if careful {
					t.Fatal("Check complains about a record that it has accepted")
				}
				return
			}
			if _, err := o.Open(context.Background(), r); err != nil {
				t.Errorf("Check accepts what the platform refuses: %v", err)
			}
			if _, err := o.Policy(context.Background(), r); err != nil {
				t.Errorf("Check accepts what session refuses: %v", err)
			}
		}
	}
	for _, base := range []directory.Record{bot("c1", "Sales", 71001), pages("c2", "Support", "8801", "24001"), handle("c3", "x", "2001"), gateway} {
		for _, careful := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, careful %t", base.Name, careful), func(t *testing.T) { rapid.Check(t, property(base, careful)) })
		}
	}
}
