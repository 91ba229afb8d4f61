// Package channel is the portable interface to messaging platforms: X (Twitter) direct messages,
// Telegram, Facebook Messenger and Instagram, or one of your own. It defines webhook calls, events,
// messages, limits and errors, in one form for all platforms. Your program, the host, serves HTTP
// and stores the events.
//
// An account is the bot, Page or handle that customers write to. A tenant is one of the
// organisations that a host serves. A number such as "decision 187" names a file in docs/decisions
// that says why the code is so. Each comment can be understood without it.
//
// # Receiving
//
// A [Handler] is a [net/http.Handler]. It verifies that the platform made the call, decodes the
// events, and gives them to your Store function:
//
//	mux.Handle("/hook", &channel.Handler{
//		Channel: ch,    // of package telegram, facebook or twitter
//		Store:   store, // func(context.Context, []channel.Event) error
//	})
//
// Store must keep one event for each Event.ID, because platforms deliver events again, and because
// a recorded call can be played again: no platform signs the time of a call. Keep IDs for longer
// than the platforms redeliver; X replays five days.
//
// A verified call that cannot be decoded is stored too, as one event that holds its bytes. If the
// host refused it, the platform would deliver it again for days, and Meta would stop all
// deliveries.
//
// Some platforms check the address before they deliver to it, by a call that wants a certain
// answer: the handshake. A Handler answers it.
//
// # Sending
//
// An answer is one call:
//
//	if _, ok := event.Body.(channel.Message); ok && event.Origin == channel.OriginContact {
//		sent, err := ch.Send(ctx, event.Thread, channel.Message{Text: "Hello", By: channel.ByPerson, Heard: event.Time})
//	}
//
// Check Event.Origin before you answer. Platforms deliver the host's own messages as events as well
// (echoes), and a host that answers every Message would answer itself without end.
//
// The kind of an [Error] says what to do: wait, send again, tell an administrator, or give up.
// Package dispatch does that work for you.
//
// Not every platform can edit a message, show that someone is writing, or tell its history. The
// functions for such abilities ([ShowTyping], [EditMessage], [React], [History], …) return an error
// that matches [errors.ErrUnsupported] if the channel or the thread lacks the ability.
// [Limits].Abilities says so before.
//
// # Bodies and platforms
//
// The table shows the Body of an Event for each thing that a platform reports. Everything else
// becomes [Custom] with its bytes.
//
//	body        Telegram                              Facebook Messenger, Instagram         X
//	Message     message, business_message             message, message echo                 direct message, own message as echo
//	Edited      edited message, live location         message_edit                          edit (encrypted)
//	Deleted     deleted_business_messages             message taken back (Instagram)        deletion (encrypted)
//	Press       callback_query, web_app_data          postback                              –
//	Reacted     message_reaction                      reaction                              reaction (encrypted)
//	Delivered   –                                     delivery                              –
//	Read        –                                     read, seen                            mark_read, dm.read, read mark (encrypted)
//	Typing      –                                     –                                     indicate_typing, dm.indicate_typing, typing (encrypted)
//	Started     /start, write access allowed          referral, opt-in                      –
//	Blocked     my_chat_member kicked, left or muted  opt-in stopped                        block
//	Unblocked   my_chat_member back                   opt-in resumed                        unblock
//	Handover    –                                     pass, take, request, app roles        –
//	Post        channel post                          feed comment or post                  post: mention, reply, quote, repost, own, deleted
//	Failed      –                                     –                                     failure (encrypted)
//	Moved       supergroup migration                  prior_message (guest became person)   –
//	Revoked     business connection ended             policy enforcement                    revoked permission
//
// A dash means that the platform does not report it. "Encrypted" means an encrypted conversation of
// X (XChat).
//
// # Keys and secrets
//
// A credential that proves calls is a list of [Keys]. The first key signs, and every key that is
// valid at the time of the call verifies, so that a rotation loses no call. A [Secret] prints as
// "[secret]" in every printed and serialised form.
package channel
