package channeltest

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/contactkit/contactkit/channel"
)

// checkEvents checks what holds for every event of every platform.
func (s *suite) checkEvents(ch channel.Channel, w channel.Webhook, events []channel.Event) {
	s.Helper()
	platform := ch.Info().Platform
	ids := make(map[string]channel.Event)
	for i, e := range events {
		if channel.Kind(e.Body) == "" {
			s.Errorf("event %d: the body is a %T, and should be one of the set, as a value", i, e.Body)
			continue
		}
		if !strings.HasPrefix(e.ID, channel.EventID(platform, e.Thread.Account)+"/") {
			s.Errorf("event %d: the ID %q does not begin with platform and account, as EventID makes it", i, e.ID)
		}
		if len(e.ID) > channel.MaxEventID {
			s.Errorf("event %d: the ID has %d bytes, more than the %d that EventID allows", i, len(e.ID), channel.MaxEventID)
		}
		if twin, twice := ids[e.ID]; twice && !s.mutated && !sameThing(twin, e) {
			s.Errorf("event %d: the ID %q stands in one call for another thing too", i, e.ID)
		}
		ids[e.ID] = e
		if e.Thread.Platform != platform {
			s.Errorf("event %d: the thread's platform is %q, want %q", i, e.Thread.Platform, platform)
		}
		if back, err := channel.ParseThread(e.Thread.Key()); err != nil || back != e.Thread {
			s.Errorf("event %d: the thread %+v does not survive its key: %v", i, e.Thread, err)
		}
		if !e.Time.IsZero() && (e.Time.Location() != time.UTC || e.Time.Year() < 1 || e.Time.Year() > 9999) {
			s.Errorf("event %d: the time %v is not in UTC, or cannot be written", i, e.Time)
		}
		if e.Late {
			s.Errorf("event %d: a webhook call brought it, and it is marked as late", i)
		}
		if len(e.Raw) == 0 || !bytes.Contains(w.Body, e.Raw) {
			s.Errorf("event %d: Raw is no part of the body: %q", i, short(e.Raw))
		}
		if c, ok := e.Body.(channel.Custom); ok && (c.Kind == "" || len(c.Data) == 0) {
			s.Errorf("event %d: a Custom has a kind and its bytes: %q, %q", i, c.Kind, short(c.Data))
		}
		if s.mutated && i < len(s.usual) && sameThing(s.usual[i], e) && s.usual[i].Time.Equal(e.Time) {
			continue
		}
		s.checkStrings(i, e)
		s.checkJSON(i, e)
	}
}

// sameThing reports whether two events tell the same: platforms do it twice in one call now and
// then.
func sameThing(a, b channel.Event) bool {
	a.Raw, b.Raw, a.Time, b.Time = nil, nil, time.Time{}, time.Time{}
	return sameEvent(a, b)
}

// checkStrings checks that every text can be stored everywhere.
func (s *suite) checkStrings(i int, e channel.Event) {
	s.Helper()
	walkStrings(reflect.ValueOf(e), "", func(path, text string) {
		if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
			s.Errorf("event %d: %s is not clean: %q", i, path, text)
		}
	})
}

// walkStrings calls f for every string in v.
func walkStrings(v reflect.Value, path string, f func(path, text string)) {
	switch v.Kind() {
	case reflect.String:
		f(path, v.String())
	case reflect.Interface, reflect.Pointer:
		if !v.IsNil() {
			walkStrings(v.Elem(), path, f)
		}
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return
		}
		for i := range v.Len() {
			walkStrings(v.Index(i), path+"[]", f)
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			return
		}
		for i := range v.NumField() {
			walkStrings(v.Field(i), path+"."+v.Type().Field(i).Name, f)
		}
	}
}

// checkJSON checks that the event can be stored and read back.
func (s *suite) checkJSON(i int, e channel.Event) {
	s.Helper()
	data, err := json.Marshal(e)
	if err != nil {
		s.Errorf("event %d: it has no JSON form: %v", i, err)
		return
	}
	if bytes.Contains(data, []byte(`\u0000`)) && !bytes.Contains(data, []byte(`\\u0000`)) {
		s.Errorf("event %d: its JSON holds U+0000, which PostgreSQL does not take", i)
	}
	var back channel.Event
	if err := json.Unmarshal(data, &back); err != nil {
		s.Errorf("event %d: its JSON cannot be read back: %v", i, err)
		return
	}
	want := e
	if _, ok := e.Body.(channel.Custom); !ok {
		want.Raw = nil
	}
	if !same(reflect.ValueOf(want), reflect.ValueOf(back)) {
		s.Errorf("event %d is another after a JSON round trip:\nbefore %+v\nafter  %+v", i, want, back)
	}
}

// same is reflect.DeepEqual, but for empty slices, which equal nil, and for times, which are
// instants.
func same(a, b reflect.Value) bool {
	if a.IsValid() != b.IsValid() {
		return false
	}
	if !a.IsValid() {
		return true
	}
	if a.Type() != b.Type() {
		return false
	}
	switch a.Kind() {
	case reflect.Interface, reflect.Pointer:
		if a.IsNil() || b.IsNil() {
			return a.IsNil() == b.IsNil()
		}
		return same(a.Elem(), b.Elem())
	case reflect.Slice:
		if a.Type().Elem().Kind() == reflect.Uint8 {
			return bytes.Equal(a.Bytes(), b.Bytes())
		}
		if a.Len() != b.Len() {
			return false
		}
		for i := range a.Len() {
			if !same(a.Index(i), b.Index(i)) {
				return false
			}
		}
		return true
	case reflect.Struct:
		if t, ok := a.Interface().(time.Time); ok {
			return t.Equal(b.Interface().(time.Time))
		}
		for i := range a.NumField() {
			if !same(a.Field(i), b.Field(i)) {
				return false
			}
		}
		return true
	default:
		return a.Interface() == b.Interface()
	}
}

// print is an event's JSON, to compare events in a message.
func (s *suite) print(e channel.Event) string {
	data, err := json.Marshal(e)
	if err != nil {
		s.Fatalf("an event has no JSON form: %v", err)
	}
	return string(data)
}
