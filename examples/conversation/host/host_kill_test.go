package host_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/channeltest"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/directory/directorytest"
	"github.com/contactkit/contactkit/channel/standin"
	"github.com/contactkit/contactkit/examples/conversation/host"
	"github.com/contactkit/contactkit/examples/desk/world"
	"github.com/contactkit/contactkit/facebook/facebooktest"
)

// manual is a long answer: a picture and 2,800 characters, which Facebook takes in two messages.
func manual(context.Context, conversation.Call) (conversation.Said, error) {
	return conversation.Said{Messages: []channel.Message{{
		Text:        strings.Repeat("Turn the screw to the left. ", 100),
		Attachments: []channel.Attachment{{Kind: channel.MediaImage, File: "mounting.jpg"}},
	}}}, nil
}

// openFile is the host's disk.
func openFile(_ context.Context, name string) (channel.File, error) {
	picture := append([]byte("\xff\xd8\xff\xe0"), make([]byte, 1000)...)
	return channel.File{Body: io.NopCloser(bytes.NewReader(picture)), Name: name, Type: "image/jpeg", Size: int64(len(picture))}, nil
}

// TestHostProcess is the host in a process of its own, which TestSurvivesKill starts and kills.
func TestHostProcess(t *testing.T) {
	l := channeltest.ProcessListener(t)
	h, err := host.Open(t.Context(), host.Config{
		File: os.Getenv("HOST_FILE"), Records: []directory.Record{directorytest.Record(facebooktest.New(facebooktest.Config{}))}, Robot: manual,
		HTTP: standin.ClientAt(os.Getenv("HOST_INTERNET")), Limiter: world.Unlimited(nil), Files: openFile, Alone: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Error("it ends by itself:", h.Serve(t.Context(), &http.Server{Handler: h.Webhook}, l))
}

// A host is killed when the platform has just taken one of its calls, each in turn, and starts
// again. The customer reads both answers, once and in order.
func TestSurvivesKill(t *testing.T) {
	for at := int64(1); at <= 4; at++ { // the upload, and three messages
		t.Run(fmt.Sprint("call ", at), func(t *testing.T) {
			meta := facebooktest.New(facebooktest.Config{}) // has the credentials of the record above
			var process atomic.Pointer[channeltest.Process]
			var calls atomic.Int64
			killed := make(chan struct{})
			pretended := standin.NewInternet(meta)
			internet := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				answer := httptest.NewRecorder()
				pretended.ServeHTTP(answer, r)
				if calls.Add(1) == at {
					process.Load().Kill() // the platform has acted, and its answer is lost
					close(killed)
				}
				w.WriteHeader(answer.Code)
				_, _ = w.Write(answer.Body.Bytes())
			}))
			defer internet.Close()
			p := channeltest.StartProcess(t, "TestHostProcess",
				"HOST_FILE="+filepath.Join(t.TempDir(), "host.db"), "HOST_INTERNET="+strings.TrimPrefix(internet.URL, "http://"))
			process.Store(p)
			meta.HookURL("http://"+p.Address+meta.Path(), nil)
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			meta.Say("24001", "How do I mount it?")
			if err := meta.Flush(ctx); err != nil {
				t.Fatal(err)
			}
			<-killed
			p.Start()
			meta.Say("24001", "And how do I take it down?") // is answered after all of the first answer
			for len(meta.Sent()) < 6 || meta.Pending() > 0 {
				err := meta.Flush(ctx) // also echoes, which say what became of the call that was killed
				if time.Sleep(10 * time.Millisecond); err != nil || ctx.Err() != nil {
					t.Fatalf("%d messages are sent and %d webhooks wait: %v", len(meta.Sent()), meta.Pending(), err)
				}
			}
			var read []string
			for _, m := range meta.Sent() {
				read = append(read, fmt.Sprint(len(m.Attachments), " ", len(m.Text)))
			}
			if want := slices.Repeat([]string{"1 0", "0 1987", "0 811"}, 2); !slices.Equal(read, want) {
				t.Errorf("the customer reads pictures and characters %q, want %q", read, want)
			}
		})
	}
}
