package directory_test

import (
	"strings"
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
)

// Input that encoding/json and YAML misread silently is read as it was meant, or refused with the
// place.
func TestNothingIsReadSilently(t *testing.T) {
	const begin, end = `{"id":"c1","platform":"telegram","name":"Sales"`, `}`
	tests := []struct {
		name, text string
		yaml       bool
		want       string // in the error; empty: it is read, and About is "x"
		field      string // of the complaint, if it has one
	}{
		{"JSON", begin + `,"about":"x"` + end, false, "", ""},
		{"a byte-order mark", "\uFEFF" + begin + `,"about":"x"` + end, false, "", ""},
		{"a key twice", begin + `,"about":"x","about":"y"` + end, false, "the field is there twice", "about"},
		{"a key twice, in another case", begin + `,"about":"x","About":"y"` + end, false, "the field is there twice", "About"},
		{"a key twice, with a letter that counts as the same", begin + `,"service":{"robot":"a"},"ſervice":{"robot":"b"}` + end, false, "the field is there twice", "ſervice"},
		{"a key twice, further inside", begin + `,"pages":[{"id":"1"},{"id":"2","id":"3"}]` + end, false, "the field is there twice", "pages[1].id"},
		{"a setting twice", begin + `,"settings":{"a":"1","a":"2"}` + end, false, "the field is there twice", "settings.a"},
		{"GBK", begin + ",\"about\":\"\xd7\xaa\xc8\xcb\"" + end, false, "not UTF-8", ""},
		{"half a pair", begin + `,"service":{"robot":"\ud83d"}` + end, false, "half a character", "service.robot"},
		{"half a pair before U+FFFD escaped", begin + `,"about":"\ud83d\ufffd"` + end, false, "half a character", "about"},
		{"half a pair beside U+FFFD itself", begin + `,"about":"\ude00 �"` + end, false, "half a character", "about"},
		{"a pair beside U+FFFD, and a backslash before a u", begin + `,"about":"x","service":{"robot":"\ud83d\ude00\ufffd\\ud83d"}` + end, false, "", ""},
		{"U+FFFD itself", begin + `,"about":"x","service":{"robot":"\uFFFD"}` + end, false, "", ""},
		{"null for a time that is not zero", begin + `,"silence":{"agent":null}` + end, false, "null is no value", "silence.agent"},
		{"null for a truth value", begin + `,"routing":{"LastAgent":null}` + end, false, "null is no value", "routing.LastAgent"},
		{"null for all times", begin + `,"silence":null` + end, false, "null is no value", "silence"},
		{"null for what is empty anyway", begin + `,"about":"x","unit":null,"pages":null,"service":{"keywords":null},"offline":{"outbound":null}` + end, false, "", ""},
		{"null as a page", begin + `,"pages":[{"id":"1"},null]` + end, false, "null is no element of a list", "pages[1]"},
		{"null as a keyword", begin + `,"service":{"keywords":{"list":[null]}}` + end, false, "null is no element of a list", "service.keywords.list[0]"},
		{"null as an option", begin + `,"attributes":[{"key":"a","options":["x",null]}]` + end, false, "null is no element of a list", "attributes[0].options[1]"},
		{"null as a certificate", begin + `,"certificates":{"trust":[null]}` + end, false, "null is no element of a list", "certificates.trust[0]"},
		{"null as a setting", begin + `,"settings":{"account":null}` + end, false, "null is no value", "settings.account"},
		{"null for an empty field of a page", begin + `,"about":"x","pages":[{"id":"1","name":null}]` + end, false, "", ""},
		{"null as the record", "null", false, "null is no record", ""},
		{"YAML, an element without a value", "pages:\n  -\n", true, "null is no element of a list", "pages[0]"},
		{"YAML, a setting without a value", "settings: {account: }\n", true, "null is no value", "settings.account"},
		{"YAML, nothing for a time", "silence: {agent: ~}\n", true, "null is no value", "silence.agent"},
		{"cut short", begin, false, "unexpected E", ""},

		{"YAML", "id: c1\nplatform: telegram\nname: Sales\nabout: x\n", true, "", ""},
		{"YAML with a byte-order mark", "\uFEFFid: c1\nplatform: telegram\nname: Sales\nabout: x\n", true, "", ""},
		{"YAML, CR alone", "id: c1\rplatform: telegram\rname: Sales\rabout: x\r", true, "", ""},
		{"YAML, a key twice", "id: c1\nabout: x\nname: Sales\nabout: y\n", true, `line 4: "about" is in line 2 already`, ""},
		{"YAML, a key twice in another case", "about: x\nAbout: y\n", true, `line 2: "About" is in line 1 already`, ""},
		{"YAML, a key twice inside", "silence:\n  agent: 5\n  agent: 6\n", true, `line 3: "agent" is in line 2 already`, ""},
		{"YAML, a number that is octal", "silence:\n  agent: 0300\n", true, `line 2: "0300" is a number in another notation`, ""},
		{"YAML, a number with a line in it", "silence:\n  agent: 1_000\n", true, "another notation", ""},
		{"YAML, a hexadecimal number", "silence: {agent: 0x10}\n", true, "another notation", ""},
		{"YAML, a setting that looks like a number", "settings: {account: 0049}\n", true, "line 1: ", ""},
		{"Shift-JIS", begin + ",\"about\":\"\x93\x5d\x91\x97\"" + end, false, "not UTF-8", ""},
		{"Latin-1", begin + ",\"about\":\"caf\xe9\"" + end, false, "not UTF-8", ""},
		{"YAML, GBK", "about: \xd7\xaa\xc8\xcb\n", true, "UTF-8", ""},
		{"YAML, Shift-JIS", "about: \x93\x5d\x91\x97\n", true, "UTF-8", ""},
		{"YAML, Latin-1", "about: caf\xe9\n", true, "UTF-8", ""},
		{"YAML, NUL", "about: a\x00b\n", true, "control characters", ""},
		{"YAML, a truth value as text", "about: yes\nname: no\n", true, "", ""},
	}
	for _, tt := range tests {
		parse := directory.ParseJSON
		if tt.yaml {
			parse = directory.ParseYAML
		}
		r, err := parse([]byte(tt.text))
		list := channel.FieldErrors(err)
		switch {
		case tt.want == "" && (err != nil || r.About != "x" && r.About != "yes"):
			t.Errorf("%s: about %q, %v", tt.name, r.About, err)
		case tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)):
			t.Errorf("%s: %v, want %s", tt.name, err, tt.want)
		case tt.field != "" && (len(list) != 1 || list[0].Field != tt.field):
			t.Errorf("%s: %v, want a complaint about %s", tt.name, err, tt.field)
		}
	}
}
