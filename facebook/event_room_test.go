package facebook_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Meta batches messages as elements of one entry, or as entries of one element each. Both make room
// for all events at once, so that they take about the same memory.
func TestEntriesTakeAsMuchRoomAsMessages(t *testing.T) {
	const n = 1000
	call := func(from, to string) []byte {
		var all []string
		for i := range n {
			all = append(all, fmt.Sprintf(`%s{"sender":{"id":"`+personID+`"},"recipient":{"id":"`+pageID+`"},"timestamp":1781000700000,"message":{"mid":"m_%d","text":"hi"}}%s`, from, i, to))
		}
		return []byte(strings.Join(all, ","))
	}
	entry := func(messages []byte) []byte {
		return fmt.Appendf(nil, `{"id":"`+pageID+`","time":1781000700000,"messaging":[%s]}`, messages)
	}
	open, shut, _ := strings.Cut(string(entry([]byte("|"))), "|")
	ch := newChannel(t, nil)
	memory := make(map[string]uint64)
	for name, entries := range map[string][]byte{"one entry": entry(call("", "")), "many entries": call(open, shut)} {
		w := signed(fmt.Appendf(nil, `{"object":"page","entry":[%s]}`, entries))
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		got, err := ch.Receive(w)
		runtime.ReadMemStats(&after)
		require.NoError(t, err)
		require.Len(t, got.Events, n)
		memory[name] = after.TotalAlloc - before.TotalAlloc
	}
	if one, many := memory["one entry"], memory["many entries"]; many > one+one/4 {
		t.Errorf("%d messages of one entry take %d bytes, in as many entries %d", n, one, many)
	}
}
