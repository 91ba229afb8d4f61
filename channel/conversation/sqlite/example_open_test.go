package sqlite_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/conversation/host"
	"github.com/contactkit/contactkit/channel/conversation/sqlite"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/telegram"
)

// A host over an SQLite file. The host imports the driver: _ "modernc.org/sqlite".
func ExampleOpen() {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "host")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	store, err := sqlite.Open(ctx, "sqlite", filepath.Join(dir, "host.db"), sqlite.Options{})
	if err != nil {
		log.Fatal(err)
	}
	h, err := host.New(ctx, host.Config{
		Store: store, DownSince: store.LastStored,
		Directory:    directory.Options{Drivers: []channel.Driver{telegram.Driver()}},
		Conversation: conversation.Config{}, // the robot, and everything else that the service can do
	})
	fmt.Println(h.Directory, err)
	fmt.Println(store.Close()) // after Run or Serve has ended
	// Output:
	// directory.Directory(0 channels) <nil>
	// <nil>
}
