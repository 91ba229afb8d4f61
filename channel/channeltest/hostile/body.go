package hostile

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"maps"
	"runtime"
	"slices"
	"strings"

	"github.com/contactkit/contactkit/channel"
)

// MostPerByte is how many bytes of memory a reader may take for each byte of a webhook body.
const MostPerByte = 20

// mostAtAll is for what does not depend on the body, such as the first 1,000 elements.
const mostAtAll = 3 << 19

// Lengths of webhook bodies in bytes, for [Bodies]. A Short one is enough to find a reader that
// takes too much memory, and many of them can be tested. [Growth] compares its cost with that of a
// Long one.
const (
	Short = 32 << 10
	Long  = 1 << 20
)

// Bodies yields families of webhook bodies, each with a name that says how they are made, and a
// function that makes one of about as many bytes as size says. In each, one list or object of a
// recorded body is filled up with many tiny elements; each path is used once for each kind of
// element. Recorded bodies that are no JSON are left out.
func Bodies(recorded map[string][]byte) iter.Seq2[string, func(size int) []byte] {
	return func(yield func(string, func(int) []byte) bool) {
		known := make(map[string]bool)
		for _, file := range slices.Sorted(maps.Keys(recorded)) {
			text := strings.TrimSpace(string(recorded[file]))
			if !json.Valid([]byte(text)) {
				continue
			}
			for _, p := range places(text, known) {
				elements := listElements
				if p.object {
					elements = objectElements
				}
				for _, e := range elements {
					fill := func(size int) []byte { return p.fill(e, size) }
					if !yield(e+" in "+file+" at "+p.name, fill) {
						return
					}
				}
			}
		}
	}
}

// Cost calls receive, which must read a body of [Bodies], and returns how many bytes of memory it
// took for each byte of the body. The error says that it took too much: more than MostPerByte, with
// 1.5 MiB for what does not depend on the body. Memory that other goroutines take meanwhile counts,
// so no other test may run at the same time.
func Cost(body []byte, receive func()) (perByte float64, err error) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	receive()
	runtime.ReadMemStats(&after)
	took := float64(after.TotalAlloc - before.TotalAlloc)
	perByte = took / float64(len(body))
	if (took-mostAtAll)/float64(len(body)) > MostPerByte {
		return perByte, fmt.Errorf("%.1f bytes of memory for each of %d", perByte, len(body))
	}
	return perByte, nil
}

// CheckReceived checks the result of Receive for a genuine call and returns what is wrong with it,
// or nil. No part of the body may be lost, whatever it is. Receive may fail only with
// channel.ErrMalformed, and then one event has the whole body as its Raw.
func CheckReceived(w channel.Webhook, got channel.Delivery, err error) error {
	switch {
	case err == nil:
		return nil
	case !errors.Is(err, channel.ErrMalformed):
		return fmt.Errorf("receive fails with another error than channel.ErrMalformed: %w", err)
	case len(got.Events) != 1 || !bytes.Equal(got.Events[0].Raw, w.Body):
		return fmt.Errorf("a malformed call has %d events, and none with its body", len(got.Events))
	}
	return nil
}

// place is a list or an object in a recorded body: the bytes before and after its content.
type place struct {
	name          string // path of member names
	before, after string
	object        bool
}

// places finds the lists and objects in a JSON text, each path once.
func places(text string, known map[string]bool) (all []place) {
	var walk func(path string, v json.RawMessage, before, after string)
	walk = func(path string, v json.RawMessage, before, after string) {
		var object map[string]json.RawMessage
		var list []json.RawMessage
		switch v[0] {
		case '{':
			_ = json.Unmarshal(v, &object) // the recorded bodies are valid
			if !known[path+"{}"] {
				known[path+"{}"] = true
				inner := strings.TrimSuffix(string(v), "}")
				if len(object) > 0 {
					inner += ","
				}
				all = append(all, place{path, before + inner, "}" + after, true})
			}
			for _, name := range slices.Sorted(maps.Keys(object)) {
				member := object[name]
				at := strings.Index(string(v), string(member)) // the first with this text will do
				walk(path+"/"+name, member, before+string(v[:at]), string(v[at+len(member):])+after)
			}
		case '[':
			_ = json.Unmarshal(v, &list)
			if !known[path+"[]"] {
				known[path+"[]"] = true
				all = append(all, place{path, before + "[", "]" + after, false})
			}
			if len(list) > 0 {
				at := strings.Index(string(v), string(list[0]))
				walk(path+"/0", list[0], before+string(v[:at]), string(v[at+len(list[0]):])+after)
			}
		}
	}
	walk("", json.RawMessage(text), "", "")
	return all
}

// fill writes the element so often that the body is about as long as size says.
func (p place) fill(element string, size int) []byte {
	var b strings.Builder
	b.Grow(size + len(p.after) + len(element) + 1)
	b.WriteString(p.before)
	for n := 0; b.Len() < size; n++ {
		if n > 0 {
			b.WriteByte(',')
		}
		b.WriteString(element)
	}
	b.WriteString(p.after)
	return []byte(b.String())
}

var (
	listElements   = []string{`{}`, `1`, `"a"`, `null`, `{"id":"1"}`, `{"text":"a"}`, `{"type":"a"}`, `{"type":"bold","offset":0,"length":1}`}
	objectElements = []string{`"a":{}`, `"a":[{}]`, `"media":{}`, `"place":{}`, `"external_reply":{"chat":{"title":"a"}}`, `"reply_to_story":{}`}
)
