package contactkit_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/channeltest/hostile"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/twitter"
)

// proved is the webhook call with a body, with the proof of the platform.
func proved(platform string, body []byte) channel.Webhook {
	mac := hmac.New(sha256.New, []byte("secret-of-the-tests"))
	mac.Write(body)
	w := channel.Webhook{Method: http.MethodPost, Header: http.Header{}, Body: body}
	switch platform {
	case telegram.Platform:
		w.Header.Set("X-Telegram-Bot-Api-Secret-Token", "secret-of-the-tests")
	case facebook.Platform:
		w.Header.Set("X-Hub-Signature-256", "sha256="+hex.EncodeToString(mac.Sum(nil)))
	case twitter.Platform:
		w.Header.Set("X-Twitter-Webhooks-Signature", "sha256="+base64.StdEncoding.EncodeToString(mac.Sum(nil)))
	}
	return w
}

var everyFamily = flag.Bool("every-family", false, "let TestHostileBodiesCostLittleMemory make long bodies of every family")

// No recorded body, filled up with elements that cost few bytes, costs more memory than 20 bytes
// for each of its own and 1.5 MiB. Those that a short body exceeds without the 1.5 MiB are tested
// with a long one too, where these count for little: of it, a byte may cost no more than of the
// short one.
func TestHostileBodiesCostLittleMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("thousands of bodies")
	}
	for ch, thread := range connected(t, &said{}) {
		read := func(name string, body []byte) func() {
			w := proved(thread.Platform, body)
			return func() {
				got, err := ch.Receive(w)
				if err := hostile.CheckReceived(w, got, err); err != nil {
					t.Errorf("%s: %s: %v", thread.Platform, name, err)
				}
			}
		}
		short, long := 0, 0                 // bodies
		var mostShort, most, slower float64 // memory of a byte, and its time in proportion to that of a short body
		for name, body := range hostile.Bodies(recorded(t, thread.Platform)) {
			short++
			b := body(hostile.Short)
			cost, err := hostile.Cost(b, read(name, b))
			if err == nil && (cost > hostile.MostPerByte || *everyFamily) {
				long++
				var s, l hostile.Price
				s, l, err = hostile.Growth(body, func(body []byte) func() { return read(name, body) })
				most, slower = max(most, l.Memory), max(slower, l.Time/s.Time)
			}
			if err != nil {
				t.Errorf("%s: %s: %v", thread.Platform, name, err)
			}
			mostShort = max(mostShort, cost)
		}
		t.Logf("%s: %d bodies of 32 KiB take at most %.1f bytes of memory for each byte, %d of 1 MiB at most %.1f, and for a byte at most %.1f times as long",
			thread.Platform, short, mostShort, long, most, slower)
	}
}

// recorded reads the recorded webhook bodies of a platform.
func recorded(t *testing.T, platform string) map[string][]byte {
	files, err := filepath.Glob(filepath.Join(platform, "testdata", "webhooks", "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%d recorded bodies, %v", len(files), err)
	}
	bodies := make(map[string][]byte)
	for _, file := range files {
		if strings.HasSuffix(file, ".golden.json") {
			continue
		}
		if bodies[filepath.Base(file)], err = os.ReadFile(file); err != nil {
			t.Fatal(err)
		}
	}
	return bodies
}

// A duplicate name loses no event on any platform: JSON allows it, and readers differ in which one
// counts.
func TestDoubledMembersLoseNoEvent(t *testing.T) {
	const (
		telegramMessage = `"message":{"message_id":%d,"from":{"id":6804410077},"chat":{"id":6804410077,"type":"private"},"date":1781000700,"text":"a"}`
		facebookElement = `"messaging":[{"sender":{"id":"88"},"recipient":{"id":"77"},"timestamp":1781000700000,"message":{"mid":"m%d","text":"a"}}]`
		twitterElement  = `"direct_message_events":[{"type":"message_create","id":"%d","created_timestamp":"1781000700000","message_create":{"target":{"recipient_id":"77"},"sender_id":"88","message_data":{"text":"a"}}}]`
	)
	twice := func(member string) string { return fmt.Sprintf(member, 1) + "," + fmt.Sprintf(member, 2) }
	bodies := map[string][]string{
		telegram.Platform: {`{"update_id":5,` + twice(telegramMessage) + `}`},
		facebook.Platform: {
			`{"object":"page","entry":[{"id":"77",` + twice(facebookElement) + `}]}`,
			`{"object":"page",` + twice(`"entry":[{"id":"77",`+facebookElement+`}]`) + `}`,
			`{"object":"page","entry":[{"id":"77","standby":null,"messaging":null,` + twice(facebookElement) + `}]}`,
		},
		twitter.Platform: {`{"for_user_id":"77",` + twice(twitterElement) + `}`},
	}
	for ch, thread := range connected(t, &said{}) {
		for _, body := range bodies[thread.Platform] {
			got, err := ch.Receive(proved(thread.Platform, []byte(body)))
			messages := make(map[string]bool)
			for _, ev := range got.Events {
				if m, ok := ev.Body.(channel.Message); ok {
					messages[m.ID] = true
				}
			}
			if err != nil || len(messages) != 2 {
				t.Errorf("%s: %d of 2 messages, %v, in %s", thread.Platform, len(messages), err, body)
			}
		}
	}
}

// A call without a body, or with white space alone, carries nothing and is no failure.
func TestBlankCallsCarryNothing(t *testing.T) {
	for ch, thread := range connected(t, &said{}) {
		for _, body := range []string{"", " ", "\n", "\r\n\t "} {
			got, err := ch.Receive(proved(thread.Platform, []byte(body)))
			// X would sign white space for anybody who asks for a challenge, so there it proves
			// nothing.
			signable := thread.Platform == twitter.Platform && body != ""
			if len(got.Events) != 0 || errors.Is(err, channel.ErrForged) != signable || (err != nil) != signable {
				t.Errorf("%s: %d events of %q, %v", thread.Platform, len(got.Events), body, err)
			}
		}
	}
}

func memoryOf(f func()) int {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return int(after.TotalAlloc - before.TotalAlloc)
}
