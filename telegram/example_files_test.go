package telegram_test

import (
	"context"
	"fmt"
	"io"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/telegram/telegramtest"
)

// A received file is a handle that may be stored; it is read through the channel, whenever it is wanted.
func ExampleChannel_OpenMedia() {
	ch, bot := onTheBench(telegramtest.Config{})
	bot.SendFile("7001", "document", "bill.pdf", "My bill", []byte("%PDF-1.7"))
	bot.Deliver(receiver(ch, func(got channel.Delivery) {
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
	ch, bot := onTheBench(telegramtest.Config{})
	bot.Say("7001", "Show me")
	to := channel.Thread{Platform: telegram.Platform, Account: "7100000001", Contact: "7001"}
	sent, err := ch.Send(context.Background(), to, channel.Message{Text: "From both sides", Attachments: []channel.Attachment{
		{Kind: channel.MediaImage, File: "content:front.jpg"},
		{Kind: channel.MediaImage, File: "content:back.jpg"},
	}})
	fmt.Println(sent.IDs, err)
	for _, s := range bot.Sent() {
		fmt.Printf("%s %q\n", s.Attachments[0].Data, s.Text)
	}
	// Output:
	// [2 3] <nil>
	// front.jpg "From both sides"
	// back.jpg ""
}

// A local Bot API server takes 2,000 MB, reads files on its own disk, and gives out received ones as paths there.
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
