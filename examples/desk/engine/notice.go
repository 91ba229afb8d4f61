package engine

import (
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/session"
)

// noticeText is what an automatic message says: the administrator's words where the form asks for them, be it none, else the desk's own.
func noticeText(own directory.Notices, n session.Notice) string {
	switch n {
	case session.NoticeNonWorking:
		return own.NonWorking
	case session.NoticeLeaveMessage, session.NoticeNoAgent:
		return own.Offline
	case session.NoticeStillThere:
		return own.Warning
	case session.NoticeEnded:
		return own.End
	case session.NoticeQueued:
		return "One moment, we are looking for somebody who can help."
	case session.NoticeStillWaiting:
		return "All our agents are busy. You keep your place."
	case session.NoticeAgentBusy:
		return "Your agent will be with you in a moment."
	case session.NoticeRobotBusy:
		return "One moment, please."
	case session.NoticeTransferred:
		return "A colleague takes over."
	case session.NoticeRobotFailed:
		return "Sorry, our robot is out of order. Please try again later."
	case session.NoticeReminder:
		return "The customer waits for your answer."
	case session.NoticeTransferFailed:
		return "Nobody took the transfer: the conversation is still yours."
	case session.NoticeResumed:
		return "The hold has ended by itself."
	case session.NoticeWindowClosing:
		return "The platform will soon take no more answers: write now if you want to."
	default:
		return ""
	}
}
