package telegramtest

import (
	"slices"
	"strings"
)

// reactions are the emoji that a bot may react with (page "Telegram Bot API", ReactionTypeEmoji).
// The server compares them byte for byte: an emoji with a variation selector is none of them.
var reactions = strings.Fields("👍 👎 ❤ 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤\u200d🔥 🌚 🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 " +
	"😈 😴 😭 🤓 👻 👨\u200d💻 👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷\u200d♂ 🤷 🤷\u200d♀ 😡")

// setMessageReaction: a bot has at most one reaction, of the list; none removes it.
func (s *Server) setMessageReaction(p params) (any, *refusal) {
	c, bad := s.recipient(p)
	if bad != nil {
		return nil, bad
	}
	if c.messages[p.Num("message_id")] == nil {
		return nil, badRequest("message to react not found")
	}
	var list []struct {
		Type   string `json:"type"`
		Emoji  string `json:"emoji"`
		Custom string `json:"custom_emoji_id"`
	}
	if bad := p.object("reaction", &list); bad != nil {
		return nil, bad
	}
	if len(list) == 0 {
		return true, nil
	}
	ofList := list[0].Type == "emoji" && slices.Contains(reactions, list[0].Emoji)
	if len(list) > 1 || !ofList && (list[0].Type != "custom_emoji" || list[0].Custom == "") {
		return nil, badRequest("REACTION_INVALID")
	}
	return true, nil
}
