package directory_test

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/session/keyword"
	"github.com/contactkit/contactkit/worktime"
)

// eachText calls do with every text below v and its path in the JSON form. do may change the text.
func eachText(v reflect.Value, path string, do func(path string, v reflect.Value)) {
	switch v.Kind() {
	case reflect.String:
		do(path, v)
	case reflect.Slice:
		for i := range v.Len() {
			eachText(v.Index(i), fmt.Sprintf("%s[%d]", path, i), do)
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			text := reflect.New(v.Type().Elem()).Elem()
			text.Set(v.MapIndex(k))
			do(path+"."+k.String(), text)
			v.SetMapIndex(k, text)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
			if name == "" || name == "-" { // Secrets, and what is inside a time
				continue
			}
			eachText(v.Field(i), strings.TrimPrefix(path+"."+name, "."), do)
		}
	}
}

// fullRecord has something in each field that Check looks at.
func fullRecord(t *testing.T) (directory.Options, directory.Record) {
	o := options()
	cert := certificate(t, 1)
	known := func(context.Context, string, string) (directory.Certificate, error) { return cert, nil }
	o.Lookup = directory.Lookup{Certificate: known, Provider: func(context.Context, string, string) (directory.Provider, error) {
		return directory.Provider{Name: "p"}, nil
	}}
	r := pages("c", "Pages", "8801", "24001")
	r.About, r.Unit, r.ServiceID, r.Path, r.Provider = "about", "EMEA", "7", "/hooks/c", "p"
	r.Certificates = directory.Certificates{Trust: []string{"ca"}, Identity: "own", ServerName: "gateway.example"}
	r.Service.Assistant, r.Service.Thanks = "hints", []string{"thanks"}
	r.Service.Keywords.Mode, r.Service.Keywords.Deny = keyword.Phrase, []string{"travel agent"}
	r.Service.Keywords.List[0].Mode = keyword.Exact
	r.Routing.List, r.Routing.Fallback, r.Routing.WrapCodes = "l", "q", []directory.WrapCode{{ID: "sale", Label: "Sale"}}
	r.Hours.Zone = "Europe/Paris"
	r.Hours.Holidays = []worktime.Holiday{{Date: worktime.Date{Year: 2026, Month: 12, Day: 24}, Name: "Eve"}}
	r.Notices.Language, r.Notices.Offline = "en", "later"
	r.Notices.Translations = []directory.Translation{{Language: "de", Notice: "ended", Text: "Auf Wiedersehen"}}
	r.Attributes = []directory.Attribute{{Key: "tier", Label: "Tier", Help: "of the customer", Type: directory.String50, Options: []string{"gold", "silver"}, Value: "gold"}}
	return o, r
}

// A file or a database may drop U+0000, so no text of a record may hold it: Check complains at the
// field, whichever it is.
func TestNoTextHoldsNUL(t *testing.T) {
	for name, always := range map[string]bool{"with hours": false, "around the clock": true} {
		t.Run(name, func(t *testing.T) {
			o, r := fullRecord(t)
			r.Hours.Always = always
			rep, err := o.Check(t.Context(), r)
			require.NoError(t, err)
			require.NoError(t, rep.Err())
			seen := 0
			eachText(reflect.ValueOf(&r).Elem(), "", func(path string, _ reflect.Value) {
				seen++
				bad := r.Clone()
				eachText(reflect.ValueOf(&bad).Elem(), "", func(p string, v reflect.Value) {
					if p == path {
						v.SetString(v.String() + "\x00")
					}
				})
				rep, err := o.Check(t.Context(), bad)
				require.NoError(t, err)
				if !hasField(rep.Complaints, path) {
					t.Errorf("%s with U+0000: %q", path, fields(rep.Complaints))
				}
			})
			if seen < 50 {
				t.Errorf("the record has %d texts", seen)
			}
		})
	}
}

func hasField(list []*channel.FieldError, field string) bool {
	for _, e := range list {
		if e.Field == field {
			return true
		}
	}
	return false
}

// The texts of a schema that channels share hold no U+0000 either.
func TestNoTextOfAProviderHoldsNUL(t *testing.T) {
	good := directory.Provider{Name: "p", Attributes: []directory.Attribute{{Key: "tier", Label: "Tier", Help: "help", Type: directory.String50, Options: []string{"gold"}}}}
	require.NoError(t, good.Check())
	for field, edit := range map[string]func(*directory.Attribute){
		"attributes[0].label":      func(a *directory.Attribute) { a.Label += "\x00" },
		"attributes[0].help":       func(a *directory.Attribute) { a.Help += "\x00" },
		"attributes[0].options[0]": func(a *directory.Attribute) { a.Options = []string{"gold\x00"} },
	} {
		p := good
		p.Attributes = []directory.Attribute{good.Attributes[0]}
		edit(&p.Attributes[0])
		if list := channel.FieldErrors(p.Check()); len(list) != 1 || list[0].Field != field || list[0].Code != channel.CodeInvalid {
			t.Errorf("%s: %v", field, p.Check())
		}
	}
}
