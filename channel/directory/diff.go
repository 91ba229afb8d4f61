package directory

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"

	"github.com/contactkit/contactkit/channel"
)

// Change is one field that differs between two records, for an audit log. Values are in their JSON
// form, empty where there is none; of a credential they are "[secret]" and "[secret, replaced]", or
// if only former ones were dropped, how many there are: "2 keys" and "1 keys".
type Change struct {
	Field string `json:"field"` // path: "name", "settings.appId", "hours.schedule.workday[0]", "secrets.appSecret"
	Old   string `json:"old,omitempty"`
	New   string `json:"new,omitempty"`
}

// Texts that a Change shows in place of a credential.
const (
	secretSet     = "[secret]"
	secretRenewed = "[secret, replaced]"
)

// Diff lists what differs between two revisions of a record, sorted by field. Rev and TimesSince,
// which change with others, are left out. It shows no credential.
func Diff(old, now Record) []Change {
	a, b := map[string]string{}, map[string]string{}
	flatten(a, old)
	flatten(b, now)
	var list []Change
	for _, field := range union(a, b) {
		if a[field] != b[field] {
			list = append(list, Change{Field: field, Old: a[field], New: b[field]})
		}
	}
	list = append(list, diffSecrets(old.Secrets, now.Secrets)...)
	slices.SortFunc(list, func(x, y Change) int { return cmp.Compare(x.Field, y.Field) })
	return list
}

func union[V any](a, b map[string]V) []string {
	return slices.Compact(slices.Sorted(func(yield func(string) bool) {
		for _, m := range [...]map[string]V{a, b} {
			for k := range m {
				if !yield(k) {
					return
				}
			}
		}
	}))
}

func flatten(into map[string]string, r Record) {
	data, err := json.Marshal(r)
	if err != nil { // a time or clock that has no JSON form: Check refuses it
		into["record"] = err.Error()
		return
	}
	var tree map[string]json.RawMessage
	_ = json.Unmarshal(data, &tree)
	delete(tree, "rev")
	delete(tree, "timesSince")
	for name, value := range tree {
		flattenValue(into, name, value)
	}
}

func flattenValue(into map[string]string, at string, value json.RawMessage) {
	switch value[0] {
	case '{':
		var tree map[string]json.RawMessage
		_ = json.Unmarshal(value, &tree)
		for name, inner := range tree {
			flattenValue(into, at+"."+name, inner)
		}
	case '[':
		var list []json.RawMessage
		_ = json.Unmarshal(value, &list)
		for i, inner := range list {
			flattenValue(into, at+"["+strconv.Itoa(i)+"]", inner)
		}
	default:
		into[at] = string(value)
	}
}

func diffSecrets(old, now Secrets) []Change {
	var list []Change
	compare := func(field string, a, b channel.Keys) {
		switch x, y := a.First(), b.First(); {
		case x == y && len(a) == len(b):
		case x == y: // a former one has ended, or was revoked
			list = append(list, Change{Field: field, Old: strconv.Itoa(len(a)) + " keys", New: strconv.Itoa(len(b)) + " keys"})
		case x == "":
			list = append(list, Change{Field: field, New: secretSet})
		case y == "":
			list = append(list, Change{Field: field, Old: secretSet})
		default:
			list = append(list, Change{Field: field, Old: secretSet, New: secretRenewed})
		}
	}
	for _, field := range union(old.Keys, now.Keys) {
		compare("secrets."+field, old.Keys[field], now.Keys[field])
	}
	for _, field := range union(old.Tokens, now.Tokens) {
		for _, account := range union(old.Tokens[field], now.Tokens[field]) {
			compare("secrets."+field+"["+account+"]", old.Tokens[field][account], now.Tokens[field][account])
		}
	}
	for _, name := range union(old.Attributes, now.Attributes) {
		compare("secrets.attributes."+name, channel.NewKeys(old.Attributes[name]), channel.NewKeys(now.Attributes[name]))
	}
	return list
}
