// Package telegram connects a Telegram bot: its chats with people, groups, forum topics, channels
// with direct messages, and the business accounts that it answers for.
//
//	ch, err := telegram.New(telegram.Config{
//		Token:         "7100000001:…",                     // from @BotFather
//		WebhookSecret: channel.NewKeys(secret),            // the secret_token of setWebhook
//	})
//	http.Handle("/telegram", &channel.Handler{Channel: ch, Store: func(ctx context.Context, events []channel.Event) error {
//		for _, ev := range events {                        // store them first, unique on ev.ID
//			m, ok := ev.Body.(channel.Message)
//			if !ok || ev.Origin != channel.OriginContact { // our own messages come back in business chats
//				continue
//			}
//			answer := channel.Message{Text: "You said " + m.Text, By: channel.ByRobot, Heard: ev.Time}
//			if _, err := ch.Send(ctx, ev.Thread, answer); err != nil {
//				log.Print(err)
//			}
//		}
//		return nil
//	}})
//
// # Servers
//
// Telegram's own server is the default. Config.BaseURL names another. Set Config.Local if that
// server runs with --local: such a server takes files of 2,000 MB, reads files on its own disk
// (LocalPath) and gives received ones out as paths there (LocalFiles, LocalDir). Config.Gateway
// sends through Huawei's API Fabric, which keeps the bot's token: package apifabric. A host without
// a public address polls: Channel.Poll.
//
// Some rules are known only from the source of the Bot API server, tdlib/telegram-bot-api, which
// the comments call the open server. The source of Telegram's servers behind it is not published.
//
// # Files
//
// An attachment goes out by file id, by URL, or by Attachment.File, which Config.Files opens and
// which is streamed. Two to ten pictures and videos, files, or sounds go as one album, without
// buttons. A received file is a handle: OpenMedia asks for its address when it is wanted, since
// that address holds the token and expires. Albums arrive in pieces: JoinAlbum and Albums put them
// together.
//
// # Threads
//
// A private chat is the person's id. Any other chat is "group:" with the chat's id, channels too.
// Via is the business connection; such a thread is with the customer, and what the account's owner
// writes by hand arrives in it with OriginPerson. Topic is the message_thread_id of a forum topic
// or of a topic in a private chat, and "direct:" with the topic's id in the direct messages of a
// channel. If a message is not in a topic, its message_thread_id only names a chain of replies. Its
// Thread is then that of the chat, without a Topic. An update that does not name the topic (a
// reaction, a press on a message that is no longer accessible) belongs to the chat's thread without
// one.
//
// Ephemeral messages, which only one member of a group sees, have a thread of their own with that
// member: its Topic is "ephemeral:" with the member's id, and what is sent to it stays between the
// two. See [EphemeralThread].
//
// # Groups and channels
//
// A post that a linked channel forwards into its group is a Post, as in the channel; comments on it
// are messages of customers that answer it. A "guest_message" is Custom: the bot need not be a
// member of its chat, so nothing can be sent there, and only answerGuestQuery (see [Channel.Call])
// answers it.
//
// # Events that Telegram does not report
//
// A webhook call carries no signature but a shared secret, so the endpoint must be HTTPS and the
// secret long. There is no notice of deletion in ordinary chats, of delivery, of reading, nor of
// typing; and what the bot itself sends comes back only in business chats. An edit may come
// although nothing that is seen has changed: compare before you show it.
//
// # Contents and Custom kinds
//
// A content without a form of its own in this library (poll, checklist, dice, game, invoice, story,
// paid media, giveaway) is an attachment of kind channel.MediaOther: Name is its title, Detail
// holds the lines below it. If a message replies to a message of another chat, that one is an
// attachment of kind channel.MediaLink. Of a rich message the words, links and formatting are Text
// and Spans. A message whose content this package does not know has an attachment of kind
// channel.MediaOther whose name is KindUnsupported.
//
// A kind of update without a body of its own is Custom with Telegram's name of the update
// ("poll_answer"); a service message is Custom with the name of its field ("pinned_message"), and
// so is one of a later version whose name says that something happened ("…_added", "…_changed").
// Data is the JSON of the update's element. DecodeConnection, DecodeJoinRequest, DecodePollAnswer,
// DecodeStopped and DecodeSubscription read those of their kinds.
package telegram
