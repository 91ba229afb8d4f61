// Package plan fits a message to what a thread takes: it splits long texts, moves or replaces the
// parts that the platform does not have, and reports every change as data. It does no I/O.
//
//	parts, changes, err := plan.Fit(m, ch.Limits(to), plan.Split)
//	if err != nil {
//		return err // matches channel.ErrRejected and names every field
//	}
//	for _, c := range changes {
//		log.Println(c) // "text: divided (too_long, limit 2000 utf16, got 4312)"
//	}
//	for _, part := range parts {
//		ch.Send(ctx, to, part)
//	}
//
// A message that fits is not changed. Any other is changed in this order:
//
//   - Invalid UTF-8 and U+0000 in texts become U+FFFD (Cleaned).
//   - Formatting that the thread does not keep is Dropped; the URL behind a link is put after its
//     text, in brackets (Listed).
//   - An attachment of a kind that is not taken goes as a neighbouring kind (a voice message as
//     audio, anything as a file: Changed), else as its URL in the text (Listed). An attachment
//     without a URL rejects the message.
//   - A location or card that is not taken becomes lines of text (Listed). If it is taken, it goes
//     in a message of its own (Moved).
//   - Buttons to tap become quick replies where only those exist, and the other way round
//     (Changed). Choices beyond the count, and those that exist in no form, become lines of text
//     (Listed). A title that is too long is Shortened; a payload that a quick reply cannot carry is
//     Dropped, and a button whose payload is too long is Listed.
//   - A reply to a message, where that does not exist, is an ordinary message (Dropped).
//   - Attachments beyond the count, and those of kinds that do not go together, go in further
//     messages (Moved). Where several attachments go without choices, the choices are attached to
//     the text after them, or to the last attachment if there is no text.
//   - A text that fits in the message of the attachments is their caption, if they go in one
//     message and are of a kind that has one; else it follows them (Moved). With Overflow
//     Truncate, a text that is only too long for the caption does not follow: it is Shortened to
//     the caption's limit. Where there are no captions, the buttons of a message with attachments
//     and no text are Listed, unless they become quick replies.
//   - A text over the limit is Divided or, with Overflow Truncate, Shortened.
//
// The order of the messages is attachments, location, card, text; attachments with a caption come
// last, in the place of the text. The first message has ReplyTo and Ref, the last has the choices
// and Native, since on some platforms choices vanish when another message comes.
//
// # Where a text is cut
//
// A text is cut after the last paragraph, line or sentence if the part before the cut fills at
// least half of the limit. Otherwise it is cut between words, then between words of scripts without
// spaces, then between grapheme clusters. A cut is never inside a cluster, a URL or a span of
// formatting, unless that alone is longer than the limit: then, and only then, it is cut where the
// limit falls, spans go on in the next part, and the cut is reported as Broken.
//
// The white space at a cut is dropped, all of it. So the text is the parts in their order with
// nothing but white space between them, and no part but the first starts, and none but the last
// ends, with white space.
package plan
