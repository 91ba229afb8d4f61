package channel_test

import (
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
)

// bodies are empty bodies of every kind, by their word.
var bodies = map[string]channel.Body{
	"message": channel.Message{}, "edited": channel.Edited{}, "deleted": channel.Deleted{}, "press": channel.Press{}, "reacted": channel.Reacted{},
	"delivered": channel.Delivered{}, "read": channel.Read{}, "typing": channel.Typing{}, "started": channel.Started{}, "blocked": channel.Blocked{},
	"unblocked": channel.Unblocked{}, "handover": channel.Handover{}, "post": channel.Post{}, "failed": channel.Failed{}, "moved": channel.Moved{},
	"revoked": channel.Revoked{}, "custom": channel.Custom{},
}

func TestKind(t *testing.T) {
	for want, b := range bodies {
		if got := channel.Kind(b); got != want {
			t.Errorf("Kind(%T) = %q, want %q", b, got, want)
		}
	}
	for _, b := range []channel.Body{nil, &channel.Message{}} {
		if got := channel.Kind(b); got != "" {
			t.Errorf("Kind(%T) = %q, want none: it is no body", b, got)
		}
	}
}

// generator makes values of any type, the same ones for the same seed. Texts are clean, as in every
// event.
type generator struct {
	*rand.Rand
	texts []string
}

func (g generator) fill(v reflect.Value) {
	switch p := v.Addr().Interface().(type) {
	case *time.Time:
		if g.IntN(3) > 0 {
			*p = time.Unix(g.Int64N(1<<37), g.Int64N(1e9)).UTC()
		}
		return
	case *json.RawMessage:
		*p = [][]byte{nil, []byte(`{"a":[1,"x"]}`), []byte(`null`), []byte(`7`)}[g.IntN(4)]
		return
	case *channel.Body:
		return // the caller's
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(g.texts[g.IntN(len(g.texts))])
	case reflect.Bool:
		v.SetBool(g.IntN(2) == 0)
	case reflect.Int, reflect.Int64:
		v.SetInt([]int64{0, 1, -1, 1<<53 + 1, -1 << 63, 1<<63 - 1}[g.IntN(6)])
	case reflect.Float64:
		v.SetFloat([]float64{0, -1.5, 1e-300, 1.7976931348623157e308, 47.3769123456789}[g.IntN(5)])
	case reflect.Pointer:
		if g.IntN(2) == 0 {
			v.Set(reflect.New(v.Type().Elem()))
			g.fill(v.Elem())
		}
	case reflect.Slice:
		if n := g.IntN(3); n > 0 && v.Type().Elem().Kind() != reflect.Uint8 {
			v.Set(reflect.MakeSlice(v.Type(), n, n))
			for i := range n {
				g.fill(v.Index(i))
			}
		}
	case reflect.Struct:
		for i := range v.NumField() {
			g.fill(v.Field(i))
		}
	}
}

// event makes an event with a body of the kind.
func (g generator) event(kind string, data, raw []byte) channel.Event {
	var e channel.Event
	g.fill(reflect.ValueOf(&e).Elem())
	body := reflect.New(reflect.TypeOf(bodies[kind]))
	g.fill(body.Elem())
	e.Body = body.Elem().Interface().(channel.Body)
	if c, ok := e.Body.(channel.Custom); ok {
		c.Data, e.Body, e.Raw = data, c, raw
		e.Body = c
	}
	return e
}

func roundTrip(t *testing.T, e channel.Event) (channel.Event, []byte) {
	t.Helper()
	data, err := json.Marshal(e)
	if err != nil {
		t.Fatalf("%+v has no JSON form: %v", e, err)
	}
	var back channel.Event
	if err := json.Unmarshal(data, &back); err != nil {
		t.Fatalf("%s cannot be read back: %v", data, err)
	}
	return back, data
}

// FuzzEventJSON: an event of every kind with anything in it survives its JSON form.
func FuzzEventJSON(f *testing.F) {
	f.Add(uint64(1), "Hello", []byte(`{"a":1}`), []byte(`{"a":1}`))
	f.Add(uint64(2), "<&>\u2028\uFFFD\"\\\n\t\x7f💡", []byte("\xff\x00"), []byte("{\"text\":\"\\u0000\"}"))
	f.Add(uint64(3), "", []byte(nil), []byte("\x00"))
	f.Fuzz(func(t *testing.T, seed uint64, text string, data, raw []byte) {
		g := generator{rand.New(rand.NewPCG(seed, 1)), []string{"", "a", "Grüße 💡", channel.Clean(text)}}
		if len(data) == 0 {
			data = nil // JSON knows one kind of nothing
		}
		if len(raw) == 0 {
			raw = nil
		}
		for kind := range bodies {
			want := g.event(kind, data, raw)
			got, text := roundTrip(t, want)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s after a round trip through %s (-want +got):\n%s", kind, text, diff)
			}
		}
	})
}

// FuzzEventUnmarshal: whatever is read as an event can be written and read again, and is the same.
func FuzzEventUnmarshal(f *testing.F) {
	for kind := range bodies {
		f.Add([]byte(`{"id":"p/a/1","thread":{"platform":"p","account":"a","contact":"c"},"time":"2026-03-02T12:00:00+01:00","kind":"` + kind + `","body":{"id":"1","kind":"k","data":"x","raw64":"AAE=","same":false}}`))
	}
	f.Add([]byte(`{"kind":"custom","body":{"kind":"k","data":"","same":true}}`))
	f.Add([]byte(`{"kind":"message","body":null}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var e channel.Event
		if err := json.Unmarshal(data, &e); err != nil {
			if e.Body != nil || e.ID != "" {
				t.Errorf("%q is refused, and still sets %+v", data, e)
			}
			return
		}
		got, text := roundTrip(t, e)
		// An empty list and spaced JSON are written in their plain form, and stay so.
		again, text2 := roundTrip(t, got)
		if diff := cmp.Diff(got, again); diff != "" || string(text) != string(text2) {
			t.Errorf("%s is read as another event (-first +second):\n%s", text, diff)
		}
	})
}
