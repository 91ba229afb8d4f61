package telegram_test

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/telegram/telegramtest"
)

// A received file is a handle that may be stored; it is read through the channel, whenever it is
// wanted.
func ExampleChannel_OpenMedia() {
	ch, bot := filesOnTheBench(telegramtest.Config{})
	bot.SendFile("7001", "document", "bill.pdf", "My bill", []byte("%PDF-1.7"))
	bot.Deliver(filesReceiver(ch, func(got channel.Delivery) {
		ev := got.Events[0]
		a := ev.Body.(channel.Message).Attachments[0]
		f, err := channel.OpenMedia(context.Background(), ch, ev.Thread, a)
		if err != nil {
			fmt.Println(err)
			return
		}
		defer f.Body.Close()
		content, err := io.ReadAll(f.Body)
		fmt.Println(f.Name, f.Size, string(content), err)
	}))
	// Output:
	// bill.pdf 8 %PDF-1.7 <nil>
}

// Files of the host's go out as an album, streamed from wherever Config.Files opens them.
func ExampleChannel_Send_album() {
	ch, bot := filesOnTheBench(telegramtest.Config{})
	bot.Say("7001", "Show me")
	to := channel.Thread{Platform: telegram.Platform, Account: "7100000001", Contact: "7001"}
	sent, err := ch.Send(context.Background(), to, channel.Message{Text: "From both sides", Attachments: []channel.Attachment{
		{Kind: channel.MediaImage, File: "content:\xff\xd8\xff front.jpg"},
		{Kind: channel.MediaImage, File: "content:\xff\xd8\xff back.jpg"},
	}})
	fmt.Println(sent.IDs, err)
	for _, s := range bot.Sent() {
		fmt.Printf("%s %q\n", s.Attachments[0].Data[4:], s.Text)
	}
	// Output:
	// [2 3] <nil>
	// front.jpg "From both sides"
	// back.jpg ""
}

// A local Bot API server takes 2,000 MB, reads files on its own disk, and gives out received ones
// as paths there.
func ExampleLocalDir() {
	_, err := telegram.New(telegram.Config{
		Token: "7100000001:AAFexampleexampleexampleexampleexam", WebhookSecret: channel.NewKeys("example-webhook-secret"),
		BaseURL: "http://10.0.0.7:8081", Local: true,
		LocalFiles: telegram.LocalDir("/var/lib/telegram-bot-api", "/mnt/bot-api"), // the same disk, as seen from here
		LocalPath: func(file string) string {
			return "/srv/desk/" + file // as the server sees what the host calls file
		},
	})
	fmt.Println(err)
	// Output:
	// <nil>
}

// filesOnTheBench makes a channel that talks to a stand-in.
func filesOnTheBench(standIn telegramtest.Config) (*telegram.Channel, *telegramtest.Server) {
	server := telegramtest.New(standIn)
	ch, err := telegram.New(telegram.Config{
		Token:         channel.Secret(server.Config().Token),
		WebhookSecret: channel.NewKeys(channel.Secret(server.Config().WebhookSecret)),
		HTTP:          server.Client(), Now: server.Now, Files: filesHostFiles,
	})
	if err != nil {
		panic(err)
	}
	return ch, server
}

// filesHostFiles opens the files of the tests: the content of a file is its name.
func filesHostFiles(_ context.Context, name string) (channel.File, error) {
	content, found := strings.CutPrefix(name, "content:")
	switch {
	case found:
		return channel.File{Body: io.NopCloser(strings.NewReader(content)), Name: "host.txt", Type: "text/plain", Size: int64(len(content))}, nil
	case name == "streamed":
		return channel.File{Body: io.NopCloser(strings.NewReader("of no known length")), Size: -1}, nil
	case name == "cut short":
		return channel.File{Body: io.NopCloser(strings.NewReader("abc")), Size: 4}, nil
	case name == "offline":
		return channel.File{}, fmt.Errorf("no answer from the store of bot %s", filesToken.Reveal())
	}
	return channel.File{}, fmt.Errorf("%s: %w", name, fs.ErrNotExist)
}

// filesReceiver is a host's webhook handler.
func filesReceiver(ch channel.Receiver, store func(channel.Delivery)) http.Handler {
	return &channel.Handler{Channel: ch, Store: func(_ context.Context, events []channel.Event) error {
		store(channel.Delivery{Events: events})
		return nil
	}}
}

const filesBot = "7310000042"

const filesToken = channel.Secret(filesBot + ":AAHk9-Kiosk_tokenForTestsOnly0123456")
