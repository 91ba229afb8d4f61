package directory

import (
	"reflect"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
)

// Every field of a record, at any depth, counts: one that sameRecord passed over would keep a node
// from taking what the store has. The test finds the fields by itself.
func TestSameRecord(t *testing.T) {
	var full Record
	fill(reflect.ValueOf(&full).Elem(), 1)
	if again := full.Clone(); !sameRecord(&full, &again) {
		t.Fatal("a copy is not the same")
	}
	leaves := 0
	walk(reflect.ValueOf(&full).Elem(), "Record", func() {}, func(at string, leaf reflect.Value, put func()) {
		leaves++
		before := full.Clone()
		old := reflect.New(leaf.Type()).Elem()
		old.Set(leaf)
		change(leaf)
		put()
		if sameRecord(&before, &full) || sameRecord(&full, &before) {
			t.Errorf("a change of %s does not count", at)
		}
		leaf.Set(old)
		put()
		if !sameRecord(&before, &full) {
			t.Errorf("%s is not as it was", at)
		}
	})
	if leaves < 120 {
		t.Errorf("%d fields only", leaves)
	}
}

// One list without elements is the same as none, and so is an instant in another zone. That
// nothing is bounded is not the same as zero.
func TestSameRecordOfOtherForms(t *testing.T) {
	zone := time.FixedZone("there", 3600)
	for name, tt := range map[string]struct {
		change func(*Record)
		want   bool
	}{
		"empty lists": {func(r *Record) {
			r.Pages, r.Attributes, r.Settings, r.Secrets.Keys = []Page{}, []Attribute{}, map[string]string{}, map[string]channel.Keys{}
		}, true},
		"another zone": {func(r *Record) { r.TimesSince = r.TimesSince.In(zone) }, true},
		"a bound":      {func(r *Record) { r.Offline.Outbound = new(Seconds) }, false},
		"a key more":   {func(r *Record) { r.Settings = map[string]string{"local": ""} }, false},
	} {
		a := Default("telegram")
		a.TimesSince = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
		b := a.Clone()
		tt.change(&b)
		if sameRecord(&a, &b) != tt.want || sameRecord(&b, &a) != tt.want {
			t.Errorf("%s: the same: %v", name, !tt.want)
		}
	}
}

// fill puts a value into every field, and one element into every list and map.
func fill(v reflect.Value, n int) {
	switch v.Kind() {
	case reflect.Struct:
		if _, ok := v.Interface().(time.Time); ok {
			v.Set(reflect.ValueOf(time.Unix(int64(n), 0).UTC()))
			return
		}
		for i := range v.NumField() {
			fill(v.Field(i), n)
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0), n)
	case reflect.Map:
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		fill(key, n)
		fill(value, n)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(key, value)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), n)
	default:
		change(v)
	}
}

// change puts another value into a leaf.
func change(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(v.String() + "x")
	case reflect.Bool:
		v.SetBool(!v.Bool())
	case reflect.Int, reflect.Int64, reflect.Int32, reflect.Int8:
		v.SetInt(v.Int() + 1)
	case reflect.Uint8:
		v.SetUint(v.Uint() + 1)
	case reflect.Struct: // time.Time
		v.Set(reflect.ValueOf(v.Interface().(time.Time).Add(time.Nanosecond)))
	case reflect.Slice, reflect.Map, reflect.Pointer:
		v.SetZero()
	default:
		panic("a kind of field that the test does not know: " + v.Kind().String())
	}
}

// walk passes every leaf, and every list, map and pointer as a whole. After a change of one, put
// stores it, for values of maps are copies.
func walk(v reflect.Value, at string, put func(), f func(at string, leaf reflect.Value, put func())) {
	if _, instant := v.Interface().(time.Time); v.Kind() == reflect.Struct && !instant {
		for i := range v.NumField() {
			if field := v.Type().Field(i); field.IsExported() {
				walk(v.Field(i), at+"."+field.Name, put, f)
			}
		}
		return
	}
	f(at, v, put)
	switch v.Kind() {
	case reflect.Slice:
		walk(v.Index(0), at+"[0]", put, f)
	case reflect.Pointer:
		walk(v.Elem(), at, put, f)
	case reflect.Map:
		key := v.MapKeys()[0]
		value := reflect.New(v.Type().Elem()).Elem()
		value.Set(v.MapIndex(key))
		walk(value, at+"[x]", func() { v.SetMapIndex(key, value); put() }, f)
	}
}
