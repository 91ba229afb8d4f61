package login

import (
	"time"

	"github.com/contactkit/contactkit/channel"
)

// Notice is how long before its end a login is reported.
const Notice = 30 * 24 * time.Hour

// overdue is how long after Grant.Renew a renewal counts as failed.
const overdue = 24 * time.Hour

// Findings says what an administrator should do about a login: log in again because it has ended or
// ends within thirty days and is not renewed by itself, because its renewal fails, or because the
// consent to read data ends within thirty days; or grant what is missing. Codes are those of
// package channel: FindingUnauthorized, FindingTokenExpires and FindingMissingPermission.
func Findings(g Grant, now time.Time) (all []channel.Finding) {
	add := func(code, account, text string, fatal bool) {
		all = append(all, channel.Finding{Code: code, Account: account, Text: text, Fatal: fatal})
	}
	renewed := !g.Renew.IsZero() && now.Before(g.Renew.Add(overdue)) && g.Trouble == ""
	ended := g.Ended || !g.Until.IsZero() && !now.Before(g.Until) && !renewed
	switch {
	case ended && g.Trouble != "":
		add(channel.FindingUnauthorized, "", "The login has ended: log in again. The last renewal failed: "+g.Trouble, true)
	case ended:
		add(channel.FindingUnauthorized, "", "The login has ended: log in again.", true)
	case !g.Until.IsZero() && !renewed && g.Until.Sub(now) <= Notice:
		text := "The login ends on " + g.Until.Format(time.DateOnly) + ": log in again before that."
		if g.Trouble != "" {
			text += " The last renewal failed: " + g.Trouble
		}
		add(channel.FindingTokenExpires, "", text, false)
	case g.Trouble != "":
		add(channel.FindingTokenExpires, "", "The login could not be renewed: "+g.Trouble, false)
	}
	if !ended && !g.DataAccess.IsZero() && g.DataAccess.Sub(now) <= Notice {
		add(channel.FindingTokenExpires, "", "The consent to read data ends on "+g.DataAccess.Format(time.DateOnly)+": log in again before that.", false)
	}
	if len(g.Missing) > 0 {
		add(channel.FindingMissingPermission, "", "The login lacks permissions: "+words(g.Missing)+".", false)
	}
	for _, a := range g.Accounts {
		if len(a.Missing) > 0 {
			add(channel.FindingMissingPermission, a.ID, "The person who logged in may not do this with the account: "+words(a.Missing)+".", true)
		}
	}
	return all
}
