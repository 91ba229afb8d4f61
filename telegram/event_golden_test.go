package telegram_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

func TestGolden(t *testing.T) {
	ch := newChannel(t, nil)
	for name, body := range bodies(t) {
		t.Run(name, func(t *testing.T) {
			got, err := ch.Receive(webhook(body))
			require.NoError(t, err)
			events := make([]json.RawMessage, len(got.Events))
			for i, ev := range got.Events {
				if events[i], err = json.Marshal(ev); err != nil {
					t.Fatal(err)
				}
				var again channel.Event
				require.NoError(t, json.Unmarshal(events[i], &again))
				if _, custom := ev.Body.(channel.Custom); !custom {
					ev.Raw = nil // does not enter the JSON
				}
				if diff := cmp.Diff(ev, again); diff != "" {
					t.Errorf("event %d changes in JSON (-sent +read):\n%s", i, diff)
				}
			}
			var out bytes.Buffer
			enc := json.NewEncoder(&out)
			enc.SetEscapeHTML(false)
			enc.SetIndent("", "  ")
			require.NoError(t, enc.Encode(events))
			golden := filepath.Join("testdata", "webhooks", name+".golden.json")
			if *rewrite {
				require.NoError(t, os.WriteFile(golden, out.Bytes(), 0o644))
				return
			}
			want, err := os.ReadFile(golden)
			require.NoError(t, err, "run go test -update and read the diff")
			if diff := cmp.Diff(string(want), out.String()); diff != "" {
				t.Errorf("Receive(%s) (-want +got):\n%s", name, diff)
			}
		})
	}
}

// No two payloads tell of the same thing, but those named here.
func TestEventIDsAreUnique(t *testing.T) {
	ch := newChannel(t, nil)
	seen := make(map[string]string)
	for name, body := range bodies(t) {
		got, err := ch.Receive(webhook(body))
		require.NoError(t, err)
		for _, ev := range got.Events {
			if strings.HasPrefix(name, "message_migrate_") {
				name = "message_migrate"
			}
			if other, ok := seen[ev.ID]; ok && other != name {
				t.Errorf("%s and %s have the same ID %s", name, other, ev.ID)
			}
			seen[ev.ID] = name
		}
	}
	if len(seen) < 100 {
		t.Errorf("only %d IDs were seen", len(seen))
	}
}

var rewrite = flag.Bool("update", false, "rewrite the golden files")
