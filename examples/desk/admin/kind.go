package admin

import (
	"net/url"
	"slices"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/examples/desk/locale"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/twitter"
)

// A kind is a way to connect a channel of a platform. The record does not have it: it is read from
// which fields are set. Fields that no kind of the platform names belong to each of them.
type kind struct {
	Name, Label string
	Fields      []string // of the platform's driver
}

var gatewayFields = []string{"account", "gatewayUrl", "gatewayTokenUrl", "gatewayAppKey", "gatewayAppSecret", "gatewayAllowNames", "gatewaySign", "gatewayPath", "gatewayEncoder", "gatewayFilePath", "gatewaySubscribed"}

// kinds are those of each platform. A new channel begins with the first one.
var kinds = map[string][]kind{
	telegram.Platform: {
		{"bot", locale.Mark("A bot at Telegram"), nil},
		{"server", locale.Mark("A bot at a Bot API server of your own"), []string{"baseUrl", "local"}},
		{"gateway", locale.Mark("A bot behind a gateway (API Fabric)"), gatewayFields},
	},
	facebook.Platform: {
		{"messenger", locale.Mark("Pages on Messenger"), nil},
		{"instagram", locale.Mark("Pages, and Instagram accounts that are linked to them"), []string{"instagram", "instagramCommentText"}},
		{"login", locale.Mark("Instagram accounts by Instagram Login, with or without Pages"), []string{"instagram", "instagramCommentText", "instagramAppId", "instagramAppSecret"}},
	},
	twitter.Platform: {
		{"login", locale.Mark("Log in at X (OAuth 2.0)"), []string{"clientId", "clientSecret"}},
		{"token", locale.Mark("Access token of the account (OAuth 1.0a)"), []string{"accessToken", "accessSecret"}},
		{"both", locale.Mark("Both: log in at X, and an access token"), []string{"clientId", "clientSecret", "accessToken", "accessSecret"}},
	},
}

// kindsOf returns the names of the kinds that have a driver's field; none if every kind has it.
func kindsOf(platform, field string) (names []string) {
	for _, k := range kinds[platform] {
		if slices.Contains(k.Fields, field) {
			names = append(names, k.Name)
		}
	}
	return names
}

// kindOf is the kind that the form of a record shows: the one that was chosen, or else the first
// one that has every field which is set. It is empty if the platform has no kinds.
func kindOf(r directory.Record, values url.Values) string {
	list := kinds[r.Platform]
	if len(list) == 0 {
		return ""
	}
	chosen := values.Get("kind")
	if slices.ContainsFunc(list, func(k kind) bool { return k.Name == chosen }) {
		return chosen
	}
	for _, k := range list {
		if !slices.ContainsFunc(list, func(other kind) bool {
			return slices.ContainsFunc(other.Fields, func(f string) bool { return !slices.Contains(k.Fields, f) && isSet(r, values, f) })
		}) {
			return k.Name
		}
	}
	return list[len(list)-1].Name
}

func isSet(r directory.Record, values url.Values, field string) bool {
	value := values.Get("settings." + field)
	return value != "" && value != "false" || r.Secrets.Keys[field].First() != ""
}

// otherKind reports whether a setting belongs to other kinds than the one that was chosen in the
// form: its value is dropped.
func otherKind(platform string, typed url.Values, d channel.Field) bool {
	names, chosen := kindsOf(platform, d.Name), typed.Get("kind")
	return chosen != "" && len(names) > 0 && !slices.Contains(names, chosen)
}

// kindField is the select that a form begins with; nil if the platform has no kinds.
func kindField(platform, chosen string) *field {
	list := kinds[platform]
	if len(list) == 0 {
		return nil
	}
	f := input("kind", locale.Mark("How the channel is connected"), locale.Mark("The form shows the fields of this way. Settings of another way are removed when you save."), "choice")
	for _, k := range list {
		f.Options = append(f.Options, option{k.Name, k.Label, k.Name == chosen})
	}
	f.Value = chosen
	return f
}

// A condition is that another field of the form has one of some values; "on" and the empty value
// are those of a check box.
type condition struct {
	path   string
	values []string
}

var (
	hasRobot   = condition{"service.mode", []string{string(directory.Hybrid), string(directory.Bot)}}
	hasAgents  = condition{"service.mode", []string{string(directory.Hybrid), string(directory.Agent)}}
	hasBoth    = condition{"service.mode", []string{string(directory.Hybrid)}}
	pushes     = condition{"routing.mode", []string{string(directory.Push)}}
	pulls      = condition{"routing.mode", []string{string(directory.Pull)}}
	toLast     = condition{"routing.lastAgent", []string{"on"}}
	keeps      = condition{"offline.on", []string{"on"}}
	hasHours   = condition{"hours.always", []string{""}}
	hasPremium = condition{"settings.product", []string{string(twitter.Premium)}}
	hasChat    = condition{"settings.chat", []string{"on"}}
)

// needs are the conditions under which a form shows a field. A field that is not shown keeps its
// value, and one with a complaint is shown in any case.
var needs = map[string][]condition{
	"service.robot": {hasRobot}, "service.supersede": {hasRobot}, "service.publicRobot": {hasRobot}, "service.loopTurns": {hasRobot}, "service.loopGap": {hasRobot}, "silence.robot": {hasRobot},
	"notices.robotBusy": {hasRobot}, "notices.robotFailed": {hasRobot}, "service.assistant": {hasAgents},
	"service.keywords.mode": {hasBoth}, "service.keywords.deny": {hasBoth}, "service.keywords.strict": {hasBoth},
	"routing.mode": {hasAgents}, "routing.queue": {hasAgents}, "routing.fallback": {hasAgents}, "routing.priority": {hasAgents}, "routing.queueWait": {hasAgents}, "routing.transferWait": {hasAgents},
	"routing.closeGrace": {hasAgents}, "routing.lastAgent": {hasAgents}, "routing.wrapUp": {hasAgents}, "silence.agent": {hasAgents}, "silence.hold": {hasAgents}, "silence.called": {hasAgents}, "silence.answerWarn": {hasAgents},
	"routing.list": {hasAgents, pulls}, "routing.selection": {hasAgents, pushes}, "routing.requestTtl": {hasAgents, pushes}, "routing.maxHops": {hasAgents, pushes},
	"routing.lastAgentFor": {hasAgents, toLast}, "routing.lastAgentWait": {hasAgents, toLast},
	"hours.schedule.workday": {hasHours}, "hours.schedule.nonworkday": {hasHours}, "hours.schedule.week": {hasHours}, "hours.holidays": {hasHours},
	"offline.to": {keeps}, "offline.limit": {keeps}, "offline.reassign": {keeps}, "offline.expire": {keeps},
	"settings.env": {hasPremium}, "secrets.chatKeys": {hasChat},
}

// String is the condition as the script reads it.
func (c condition) String() string { return c.path + "=" + strings.Join(c.values, "|") }

// holds reports whether the values of a form meet a condition.
func (c condition) holds(values url.Values) bool {
	value := values.Get(c.path)
	if value == "false" {
		value = ""
	}
	return slices.Contains(c.values, value)
}

// show hides the fields that the values of a form do not ask for, and notes the conditions for the
// script.
func (f *form) show(platform string, values url.Values) {
	for _, g := range f.Groups {
		if g.ID == "keywords" {
			g.Rows.Hidden, g.Rows.When = !hasBoth.holds(values), hasBoth.String()
		}
		for _, x := range g.Fields {
			conditions := slices.Clone(needs[x.Path])
			_, name, _ := strings.Cut(x.Path, ".")
			if names := kindsOf(platform, name); len(names) > 0 && (strings.HasPrefix(x.Path, "settings.") || strings.HasPrefix(x.Path, "secrets.")) {
				conditions = append(conditions, condition{"kind", names})
				x.Rare = false
			}
			var words []string
			for _, c := range conditions {
				x.Hidden = x.Hidden || !c.holds(values)
				words = append(words, c.String())
			}
			x.When = strings.Join(words, ";")
		}
	}
}

// Hidden reports whether a group shows nothing.
func (g *group) Hidden() bool {
	if g.Rows != nil && (!g.Rows.Hidden || len(g.Rows.Errors) > 0) {
		return false
	}
	return !slices.ContainsFunc(g.Fields, (*field).Shown)
}

// MoreHidden reports whether none of the other fields is shown.
func (g *group) MoreHidden() bool { return !slices.ContainsFunc(g.More(), (*field).Shown) }

// unhide shows all of a group, on a page that has no other fields.
func (g *group) unhide() {
	for _, f := range g.Fields {
		f.Hidden, f.When = false, ""
	}
	if g.Rows != nil {
		g.Rows.Hidden, g.Rows.When = false, ""
	}
}

// Shown reports whether the form shows the field.
func (f *field) Shown() bool { return !f.Hidden || len(f.Errors)+len(f.Warnings) > 0 }
