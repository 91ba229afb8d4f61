// Package directorytest makes the records of pretended platforms, for the tests of hosts that have
// a directory.
//
//	bot, meta := telegramtest.New(telegramtest.Config{}), facebooktest.New(facebooktest.Config{})
//	internet := standin.NewInternet(bot, meta)
//	d, err := directory.New(directory.Options{
//		Drivers: []channel.Driver{telegram.Driver(), facebook.Driver()}, HTTP: internet.Client(),
//	})
//	err = d.Load(ctx, directorytest.Record(bot), directorytest.Record(meta))
//	bot.Say("7001", "hello")
//	statuses := bot.Deliver(handler) // a directory.Handler, at the path of the record
package directorytest

import (
	"maps"
	"slices"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/channeltest"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/standin"
	"github.com/contactkit/contactkit/session/keyword"
)

// Names in the records of this package.
const (
	Tenant  = "test"
	Robot   = "robot"
	Queue   = "queue"
	Keyword = "agent" // leads from the robot to people
)

// MemoryID and MemoryPath are the ID of the record of [Memory] and the path of its webhook.
const (
	MemoryID   = "c1"
	MemoryPath = "/memory/c1"
)

// Record is an active channel on a pretended platform that passes Options.Check: a robot first,
// then agents of one queue, around the clock. Its ID is the platform and the account, joined by a
// hyphen. Its Path is where the stand-in calls, so that Deliver and Batch reach it. The caller may
// change all of it.
func Record(server interface{ Connection() standin.Connection }) directory.Record {
	c := server.Connection()
	r := active(c.Platform, c.Platform+"-"+c.Account)
	r.Path, r.Settings = c.Path, c.Settings
	r.Secrets.Keys = keys(c.Keys)
	for field, tokens := range c.Tokens {
		if r.Secrets.Tokens == nil {
			r.Secrets.Tokens = make(map[string]map[string]channel.Keys)
		}
		r.Secrets.Tokens[field] = keys(tokens)
		for _, account := range slices.Sorted(maps.Keys(tokens)) {
			r.Pages = append(r.Pages, directory.Page{ID: account})
		}
	}
	return r
}

// Memory returns a driver that opens ch, and the one record that it opens. It is for hosts that
// take records instead of a channel, when [channeltest.CheckHost] checks them. The webhook is at
// MemoryPath.
func Memory(ch channel.Channel) (channel.Driver, directory.Record) {
	d := channel.Driver{Platform: channeltest.MemoryPlatform, Open: func(channel.Settings) (channel.Channel, error) { return ch, nil }}
	r := active(channeltest.MemoryPlatform, MemoryID)
	r.Path = MemoryPath
	return d, r
}

func active(platform, id string) directory.Record {
	r := directory.Default(platform)
	r.Tenant, r.ID, r.Name, r.State = Tenant, id, strings.ReplaceAll(id, "-", "_"), directory.Active
	r.Service.Robot, r.Routing.Queue = Robot, Queue
	r.Service.Keywords = keyword.Set{List: []keyword.Word{{Text: Keyword}}}
	return r
}

func keys(secrets map[string]string) map[string]channel.Keys {
	list := make(map[string]channel.Keys, len(secrets))
	for field, secret := range secrets {
		list[field] = channel.NewKeys(channel.Secret(secret))
	}
	return list
}
