package twitter_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"flag"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/twitter"
)

var update = flag.Bool("update", false, "rewrite the golden files")

const (
	us     = "1640000000000000007"
	ada    = "1987654321000000123"
	secret = "api-secret-Zq7"
)

func config() twitter.Config {
	return twitter.Config{
		Account: us, APIKey: "api-key", APISecret: channel.NewKeys(secret), AccessToken: us + "-token", AccessSecret: "access-secret-Wx3", AppID: "27182818",
	}
}

func open(t testing.TB, cfg twitter.Config) *twitter.Channel {
	t.Helper()
	ch, err := twitter.New(cfg)
	require.NoError(t, err)
	return ch
}

// sign is X's side, written without the package's help.
func sign(key, message string) string {
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write([]byte(message))
	return "sha256=" + base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

func post(body []byte) channel.Webhook {
	return channel.Webhook{Method: http.MethodPost, Body: body,
		Header: http.Header{"X-Twitter-Webhooks-Signature": {sign(secret, string(body))}}}
}

func bodies(t testing.TB) map[string][]byte {
	t.Helper()
	files, err := filepath.Glob("testdata/webhooks/*.json")
	require.NoError(t, err)
	found := make(map[string][]byte)
	for _, file := range files {
		if strings.HasSuffix(file, ".golden.json") {
			continue
		}
		body, err := os.ReadFile(file)
		require.NoError(t, err)
		found[strings.TrimSuffix(filepath.Base(file), ".json")] = body
	}
	require.Greater(t, len(found), 60)
	return found
}

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

// checkEvents checks what holds for every event.
func checkEvents(t testing.TB, body []byte, events []channel.Event) {
	t.Helper()
	seen := make(map[string]bool)
	for _, ev := range events {
		if ev.ID == "" || ev.Body == nil || ev.Thread.Platform != twitter.Platform || ev.Thread.Account == "" {
			t.Errorf("an event lacks what every event has: %+v", ev)
		}
		if seen[ev.ID] && !bytes.Equal(ev.Raw, []byte("null")) {
			t.Errorf("the id %s stands for two events", ev.ID)
		}
		seen[ev.ID] = true
		if !bytes.Contains(body, ev.Raw) || len(ev.Raw) == 0 {
			t.Errorf("Raw of %s is no part of the body", ev.ID)
		}
		if ev.Time.Location().String() != "UTC" {
			t.Errorf("the time of %s is not UTC", ev.ID)
		}
		text, err := json.Marshal(ev)
		if err != nil {
			t.Errorf("%s cannot be stored: %v", ev.ID, err)
			continue
		}
		var back channel.Event
		if err := json.Unmarshal(text, &back); err != nil {
			t.Errorf("%s cannot be read back: %v", ev.ID, err)
		}
	}
}
