package twitter_test

import (
	"context"
	"fmt"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/twitter"
	"github.com/contactkit/contactkit/twitter/twittertest"
)

// Who of an encrypted group can read what is written there?
func ExampleChannel_ChatMembers() {
	const us, ada = "1640000000000000007", "1987654321000000123"
	ctx := context.Background()
	x := twittertest.New(twittertest.Config{Account: us, Fresh: true})
	set := x.Config()
	version, private := x.ChatKey()
	ch, err := twitter.New(twitter.Config{
		Account: us, APIKey: set.APIKey, APISecret: channel.NewKeys(channel.Secret(set.APISecret)),
		AccessToken: channel.Secret(set.AccessToken), AccessSecret: channel.Secret(set.AccessSecret), HTTP: x.Client(),
		Chat: twitter.ChatConfig{Keys: []twitter.ChatKey{{Version: version, Private: channel.Secret(private)}}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	group := channel.Thread{Platform: twitter.Platform, Account: us, Contact: "group:g1640000000000000099"}
	const newcomer = "1640000000000000077" // has never opened Chat
	x.Meet(twittertest.Person{ID: newcomer, Name: "Eve", Username: "eve"})
	x.GroupChat("g1640000000000000099", ada)
	x.JoinGroupChat("g1640000000000000099", ada, newcomer)
	members, err := ch.ChatMembers(ctx, group)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, m := range members {
		fmt.Println(m.User, m.Admin, m.Keyed)
	}
	// Output:
	// 1987654321000000123 true true
	// 1640000000000000007 false true
	// 1640000000000000077 false false
}
