package channeltest_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/contactkit/contactkit/channel/channeltest"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// arrayHarness is a platform whose bodies are JSON arrays.
func arrayHarness() channeltest.Harness {
	h := otherBodies(readArray)
	list := func(elements ...string) []byte { return []byte("[" + strings.Join(elements, ",") + "]") }
	several(&h, list, "7", func(in channeltest.Incoming) string {
		return fmt.Sprintf(`{"kind":"message","id":"in%d","account":%q,"contact":%q,"at":%d,"text":%s}`, in.N, in.Account, in.Contact, in.Time.Unix(), in.Text)
	})
	h.Unknown = func() []byte { return list(`{"kind":"telepathy","account":"desk","thought":"?"}`) }
	h.Empty = [][]byte{nil, {}, []byte("[]"), []byte(" [\n] ")}
	h.Malformed = [][]byte{[]byte("["), []byte("[{}"), []byte("]"), []byte("{}"), []byte("null"), []byte("7"), []byte("[],"), []byte("[][]"), []byte("nonsense"), []byte("\x00")}
	return h
}

func readArray(body []byte) ([]item, error) {
	if len(bytes.TrimSpace(body)) == 0 {
		return nil, nil
	}
	r, err := jsonread.New(body)
	if err == nil && r.Kind() != jsonread.Array {
		err = errors.New("the body is not a JSON array")
	}
	if err != nil {
		return nil, err
	}
	var items []item
	for range r.Array {
		i := item{raw: r.Raw()}
		sub := jsonread.Sub(i.raw)
		for key := range sub.Object {
			switch string(key) {
			case "kind":
				i.kind = sub.Text()
			case "id":
				i.id = sub.Text()
			case "account":
				i.account = sub.Text()
			case "contact":
				i.contact = sub.Text()
			case "at":
				i.at = sub.Int()
			case "text":
				i.text = sub.Text()
			}
		}
		items = append(items, i)
	}
	return items, nil
}

// A platform whose bodies are arrays passes the whole suite.
func TestConformanceOfArrays(t *testing.T) { channeltest.Run(t, arrayHarness()) }

// The default lists of bodies, which are JSON objects, do not fit: an array is no malformed body
// there.
func TestArraysNeedListsOfTheirOwn(t *testing.T) {
	for name, change := range map[string]func(*channeltest.Harness){
		"malformed": func(h *channeltest.Harness) { h.Malformed = nil },
		"empty":     func(h *channeltest.Harness) { h.Empty = nil },
	} {
		h := arrayHarness()
		change(&h)
		if !finds(t, h, name) {
			t.Errorf("the case %q passes arrays with the lists for objects", name)
		}
	}
}
