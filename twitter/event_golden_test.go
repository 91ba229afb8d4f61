package twitter_test

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func TestGolden(t *testing.T) {
	ch := open(t, config())
	for name, body := range bodies(t) {
		t.Run(name, func(t *testing.T) {
			got, err := ch.Receive(post(body))
			require.NoError(t, err)
			if diff := cmp.Diff(channel.Delivery{Events: got.Events}, got); diff != "" {
				t.Errorf("a POST is answered by an empty 200 (-want +got):\n%s", diff)
			}
			checkEvents(t, body, got.Events)
			text, err := json.MarshalIndent(got.Events, "", "\t")
			require.NoError(t, err)
			text = append(text, '\n')
			file := filepath.Join("testdata", "webhooks", name+".golden.json")
			if *update {
				require.NoError(t, os.WriteFile(file, text, 0o644))
			}
			want, err := os.ReadFile(file)
			require.NoError(t, err)
			if diff := cmp.Diff(string(want), string(text)); diff != "" {
				t.Errorf("Receive(%s) (-want +got):\n%s", name, diff)
			}
		})
	}
}
