package recordexport

import (
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/export"
	"github.com/contactkit/contactkit/worktime"
)

type column = export.Column[directory.Record]

// Columns are the columns of a record, named by the paths of its JSON form. Lists are one text: pages and attributes one a line, names
// separated by commas. Every credential of the drivers is a withheld column.
func Columns(drivers ...channel.Driver) []export.Column[directory.Record] {
	columns := []column{
		text("tenant", func(r directory.Record) string { return r.Tenant }),
		text("id", func(r directory.Record) string { return r.ID }),
		number("rev", func(r directory.Record) int64 { return r.Rev }),
		text("state", func(r directory.Record) string { return string(r.State) }),
		text("name", func(r directory.Record) string { return r.Name }),
		text("about", func(r directory.Record) string { return r.About }),
		text("unit", func(r directory.Record) string { return r.Unit }),
		text("serviceId", func(r directory.Record) string { return r.ServiceID }),
		text("platform", func(r directory.Record) string { return r.Platform }),
		text("path", directory.Record.CallbackPath),
		text("connector", func(r directory.Record) string { return r.Connector }),
		truth("forOutbound", func(r directory.Record) bool { return r.ForOutbound }),
		text("pages", pages),
		text("certificates.trust", func(r directory.Record) string { return strings.Join(r.Certificates.Trust, ",") }),
		text("certificates.identity", func(r directory.Record) string { return r.Certificates.Identity }),
		text("certificates.serverName", func(r directory.Record) string { return r.Certificates.ServerName }),
	}
	columns = append(columns, service()...)
	columns = append(columns, times()...)
	columns = append(columns,
		text("notices.nonWorking", func(r directory.Record) string { return r.Notices.NonWorking }),
		text("notices.offline", func(r directory.Record) string { return r.Notices.Offline }),
		text("notices.warning", func(r directory.Record) string { return r.Notices.Warning }),
		text("notices.end", func(r directory.Record) string { return r.Notices.End }),
		text("attributes", attributes),
		column{Name: "timesSince", Kind: export.Time, Value: func(r directory.Record) export.Value {
			if r.TimesSince.IsZero() {
				return export.Value{}
			}
			return export.TimeValue(r.TimesSince)
		}},
	)
	return append(columns, settings(drivers)...)
}

func service() []column {
	return []column{
		text("service.mode", func(r directory.Record) string { return string(r.Service.Mode) }),
		text("service.robot", func(r directory.Record) string { return r.Service.Robot }),
		text("service.assistant", func(r directory.Record) string { return r.Service.Assistant }),
		text("service.keywords", func(r directory.Record) string {
			words := make([]string, len(r.Service.Keywords.List))
			for i, w := range r.Service.Keywords.List {
				words[i] = w.Text
			}
			return strings.Join(words, "\n")
		}),
		text("service.keywords.mode", func(r directory.Record) string { return string(r.Service.Keywords.Mode) }),
		text("service.keywords.deny", func(r directory.Record) string { return strings.Join(r.Service.Keywords.Deny, "\n") }),
		text("routing.mode", func(r directory.Record) string { return string(r.Routing.Mode) }),
		text("routing.queue", func(r directory.Record) string { return r.Routing.Queue }),
		text("routing.list", func(r directory.Record) string { return r.Routing.List }),
		text("routing.fallback", func(r directory.Record) string { return r.Routing.Fallback }),
		text("routing.selection", func(r directory.Record) string { return string(r.Routing.Selection) }),
		seconds("routing.requestTtl", func(r directory.Record) directory.Seconds { return r.Routing.RequestTTL }),
		seconds("routing.queueWait", func(r directory.Record) directory.Seconds { return r.Routing.QueueWait }),
		seconds("routing.transferWait", func(r directory.Record) directory.Seconds { return r.Routing.TransferWait }),
		number("routing.maxHops", func(r directory.Record) int64 { return int64(r.Routing.MaxHops) }),
		truth("routing.lastAgent", func(r directory.Record) bool { return r.Routing.LastAgent }),
		seconds("routing.lastAgentFor", func(r directory.Record) directory.Seconds { return r.Routing.LastAgentFor }),
		seconds("routing.lastAgentWait", func(r directory.Record) directory.Seconds { return r.Routing.LastAgentWait }),
	}
}

func times() []column {
	return []column{
		truth("hours.always", func(r directory.Record) bool { return r.Hours.Always }),
		text("hours.calendar", func(r directory.Record) string { return r.Hours.Calendar }),
		text("hours.zone", func(r directory.Record) string { return r.Hours.Zone }),
		text("hours.workday", func(r directory.Record) string { return worktime.FormatSegments(r.Hours.Schedule.Workday) }),
		text("hours.nonworkday", func(r directory.Record) string { return worktime.FormatSegments(r.Hours.Schedule.Nonworkday) }),
		text("hours.week", func(r directory.Record) string { return r.Hours.Schedule.Week.String() }),
		seconds("silence.customer", func(r directory.Record) directory.Seconds { return r.Silence.Customer }),
		seconds("silence.customerWarn", func(r directory.Record) directory.Seconds { return r.Silence.CustomerWarn }),
		seconds("silence.called", func(r directory.Record) directory.Seconds { return r.Silence.Called }),
		seconds("silence.agent", func(r directory.Record) directory.Seconds { return r.Silence.Agent }),
		seconds("silence.robot", func(r directory.Record) directory.Seconds { return r.Silence.Robot }),
		seconds("silence.hold", func(r directory.Record) directory.Seconds { return r.Silence.Hold }),
		seconds("silence.reopen", func(r directory.Record) directory.Seconds { return r.Silence.Reopen }),
		truth("silence.lastMessage", func(r directory.Record) bool { return r.Silence.LastMessage }),
		truth("silence.openTime", func(r directory.Record) bool { return r.Silence.OpenTime }),
		truth("offline.on", func(r directory.Record) bool { return r.Offline.On }),
		text("offline.to", func(r directory.Record) string { return string(r.Offline.To) }),
		seconds("offline.limit", func(r directory.Record) directory.Seconds { return r.Offline.Limit }),
		seconds("offline.reassign", func(r directory.Record) directory.Seconds { return r.Offline.Reassign }),
		seconds("offline.expire", func(r directory.Record) directory.Seconds { return r.Offline.Expire }),
		{Name: "offline.outbound", Kind: export.Number, Value: func(r directory.Record) export.Value {
			if r.Offline.Outbound == nil { // always; zero is never
				return export.Value{}
			}
			return export.IntValue(int64(*r.Offline.Outbound))
		}},
	}
}

func text(name string, value func(directory.Record) string) column {
	return column{Name: name, Value: func(r directory.Record) export.Value { return export.TextValue(value(r)) }}
}

func number(name string, value func(directory.Record) int64) column {
	return column{Name: name, Kind: export.Number, Value: func(r directory.Record) export.Value { return export.IntValue(value(r)) }}
}

func seconds(name string, value func(directory.Record) directory.Seconds) column {
	return number(name, func(r directory.Record) int64 { return int64(value(r)) })
}

func truth(name string, value func(directory.Record) bool) column {
	return column{Name: name, Kind: export.Bool, Value: func(r directory.Record) export.Value { return export.BoolValue(value(r)) }}
}

func pages(r directory.Record) string {
	lines := make([]string, len(r.Pages))
	for i, p := range r.Pages {
		lines[i] = strings.TrimSpace(p.ID + " " + p.Name)
	}
	return strings.Join(lines, "\n")
}

// attributes are the tenant's own fields, but for the values of those that are secret: a record that does not pass Check may have one.
func attributes(r directory.Record) string {
	lines := make([]string, len(r.Attributes))
	for i, a := range r.Attributes {
		if lines[i] = a.Key + "="; !a.IsSecret() {
			lines[i] += strings.ReplaceAll(a.Value, "\n", ",")
		}
	}
	return strings.Join(lines, "\n")
}
