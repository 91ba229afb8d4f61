package admin

import "github.com/contactkit/contactkit/examples/desk/locale"

// layout is the order of the form. Fields of lists and of the platform's driver are put in by the
// code; a test looks that none is forgotten.
var layout = []struct {
	id, title, help string
	paths           []string
}{
	{"basic", locale.Mark("Channel"), "", []string{"name", "about", "unit", "serviceId", "connector", "profile", "forOutbound"}},
	{"credentials", locale.Mark("Credentials"), locale.Mark("What is set is never shown. Leave a field empty to keep what is set; what you enter replaces it, and the former one stays valid for two days."), nil},
	{"settings", locale.Mark("Settings of the platform"), "", nil},
	{"pages", locale.Mark("Pages"), locale.Mark("The accounts that have a token each."), nil},
	{"certificates", locale.Mark("Certificates"), locale.Mark("For calls to a server or gateway with certificates of its own."), []string{"certificates.trust", "certificates.identity", "certificates.serverName"}},
	{"service", locale.Mark("Who serves"), "", []string{"service.mode", "service.robot", "service.assistant", "service.supersede", "service.publicRobot", "service.publicNotices", "service.loopTurns", "service.loopGap", "service.thanks"}},
	{"keywords", locale.Mark("Transfer keywords"), locale.Mark("With these words customers ask for a person."), []string{"service.keywords.mode", "service.keywords.deny", "service.keywords.strict"}},
	{"routing", locale.Mark("Routing"), "", []string{"routing.mode", "routing.queue", "routing.list", "routing.fallback", "routing.selection", "routing.priority", "routing.requestTtl", "routing.queueWait",
		"routing.transferWait", "routing.closeGrace", "routing.maxHops", "routing.lastAgent", "routing.lastAgentFor", "routing.lastAgentWait", "routing.wrapUp"}},
	{"codes", locale.Mark("Wrap-up codes"), locale.Mark("What an agent may enter after a conversation."), nil},
	{"silence", locale.Mark("Silence"), locale.Mark("What happens when somebody owes an answer."), []string{"silence.customer", "silence.customerWarn", "silence.called", "silence.agent", "silence.robot",
		"silence.hold", "silence.reopen", "silence.reopenTo", "silence.answerWarn", "silence.windowWarn", "silence.lastMessage", "silence.openTime"}},
	{"hours", locale.Mark("Work time"), "", []string{"hours.always", "hours.zone", "hours.schedule.workday", "hours.schedule.nonworkday", "hours.schedule.week", "hours.holidays"}},
	{"offline", locale.Mark("Offline messages"), locale.Mark("What becomes of messages that come while nobody can serve."), []string{"offline.on", "offline.to", "offline.limit", "offline.reassign", "offline.expire", "offline.outbound"}},
	{"notices", locale.Mark("Automatic messages"), locale.Mark("An empty text sends nothing. {opening}, {minutes}, {place}, {agent}, {queue} and {contact} stand for what they say; a sentence whose value is not known is left out."), []string{
		"notices.language", "notices.nonWorking", "notices.offline", "notices.warning", "notices.end", "notices.queued", "notices.stillWaiting", "notices.agentBusy", "notices.robotBusy",
		"notices.transferred", "notices.noAgent", "notices.robotFailed", "notices.reminder", "notices.transferFailed", "notices.resumed", "notices.windowClosing"}},
	{"translations", locale.Mark("Texts in other languages"), locale.Mark("For customers whose profile names the language."), nil},
	{"attributes", locale.Mark("Attributes of your own"), "", []string{"provider"}},
}

// lines are texts of several lines; those of lists hold one item a line.
var lines = map[string]bool{
	"about": true, "service.thanks": true, "service.keywords.deny": true, "hours.schedule.week": true, "hours.holidays": true,
	"notices.nonWorking": true, "notices.offline": true, "notices.warning": true, "notices.end": true, "notices.queued": true, "notices.stillWaiting": true,
	"notices.agentBusy": true, "notices.robotBusy": true, "notices.transferred": true, "notices.noAgent": true, "notices.robotFailed": true,
	"notices.reminder": true, "notices.transferFailed": true, "notices.resumed": true, "notices.windowClosing": true,
}

var labels = map[string]string{
	"service.keywords.mode": locale.Mark("Where a keyword counts"), "service.keywords.deny": locale.Mark("Phrases in which no keyword counts"),
	"service.keywords.strict": locale.Mark("Keep letters apart that keyboards exchange"),
	"hours.schedule.workday":  locale.Mark("On workdays"), "hours.schedule.nonworkday": locale.Mark("On other days"), "hours.schedule.week": locale.Mark("On single weekdays instead"),
}

var helps = map[string]string{
	"name":                       locale.Mark("Letters, digits and _; unique."),
	"serviceId":                  locale.Mark("How other systems name the channel."),
	"connector":                  locale.Mark("Whose credentials the channel shares; empty: its own."),
	"certificates.trust":         locale.Mark("The page “Certificates” has them all."),
	"certificates.identity":      locale.Mark("A certificate with its key, by which the channel identifies itself."),
	"service.keywords.deny":      locale.Mark("One a line: “travel agent” keeps “agent” from counting there."),
	"routing.queueWait":          locale.Mark("0 is without end."),
	"routing.priority":           locale.Mark("Each point is worth a minute of waiting."),
	"routing.wrapUp":             locale.Mark("The agent gets nothing new for so long, or until a code is entered. 0 is off."),
	"notices.language":           locale.Mark("Like de or zh-Hant. Empty is English."),
	"profile":                    locale.Mark("AICC counts in minutes. A messenger's conversations may take days."),
	"service.loopTurns":          locale.Mark("A customer who answers the robot so often in a row, each time within the seconds below, is taken for another robot. 0 switches it off."),
	"service.supersede":          locale.Mark("If the customer writes while the robot thinks, the robot answers anew."),
	"service.publicRobot":        locale.Mark("Everybody reads such an answer. Off: only people answer in public."),
	"service.publicNotices":      locale.Mark("The one private reply to a comment is never taken by an automatic message."),
	"service.thanks":             locale.Mark("One a line: “thanks”, “bye”. A message that says nothing else opens no conversation after its end."),
	"routing.closeGrace":         locale.Mark("Agents work the queue off. Then customers who still wait leave a message."),
	"silence.answerWarn":         locale.Mark("While he owes an answer. 0 is off."),
	"silence.windowWarn":         locale.Mark("The warning above comes at the latest so long before. 0 is two minutes."),
	"routing.maxHops":            locale.Mark("Before the fallback queue."),
	"silence.customer":           locale.Mark("Then the session ends. 0 is off."),
	"silence.customerWarn":       locale.Mark("So long before the end. 0 is off."),
	"silence.called":             locale.Mark("Where the agent wrote first. 0 is the same time as for any customer."),
	"silence.agent":              locale.Mark("Then the session goes to another agent. 0 is off."),
	"silence.robot":              locale.Mark("Then the session goes to people."),
	"silence.reopen":             locale.Mark("A message so soon after the end goes on with the session."),
	"silence.lastMessage":        locale.Mark("Instead of from the first unanswered one."),
	"hours.zone":                 locale.Mark("Like Europe/Paris. Saturday and Sunday are no workdays."),
	"hours.schedule.workday":     locale.Mark("Like 09:00-13:00,14:00-18:00, overnight 22:00-06:00+1, or closed."),
	"hours.schedule.nonworkday":  locale.Mark("The same form."),
	"hours.schedule.week":        locale.Mark("One a line: Mon-Thu 09:00-18:00, Fri 09:00-13:00, Sat closed."),
	"hours.holidays":             locale.Mark("One a line: 2026-12-24 09:00-12:00 Christmas Eve is one date, 12-25 closed Christmas Day a date of every year."),
	"provider":                   locale.Mark("A schema of attributes that channels share; empty: none."),
	"offline.outbound":           locale.Mark("Since the customer's message. Empty is always, 0 never."),
	"notices.offline":            locale.Mark("At most 256 characters."),
	"service.keywords.list.text": locale.Mark("Case, width and punctuation at the ends make no difference."),
}

var modes = []option{
	{Value: "exact", Label: locale.Mark("the whole message")}, {Value: "phrase", Label: locale.Mark("as words of its own")}, {Value: "prefix", Label: locale.Mark("at the beginning")}, {Value: "contains", Label: locale.Mark("anywhere")},
}

// words of choices, where the record's own are for programs.
var choices = map[string]string{
	"HYBRID": locale.Mark("Robot first, then agents"), "BOT": locale.Mark("Robot alone"), "AGENT": locale.Mark("Agents alone"), "PUSH": locale.Mark("Push: the desk offers customers to agents"), "PULL": locale.Mark("Pull: agents take customers from a list"),
	"LONGEST_AVAILABLE": locale.Mark("Who has waited longest"), "ROUND_ROBIN": locale.Mark("Who got a customer longest ago"), "LEAST_SKILLED": locale.Mark("Who has the lowest level"), "MOST_SKILLED": locale.Mark("Who has the highest level"), "LEAST_LOADED": locale.Mark("Who has the fewest conversations"),
	"aicc": locale.Mark("Live chat, as in AICC"), "messenger": locale.Mark("Messenger, up to days"), "MODE": locale.Mark("As a new conversation"), "PEOPLE": locale.Mark("To people, if people answered in it"),
	"QUEUE": locale.Mark("To the queue"), "LAST_AGENT": locale.Mark("To the last agent"), "ROBOT": locale.Mark("To the robot"), "EXTERNAL": locale.Mark("External: another system chooses the agents"),
}
