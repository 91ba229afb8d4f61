package directory

import (
	"slices"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/session"
	"github.com/contactkit/contactkit/session/keyword"
	"github.com/contactkit/contactkit/session/texts"
	"github.com/contactkit/contactkit/worktime"
)

// Profile says how long the times of a record may be.
type Profile string

// Profiles, by which the bounds of times are chosen.
const (
	ProfileAICC      Profile = "aicc"      // live chat: silence counts in minutes (session.AICCBounds)
	ProfileMessenger Profile = "messenger" // conversations that take days (session.MessengerBounds)
)

// Bounds returns what the times of a record with the profile may be.
func (p Profile) Bounds() session.Bounds {
	if p == ProfileMessenger {
		return session.MessengerBounds()
	}
	return session.AICCBounds()
}

// Seconds is a time span as forms ask for it: 180 is three minutes.
type Seconds int64

// Duration returns the span as a time.Duration.
func (s Seconds) Duration() time.Duration { return time.Duration(s) * time.Second }

// Mode says who serves the customers of a channel.
type Mode string

// Modes: whether a robot, agents or both serve. The zero Mode does not pass Check.
const (
	Hybrid Mode = "HYBRID" // the robot first, then agents
	Bot    Mode = "BOT"    // the robot alone
	Agent  Mode = "AGENT"  // agents alone
)

// RoutingMode says how a waiting customer finds an agent.
type RoutingMode string

// Routing modes: how a queue's conversations reach agents.
const (
	Push RoutingMode = "PUSH" // the router picks an agent of the queue, who is offered the customer
	Pull RoutingMode = "PULL" // agents take customers from the list
	// External leaves it to a router outside of the host's desk, as Expertflow's mode of this name
	// does. The session goes as with Push; if Queue is empty, its actions name the channel's ID as
	// the queue.
	External RoutingMode = "EXTERNAL"
)

// Selection is the router's choice among the agents who are free: see package session/routing.
type Selection string

// Selections: which of several suitable agents is chosen.
const (
	LongestAvailable Selection = "LONGEST_AVAILABLE" // who has been free longest
	RoundRobin       Selection = "ROUND_ROBIN"       // who got a conversation longest ago
	LeastSkilled     Selection = "LEAST_SKILLED"     // the lowest skill levels
	MostSkilled      Selection = "MOST_SKILLED"      // the highest skill levels
	LeastLoaded      Selection = "LEAST_LOADED"      // the fewest conversations
)

// OfflineRoute says who gets messages that were left while no agent could serve.
type OfflineRoute string

// Routes of an offline message at the next opening.
const (
	OfflineToQueue     OfflineRoute = "QUEUE"      // the skill queue
	OfflineToLastAgent OfflineRoute = "LAST_AGENT" // the last agent first, then the queue
	OfflineToRobot     OfflineRoute = "ROBOT"      // the robot
)

// ReopenRoute says who gets a session that goes on after its end.
type ReopenRoute string

// Routes of a contact who writes again within the reopen window.
const (
	ReopenToMode   ReopenRoute = "MODE"   // as a new session
	ReopenToPeople ReopenRoute = "PEOPLE" // people, if people answered in it
)

// Service says who serves the customers.
type Service struct {
	Mode      Mode        `json:"mode" form:"title=Channel mode;enum=HYBRID|BOT|AGENT"`
	Robot     string      `json:"robot,omitempty" form:"title=Robot;max=128;from=robot"`                  // the name that the host gives the robot; needed unless Mode is Agent
	Assistant string      `json:"assistant,omitempty" form:"title=Agent's assistant;max=128;from=robot"`  // a robot that hints to the agent; empty: none
	Keywords  keyword.Set `json:"keywords" form:"title=Transfer keywords"`                                // ask for a person; needed with Hybrid
	Thanks    []string    `json:"thanks,omitempty" form:"title=Closing words;max=1000"`                   // whole messages that want no answer: "thanks", "bye"
	LoopTurns int         `json:"loopTurns" form:"title=Loop protection: answers in a row;min=0;top=100"` // if a customer answers the channel's robot so many times in a row, each time within LoopGap of the robot's message, the customer is taken for a robot, and the channel's robot is stopped; 3 to 100; 0: off
	LoopGap   Seconds     `json:"loopGap" form:"title=Loop protection: seconds;min=1;top=60"`             // an answer that comes faster is no person's
	Supersede bool        `json:"supersede" form:"title=Drop outdated robot answers"`                     // the robot's answer is not sent if the customer wrote more meanwhile

	// PublicRobot and PublicNotices allow answers that everybody reads, channel.ReplyToPost, to
	// robots and to automatic messages. Without them Directory.Sender refuses both. Agents always
	// may.
	PublicRobot   bool `json:"publicRobot,omitempty" form:"title=Robots may answer posts and comments in public"`
	PublicNotices bool `json:"publicNotices,omitempty" form:"title=Automatic messages may answer posts and comments in public"`
}

// MayPublish reports whether an author may answer posts and comments of the channel in public:
// people may, robots with PublicRobot, notices with PublicNotices. An unknown author counts as a
// robot.
func (s Service) MayPublish(by channel.Author) bool {
	switch by {
	case channel.ByPerson:
		return true
	case channel.ByAutomatic:
		return s.PublicNotices
	default:
		return s.PublicRobot
	}
}

// ThanksSet returns the closing words as keywords: each is a whole message.
func (s Service) ThanksSet() keyword.Set {
	set := keyword.Set{Mode: keyword.Exact}
	for _, text := range s.Thanks {
		set.List = append(set.List, keyword.Word{Text: text})
	}
	return set
}

// Routing says how customers find agents.
type Routing struct {
	Mode          RoutingMode `json:"mode" form:"title=Routing mode;enum=PUSH|PULL|EXTERNAL"`
	Queue         string      `json:"queue,omitempty" form:"title=Skill queue;max=128;from=queue"`       // needed with Push unless Service.Mode is Bot
	List          string      `json:"list,omitempty" form:"title=Pull list;max=128;from=list"`           // needed with Pull
	Fallback      string      `json:"fallback,omitempty" form:"title=Fallback queue;max=128;from=queue"` // empty: an offline message if those are on, else Queue
	Selection     Selection   `json:"selection" form:"title=Agent selection policy;enum=LONGEST_AVAILABLE|ROUND_ROBIN|LEAST_SKILLED|MOST_SKILLED|LEAST_LOADED"`
	RequestTTL    Seconds     `json:"requestTtl" form:"title=Agent request TTL;min=5;top=604800"`             // for an agent to accept
	QueueWait     Seconds     `json:"queueWait" form:"title=Longest wait in the queue;min=0;top=2592000"`     // 0: without end
	TransferWait  Seconds     `json:"transferWait" form:"title=Session transfer timeout;min=5;top=604800"`    // for a session transfer to be accepted
	CloseGrace    Seconds     `json:"closeGrace" form:"title=Queue stays open after closing;min=0;top=14400"` // for agents to work it off
	MaxHops       int         `json:"maxHops" form:"title=Agents tried after the first;min=1;top=10"`         // how many more agents are tried after the first one did not accept or answer; if none of them does either, the session goes to Fallback
	LastAgent     bool        `json:"lastAgent" form:"title=Route to last agent"`                             // a contact goes to the agent of the last session first, within LastAgentFor
	LastAgentFor  Seconds     `json:"lastAgentFor" form:"title=Last agent is valid for;min=0;top=31536000"`   // since the last session
	LastAgentWait Seconds     `json:"lastAgentWait" form:"title=Wait for the last agent;min=0;top=864000"`    // before the queue
	Priority      int         `json:"priority" form:"title=Priority;min=0;top=10"`                            // of the channel's customers in the queue; 10 is highest
	WrapUp        Seconds     `json:"wrapUp" form:"title=Time to write up a conversation;min=0;top=3600"`     // the agent's place stays taken; 0: free at once
	WrapCodes     []WrapCode  `json:"wrapCodes,omitempty" form:"title=Wrap-up codes;max=500"`
}

// Hours says when people work. If Schedule has no Workday, Nonworkday and Week, the channel is
// never open. If Always is set, Schedule is not needed.
type Hours struct {
	Always   bool              `json:"always" form:"title=Around the clock"`
	Calendar string            `json:"calendar,omitempty" form:"title=Work calendar;max=128;from=calendar"` // the tenant's days, by the name that the host gives them; empty: Zone with Saturday and Sunday off
	Zone     string            `json:"zone,omitempty" form:"title=Time zone;max=64"`                        // IANA name, used where no calendar is named
	Schedule worktime.Schedule `json:"schedule"`                                                            // at most four segments for workdays and four for other days
	// Holidays are dates with hours of the channel's own, in place of what the calendar says of
	// them.
	Holidays []worktime.Holiday `json:"holidays,omitempty" form:"max=400"`
}

func (h Hours) clone() Hours {
	h.Schedule.Workday = slices.Clone(h.Schedule.Workday)
	h.Schedule.Nonworkday = slices.Clone(h.Schedule.Nonworkday)
	h.Schedule.Week = slices.Clone(h.Schedule.Week)
	for i, line := range h.Schedule.Week {
		h.Schedule.Week[i].Segments = slices.Clone(line.Segments)
	}
	h.Holidays = slices.Clone(h.Holidays)
	for i, day := range h.Holidays {
		h.Holidays[i].Segments = slices.Clone(day.Segments)
	}
	return h
}

// Silence says what happens when a party owes an answer. Zero is off, where it may be.
type Silence struct {
	Customer     Seconds     `json:"customer" form:"title=Customer no-reply timeout;min=0;top=7776000"`      // then the session ends
	CustomerWarn Seconds     `json:"customerWarn" form:"title=Warn the customer before;min=0;top=7776000"`   // so long before the end
	Called       Seconds     `json:"called" form:"title=Called customer no-reply timeout;min=0;top=7776000"` // then the session ends, if the agent wrote first and the customer has never answered; 0: the timeout Customer is used
	Agent        Seconds     `json:"agent" form:"title=Agent no-reply timeout;min=0;top=2592000"`            // then the session goes to another; reminded at half
	Robot        Seconds     `json:"robot" form:"title=Robot no-reply timeout;min=5;top=2592000"`            // then to people; never off
	Hold         Seconds     `json:"hold" form:"title=Longest hold;min=60;top=2592000"`                      // then a conversation on hold goes on
	Reopen       Seconds     `json:"reopen" form:"title=Reopen window;min=0;top=7776000"`                    // a message so soon after the end goes on with the session
	ReopenTo     ReopenRoute `json:"reopenTo" form:"title=Reopened sessions go to;enum=MODE|PEOPLE"`
	AnswerWarn   Seconds     `json:"answerWarn" form:"title=Warn the agent before the reply window ends;min=0;top=86400"`    // if the agent owes an answer; 0: off
	WindowWarn   Seconds     `json:"windowWarn" form:"title=Warn the customer before the reply window ends;min=0;top=86400"` // the warning of CustomerWarn comes at the latest so long before; 0: 2 minutes
	LastMessage  bool        `json:"lastMessage" form:"title=Count from the last message"`                                   // the timeouts count from a party's last message, instead of from the first unanswered one
	OpenTime     bool        `json:"openTime" form:"title=Agent timeout counts working time only"`
}

// Offline says what becomes of messages that come while no agent can serve.
type Offline struct {
	On       bool         `json:"on" form:"title=Offline messages"` // such messages are kept
	To       OfflineRoute `json:"to" form:"title=Routing mode;enum=QUEUE|LAST_AGENT|ROBOT"`
	Limit    Seconds      `json:"limit" form:"title=Routing limit;min=60;top=604800"`                        // for an agent to take one
	Reassign Seconds      `json:"reassign" form:"title=Reassign interval;min=300;top=604800"`                // until one that no agent took is routed again
	Expire   Seconds      `json:"expire" form:"title=Expires after;min=3600;top=7776000"`                    // after this time a message without an answer is closed
	Outbound *Seconds     `json:"outbound,omitempty" form:"title=Agents may write within;min=0;top=7776000"` // so long after the customer's last message an agent may write first; nil: always; 0: never
}

// The defaults of times that must be shorter than another one. Where a form leaves them as they
// are, they give way: see Silence.within.
const (
	defaultCalled       = 3 * 60
	defaultCustomerWarn = 2 * 60
)

// within returns the warning and the called customer's timeout that go with the customer's timeout.
// A customer's timeout of 180 seconds, Expertflow's, is thus right although the called customer's
// is three minutes, AICC's, unless that was changed.
func (s Silence) within() (warn, called Seconds) {
	warn, called = s.CustomerWarn, s.Called
	if warn == defaultCustomerWarn && s.Customer > 0 && warn >= s.Customer {
		warn = s.Customer / 2
	}
	if called == defaultCalled && s.Customer > 60 && called >= s.Customer {
		called = s.Customer - 1
	}
	return warn, called
}

// Default is where a form starts: a draft with robot and agents, open around the clock, and with
// the times of session.DefaultConfig. Offline messages are off (Offline.On); Check accepts them on
// the platforms of Options.OfflineOn alone. The notices have English texts; NonWorking, Offline and
// others that not every desk sends are empty.
func Default(platform string) Record {
	english := texts.English()
	return Record{
		State: Draft, Platform: platform, Profile: ProfileAICC,
		Service: Service{Mode: Hybrid, LoopTurns: 10, LoopGap: 2},
		Routing: Routing{Mode: Push, Selection: LongestAvailable, RequestTTL: 100, TransferWait: 100, MaxHops: 3, LastAgent: true, LastAgentFor: 24 * 3600},
		Hours:   Hours{Always: true},
		Silence: Silence{Customer: 20 * 60, CustomerWarn: defaultCustomerWarn, Called: defaultCalled, Agent: 5 * 60, Robot: 30 * 60, Hold: 3600, Reopen: 24 * 3600, ReopenTo: ReopenToMode, AnswerWarn: 15 * 60, WindowWarn: 2 * 60},
		Offline: Offline{To: OfflineToQueue, Limit: 30 * 60, Reassign: 3600, Expire: 7 * 24 * 3600},
		Notices: Notices{
			Queued: english[session.NoticeQueued], StillWaiting: english[session.NoticeStillWaiting], Transferred: english[session.NoticeTransferred],
			NoAgent: english[session.NoticeNoAgent], RobotFailed: english[session.NoticeRobotFailed],
		},
	}
}
