package jsonread_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/contactkit/contactkit/channel/jsonread"
	"github.com/google/go-cmp/cmp"
)

func TestKind(t *testing.T) {
	tests := []struct {
		body string
		want jsonread.Kind
	}{
		{"null", jsonread.Null},
		{"true", jsonread.Bool},
		{"false", jsonread.Bool},
		{"0", jsonread.Number},
		{"-1", jsonread.Number},
		{"9", jsonread.Number},
		{`""`, jsonread.String},
		{"[]", jsonread.Array},
		{"{}", jsonread.Object},
		{" \t\r\n[ ] ", jsonread.Array},
	}
	for _, tt := range tests {
		r := open(t, tt.body)
		got := []jsonread.Kind{r.Kind(), r.Kind()}
		r.Skip()
		got = append(got, r.Kind())
		if diff := cmp.Diff([]jsonread.Kind{tt.want, tt.want, jsonread.Invalid}, got); diff != "" {
			t.Errorf("Kind of %s twice and after Skip (-want +got):\n%s", tt.body, diff)
		}
	}
}

// A walk is a program that reads a body and notes what it saw.
type walk func(r *jsonread.Reader, note func(format string, args ...any))

func TestWalk(t *testing.T) {
	tests := []struct {
		name string
		body string
		walk walk
		want []string
	}{
		{
			"every member in order", `{"b":1,"a":"x","":null}`,
			func(r *jsonread.Reader, note func(string, ...any)) {
				for key := range r.Object {
					note("%q %s", key, r.Raw())
				}
			},
			[]string{`"b" 1`, `"a" "x"`, `"" null`},
		},
		{
			"every element in order", `[1,"x",[2],{"y":3}]`,
			func(r *jsonread.Reader, note func(string, ...any)) {
				for i := range r.Array {
					note("%d %s", i, r.Raw())
				}
			},
			[]string{"0 1", `1 "x"`, "2 [2]", `3 {"y":3}`},
		},
		{
			"white space everywhere", "\n { \"a\" : [ 1 ,\t2 ] ,\r\n\"b\" : { } , \"c\" : [ ] } \n",
			func(r *jsonread.Reader, note func(string, ...any)) {
				for key := range r.Object {
					note("%s", key)
					if r.Kind() == jsonread.Array {
						for i := range r.Array {
							note("%d %d", i, r.Int())
						}
					}
				}
			},
			[]string{"a", "0 1", "1 2", "b", "c"},
		},
		{
			"values left alone are skipped", `{"a":{"b":[1,{"c":"]}"}]},"d":"\"}","e":-1.5e3,"f":true,"g":7}`,
			func(r *jsonread.Reader, note func(string, ...any)) {
				for key := range r.Object {
					if string(key) == "g" {
						note("g %d", r.Int())
						continue
					}
					note("%s", key)
				}
			},
			[]string{"a", "d", "e", "f", "g 7"},
		},
		{
			"break before and after reading", `[{"a":1,"b":2,"c":3},{"a":4,"b":{"x":[5]},"c":6}]`,
			func(r *jsonread.Reader, note func(string, ...any)) {
				for i := range r.Array {
					for key := range r.Object {
						if i == 0 && string(key) == "b" {
							note("%d", r.Int())
							break
						}
						if i == 1 && string(key) == "b" {
							break
						}
						note("%d %s", i, key)
					}
				}
				note("%d", r.Kind())
			},
			[]string{"0 a", "2", "1 a", "0"},
		},
		{
			"break out of two loops", `[[[1,2],[3,4]],[[5,6],[7,8]]]`,
			func(r *jsonread.Reader, note func(string, ...any)) {
				for i := range r.Array {
				rows:
					for range r.Array {
						for range r.Array {
							if n := r.Int(); n%2 == 0 {
								break rows
							} else {
								note("%d %d", i, n)
							}
						}
					}
				}
			},
			[]string{"0 1", "1 5"},
		},
		{
			"continue an outer loop", `[[1,2],[3,4],[5]]`,
			func(r *jsonread.Reader, note func(string, ...any)) {
			rows:
				for range r.Array {
					for range r.Array {
						note("%d", r.Int())
						continue rows
					}
				}
			},
			[]string{"1", "3", "5"},
		},
		{
			"return from within, then read on", `{"list":[{"id":1},{"id":2},{"id":3}],"next":4}`,
			func(r *jsonread.Reader, note func(string, ...any)) {
				find := func() int64 {
					for range r.Array {
						for range r.Object {
							if n := r.Int(); n == 2 {
								return n
							}
						}
					}
					return 0
				}
				for key := range r.Object {
					if string(key) == "list" {
						note("%d", find())
					} else {
						note("%s %d", key, r.Int())
					}
				}
			},
			[]string{"2", "next 4"},
		},
		{
			"a value is consumed once", `[1,"x",[2],{"y":3},4]`,
			func(r *jsonread.Reader, note func(string, ...any)) {
				for range r.Array {
					first := r.Raw()
					r.Skip()
					for range r.Object {
						note("object")
					}
					for range r.Array {
						note("array")
					}
					note("%s then %q %q %q %d %v %v %d", first, r.Raw(), r.Text(), r.ID(), r.Int(), r.Float(), r.Bool(), r.Kind())
				}
			},
			[]string{
				`1 then "" "" "" 0 0 false 0`, `"x" then "" "" "" 0 0 false 0`, `[2] then "" "" "" 0 0 false 0`,
				`{"y":3} then "" "" "" 0 0 false 0`, `4 then "" "" "" 0 0 false 0`,
			},
		},
		{
			"an inner loop over a consumed object", `{"a":{"b":1},"c":2}`,
			func(r *jsonread.Reader, note func(string, ...any)) {
				for key := range r.Object {
					for key := range r.Object {
						note("inner %s", key)
					}
					for key := range r.Object {
						note("again %s", key)
					}
					note("%s", key)
				}
			},
			[]string{"inner b", "a", "c", "mismatches 1"},
		},
		{
			"repeated names come every time", `{"a":1,"a":2,"A":3}`,
			func(r *jsonread.Reader, note func(string, ...any)) {
				for key := range r.Object {
					note("%s %d", key, r.Int())
				}
			},
			[]string{"a 1", "a 2", "A 3"},
		},
		{
			"names are unescaped", `{"\u0061b":1,"a\/\"\n":2,"\u0000\ud800":3,"` + "\xff" + `é":4,"💡":5}`,
			func(r *jsonread.Reader, note func(string, ...any)) {
				for key := range r.Object {
					note("%q %d", key, r.Int())
				}
			},
			[]string{`"ab" 1`, `"a/\"\n" 2`, `"��" 3`, `"�é" 4`, `"💡" 5`},
		},
		{
			"null holds nothing", `[null,null]`,
			func(r *jsonread.Reader, note func(string, ...any)) {
				for i := range r.Array {
					note("%d", i)
					for range r.Array {
						note("array")
					}
					for range r.Object {
						note("object")
					}
				}
			},
			[]string{"0", "1"},
		},
		{
			"a copy looks ahead", `{"value":[1,2],"kind":"pair"}`,
			func(r *jsonread.Reader, note func(string, ...any)) {
				ahead := *r
				for key := range ahead.Object {
					if string(key) == "kind" {
						note("%s", ahead.Text())
					}
				}
				for key := range r.Object {
					note("%s", key)
				}
			},
			[]string{"pair", "value", "kind"},
		},
		{
			"a value read again", `[ {"id": 1, "text": "a"} , [ 2 ] ]`,
			func(r *jsonread.Reader, note func(string, ...any)) {
				for range r.Array {
					raw := r.Raw()
					sub := jsonread.Sub(raw)
					for key := range sub.Object {
						note("%s %s", key, sub.Raw())
					}
					note("%s %d mismatches", raw, sub.Mismatches())
				}
			},
			[]string{"id 1", `text "a"`, `{"id": 1, "text": "a"} 0 mismatches`, "[ 2 ] 1 mismatches"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := open(t, tt.body)
			var got []string
			tt.walk(r, func(format string, args ...any) { got = append(got, fmt.Sprintf(format, args...)) })
			if n := r.Mismatches(); n > 0 {
				got = append(got, fmt.Sprintf("mismatches %d", n))
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("walking %s (-want +got):\n%s", tt.body, diff)
			}
			r.Skip()
			if k := r.Kind(); k != jsonread.Invalid {
				t.Errorf("after walking %s and Skip, Kind is %d", tt.body, k)
			}
		})
	}
}

// A reading is what one method made of one value.
type reading struct {
	Got        string
	Mismatches int
}

// readings are all consuming methods that may refuse a value.
var readings = map[string]func(r *jsonread.Reader) string{
	"Object": func(r *jsonread.Reader) (s string) {
		for key := range r.Object {
			s += string(key)
		}
		return s
	},
	"Array": func(r *jsonread.Reader) (s string) {
		for i := range r.Array {
			s += fmt.Sprint(i)
		}
		return s
	},
	"Text":  (*jsonread.Reader).Text,
	"ID":    (*jsonread.Reader).ID,
	"Int":   func(r *jsonread.Reader) string { return fmt.Sprint(r.Int()) },
	"Float": func(r *jsonread.Reader) string { return fmt.Sprint(r.Float()) },
	"Bool":  func(r *jsonread.Reader) string { return fmt.Sprint(r.Bool()) },
}

func TestMismatches(t *testing.T) {
	// Each method with values that are not of its kind, and with every value that it accepts.
	zero := map[string]string{"Int": "0", "Float": "0", "Bool": "false"}
	accepted := map[string]map[string]string{
		"Object": {`{"k":[0]}`: "k"},
		"Array":  {`[[7],8]`: "01"},
		"Text":   {`"x"`: "x", `"12"`: "12", `"true"`: "true"},
		"ID":     {`"x"`: "x", `"12"`: "12", `"true"`: "true", "12": "12", "1": "1", "1.5": "1.5"},
		"Int":    {`"12"`: "12", "12": "12", "1": "1"},
		"Float":  {`"12"`: "12", "12": "12", "1": "1", "1.5": "1.5"},
		"Bool":   {`"true"`: "true", "true": "true", "1": "true", "false": "false"},
	}
	values := []string{"null", "true", "false", "1", "12", "1.5", `"x"`, `"12"`, `"true"`, `[[7],8]`, `{"k":[0]}`}
	for _, name := range slices.Sorted(maps.Keys(readings)) {
		for _, value := range values {
			want := reading{zero[name], 1}
			if got, ok := accepted[name][value]; ok {
				want = reading{got, 0}
			} else if value == "null" {
				want.Mismatches = 0
			}
			r := open(t, `[`+value+`,"next"]`)
			var got reading
			var next string
			for i := range r.Array {
				if i == 0 {
					got = reading{readings[name](r), r.Mismatches()}
				} else {
					next = r.Text()
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s of %s (-want +got):\n%s", name, value, diff)
			}
			if next != "next" {
				t.Errorf("after %s of %s, the next element is %q", name, value, next)
			}
		}
	}
}

func TestZeroReader(t *testing.T) {
	for name, read := range readings {
		var r jsonread.Reader
		zero := map[string]string{"Int": "0", "Float": "0", "Bool": "false"}[name]
		got := []any{read(&r), r.Mismatches(), r.Raw(), r.Kind()}
		if diff := cmp.Diff([]any{zero, 0, []byte(nil), jsonread.Invalid}, got); diff != "" {
			t.Errorf("%s of the zero Reader, then Mismatches, Raw and Kind (-want +got):\n%s", name, diff)
		}
	}
}

func TestRawAliases(t *testing.T) {
	body := []byte(` { "a" : [ 1 , 2 ] , "b" : "x" } `)
	r, err := jsonread.New(body)
	if err != nil {
		t.Fatal(err)
	}
	for range r.Object {
		raw := r.Raw()
		if len(raw) != cap(raw) {
			t.Errorf("Raw %s has room for %d bytes: appending would write into the body", raw, cap(raw))
		}
		raw[0] = '#'
	}
	if diff := cmp.Diff(` { "a" : # 1 , 2 ] , "b" : #x" } `, string(body)); diff != "" {
		t.Errorf("the body after writing into Raw (-want +got):\n%s", diff)
	}
}

func TestStringsDoNotAlias(t *testing.T) {
	body := []byte(`["plain text","1234567890123456789",1234567890123456789,"\u0041 and é","é and é"]`)
	r, err := jsonread.New(body)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for i := range r.Array {
		if i < 1 || i > 2 {
			got = append(got, r.Text())
		} else {
			got = append(got, r.ID())
		}
	}
	clear(body)
	want := []string{"plain text", "1234567890123456789", "1234567890123456789", "A and é", "é and é"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("texts after the body was cleared (-want +got):\n%s", diff)
	}
}

func TestPanicInLoopBody(t *testing.T) {
	r := open(t, `[{"a":[1,2]},3]`)
	func() {
		defer func() { _ = recover() }()
		for range r.Array {
			for range r.Object {
				panic("in the loop body")
			}
		}
	}()
	if got := string(r.Raw()); got != "[1,2]" {
		t.Errorf("after a panic at the innermost value, Raw = %q", got)
	}
}
