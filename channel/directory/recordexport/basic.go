package recordexport

import (
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/export"
	"github.com/contactkit/contactkit/session/keyword"
	"github.com/contactkit/contactkit/worktime"
)

func identity() []column {
	return []column{
		text("tenant", func(r record) string { return r.Tenant }, func(r *record, s string) { r.Tenant = s }),
		text("id", func(r record) string { return r.ID }, func(r *record, s string) { r.ID = s }),
		number("rev", func(r record) int64 { return r.Rev }, func(r *record, n int64) { r.Rev = n }),
		text("state", func(r record) directory.State { return r.State }, func(r *record, s directory.State) { r.State = s }),
		text("name", func(r record) string { return r.Name }, func(r *record, s string) { r.Name = s }),
		text("about", func(r record) string { return r.About }, func(r *record, s string) { r.About = s }),
		text("unit", func(r record) string { return r.Unit }, func(r *record, s string) { r.Unit = s }),
		text("serviceId", func(r record) string { return r.ServiceID }, func(r *record, s string) { r.ServiceID = s }),
		text("platform", func(r record) string { return r.Platform }, func(r *record, s string) { r.Platform = s }),
		text("profile", func(r record) directory.Profile { return r.Profile }, func(r *record, s directory.Profile) { r.Profile = s }),
		truth("forOutbound", func(r record) bool { return r.ForOutbound }, func(r *record, b bool) { r.ForOutbound = b }),
	}
}

func service() []column {
	return []column{
		text("service.mode", func(r record) directory.Mode { return r.Service.Mode }, func(r *record, s directory.Mode) { r.Service.Mode = s }),
		text("service.robot", func(r record) string { return r.Service.Robot }, func(r *record, s string) { r.Service.Robot = s }),
		text("service.assistant", func(r record) string { return r.Service.Assistant }, func(r *record, s string) { r.Service.Assistant = s }),
		parsed("service.keywords", func(r record) []keyword.Word { return r.Service.Keywords.List }, formatKeywords, parseKeywords,
			func(r *record, list []keyword.Word) { r.Service.Keywords.List = list }),
		text("service.keywords.mode", func(r record) keyword.Mode { return r.Service.Keywords.Mode },
			func(r *record, s keyword.Mode) { r.Service.Keywords.Mode = s }),
		parsed("service.keywords.deny", func(r record) []string { return r.Service.Keywords.Deny }, formatLines, parseLines,
			func(r *record, list []string) { r.Service.Keywords.Deny = list }),
		truth("service.keywords.strict", func(r record) bool { return r.Service.Keywords.Strict },
			func(r *record, b bool) { r.Service.Keywords.Strict = b }),
		number("service.keywords.maxKeywords", func(r record) int { return r.Service.Keywords.MaxKeywords },
			func(r *record, n int) { r.Service.Keywords.MaxKeywords = n }),
		number("service.keywords.maxRunes", func(r record) int { return r.Service.Keywords.MaxRunes },
			func(r *record, n int) { r.Service.Keywords.MaxRunes = n }),
		number("service.keywords.maxScan", func(r record) int { return r.Service.Keywords.MaxScan },
			func(r *record, n int) { r.Service.Keywords.MaxScan = n }),
		parsed("service.thanks", func(r record) []string { return r.Service.Thanks }, formatLines, parseLines,
			func(r *record, list []string) { r.Service.Thanks = list }),
		number("service.loopTurns", func(r record) int { return r.Service.LoopTurns }, func(r *record, n int) { r.Service.LoopTurns = n }),
		number("service.loopGap", func(r record) directory.Seconds { return r.Service.LoopGap }, func(r *record, n directory.Seconds) { r.Service.LoopGap = n }),
		truth("service.supersede", func(r record) bool { return r.Service.Supersede }, func(r *record, b bool) { r.Service.Supersede = b }),
		truth("service.publicRobot", func(r record) bool { return r.Service.PublicRobot }, func(r *record, b bool) { r.Service.PublicRobot = b }),
		truth("service.publicNotices", func(r record) bool { return r.Service.PublicNotices }, func(r *record, b bool) { r.Service.PublicNotices = b }),
	}
}

type seconds = directory.Seconds

func routing() []column {
	return []column{
		text("routing.mode", func(r record) directory.RoutingMode { return r.Routing.Mode }, func(r *record, s directory.RoutingMode) { r.Routing.Mode = s }),
		text("routing.queue", func(r record) string { return r.Routing.Queue }, func(r *record, s string) { r.Routing.Queue = s }),
		text("routing.list", func(r record) string { return r.Routing.List }, func(r *record, s string) { r.Routing.List = s }),
		text("routing.fallback", func(r record) string { return r.Routing.Fallback }, func(r *record, s string) { r.Routing.Fallback = s }),
		text("routing.selection", func(r record) directory.Selection { return r.Routing.Selection },
			func(r *record, s directory.Selection) { r.Routing.Selection = s }),
		number("routing.requestTtl", func(r record) seconds { return r.Routing.RequestTTL }, func(r *record, n seconds) { r.Routing.RequestTTL = n }),
		number("routing.queueWait", func(r record) seconds { return r.Routing.QueueWait }, func(r *record, n seconds) { r.Routing.QueueWait = n }),
		number("routing.transferWait", func(r record) seconds { return r.Routing.TransferWait }, func(r *record, n seconds) { r.Routing.TransferWait = n }),
		number("routing.closeGrace", func(r record) seconds { return r.Routing.CloseGrace }, func(r *record, n seconds) { r.Routing.CloseGrace = n }),
		number("routing.maxHops", func(r record) int { return r.Routing.MaxHops }, func(r *record, n int) { r.Routing.MaxHops = n }),
		truth("routing.lastAgent", func(r record) bool { return r.Routing.LastAgent }, func(r *record, b bool) { r.Routing.LastAgent = b }),
		number("routing.lastAgentFor", func(r record) seconds { return r.Routing.LastAgentFor }, func(r *record, n seconds) { r.Routing.LastAgentFor = n }),
		number("routing.lastAgentWait", func(r record) seconds { return r.Routing.LastAgentWait },
			func(r *record, n seconds) { r.Routing.LastAgentWait = n }),
		number("routing.priority", func(r record) int { return r.Routing.Priority }, func(r *record, n int) { r.Routing.Priority = n }),
		number("routing.wrapUp", func(r record) seconds { return r.Routing.WrapUp }, func(r *record, n seconds) { r.Routing.WrapUp = n }),
		parsed("routing.wrapCodes", func(r record) []directory.WrapCode { return r.Routing.WrapCodes }, formatObjects[directory.WrapCode],
			parseObjects("a wrap-up code", `{"id":"complaint","label":"Complaint"}`, `{"routing":{"wrapCodes":[%s]}}`, func(r record) []directory.WrapCode { return r.Routing.WrapCodes }),
			func(r *record, list []directory.WrapCode) { r.Routing.WrapCodes = list }),
	}
}

func times() []column {
	return []column{
		truth("hours.always", func(r record) bool { return r.Hours.Always }, func(r *record, b bool) { r.Hours.Always = b }),
		text("hours.calendar", func(r record) string { return r.Hours.Calendar }, func(r *record, s string) { r.Hours.Calendar = s }),
		text("hours.zone", func(r record) string { return r.Hours.Zone }, func(r *record, s string) { r.Hours.Zone = s }),
		parsed("hours.workday", func(r record) []worktime.Segment { return r.Hours.Schedule.Workday }, worktime.FormatSegments, worktime.ParseSegments,
			func(r *record, list []worktime.Segment) { r.Hours.Schedule.Workday = list }),
		parsed("hours.nonworkday", func(r record) []worktime.Segment { return r.Hours.Schedule.Nonworkday }, worktime.FormatSegments, worktime.ParseSegments,
			func(r *record, list []worktime.Segment) { r.Hours.Schedule.Nonworkday = list }),
		parsed("hours.week", func(r record) worktime.Week { return r.Hours.Schedule.Week }, worktime.Week.String, worktime.ParseWeek,
			func(r *record, w worktime.Week) { r.Hours.Schedule.Week = w }),
		parsed("hours.holidays", func(r record) []worktime.Holiday { return r.Hours.Holidays }, formatObjects[worktime.Holiday],
			parseObjects("a holiday", `{"date":"2026-12-24","name":"Christmas Eve","segments":[{"from":"09:00","to":"12:00"}]}`, `{"hours":{"holidays":[%s]}}`,
				func(r record) []worktime.Holiday { return r.Hours.Holidays }),
			func(r *record, list []worktime.Holiday) { r.Hours.Holidays = list }),
		number("silence.customer", func(r record) seconds { return r.Silence.Customer }, func(r *record, n seconds) { r.Silence.Customer = n }),
		number("silence.customerWarn", func(r record) seconds { return r.Silence.CustomerWarn }, func(r *record, n seconds) { r.Silence.CustomerWarn = n }),
		number("silence.called", func(r record) seconds { return r.Silence.Called }, func(r *record, n seconds) { r.Silence.Called = n }),
		number("silence.agent", func(r record) seconds { return r.Silence.Agent }, func(r *record, n seconds) { r.Silence.Agent = n }),
		number("silence.robot", func(r record) seconds { return r.Silence.Robot }, func(r *record, n seconds) { r.Silence.Robot = n }),
		number("silence.hold", func(r record) seconds { return r.Silence.Hold }, func(r *record, n seconds) { r.Silence.Hold = n }),
		number("silence.reopen", func(r record) seconds { return r.Silence.Reopen }, func(r *record, n seconds) { r.Silence.Reopen = n }),
		text("silence.reopenTo", func(r record) directory.ReopenRoute { return r.Silence.ReopenTo },
			func(r *record, s directory.ReopenRoute) { r.Silence.ReopenTo = s }),
		number("silence.answerWarn", func(r record) seconds { return r.Silence.AnswerWarn }, func(r *record, n seconds) { r.Silence.AnswerWarn = n }),
		number("silence.windowWarn", func(r record) seconds { return r.Silence.WindowWarn }, func(r *record, n seconds) { r.Silence.WindowWarn = n }),
		truth("silence.lastMessage", func(r record) bool { return r.Silence.LastMessage }, func(r *record, b bool) { r.Silence.LastMessage = b }),
		truth("silence.openTime", func(r record) bool { return r.Silence.OpenTime }, func(r *record, b bool) { r.Silence.OpenTime = b }),
		truth("offline.on", func(r record) bool { return r.Offline.On }, func(r *record, b bool) { r.Offline.On = b }),
		text("offline.to", func(r record) directory.OfflineRoute { return r.Offline.To }, func(r *record, s directory.OfflineRoute) { r.Offline.To = s }),
		number("offline.limit", func(r record) seconds { return r.Offline.Limit }, func(r *record, n seconds) { r.Offline.Limit = n }),
		number("offline.reassign", func(r record) seconds { return r.Offline.Reassign }, func(r *record, n seconds) { r.Offline.Reassign = n }),
		number("offline.expire", func(r record) seconds { return r.Offline.Expire }, func(r *record, n seconds) { r.Offline.Expire = n }),
		{Name: "offline.outbound", Kind: export.Number, Value: outbound, Set: setOutbound},
		{Name: "timesSince", Kind: export.Time, Value: func(r record) export.Value { return export.TimeValue(r.TimesSince) },
			Set: func(r *record, v export.Value) error { r.TimesSince = v.Time(); return nil }},
	}
}

// outbound is empty where agents may always write; zero is never.
func outbound(r record) export.Value {
	if r.Offline.Outbound == nil {
		return export.Value{}
	}
	return export.IntValue(int64(*r.Offline.Outbound))
}

func setOutbound(r *record, v export.Value) error {
	if v.IsEmpty() {
		return nil
	}
	n, err := whole(v)
	if err == nil {
		within := seconds(n)
		r.Offline.Outbound = &within
	}
	return err
}

func notices() []column {
	return []column{
		text("notices.language", func(r record) string { return r.Notices.Language }, func(r *record, s string) { r.Notices.Language = s }),
		text("notices.nonWorking", func(r record) string { return r.Notices.NonWorking }, func(r *record, s string) { r.Notices.NonWorking = s }),
		text("notices.offline", func(r record) string { return r.Notices.Offline }, func(r *record, s string) { r.Notices.Offline = s }),
		text("notices.warning", func(r record) string { return r.Notices.Warning }, func(r *record, s string) { r.Notices.Warning = s }),
		text("notices.end", func(r record) string { return r.Notices.End }, func(r *record, s string) { r.Notices.End = s }),
		text("notices.queued", func(r record) string { return r.Notices.Queued }, func(r *record, s string) { r.Notices.Queued = s }),
		text("notices.stillWaiting", func(r record) string { return r.Notices.StillWaiting }, func(r *record, s string) { r.Notices.StillWaiting = s }),
		text("notices.agentBusy", func(r record) string { return r.Notices.AgentBusy }, func(r *record, s string) { r.Notices.AgentBusy = s }),
		text("notices.robotBusy", func(r record) string { return r.Notices.RobotBusy }, func(r *record, s string) { r.Notices.RobotBusy = s }),
		text("notices.transferred", func(r record) string { return r.Notices.Transferred }, func(r *record, s string) { r.Notices.Transferred = s }),
		text("notices.noAgent", func(r record) string { return r.Notices.NoAgent }, func(r *record, s string) { r.Notices.NoAgent = s }),
		text("notices.robotFailed", func(r record) string { return r.Notices.RobotFailed }, func(r *record, s string) { r.Notices.RobotFailed = s }),
		text("notices.reminder", func(r record) string { return r.Notices.Reminder }, func(r *record, s string) { r.Notices.Reminder = s }),
		text("notices.transferFailed", func(r record) string { return r.Notices.TransferFailed }, func(r *record, s string) { r.Notices.TransferFailed = s }),
		text("notices.resumed", func(r record) string { return r.Notices.Resumed }, func(r *record, s string) { r.Notices.Resumed = s }),
		text("notices.windowClosing", func(r record) string { return r.Notices.WindowClosing }, func(r *record, s string) { r.Notices.WindowClosing = s }),
		parsed("notices.translations", func(r record) []directory.Translation { return r.Notices.Translations }, formatObjects[directory.Translation],
			parseObjects("a translation", `{"language":"de","notice":"queued","text":"Bitte warten."}`, `{"notices":{"translations":[%s]}}`,
				func(r record) []directory.Translation { return r.Notices.Translations }),
			func(r *record, list []directory.Translation) { r.Notices.Translations = list }),
		text("provider", func(r record) string { return r.Provider }, func(r *record, s string) { r.Provider = s }),
		parsed("attributes", func(r record) []directory.Attribute { return r.Attributes }, formatAttributes, parseAttributes,
			func(r *record, list []directory.Attribute) { r.Attributes = list }),
	}
}
