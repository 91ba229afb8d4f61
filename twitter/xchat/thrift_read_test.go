package xchat

import (
	"encoding/base64"
	"errors"
	"math"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

func TestReaderSkipsWhatItDoesNotKnow(t *testing.T) {
	var w writer
	w.head(typeDouble, 90)
	w.b = append(w.b, make([]byte, 8)...)
	w.head(typeMap, 91)
	w.b = append(w.b, typeString, typeI16, 0, 0, 0, 1, 0, 0, 0, 1, 'k', 0, 7)
	w.head(typeSet, 92)
	w.b = append(w.b, typeByte, 0, 0, 0, 2, 1, 2)
	w.within(93, func() { w.i64(1, 5) })
	w.i32(2, 4) // the message id, of a type that it never has
	w.text(1, "17")
	w.flag(11, true)
	w.stop()
	got, err := ParseBytes(append(w.b, "whatever follows"...))
	require.NoError(t, err)
	if diff := cmp.Diff(Event{Sequence: "17", Trusted: true}, got); diff != "" {
		t.Errorf("ParseBytes (-want +got):\n%s", diff)
	}
}

func TestReaderRefuses(t *testing.T) {
	list := func(typ byte, n uint32, rest ...byte) []byte {
		w := writer{}
		w.text(1, "1")
		w.list(50, typ, int(int32(n)))
		return append(w.b, rest...)
	}
	union := func(body func(*writer)) []byte {
		w := writer{}
		w.text(1, "1")
		w.within(7, func() { body(&w) })
		w.stop()
		return w.b
	}
	for _, tt := range []struct {
		name string
		in   []byte
	}{
		{"nothing", nil},
		{"an empty struct", []byte{typeStop}},
		{"no end", []byte{typeString, 0, 1, 0, 0, 0, 1, 'a'}},
		{"half an id", []byte{typeString, 0}},
		{"a negative length", []byte{typeString, 0, 1, 0xff, 0xff, 0xff, 0xff, 0}},
		{"a length beyond the end", []byte{typeString, 0, 1, 0, 0, 0, 9, 'a', 0}},
		{"a type that does not exist", []byte{typeString, 0, 1, 0, 0, 0, 1, 'a', 5, 0, 1, 0, 0}},
		{"a negative count", list(typeBool, math.MaxUint32, 0)},
		{"more elements than bytes", list(typeBool, 9, 1, 1, 0)},
		{"more elements than X allows", list(typeBool, maxContainer+1, make([]byte, maxContainer+2)...)},
		{"elements without a type", list(typeStop, 1, 0)},
		{"a detail without a member", union(func(*writer) {})},
		{"a detail of two members", union(func(w *writer) {
			w.within(12, func() { w.text(1, "5") })
			w.within(13, func() {})
		})},
		{"structs too deep", []byte(strings.Repeat("\x0c\x00\x32", maxDepth) + strings.Repeat("\x00", maxDepth+1))},
		{"lists too deep", append(list(typeList, 1), strings.Repeat("\x0f\x00\x00\x00\x01", maxDepth)...)},
	} {
		if e, err := ParseBytes(tt.in); !errors.Is(err, ErrMalformed) {
			t.Errorf("%s: ParseBytes = %+v, %v, want ErrMalformed", tt.name, e, err)
		}
	}
}

func TestReaderTakesItsBounds(t *testing.T) {
	var w writer
	w.text(1, "1")
	w.texts(50, make([]string, maxContainer))
	w.stop()
	_, err := ParseBytes(w.b)
	require.NoError(t, err)
	deep := strings.Repeat("\x0c\x00\x32", maxDepth-1) + strings.Repeat("\x00", maxDepth)
	_, err = ParseBytes([]byte("\x0b\x00\x01\x00\x00\x00\x011" + deep))
	require.NoError(t, err)
}

func TestBase64IsTakenWithAndWithoutPadding(t *testing.T) {
	var w writer
	w.text(1, "17")
	w.stop()
	for _, encoding := range []*base64.Encoding{base64.StdEncoding, base64.RawStdEncoding} {
		e, err := Parse(encoding.EncodeToString(w.b))
		if err != nil || e.Sequence != "17" {
			t.Errorf("Parse = %+v, %v", e, err)
		}
	}
	if _, err := Parse("no base64!"); !errors.Is(err, ErrMalformed) {
		t.Errorf("Parse = %v, want ErrMalformed", err)
	}
}

// memory bounds how much reading may allocate: 20 times the input, plus a little that does not
// grow.
func memory(t *testing.T, input int, f func()) {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	if got, most := after.TotalAlloc-before.TotalAlloc, uint64(20*input+1<<16); got > most {
		t.Errorf("an input of %d bytes allocated %d bytes, want at most %d", input, got, most)
	}
}

func TestMemoryOfCrampedInput(t *testing.T) {
	many := func(head func(*writer), element func(*writer), close int) []byte {
		var w writer
		head(&w)
		for range maxContainer {
			element(&w)
		}
		for range close {
			w.stop()
		}
		return w.b
	}
	for name, in := range map[string][]byte{
		"wrapped keys": many(func(w *writer) {
			w.head(typeStruct, 7)
			w.head(typeStruct, 3)
			w.list(2, typeStruct, maxContainer)
		}, func(w *writer) { w.text(1, "a"); w.stop() }, 3),
		"sequences": many(func(w *writer) {
			w.head(typeStruct, 7)
			w.head(typeStruct, 7)
			w.list(1, typeString, maxContainer)
		}, func(w *writer) { w.raw("") }, 3),
		"members": many(func(w *writer) {
			w.head(typeStruct, 9)
			w.list(5, typeStruct, maxContainer)
		}, func(w *writer) { w.text(1, ""); w.stop() }, 2),
	} {
		memory(t, len(in), func() {
			if _, err := ParseBytes(in); err != nil && name != "members" {
				t.Errorf("%s: %v", name, err)
			}
		})
	}
	for name, in := range map[string][]byte{
		"attachments": many(func(w *writer) {
			w.head(typeStruct, 1)
			w.head(typeStruct, 1)
			w.list(3, typeStruct, maxContainer)
		}, func(w *writer) { w.flag(99, true); w.stop() }, 3),
		"entities": many(func(w *writer) {
			w.head(typeStruct, 1)
			w.head(typeStruct, 1)
			w.list(2, typeStruct, maxContainer)
		}, func(w *writer) { w.i32(1, 1); w.stop() }, 3),
		"options": many(func(w *writer) {
			w.head(typeStruct, 1)
			w.head(typeStruct, 1)
			w.head(typeStruct, 8)
			w.head(typeStruct, 1)
			w.head(typeStruct, 1)
			w.list(2, typeStruct, maxContainer)
		}, func(w *writer) { w.text(1, "a"); w.stop() }, 6),
		"links": many(func(w *writer) {
			w.head(typeStruct, 1)
			w.head(typeStruct, 1)
			w.list(9, typeStruct, maxContainer)
		}, func(w *writer) { w.text(1, "a"); w.stop() }, 3),
	} {
		memory(t, len(in), func() {
			if _, err := readContent(in); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		})
	}
}
