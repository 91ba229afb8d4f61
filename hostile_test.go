package contactkit_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/twitter"
)

// Families of hostile bodies: each list and each object of the recorded webhook calls, filled up
// with elements that cost few bytes. None may cost more memory than mostPerByte for each byte of
// the body.
const (
	mostPerByte = 20
	mostAtAll   = 3 << 19 // for what does not depend on the body, such as the first 1,000 elements
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

// A place is a list or an object in a recorded body: the bytes before and after its content.
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
			for name, member := range object {
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

// fill writes the element so often that the body is about as long as wanted.
func (p place) fill(element string, size int) []byte {
	var b strings.Builder
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

func TestHostileBodiesCostLittleMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("thousands of bodies")
	}
	const size = 32 << 10
	for ch, thread := range connected(t, &said{}) {
		known := make(map[string]bool)
		files, err := filepath.Glob(filepath.Join(thread.Platform, "testdata", "webhooks", "*.json"))
		if err != nil || len(files) == 0 {
			t.Fatalf("%d recorded bodies, %v", len(files), err)
		}
		bodies, worst := 0, 0.0
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if strings.HasSuffix(file, ".golden.json") || !json.Valid(text) || strings.TrimSpace(string(text)) == "" {
				continue
			}
			for _, p := range places(strings.TrimSpace(string(text)), known) {
				elements := listElements
				if p.object {
					elements = objectElements
				}
				for _, e := range elements {
					body := p.fill(e, size)
					bodies++
					cost := memoryOf(func() { receiveHostile(t, ch, proved(thread.Platform, body)) })
					if over := float64(cost-mostAtAll) / float64(len(body)); over > mostPerByte {
						t.Errorf("%s: %s in %s at %s: %.1f bytes for each of %d", thread.Platform, e, filepath.Base(file), p.name, float64(cost)/float64(len(body)), len(body))
					}
					worst = max(worst, float64(cost)/float64(len(body)))
				}
			}
		}
		t.Logf("%s: %d bodies, at most %.1f bytes of memory for each byte", thread.Platform, bodies, worst)
	}
}

// receiveHostile receives a call. Whatever its body is, nothing of it vanishes.
func receiveHostile(t *testing.T, ch channel.Channel, w channel.Webhook) {
	got, err := ch.Receive(w)
	if err != nil && !errors.Is(err, channel.ErrMalformed) {
		t.Fatalf("Receive: %v", err)
	}
	if errors.Is(err, channel.ErrMalformed) && (len(got.Events) != 1 || !slices.Equal(got.Events[0].Raw, w.Body)) {
		t.Fatalf("a malformed call has %d events", len(got.Events))
	}
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
