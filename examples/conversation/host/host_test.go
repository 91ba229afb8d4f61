package host_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/directory/directorytest"
	"github.com/contactkit/contactkit/examples/conversation/host"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/facebook/facebooktest"
)

// A channel that could not be served is refused at the start, with the field that is wrong.
func TestOpenChecksChannels(t *testing.T) {
	r := directory.Default("telegram")
	r.ID, r.Name, r.State = "bot", "Support_bot", directory.Active
	r.Service.Robot, r.Routing.Queue = "echo", "parcels" // no keyword leads to a person
	h, err := host.Open(t.Context(), host.Config{File: filepath.Join(t.TempDir(), "host.db"), Records: []directory.Record{r}})
	if h != nil {
		t.Error("a host is opened")
	}
	if complaint, ok := errors.AsType[*channel.FieldError](err); !ok {
		t.Errorf("Open returns %v, want a FieldError", err)
	} else if complaint.Field == "" {
		t.Errorf("%v names no field", complaint)
	}
}

// An answer may name a file of the host's, which the channel and the dispatcher open.
func TestFiles(t *testing.T) {
	ctx := t.Context()
	meta := facebooktest.New(facebooktest.Config{})
	picture := append([]byte("\xff\xd8\xff\xe0"), make([]byte, 1000)...)
	h, err := host.Open(ctx, host.Config{
		File: filepath.Join(t.TempDir(), "host.db"), Records: []directory.Record{directorytest.Record(meta)}, HTTP: meta.Client(),
		Files: func(_ context.Context, name string) (channel.File, error) {
			if name != "map.jpg" {
				t.Errorf("asked for %q", name)
			}
			return channel.File{Body: io.NopCloser(bytes.NewReader(picture)), Name: name, Type: "image/jpeg", Size: int64(len(picture))}, nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	meta.Say("24001", "Where are you?")
	meta.Deliver(h.Webhook)
	ann := channel.Thread{Platform: facebook.Platform, Account: meta.Connection().Account, Contact: "24001"}
	if err := h.Service.Apply(ctx, ann); err != nil {
		t.Fatal(err)
	}
	said := conversation.Said{Messages: []channel.Message{{Attachments: []channel.Attachment{{Kind: channel.MediaImage, File: "map.jpg"}}}}}
	if _, err := h.Service.Say(ctx, ann, "robot/1", said); err != nil {
		t.Fatal(err)
	}
	if err := h.Service.DeliverThread(ctx, ann); err != nil {
		t.Fatal(err)
	}
	if sent := meta.Sent(); len(sent) != 1 || len(sent[0].Attachments) != 1 {
		t.Errorf("sent %+v, want one picture", sent)
	}
}

// A host can be read at one sitting: it has 60 lines of code.
func TestSixtyLines(t *testing.T) {
	src, err := os.ReadFile("host.go")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for line := range strings.Lines(string(src)) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "//") {
			n++
		}
	}
	if n > 60 {
		t.Errorf("host.go has %d lines of code, more than 60", n)
	}
}
