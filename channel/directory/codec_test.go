package directory_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/session/keyword"
	"github.com/contactkit/contactkit/worktime"
)

var updateFiles = flag.Bool("update", false, "rewrite schema.json and secrets.schema.json")

// full is a record with every field set.
func full(t testing.TB) directory.Record {
	r := pages("c7", "Support_7", "8801", "24001")
	r.Rev, r.About, r.Unit, r.ServiceID, r.Path, r.Connector, r.Provider, r.ForOutbound = 3, "for: #people", "EMEA", "0800", "/hooks/c7", "meta", "shop", true
	r.Certificates = directory.Certificates{Trust: []string{"fabric"}, Identity: "own", ServerName: "fabric.example"}
	r.Service.Assistant = "helper"
	r.Service.Keywords.Mode = keyword.Phrase
	r.Service.Keywords.Deny = []string{"travel agent"}
	r.Routing.List, r.Routing.Fallback, r.Routing.QueueWait, r.Routing.LastAgentWait = "list", "second-line", 600, 120
	work, err := worktime.ParseSegments("09:00-12:30,13:30-18:00")
	require.NoError(t, err)
	week, err := worktime.ParseWeek("Fri 09:00-15:00")
	require.NoError(t, err)
	r.Hours = directory.Hours{Calendar: "paris", Zone: "Europe/Paris", Schedule: worktime.Schedule{Workday: work, Week: week},
		Holidays: []worktime.Holiday{{Date: worktime.Date{Year: 2026, Month: 12, Day: 24}, Name: "no: 1", Segments: work}, {Yearly: worktime.MonthDay{Month: 12, Day: 25}}}}
	r.Silence.LastMessage, r.Silence.OpenTime = true, true
	none := directory.Seconds(0)
	r.Offline.Outbound = &none
	r.Routing.Priority, r.Routing.WrapUp = 3, 120
	r.Routing.WrapCodes = []directory.WrapCode{{ID: "no", Label: "No: 1"}, {ID: "1", Retired: true}}
	r.Notices = directory.Notices{
		Language: "fr", NonWorking: "Until tomorrow,\n\"we\" sleep: 12", Offline: "yes", Warning: "null", End: "0123",
		Queued: "q", StillWaiting: "w", AgentBusy: "a", RobotBusy: "r", Transferred: "t", NoAgent: "", RobotFailed: "f",
		Reminder: "m", TransferFailed: "l", Resumed: "h", WindowClosing: "c",
		Translations: []directory.Translation{{Language: "no", Notice: "queued", Text: "Vent: 1"}, {Language: "de", Notice: "ended"}},
	}
	r.Attributes = []directory.Attribute{{Key: "region", Label: "Region", Help: "Where", Required: true, Secret: true, Type: directory.String50, Options: []string{"1", "true"}, Value: "1"}}
	r.TimesSince = time.Date(2026, 3, 1, 8, 0, 0, 1000, time.UTC)
	return r
}

func TestJSONAndYAML(t *testing.T) {
	want := full(t)
	// Nothing but what needs the whole record is zero, so that the round trip says something about
	// each field.
	for i := range reflect.TypeOf(want).NumField() {
		if reflect.ValueOf(want).Field(i).IsZero() {
			t.Errorf("%s is not set", reflect.TypeOf(want).Field(i).Name)
		}
	}
	secrets := cmpopts.IgnoreFields(directory.Record{}, "Secrets")

	data, err := json.Marshal(want)
	require.NoError(t, err)
	got, err := directory.ParseJSON(data)
	require.NoError(t, err)
	if diff := cmp.Diff(want, got, secrets); diff != "" {
		t.Errorf("JSON (-want +got):\n%s", diff)
	}
	text, err := yaml.Marshal(want)
	require.NoError(t, err)
	if bytes.Contains(text, []byte("{")) || !bytes.HasPrefix(text, []byte("tenant: north\nid: c7\n")) {
		t.Errorf("YAML does not look like it:\n%s", text)
	}
	got, err = directory.ParseYAML(text)
	require.NoError(t, err)
	if diff := cmp.Diff(want, got, secrets); diff != "" {
		t.Errorf("YAML (-want +got):\n%s\n%s", diff, text)
	}
	got.Secrets = want.Secrets
	require.NoError(t, yaml.Unmarshal(text, &got))
	if diff := cmp.Diff(want, got, cmp.Comparer(func(a, b directory.Secrets) bool { return reflect.DeepEqual(a, b) })); diff != "" {
		t.Errorf("YAML into a record that has secrets (-want +got):\n%s", diff)
	}
	if cloned := want.Clone(); !reflect.DeepEqual(cloned, want) {
		t.Errorf("Clone differs:\n%s", cmp.Diff(want, cloned, secrets))
	}
}

func TestWhatIsLeftOutHasItsDefault(t *testing.T) {
	got, err := directory.ParseYAML([]byte("id: c1\nname: Sales\nplatform: telegram\nservice:\n  robot: greeter\nsilence:\n  called: 0\n"))
	require.NoError(t, err)
	want := directory.Default("telegram")
	want.ID, want.Name, want.Service.Robot, want.Silence.Called = "c1", "Sales", "greeter", 0
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestRefusedDocuments(t *testing.T) {
	for _, text := range []string{"", "[]", "null: 1", "id: 7", "nmae: x", "id: a\n---\nid: b", "a: &a [1]\nb: *a", "silence: {agent: 1.5}", "settings: {account: 2001}",
		"? [x]\n: y", "about: !!binary aGk=", "secrets: {}", strings.Repeat("a: ", 1) + strings.Repeat("[", 40) + strings.Repeat("]", 40), strings.Repeat("#", 1<<20+1)} {
		if _, err := directory.ParseYAML([]byte(text)); err == nil {
			t.Errorf("YAML %.40q is taken", text)
		}
	}
	for _, text := range []string{"", "[]", `{"id":7}`, `{"nmae":"x"}`, `{} {}`, `{"secrets":{}}`, `{"Secrets":{}}`, strings.Repeat(" ", 1<<20+1)} {
		if _, err := directory.ParseJSON([]byte(text)); err == nil {
			t.Errorf("JSON %.40q is taken", text)
		}
	}
}

func FuzzParse(f *testing.F) {
	data, _ := json.Marshal(full(f))
	text, _ := yaml.Marshal(full(f))
	f.Add(data)
	f.Add(text)
	f.Add([]byte("a: &a [*a]"))
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, parse := range []func([]byte) (directory.Record, error){directory.ParseJSON, directory.ParseYAML} {
			r, err := parse(data)
			if err != nil {
				continue
			}
			again, err := json.Marshal(r)
			if err != nil {
				continue // a clock or date out of range: Check refuses it
			}
			back, err := directory.ParseJSON(again)
			if err != nil {
				t.Fatalf("its own JSON is refused: %v\n%s", err, again)
			}
			if second, _ := json.Marshal(back); !bytes.Equal(again, second) {
				t.Fatalf("the JSON changes:\n%s\n%s", again, second)
			}
		}
	})
}

// Who wrote a file by hand is told which field, in words of the file.
func TestWrongKindsNameTheirField(t *testing.T) {
	for _, tt := range []struct{ text, field, want string }{
		{"", "", "directory: record: there is none"},
		{"id: 1", "id", "directory: record: id: a text is needed, in YAML with quotes"},
		{"routing: {requestTtl: 20s}", "routing.requestTtl", "directory: record: routing.requestTtl: a whole number of seconds is needed"},
		{"routing: {maxHops: many}", "routing.maxHops", "directory: record: routing.maxHops: a whole number is needed"},
		{"hours: {always: 1}", "hours.always", "directory: record: hours.always: true or false is needed"},
		{"pages: {a: b}", "pages", "directory: record: pages: a list is needed"},
		{"service: robot", "service", "directory: record: service: fields with names are needed"},
	} {
		_, err := directory.ParseYAML([]byte(tt.text))
		field := ""
		if all := channel.FieldErrors(err); len(all) > 0 {
			field = all[0].Field
		}
		if err == nil || err.Error() != tt.want || field != tt.field {
			t.Errorf("%q: %v (field %q), want %s (field %q)", tt.text, err, field, tt.want, tt.field)
		}
	}
}
