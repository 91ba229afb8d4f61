package engine

import (
	"github.com/contactkit/contactkit/examples/desk/locale"
	"github.com/contactkit/contactkit/session"
)

// reasons say why a session ended, or why it refused something.
var reasons = map[string]string{
	session.ReasonContactSilent.String(): locale.Mark("the customer fell silent"),
	session.ReasonContactLeft.String():   locale.Mark("ended by the customer"),
	session.ReasonAgentDone.String():     locale.Mark("ended by the agent"),
	session.ReasonRobotDone.String():     locale.Mark("ended by the robot"),
	session.ReasonHost.String():          locale.Mark("ended by the desk"),
	session.ReasonClosedHours.String():   locale.Mark("outside working hours"),
	session.ReasonRobotFailed.String():   locale.Mark("the robot failed"),
	session.ReasonRobotSilent.String():   locale.Mark("the robot fell silent"),
	session.ReasonNoAgent.String():       locale.Mark("no agent was free"),
	session.ReasonExpired.String():       locale.Mark("expired"),
	session.ReasonUnreachable.String():   locale.Mark("the customer cannot be reached"),
	session.ReasonControlLost.String():   locale.Mark("another app took over"),
	session.ReasonLoop.String():          locale.Mark("two robots talked to each other"),

	session.ReasonNotInCharge.String():       locale.Mark("not in charge of this conversation"),
	session.ReasonOutboundForbidden.String(): locale.Mark("agents do not write first on this channel"),
	session.ReasonOutboundLate.String():      locale.Mark("the customer's last message is too long ago"),
	session.ReasonWindowClosed.String():      locale.Mark("the platform's reply window is closed"),
	session.ReasonNoTarget.String():          locale.Mark("it cannot be passed on to there"),
	session.ReasonSuperseded.String():        locale.Mark("the customer wrote more meanwhile"),
}

// Reason is a session.Reason, by its name, in words that pages translate. It is empty if the
// session has no such reason.
func Reason(name string) string { return reasons[name] }

// because is a reason as part of a line.
func because(r session.Reason) locale.Told { return locale.Tell(reasons[r.String()]) }
