package directory

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/session/keyword"
	"github.com/contactkit/contactkit/worktime"
)

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// service checks who serves and for how long: what session.Config says to it, and what a form needs
// beyond.
func (k *checker) service(r Record) {
	before := len(k.report.Complaints)
	k.word("service.mode", string(r.Service.Mode), string(Hybrid), string(Bot), string(Agent))
	k.word("routing.mode", string(r.Routing.Mode), string(Push), string(Pull), string(External))
	k.router(r.Routing)
	k.word("silence.reopenTo", string(cmp.Or(r.Silence.ReopenTo, ReopenToMode)), string(ReopenToMode), string(ReopenToPeople))
	k.word("profile", string(cmp.Or(r.Profile, ProfileAICC)), string(ProfileAICC), string(ProfileMessenger))
	k.word("offline.to", string(r.Offline.To), string(OfflineToQueue), string(OfflineToLastAgent), string(OfflineToRobot))
	words := len(k.report.Complaints) == before

	if r.Service.Mode != Agent && r.Service.Robot == "" {
		k.add("service.robot", channel.CodeMissing, "a robot serves the customers in this mode: name it")
	}
	if r.Service.Mode == Hybrid && len(r.Service.Keywords.List) == 0 {
		k.add("service.keywords.list", channel.CodeMissing, "with a robot in front, customers need a word to ask for a person")
	}
	if r.Service.Mode == Bot && r.Service.Assistant != "" {
		k.add("service.assistant", channel.CodeConflict, "where no agents serve, nobody needs an assistant")
	}
	if r.Service.Mode != Bot {
		if r.Routing.Mode == Push && r.Routing.Queue == "" {
			k.add("routing.queue", channel.CodeMissing, "agents are found through a skill queue: name it")
		}
		if r.Routing.Mode == Pull && r.Routing.List == "" {
			k.add("routing.list", channel.CodeMissing, "agents take customers from a list: name it")
		}
	}
	if _, err := keyword.Compile(r.Service.Keywords); err != nil {
		for _, e := range channel.FieldErrors(err) {
			k.add("service.keywords."+e.Field, e.Code, e.Reason)
		}
	} else {
		for _, w := range keyword.Warn(r.Service.Keywords) {
			k.warn("service.keywords."+w.Field, CodeOdd, w.Reason)
		}
	}
	if _, err := keyword.Compile(r.Service.ThanksSet()); err != nil {
		for _, e := range channel.FieldErrors(err) {
			field := strings.TrimSuffix(strings.TrimPrefix(e.Field, "list"), ".text")
			k.add("service.thanks"+field, e.Code, strings.ReplaceAll(e.Reason, "list[", "thanks["))
		}
	}
	if r.Offline.On && !k.o.offlineOn(r.Platform) {
		k.add("offline.on", channel.CodeUnsupported, "channels of this platform keep no offline messages")
	}
	if warn, _ := r.Silence.within(); warn > 0 && warn >= r.Silence.Customer {
		k.add("silence.customerWarn", channel.CodeConflict, "the warning comes before the end: it is shorter than the customer's timeout")
	} else if words {
		k.config(r)
	}
}

// config passes on what session.Config complains about: once for each field of the form, in its own
// unit. Of a ladder the last rung counts, which is what the form asks for.
func (k *checker) config(r Record) {
	list := channel.FieldErrors(r.Profile.Bounds().Check(r.config()))
	fieldOf := func(e *channel.FieldError) string {
		name, _, _ := strings.Cut(e.Field, "[")
		name, _, _ = strings.Cut(name, ".")
		return cmp.Or(configFields[name], "service")
	}
	for i, e := range list {
		field := fieldOf(e)
		later := slices.ContainsFunc(list[i+1:], func(o *channel.FieldError) bool { return fieldOf(o) == field && o.Other == "" && e.Other == "" })
		if later || k.complained(field) {
			continue
		}
		reason := "it " + inSeconds(e.Reason)
		if e.Other != "" {
			reason = strings.Replace(reason, e.Other, configFields[e.Other], 1)
		}
		k.put(&channel.FieldError{Field: field, Code: e.Code, Reason: reason, Other: configFields[e.Other]})
	}
}

var duration = regexp.MustCompile(`\b(?:[0-9]+(?:\.[0-9]+)?(?:ns|us|µs|ms|h|m|s))+\b`)

// inSeconds writes the durations of a sentence in the unit that forms ask for.
func inSeconds(s string) string {
	s = strings.Replace(s, " in whole seconds", "", 1)
	return duration.ReplaceAllStringFunc(s, func(text string) string {
		d, err := time.ParseDuration(text)
		if err != nil {
			return text
		}
		return strconv.FormatFloat(d.Seconds(), 'f', -1, 64) + " seconds"
	})
}

// configFields says where a form asks for a field of session.Config.
var configFields = map[string]string{
	"Mode": "service.mode", "Routing": "routing.mode", "Queue": "routing.queue", "Fallback": "routing.fallback",
	"ContactSilent": "silence.customer", "CalledSilent": "silence.called", "AgentSilent": "silence.agent", "RobotSilent": "silence.robot",
	"QueueWait": "routing.queueWait", "Anchor": "silence.lastMessage", "OfferTime": "routing.requestTtl", "TransferTime": "routing.transferWait",
	"HoldMax": "silence.hold", "MaxHops": "routing.maxHops", "Reopen": "silence.reopen", "LastAgent": "routing.lastAgentFor",
	"LastAgentWait": "routing.lastAgentWait", "Offline": "offline.on", "OfflineTo": "offline.to", "OfflineLimit": "offline.limit",
	"LoopTurns": "service.loopTurns", "LoopGap": "service.loopGap",
	"CloseGrace": "routing.closeGrace", "AnswerMargin": "silence.answerWarn", "WindowMargin": "silence.windowWarn", "ReopenTo": "silence.reopenTo",
	"OfflineReassign": "offline.reassign", "OfflineMax": "offline.expire", "Outbound": "offline.outbound", "Since": "timesSince",
}

func (k *checker) hours(ctx context.Context, r Record) {
	k.text("hours.calendar", r.Hours.Calendar, 128)
	days, err := k.o.days(ctx, r)
	switch {
	case errors.Is(err, ErrNotFound):
		k.add("hours.calendar", CodeUnknown, "there is no work calendar of this name")
		return
	case err != nil:
		k.failed = append(k.failed, err)
		return
	}
	if r.Hours.Zone != "" && (r.Hours.Always || r.Hours.Calendar != "") { // it decides no hours, but notices tell times in it
		_, err := worktime.Check(&worktime.Days{Zone: r.Hours.Zone}, worktime.Schedule{})
		for _, e := range channel.FieldErrors(err) {
			if e.Field == "days.zone" {
				k.add("hours.zone", e.Code, e.Reason)
			}
		}
	}
	switch {
	case r.Hours.Always:
		k.holidayNames(r.Hours.Holidays)
		return
	case r.Hours.Calendar == "" && r.Hours.Zone == "":
		k.add("hours.calendar", channel.CodeMissing, "work time needs a calendar, or a time zone")
		return
	}
	k.holidays(r.Hours.Holidays, days.MaxSegments)
	warnings, err := worktime.Check(days, r.Hours.Schedule)
	for _, e := range channel.FieldErrors(err) {
		k.add(hoursField(e.Field), e.Code, e.Reason)
	}
	for _, w := range warnings {
		own := r.Hours.Calendar == "" // a calendar's own warnings belong to its form
		if own || !strings.HasPrefix(w.Field, "days.") || w.Code == worktime.CodeNeverOpen {
			k.warn(hoursField(w.Field), oddCode(w.Code), w.Reason)
		}
	}
}

// maxHolidays is how many dates with hours of its own a channel may have.
const maxHolidays = 400

func (k *checker) holidays(list []worktime.Holiday, segments int) {
	if len(list) > maxHolidays {
		k.put(&channel.FieldError{Field: "hours.holidays", Code: channel.CodeTooMany, Reason: "a channel has too many holidays", Limit: maxHolidays, Got: len(list)})
		return
	}
	for _, e := range channel.FieldErrors(worktime.CheckHolidays(list, segments)) {
		k.add("hours."+e.Field, e.Code, e.Reason)
	}
	k.holidayNames(list)
}

func (k *checker) holidayNames(list []worktime.Holiday) {
	for i, h := range list {
		k.text(fmt.Sprintf("hours.holidays[%d].name", i), h.Name, 200)
	}
}

func hoursField(field string) string {
	switch {
	case field == "days.zone":
		return "hours.zone"
	case strings.HasPrefix(field, "days"):
		return "hours.calendar"
	case field == "":
		return "hours.schedule"
	}
	return "hours.schedule." + field
}

// oddCode is the code of a calendar's warning: a channel that never opens has one of its own.
func oddCode(code string) string {
	if code == worktime.CodeNeverOpen {
		return CodeNeverOpen
	}
	return CodeOdd
}

// refs asks the host whether what the record names exists.
func (k *checker) refs(ctx context.Context, r Record) {
	refs := k.o.Lookup
	ask := func(field, what, name string, exists func(context.Context, string, string) (bool, error)) {
		k.text(field, name, 128)
		if name == "" || exists == nil {
			return
		}
		ok, err := exists(ctx, r.Tenant, name)
		if err != nil {
			k.failed = append(k.failed, fmt.Errorf("directory: %s: %w", what, err))
		} else if !ok && !k.complained(field) {
			k.add(field, CodeUnknown, "there is no "+what+" of this name")
		}
	}
	ask("unit", "organisation unit", r.Unit, refs.Unit)
	ask("routing.queue", "skill queue", r.Routing.Queue, refs.Queue)
	ask("routing.fallback", "skill queue", r.Routing.Fallback, refs.Queue)
	ask("routing.list", "list", r.Routing.List, refs.List)
	ask("service.robot", "robot", r.Service.Robot, refs.Robot)
	ask("service.assistant", "robot", r.Service.Assistant, refs.Robot)
	ask("connector", "connector", r.Connector, refs.Secret)
	for i, name := range r.Certificates.Trust {
		k.text(fmt.Sprintf("certificates.trust[%d]", i), name, 128)
	}
	k.text("certificates.identity", r.Certificates.Identity, 128)
	k.text("certificates.serverName", r.Certificates.ServerName, 253)
}
