package twittertest

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// private reports whether an event type needs the user's own OAuth 2.0 token.
func private(kind string) bool {
	for _, prefix := range []string{"dm.", "chat.", "like.", "post.mention.", "post.reply.", "post.quote.", "post.repost.", "mute.", "block."} {
		if strings.HasPrefix(kind, prefix) {
			return true
		}
	}
	return false
}

// activityKinds are the event types that the stand-in takes. Those of blocks and mutes are named
// after those of follows: X's page says block.* and mute.* only.
var activityKinds = append([]string{
	"profile.update.bio", "post.create", "post.delete", "post.mention.create", "post.reply.create", "post.quote.create",
	"post.repost.create", "follow.follow", "follow.unfollow", "block.block", "block.unblock", "mute.mute", "mute.unmute",
	"like.create", "chat.received", "chat.sent", "chat.conversation.join",
	"chat.conversation.member_added", "chat.conversation.member_removed", "chat.conversation.admin_added", "chat.conversation.admin_removed",
	"chat.update.group_name", "chat.update.restrictions",
}, dmKinds...)

// createActivity: one subscription for each event type and user.
func (s *Server) createActivity(c *call) (answer, *failure) {
	var in struct {
		Kind   string `json:"event_type"`
		Filter struct {
			User      string `json:"user_id"`
			Direction string `json:"direction"`
		} `json:"filter"`
		Tag     string `json:"tag"`
		Webhook string `json:"webhook_id"`
	}
	if f := c.strict(&in); f != nil {
		return answer{}, f
	}
	switch {
	case !slices.Contains(activityKinds, in.Kind):
		return answer{}, invalid("event_type ["+in.Kind+"] is not valid", "event_type", in.Kind)
	case !userID.MatchString(in.Filter.User):
		return answer{}, invalid("filter.user_id ["+in.Filter.User+"] is not valid", "filter.user_id", in.Filter.User)
	case strings.HasPrefix(in.Kind, "dm.") && in.Filter.Direction != "": // which values are right is not confirmed
		return answer{}, invalid("filter.direction ["+in.Filter.Direction+"] is not valid", "filter.direction", in.Filter.Direction)
	case utf8.RuneCountInString(in.Tag) > 200:
		return answer{}, invalid("tag must be at most 200 characters", "tag", in.Tag)
	case in.Webhook != "" && s.webhooks[in.Webhook] == nil:
		return answer{}, unknownWebhook(in.Webhook)
	case private(in.Kind) && (c.by != byOAuth2 || c.user != in.Filter.User || !c.scoped("dm.read")):
		return answer{}, forbidden("Forbidden")
	}
	for _, a := range s.activity {
		if a.kind == in.Kind && a.user == in.Filter.User {
			return answer{}, invalid("DuplicateSubscriptionFailed: Subscription already exists", "", "")
		}
	}
	now := s.core.Clock.Now()
	a := &activity{id: s.snowflake(), kind: in.Kind, user: in.Filter.User, webhook: in.Webhook, tag: in.Tag, at: now, changed: now}
	s.activity = append(s.activity, a)
	switch s.cfg.ActivityForm {
	case "array":
		return ok(obj{"data": []obj{a.object()}, "meta": obj{"total_subscriptions": len(s.activity)}}), nil
	case "wrapped":
		return ok(obj{"data": obj{"subscription": a.object()}}), nil
	}
	return ok(obj{"data": a.object()}), nil
}

func (a *activity) object() obj {
	o := obj{
		"subscription_id": a.id, "event_type": a.kind, "filter": obj{"user_id": a.user},
		"created_at": rfc3339(a.at), "updated_at": rfc3339(a.changed),
	}
	if a.tag != "" {
		o["tag"] = a.tag
	}
	if a.webhook != "" {
		o["webhook_id"] = a.webhook
	}
	return o
}

// listActivity is paged by the id that the next page begins with.
func (s *Server) listActivity(c *call) (answer, *failure) {
	most := 100
	if text := c.param("max_results"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > 1000 {
			return answer{}, invalid("The `max_results` query parameter value ["+text+"] is not valid", "max_results", text)
		}
		most = n
	}
	begin := 0
	if token := c.param("pagination_token"); token != "" {
		if begin = s.activityAt(token); begin < 0 {
			return answer{}, invalid("The `pagination_token` query parameter value ["+token+"] is not valid", "pagination_token", token)
		}
	}
	list, meta := []obj{}, obj{"total_subscriptions": len(s.activity)}
	for _, a := range s.activity[begin:] {
		if len(list) == most {
			meta["next_token"] = a.id
			break
		}
		list = append(list, a.object())
	}
	return ok(obj{"data": list, "meta": meta}), nil
}

// activityAt is the place of a subscription; -1: there is none.
func (s *Server) activityAt(id string) int {
	return slices.IndexFunc(s.activity, func(a *activity) bool { return a.id == id })
}

// updateActivity changes tag and webhook; type and filter stay.
func (s *Server) updateActivity(c *call) (answer, *failure) {
	var in struct {
		Tag     *string `json:"tag"`
		Webhook *string `json:"webhook_id"`
	}
	if f := c.strict(&in); f != nil {
		return answer{}, f
	}
	id := c.PathValue("id")
	at := s.activityAt(id)
	if at < 0 {
		return answer{}, notFound("subscription", "subscription_id", id)
	}
	a := s.activity[at]
	if in.Webhook != nil && s.webhooks[*in.Webhook] == nil {
		return answer{}, unknownWebhook(*in.Webhook)
	}
	if in.Tag != nil {
		a.tag = *in.Tag
	}
	if in.Webhook != nil {
		a.webhook = *in.Webhook
	}
	a.changed = s.core.Clock.Now()
	return ok(obj{"data": a.object(), "meta": obj{"total_subscriptions": len(s.activity)}}), nil
}

func (s *Server) deleteActivity(c *call) (answer, *failure) {
	return s.endActivities(c.PathValue("id"))
}

// deleteActivities ends those that ids names.
func (s *Server) deleteActivities(c *call) (answer, *failure) {
	return s.endActivities(strings.Split(c.param("ids"), ",")...)
}

func (s *Server) endActivities(ids ...string) (answer, *failure) {
	for _, id := range ids {
		if s.activityAt(id) < 0 {
			return answer{}, notFound("subscription", "subscription_id", id)
		}
	}
	s.activity = slices.DeleteFunc(s.activity, func(a *activity) bool { return slices.Contains(ids, a.id) })
	return ok(obj{"data": obj{"deleted": true}, "meta": obj{"total_subscriptions": len(s.activity)}}), nil
}
