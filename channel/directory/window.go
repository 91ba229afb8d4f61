package directory

import (
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/session"
)

// plainChat is a thread of the most usual kind on a channel.
func plainChat(ch channel.Channel) channel.Thread {
	info := ch.Info()
	to := channel.Thread{Platform: info.Platform, Contact: "1"}
	if len(info.Accounts) > 0 {
		to.Account = info.Accounts[0]
	}
	return to
}

// windows are what the limits of a thread say to a policy.
type windows struct {
	robot, agent time.Duration
	once         bool // the thread takes one message only
}

// windowsOf returns the longest window of automatic messages, and of those of people alone.
func windowsOf(l channel.Limits) windows {
	var w windows
	for _, one := range l.Windows {
		if one.By == "" || one.By == channel.ByAutomatic {
			w.robot = max(w.robot, one.For)
		}
		if one.By == channel.ByPerson {
			w.agent = max(w.agent, one.For)
		}
		w.once = w.once || one.Once
	}
	return w
}

// setWindows gives a policy the windows of a thread. A margin that is not shorter than the window
// of this kind of thread is off.
func setWindows(c *session.Config, l channel.Limits) {
	w := windowsOf(l)
	c.ReplyWindow, c.AgentWindow, c.Mute = w.robot, 0, w.once
	if w.robot == 0 {
		return
	}
	if w.agent > w.robot {
		c.AgentWindow = w.agent
	}
	if c.WindowMargin >= c.ReplyWindow {
		c.WindowMargin = 0
	}
	if c.AnswerMargin >= max(c.AgentWindow, c.ReplyWindow) {
		c.AnswerMargin = 0
	}
}
