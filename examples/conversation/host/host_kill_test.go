package host_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/conversation/host"
	"github.com/contactkit/contactkit/channel/conversation/host/hosttest"
	"github.com/contactkit/contactkit/channel/conversation/sqlite"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/facebook/facebooktest"
)

// manuals is a host whose robot answers with a picture and a long text.
func manuals(dir string) host.Config {
	return host.Config{
		Open:         sqlite.File("sqlite", filepath.Join(dir, "host.db"), sqlite.Options{Alone: true}),
		Directory:    directory.Options{Drivers: []channel.Driver{facebook.Driver()}, Files: openFile},
		Conversation: conversation.Config{Robot: conversation.Replying(manual)},
	}
}

// manual is a picture and 2,800 characters, which Facebook takes in two messages.
func manual(context.Context, channel.Message) ([]channel.Message, error) {
	return []channel.Message{{
		Text:        strings.Repeat("Turn the screw to the left. ", 100),
		Attachments: []channel.Attachment{{Kind: channel.MediaImage, File: "mounting.jpg"}},
	}}, nil
}

// openFile is the host's disk. For a folder there is channel.FilesIn.
func openFile(_ context.Context, name string) (channel.File, error) {
	picture := append([]byte("\xff\xd8\xff\xe0"), make([]byte, 1000)...)
	return channel.File{Body: io.NopCloser(bytes.NewReader(picture)), Name: name, Type: "image/jpeg", Size: int64(len(picture))}, nil
}

// A customer reads all of a long answer once, in order, and the next answer after it, wherever the
// host was killed.
func TestSurvivesKill(t *testing.T) {
	for call := 1; call <= 4; call++ { // the upload, and three messages
		t.Run(fmt.Sprint("call ", call), func(t *testing.T) {
			meta := facebooktest.New(facebooktest.Config{})
			p := hosttest.StartProcess(t, manuals, meta)
			p.KillAt(call)                              // the platform has acted, and its answer is lost
			p.Hear(meta, "24001", "How do I mount it?") // also starts the host again
			p.Hear(meta, "24001", "And how do I take it down?")
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
