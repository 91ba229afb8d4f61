package telegram

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
)

// allowed are the emoji with which a bot may react (Telegram Bot API: ReactionTypeEmoji). None has
// a variation selector. A group may allow fewer.
const allowed = "👍 👎 ❤ 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤\u200d🔥 🌚 🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨\u200d💻 " +
	"👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷\u200d♂ 🤷 🤷\u200d♀ 😡"

// Reactions returns the emoji with which React may react, for a screen that offers them.
func Reactions() []string { return strings.Fields(allowed) }

// React reacts to a message with one of Reactions, with or without the variation selector that
// keyboards add; an empty emoji takes the reaction back (Telegram Bot API: setMessageReaction). A
// number is the id of a custom emoji. It does not work in business chats.
func (c *Channel) React(ctx context.Context, in channel.Thread, messageID, emoji string) error {
	const op = "react"
	to, err := c.target(in)
	id, invalid := parseMessageID(messageID)
	reaction, unknown := reactionsOf(emoji)
	if err := errors.Join(err, invalid, unknown); err != nil {
		return call.Rejected(Platform, op, err)
	}
	if !c.Limits(in).Abilities.React {
		return channel.Unsupported(Platform, op)
	}
	err = c.act(ctx, op, "setMessageReaction", reactions{Chat: to.Chat, Message: id, Reaction: reaction})
	return follow(err, in)
}

// reactionsOf makes the list that setMessageReaction takes; an empty one takes the reaction back.
func reactionsOf(emoji string) ([]reactionType, error) {
	const selector = "\ufe0f" // asks for the coloured form; Telegram's list goes without
	emoji = strings.ReplaceAll(emoji, selector, "")
	if emoji == "" {
		return []reactionType{}, nil
	}
	if _, err := strconv.ParseUint(emoji, 10, 64); err == nil { // as Reacted tells of it
		return []reactionType{{Type: "custom_emoji", Custom: emoji}}, nil
	}
	if !slices.Contains(Reactions(), emoji) {
		return nil, &channel.FieldError{Field: "emoji", Code: channel.CodeUnsupported, Reason: "a bot can react with the emoji of Telegram's list alone"}
	}
	return []reactionType{{Type: "emoji", Emoji: emoji}}, nil
}
