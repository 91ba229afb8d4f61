package read

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/export"
)

func jsonLines(t testing.TB, all []desk) []byte {
	t.Helper()
	var out bytes.Buffer
	var fields []export.Field
	for _, c := range deskColumns() {
		if !c.Withheld {
			fields = append(fields, export.Field{Name: c.Name, Kind: c.Kind})
		}
	}
	w, err := export.JSONLines{}.NewWriter(&out, fields)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range all {
		var cells []export.Value
		for _, c := range deskColumns() {
			if !c.Withheld {
				cells = append(cells, c.Value(d))
			}
		}
		if err := w.WriteRow(cells); err != nil {
			t.Fatal(err)
		}
	}
	return out.Bytes()
}

func TestJSONLines(t *testing.T) {
	want := desks(500)
	for i := range want {
		want[i].Secret = ""
	}
	got, wrong, err := JSONLines(bytes.NewReader(jsonLines(t, desks(500))), deskColumns())
	if err != nil || len(wrong) > 0 {
		t.Fatalf("%v, %v", wrong, err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%.2000s", diff)
	}
}

// A line that cannot be read costs itself only.
func TestJSONLinesErrors(t *testing.T) {
	line := func(change string) string {
		old, now, _ := strings.Cut(change, " => ")
		return strings.Replace(`{"id":"d","name":"n","agents":3,"load":0.5,"open":true,"changed":"2026-11-20T09:00:00Z"}`, old, now, 1)
	}
	tests := []struct{ name, line, want string }{
		{"another order", `{"changed":null,"open":true,"load":null,"agents":3,"name":"n","id":"d"}`, ""},
		{"no object", `["d"]`, "line 2: no JSON object"},
		{"not JSON", `id,name`, "line 2: no JSON object"},
		{"cut short", `{"id":"d","na`, "line 2: broken JSON"},
		{"no comma", line(`"n", => "n" `), "line 2: broken JSON"},
		{"two on a line", line(`} => }{}`), "line 2: something follows the object"},
		{"an unknown key", line(`"name" => "nmae"`), `line 2: the key "nmae" is none that is read`},
		{"a withheld key", line(`"name" => "secret"`), `line 2: the key "secret" is none that is read`},
		{"twice", line(`"name" => "id"`), `line 2: the key "id" is there twice`},
		{"missing", line(`"name":"n", => `), "line 2, name: the key is missing"},
		{"a number as text", line(`3 => "3"`), "line 2, agents: the column is of the kind number"},
		{"a list", line(`"n" => ["n"]`), "line 2, name: the column is of the kind text"},
		{"an object", line(`true => {"x":1}`), "line 2, open: the column is of the kind bool"},
		{"a value that is refused", line(`3 => -3`), "line 2, agents: no number of agents"},
		{"a time that is none", line(`2026-11-20T => tomorrow`), "line 2, changed: no time such as 2026-01-31T09:00:00Z"},
	}
	for _, tt := range tests {
		good := string(jsonLines(t, desks(2)))
		first, last, _ := strings.Cut(good, "\n")
		got, wrong, err := JSONLines(strings.NewReader(first+"\n"+tt.line+"\r\n\n"+last), deskColumns())
		text, rows := "", 3
		for _, e := range wrong {
			text, rows = text+e.Error(), 2
		}
		if err != nil || text != tt.want || len(got) != rows || got[rows-1].ID != "desk-000001" {
			t.Errorf("%s: %d rows, %q, %v, want %q", tt.name, len(got), text, err, tt.want)
		}
	}
	if _, wrong, err := JSONLines(strings.NewReader(strings.Repeat("x\n", 2000)), deskColumns()); err == nil || len(wrong) != maxRowErrors+1 {
		t.Errorf("%d errors: %v", len(wrong), err)
	}
	if _, _, err := JSONLines(strings.NewReader(strings.Repeat("x", maxRecord+10)), deskColumns()); err == nil {
		t.Error("a line without end is read")
	}
	if got, wrong, err := JSONLines(strings.NewReader(""), deskColumns()); len(got)+len(wrong) > 0 || err != nil {
		t.Errorf("an export of nothing: %v, %v, %v", got, wrong, err)
	}
}

func FuzzJSONLines(f *testing.F) {
	f.Add(jsonLines(f, desks(3)))
	f.Add([]byte(`{"id":null}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		got, _, err := JSONLines(bytes.NewReader(data), deskColumns())
		if err != nil {
			return
		}
		again, wrong, err := JSONLines(bytes.NewReader(jsonLines(t, got)), deskColumns())
		if diff := cmp.Diff(fmt.Sprint(got), fmt.Sprint(again)); diff != "" || len(wrong) > 0 || err != nil {
			t.Errorf("read again: %v, %v\n%s", wrong, err, diff)
		}
	})
}

// A line in another code page is an error, and so is each line of the same file whose bytes are
// UTF-8 by chance. Lines of ASCII are read, and so is every line of a file with a byte-order mark
// that is damaged.
func TestJSONLinesInAnotherCodePage(t *testing.T) {
	line := func(name string) string {
		return `{"id":"d","name":"` + name + `","agents":3,"load":0.5,"open":true,"changed":null}` + "\n"
	}
	for name, tt := range map[string]struct {
		names []string
		want  string // names that are read
	}{
		"GBK":                    {[]string{"\xd7\xaa\xc8\xcb\xb9\xa4", "VIP\xc5\xae", "plain"}, "plain"}, // 转人工, VIP女
		"Shift-JIS":              {[]string{"\x93\x5d\x91\x97", "\xea\xa1\x8d\x54", "plain"}, "plain"},    // 転送, 遙控
		"Latin-1":                {[]string{"caf\xe9", "CAF\xc9\xae", "plain"}, "plain"},                  // café, CAFÉ®
		"UTF-8":                  {[]string{"café", "转人工", "VIPŮ"}, "café 转人工 VIPŮ"},
		"a mark, and a bad line": {[]string{"café", "\xff", "VIPŮ"}, "café VIPŮ"},
	} {
		file := ""
		if strings.HasPrefix(name, "a mark") {
			file = mark
		}
		for _, n := range tt.names {
			file += line(n)
		}
		got, wrong, err := JSONLines(strings.NewReader(file), deskColumns())
		var read []string
		for _, d := range got {
			read = append(read, d.Name)
		}
		if strings.Join(read, " ") != tt.want || len(got)+len(wrong) != len(tt.names) || err != nil {
			t.Errorf("%s: read %q, %v, %v", name, read, wrong, err)
		}
	}
}
