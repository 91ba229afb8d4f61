package twitter_test

import (
	"context"
	"io"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/twitter"
	"github.com/contactkit/contactkit/twitter/xchat"
)

// encrypted is the thread of encrypted messages with the customer.
func (w *world) encrypted() channel.Thread {
	t := w.thread
	t.Contact = "chat:" + t.Contact
	return t
}

// leakChatCalls are those of leakCalls that are about encrypted conversations. The wire knows the
// private key of the account; a conversation key has no printed form at all.
var leakChatCalls = map[string]func(context.Context, *world) []any{
	"twitter.Channel.ChatKeys": told(func(ctx context.Context, _ *world, ch *twitter.Channel) ([]xchat.PublicKey, error) {
		return ch.ChatKeys(ctx, leakPerson)
	}),
	"twitter.Channel.ChatMembers": func(ctx context.Context, w *world) []any {
		return both(w, func(ch *twitter.Channel) []any {
			group := w.thread
			group.Contact = "group:g1"
			two, err := ch.ChatMembers(ctx, w.encrypted())
			all, err2 := ch.ChatMembers(ctx, group)
			return []any{two, err, all, err2}
		})
	},
	"twitter.Channel.StartChat: group": plain(func(ctx context.Context, w *world, ch *twitter.Channel) error {
		group := w.thread
		group.Contact = "group:g1"
		return ch.StartChat(ctx, group)
	}),
	"twitter.Channel.ChatTrust": func(_ context.Context, w *world) []any {
		return both(w, func(ch *twitter.Channel) []any { return []any{ch.ChatTrust(channel.Event{Thread: w.encrypted()})} })
	},
	"twitter.Channel.EditMessage": plain(func(ctx context.Context, w *world, ch *twitter.Channel) error {
		return ch.EditMessage(ctx, w.encrypted(), "1", channel.Message{Text: "Hei"})
	}),
	"twitter.Channel.React": plain(func(ctx context.Context, w *world, ch *twitter.Channel) error {
		return ch.React(ctx, w.encrypted(), "1", "❤")
	}),
	"twitter.Channel.TakeBackReaction": plain(func(ctx context.Context, w *world, ch *twitter.Channel) error {
		return ch.TakeBackReaction(ctx, w.encrypted(), "1", "❤")
	}),
	"twitter.Channel.StartChat": plain(func(ctx context.Context, w *world, ch *twitter.Channel) error {
		return ch.StartChat(ctx, w.encrypted())
	}),
	"twitter.Channel.Send: encrypted": told(func(ctx context.Context, w *world, ch *twitter.Channel) (channel.Sent, error) {
		return ch.Send(ctx, w.encrypted(), channel.Message{Text: "Hei", Ref: "r1"})
	}),
	"twitter.Channel.DeleteMessage: encrypted": plain(func(ctx context.Context, w *world, ch *twitter.Channel) error {
		return ch.DeleteMessage(ctx, w.encrypted(), "1")
	}),
	"twitter.Channel.MarkRead: encrypted": plain(func(ctx context.Context, w *world, ch *twitter.Channel) error {
		return ch.MarkRead(ctx, w.encrypted(), "1")
	}),
	"twitter.Channel.ShowTyping: encrypted": plain(func(ctx context.Context, w *world, ch *twitter.Channel) error {
		return ch.ShowTyping(ctx, w.encrypted())
	}),
	"twitter.Channel.Upload: encrypted": told(func(ctx context.Context, w *world, ch *twitter.Channel) (channel.Attachment, error) {
		f, _ := w.open(ctx, "a")
		return ch.Upload(ctx, w.encrypted(), channel.Attachment{Kind: channel.MediaImage}, f)
	}),
	"twitter.Channel.OpenMedia: encrypted": func(ctx context.Context, w *world) []any {
		return both(w, func(ch *twitter.Channel) (all []any) {
			for _, id := range []string{"chat:1:abc", "chat:7:abc"} { // of a key that is known, and of one that must be looked for
				f, err := ch.OpenMedia(ctx, w.encrypted(), channel.Attachment{Kind: channel.MediaImage, ID: id, Size: 3})
				if err == nil {
					_, err = io.Copy(io.Discard, f.Body)
					all = append(all, f, f.Body.Close())
				}
				all = append(all, err)
			}
			return all
		})
	},
	"twitter.ChatCache.Key": func(_ context.Context, w *world) []any {
		key, ok := w.cache.Key("c", "1")
		return []any{key, ok}
	},
	"twitter.ChatCache.Learn":  func(context.Context, *world) []any { return nil },
	"twitter.ChatCache.People": func(_ context.Context, w *world) []any { return []any{w.cache.People(us)} },
	"twitter.ChatCache.Pin": func(_ context.Context, w *world) []any {
		return []any{w.cache.Pin(leakPerson, []xchat.PublicKey{{Version: "1"}})}
	},
	"twitter.ChatFailure": func(context.Context, *world) []any {
		err, _ := twitter.ChatFailure(channel.Failed{})
		return []any{err == nil}
	},
	"twitter.ChatKey.Check": func(_ context.Context, w *world) []any {
		_, short := twitter.ChatKey{Version: "1", Private: w.chat.Private[:20]}.Check(us)
		_, odd := twitter.ChatKey{Version: "x", Private: w.chat.Private + "!"}.Check(us)
		row, err := w.chat.Check(us)
		return []any{short, odd, row, err}
	},
	"twitter.Channel.RegisterChatKey": told(func(ctx context.Context, w *world, ch *twitter.Channel) (twitter.ChatKey, error) {
		return ch.RegisterChatKey(ctx, w.chat)
	}),
	"twitter.NewChatKey": func(context.Context, *world) []any {
		key, err := twitter.NewChatKey()
		return []any{key, err}
	},
	"twitter.ParseChatKeys": func(_ context.Context, w *world) (all []any) {
		for _, text := range []channel.Secret{w.chat.Private, "1:" + w.chat.Private + "!", "x " + w.chat.Private, "1:" + w.chat.Private[:30]} {
			keys, err := twitter.ParseChatKeys(text)
			all = append(all, keys, err)
		}
		return all
	},
}

// withChat gives the world a private key and a conversation key.
func (w *world) withChat(cfg *twitter.Config) {
	version, private := w.x.ChatKey()
	w.chat = twitter.ChatKey{Version: version, Private: channel.Secret(private)}
	w.Use(false, private)
	w.cache = new(twitter.ChatCache)
	key, err := xchat.NewKey("1", []byte("Vb6-mQw_Er8Ty2Ui5Op1As4Df7Gh0Jk3"))
	if err != nil {
		w.TB.Fatal(err)
	}
	w.Use(false, "Vb6-mQw_Er8Ty2Ui5Op1As4Df7Gh0Jk3")
	w.cache.Learn(xchat.Conversation(us, leakPerson), key, xchat.Verified)
	w.x.SayEncrypted(leakPerson, "Hei")
	cfg.Chat = twitter.ChatConfig{Keys: []twitter.ChatKey{w.chat}, Memory: w.cache}
	cfg.Now = time.Now
}
