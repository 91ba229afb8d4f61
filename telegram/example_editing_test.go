package telegram_test

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/telegram/telegramtest"
)

// A sent message is corrected, and deleted.
func ExampleChannel_EditMessage() {
	ch, bot := editingOnTheBench(telegramtest.Config{})
	bot.Say("7001", "Is it done?")
	ctx := context.Background()
	to := channel.Thread{Platform: telegram.Platform, Account: "7100000001", Contact: "7001"}
	sent, err := ch.Send(ctx, to, channel.Message{Text: "It is doen", Buttons: []channel.Button{{Text: "Thanks", Payload: "thanks"}}})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(channel.EditMessage(ctx, ch, to, sent.IDs[0], channel.Message{Text: "It is done"})) // without buttons now
	fmt.Println(bot.Sent()[0].Text, len(bot.Sent()[0].Buttons))
	fmt.Println(ch.DeleteMessages(ctx, to, sent.IDs...), bot.Sent()[0].Deleted)
	// Output:
	// <nil>
	// It is done 0
	// <nil> true
}

// Native is for what only Telegram has: options of a message, or a method that this package does
// not have.
func ExampleMethod() {
	ch, bot := editingOnTheBench(telegramtest.Config{})
	first := bot.Say("7001", "Repeat this")
	ctx := context.Background()
	to := channel.Thread{Platform: telegram.Platform, Account: "7100000001", Contact: "7001"}
	copied, err := telegram.Method("copyMessage", map[string]any{"from_chat_id": 7001, "message_id": first})
	if err != nil {
		fmt.Println(err)
		return
	}
	sent, err := ch.Send(ctx, to, channel.Message{Native: copied})
	fmt.Println(sent.IDs, err)
	_, err = ch.Send(ctx, to, channel.Message{Text: "Quietly", Native: telegram.Native(telegram.Options{Silent: true, Protect: true})})
	fmt.Println(bot.Sent()[0].Text, bot.Sent()[1].Silent, err)
	// Output:
	// [2] <nil>
	// Repeat this true <nil>
}

// Spans need no escaping. Texts in Telegram's markup, for Method and Call, do.
func ExampleEscapeMarkdown() {
	fmt.Println(telegram.EscapeMarkdown("Total: 10.50 (incl. VAT)!"))
	fmt.Println("[shop](" + telegram.EscapeMarkdownURL("https://shop.example/a_(b)") + ")")
	fmt.Println("<b>" + telegram.EscapeHTML("Müller & Sons <new>") + "</b>")
	// Output:
	// Total: 10\.50 \(incl\. VAT\)\!
	// [shop](https://shop.example/a_(b\))
	// <b>Müller &amp; Sons &lt;new&gt;</b>
}

// editingOnTheBench makes a channel that talks to a stand-in.
func editingOnTheBench(standIn telegramtest.Config) (*telegram.Channel, *telegramtest.Server) {
	server := telegramtest.New(standIn)
	ch, err := telegram.New(telegram.Config{
		Token:         channel.Secret(server.Config().Token),
		WebhookSecret: channel.NewKeys(channel.Secret(server.Config().WebhookSecret)),
		HTTP:          server.Client(), Now: server.Now, Files: editingHostFiles,
	})
	if err != nil {
		panic(err)
	}
	return ch, server
}

// editingHostFiles opens the files of the tests: the content of a file is its name.
func editingHostFiles(_ context.Context, name string) (channel.File, error) {
	content, found := strings.CutPrefix(name, "content:")
	switch {
	case found:
		return channel.File{Body: io.NopCloser(strings.NewReader(content)), Name: "host.txt", Type: "text/plain", Size: int64(len(content))}, nil
	case name == "streamed":
		return channel.File{Body: io.NopCloser(strings.NewReader("of no known length")), Size: -1}, nil
	case name == "cut short":
		return channel.File{Body: io.NopCloser(strings.NewReader("abc")), Size: 4}, nil
	case name == "offline":
		return channel.File{}, fmt.Errorf("no answer from the store of bot %s", editingToken.Reveal())
	}
	return channel.File{}, fmt.Errorf("%s: %w", name, fs.ErrNotExist)
}

const editingBot = "7310000042"

const editingToken = channel.Secret(editingBot + ":AAHk9-Kiosk_tokenForTestsOnly0123456")
