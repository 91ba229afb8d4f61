package telegram

import (
	"context"
	"strconv"

	"github.com/contactkit/contactkit/channel/jsonread"
)

// Bot is what Telegram says of a bot (Telegram Bot API: getMe).
type Bot struct {
	ID       string // the account
	Name     string
	Handle   string // user name, without "@"
	Groups   bool   // it can be added to groups
	HearsAll bool   // in groups it gets every message, not only commands and answers to it (privacy mode is off)
	Business bool   // it can be connected to business accounts
	Topics   bool   // its private chats have topics
}

// Me asks Telegram who the bot is. It is the cheapest proof that token and address are good.
func (c *Channel) Me(ctx context.Context) (Bot, error) {
	result, err := c.ask(ctx, "me", "getMe", struct{}{})
	if err != nil {
		return Bot{}, err
	}
	var b Bot
	var u user
	r := jsonread.Sub(result)
	u.read(&r)
	b.ID, b.Name, b.Handle = strconv.FormatInt(u.id, 10), u.Name, u.Handle
	r = jsonread.Sub(result)
	for key := range r.Object {
		switch string(key) {
		case "can_join_groups":
			b.Groups = r.Bool()
		case "can_read_all_group_messages":
			b.HearsAll = r.Bool()
		case "can_connect_to_business":
			b.Business = r.Bool()
		case "has_topics_enabled":
			b.Topics = r.Bool()
		}
	}
	return b, nil
}
