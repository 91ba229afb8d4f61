package directory

import (
	"cmp"
	"maps"
	"slices"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/worktime"
)

// sameRecord reports whether two records say the same, whatever the forms of empty lists and of
// instants. Load compares every record that a node knows, so the fields are compared one by one and
// not by reflection. TestSameRecord changes each field, also those that come later. See decision
// 290.
func sameRecord(a, b *Record) bool {
	return cmp.Or(a.Rev, 1) == cmp.Or(b.Rev, 1) && a.ID == b.ID && a.Tenant == b.Tenant && a.State == b.State && a.Name == b.Name &&
		a.About == b.About && a.Unit == b.Unit && a.ServiceID == b.ServiceID && a.Platform == b.Platform && a.Profile == b.Profile &&
		a.Path == b.Path && a.Connector == b.Connector && a.ForOutbound == b.ForOutbound && a.Provider == b.Provider &&
		a.Silence == b.Silence && a.TimesSince.Equal(b.TimesSince) &&
		sameSettings(a.Settings, b.Settings) && slices.Equal(a.Pages, b.Pages) && sameCertificates(&a.Certificates, &b.Certificates) &&
		sameService(&a.Service, &b.Service) && sameRouting(&a.Routing, &b.Routing) && sameHours(&a.Hours, &b.Hours) &&
		sameOffline(&a.Offline, &b.Offline) && sameNotices(&a.Notices, &b.Notices) &&
		slices.EqualFunc(a.Attributes, b.Attributes, sameAttribute) && sameSecrets(&a.Secrets, &b.Secrets)
}

func sameSettings(a, b map[string]string) bool {
	return len(a) == len(b) && (len(a) == 0 || maps.Equal(a, b))
}

func sameCertificates(a, b *Certificates) bool {
	return a.Identity == b.Identity && a.ServerName == b.ServerName && slices.Equal(a.Trust, b.Trust)
}

func sameService(a, b *Service) bool {
	k, l := &a.Keywords, &b.Keywords
	return a.Mode == b.Mode && a.Robot == b.Robot && a.Assistant == b.Assistant && a.LoopTurns == b.LoopTurns && a.LoopGap == b.LoopGap &&
		a.Supersede == b.Supersede && a.PublicRobot == b.PublicRobot && a.PublicNotices == b.PublicNotices &&
		k.Mode == l.Mode && k.Strict == l.Strict && k.MaxKeywords == l.MaxKeywords && k.MaxRunes == l.MaxRunes && k.MaxScan == l.MaxScan &&
		slices.Equal(k.List, l.List) && slices.Equal(k.Deny, l.Deny) && slices.Equal(a.Thanks, b.Thanks)
}

func sameRouting(a, b *Routing) bool {
	return a.Mode == b.Mode && a.Queue == b.Queue && a.List == b.List && a.Fallback == b.Fallback && a.Selection == b.Selection &&
		a.RequestTTL == b.RequestTTL && a.QueueWait == b.QueueWait && a.TransferWait == b.TransferWait && a.CloseGrace == b.CloseGrace &&
		a.MaxHops == b.MaxHops && a.LastAgent == b.LastAgent && a.LastAgentFor == b.LastAgentFor && a.LastAgentWait == b.LastAgentWait &&
		a.Priority == b.Priority && a.WrapUp == b.WrapUp && slices.Equal(a.WrapCodes, b.WrapCodes)
}

func sameHours(a, b *Hours) bool {
	line := func(x, y worktime.WeekLine) bool { return x.Days == y.Days && slices.Equal(x.Segments, y.Segments) }
	day := func(x, y worktime.Holiday) bool {
		return x.Date == y.Date && x.Yearly == y.Yearly && x.Name == y.Name && slices.Equal(x.Segments, y.Segments)
	}
	return a.Always == b.Always && a.Calendar == b.Calendar && a.Zone == b.Zone &&
		slices.Equal(a.Schedule.Workday, b.Schedule.Workday) && slices.Equal(a.Schedule.Nonworkday, b.Schedule.Nonworkday) &&
		slices.EqualFunc(a.Schedule.Week, b.Schedule.Week, line) && slices.EqualFunc(a.Holidays, b.Holidays, day)
}

func sameOffline(a, b *Offline) bool {
	return a.On == b.On && a.To == b.To && a.Limit == b.Limit && a.Reassign == b.Reassign && a.Expire == b.Expire &&
		(a.Outbound == b.Outbound || a.Outbound != nil && b.Outbound != nil && *a.Outbound == *b.Outbound)
}

func sameNotices(a, b *Notices) bool {
	return a.Language == b.Language && a.NonWorking == b.NonWorking && a.Offline == b.Offline && a.Warning == b.Warning && a.End == b.End &&
		a.Queued == b.Queued && a.StillWaiting == b.StillWaiting && a.AgentBusy == b.AgentBusy && a.RobotBusy == b.RobotBusy &&
		a.Transferred == b.Transferred && a.NoAgent == b.NoAgent && a.RobotFailed == b.RobotFailed &&
		a.Reminder == b.Reminder && a.TransferFailed == b.TransferFailed && a.Resumed == b.Resumed && a.WindowClosing == b.WindowClosing &&
		slices.Equal(a.Translations, b.Translations)
}

func sameAttribute(a, b Attribute) bool {
	return a.Key == b.Key && a.Label == b.Label && a.Help == b.Help && a.Required == b.Required && a.Secret == b.Secret &&
		a.Type == b.Type && a.Value == b.Value && slices.Equal(a.Options, b.Options)
}

func sameSecrets(a, b *Secrets) bool {
	if a.Rev != b.Rev || len(a.Attributes) != len(b.Attributes) || len(a.Tokens) != len(b.Tokens) ||
		!sameCredentials(a.Keys, b.Keys) || len(a.Attributes) > 0 && !maps.Equal(a.Attributes, b.Attributes) {
		return false
	}
	for field, accounts := range a.Tokens {
		others, ok := b.Tokens[field]
		if !ok || !sameCredentials(accounts, others) {
			return false
		}
	}
	return true
}

// sameCredentials is maps.EqualFunc without a call for each pair, which took a third of the time.
func sameCredentials(a, b map[string]channel.Keys) bool {
	if len(a) != len(b) {
		return false
	}
	for name, keys := range a {
		others, ok := b[name]
		if !ok || len(keys) != len(others) {
			return false
		}
		for i := range keys {
			k, l := &keys[i], &others[i]
			if k.Secret != l.Secret || k.Until != l.Until && !k.Until.Equal(l.Until) {
				return false
			}
		}
	}
	return true
}
