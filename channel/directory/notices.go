package directory

import (
	"cmp"

	"github.com/contactkit/contactkit/session"
	"github.com/contactkit/contactkit/session/texts"
)

// Notices are what the automatic messages say in the channel's own language, and their
// translations. An empty text sends nothing. Texts may have placeholders: see package
// session/texts.
type Notices struct {
	Language   string `json:"language,omitempty" form:"title=Language of the texts;max=35"` // tag (BCP 47) such as de or zh-Hant; empty: en
	NonWorking string `json:"nonWorking,omitempty" form:"title=Non-working notice"`         // the desk is closed now
	Offline    string `json:"offline,omitempty" form:"title=Offline prompt;max=256"`        // the message is kept
	Warning    string `json:"warning,omitempty" form:"title=No-reply warning"`              // the session will end
	End        string `json:"end,omitempty" form:"title=Session end message"`               // it has ended

	Queued       string `json:"queued" form:"title=Waiting notice"`            // an agent is being looked for
	StillWaiting string `json:"stillWaiting" form:"title=Still waiting"`       // the wait is long
	AgentBusy    string `json:"agentBusy,omitempty" form:"title=Agent busy"`   // the agent owes an answer
	RobotBusy    string `json:"robotBusy,omitempty" form:"title=Robot busy"`   // the robot owes an answer
	Transferred  string `json:"transferred" form:"title=Transferred"`          // another agent takes over
	NoAgent      string `json:"noAgent" form:"title=No agent found"`           // the wait ended without an agent
	RobotFailed  string `json:"robotFailed" form:"title=Robot out of service"` // the robot cannot go on and there are no agents

	Reminder       string `json:"reminder,omitempty" form:"title=To the agent: reminder"`              // the customer waits
	TransferFailed string `json:"transferFailed,omitempty" form:"title=To the agent: transfer failed"` // no agent took the transfer
	Resumed        string `json:"resumed,omitempty" form:"title=To the agent: hold ended"`             // the hold ended by itself
	WindowClosing  string `json:"windowClosing,omitempty" form:"title=To the agent: window closing"`   // the reply window ends soon

	Translations []Translation `json:"translations,omitempty" form:"max=1000"`
}

// A Translation is the text of a notice in another language. A customer of that language gets it;
// an empty text sends nothing there. A notice without a translation says the channel's own text.
type Translation struct {
	Language string `json:"language" form:"title=Language;required;max=35"` // tag (BCP 47)
	Notice   string `json:"notice" form:"title=Notice;required;max=40"`     // word of session.Notice, such as non-working
	Text     string `json:"text,omitempty" form:"title=Text"`
}

// A noticeField is where a form asks for the text of a notice.
type noticeField struct {
	field  string
	notice session.Notice
	text   string
	agent  bool // the agent reads it, not the customer
}

// fields are the channel's own texts, in the order of the form.
func (n Notices) fields() []noticeField {
	return []noticeField{
		{"notices.nonWorking", session.NoticeNonWorking, n.NonWorking, false},
		{"notices.offline", session.NoticeLeaveMessage, n.Offline, false},
		{"notices.warning", session.NoticeStillThere, n.Warning, false},
		{"notices.end", session.NoticeEnded, n.End, false},
		{"notices.queued", session.NoticeQueued, n.Queued, false},
		{"notices.stillWaiting", session.NoticeStillWaiting, n.StillWaiting, false},
		{"notices.agentBusy", session.NoticeAgentBusy, n.AgentBusy, false},
		{"notices.robotBusy", session.NoticeRobotBusy, n.RobotBusy, false},
		{"notices.transferred", session.NoticeTransferred, n.Transferred, false},
		{"notices.noAgent", session.NoticeNoAgent, n.NoAgent, false},
		{"notices.robotFailed", session.NoticeRobotFailed, n.RobotFailed, false},
		{"notices.reminder", session.NoticeReminder, n.Reminder, true},
		{"notices.transferFailed", session.NoticeTransferFailed, n.TransferFailed, true},
		{"notices.resumed", session.NoticeResumed, n.Resumed, true},
		{"notices.windowClosing", session.NoticeWindowClosing, n.WindowClosing, true},
	}
}

// Texts returns the texts as package session/texts takes them. A translation whose notice does not
// exist is left out; Check complains about it. Entry.Texts has a book of them.
func (n Notices) Texts() texts.Texts {
	own := cmp.Or(n.Language, "en")
	t := texts.Texts{Default: own, Say: map[string]map[session.Notice]string{own: {}}}
	for _, f := range n.fields() {
		t.Say[own][f.notice] = f.text
	}
	for _, x := range n.Translations {
		var kind session.Notice
		if kind.UnmarshalText([]byte(x.Notice)) != nil {
			continue
		}
		if t.Say[x.Language] == nil {
			t.Say[x.Language] = make(map[session.Notice]string)
		}
		t.Say[x.Language][kind] = x.Text
	}
	return t
}

// Texts returns the book of the channel's automatic messages. It is built once for a revision. The
// zero Entry yields ErrNotFound. Texts that do not pass Check yield the complaints about them.
func (e Entry) Texts() (*texts.Book, error) {
	if e.r == nil {
		return nil, notFound("")
	}
	if b := e.r.texts.Load(); b != nil {
		return b, nil
	}
	b, err := texts.New(e.r.rec.Notices.Texts())
	if err != nil {
		return nil, err
	}
	e.r.texts.Store(b)
	return b, nil
}
