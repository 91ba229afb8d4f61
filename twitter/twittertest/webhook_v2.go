package twittertest

import (
	"fmt"

	"github.com/contactkit/contactkit/channel/standin"
)

func ofWebhook(id string) func(standin.Hook) bool {
	return func(h standin.Hook) bool { return h.Note == id }
}

// v2 webhook management and the v2 Account Activity API.

func (s *Server) createWebhookV2(c *call) (answer, *failure) {
	var in struct {
		URL string `json:"url"`
	}
	if f := c.strict(&in); f != nil {
		return answer{}, f
	}
	w, r := s.addWebhook(c, in.URL)
	if r != nil {
		return answer{}, r.v2("the webhook URL was not accepted.")
	}
	return ok(obj{"data": w.v2()}), nil
}

func (s *Server) listWebhooksV2(*call) (answer, *failure) {
	list := s.listed((*webhook).v2)
	return ok(obj{"data": list, "meta": obj{"result_count": len(list)}}), nil
}

func unknownWebhook(id string) *failure {
	return invalid("WebhookIdInvalid: webhook_id ["+id+"] is not valid.", "webhook_id", id)
}

// recheckV2: 200 says that the check ran; valid, how it went.
func (s *Server) recheckV2(c *call) (answer, *failure) {
	found, err := s.recheck(c.Context(), s.Target(), c.PathValue("webhook"), true)
	if !found {
		return answer{}, unknownWebhook(c.PathValue("webhook"))
	}
	return ok(obj{"data": obj{"valid": err == nil}}), nil
}

func (s *Server) deleteWebhookV2(c *call) (answer, *failure) {
	if !s.removeWebhook(c.PathValue("webhook")) {
		return answer{}, unknownWebhook(c.PathValue("webhook"))
	}
	return ok(obj{"data": obj{"deleted": true}}), nil
}

func (s *Server) subscribeV2(c *call) (answer, *failure) {
	w := s.webhooks[c.PathValue("webhook")]
	if w == nil {
		return answer{}, unknownWebhook(c.PathValue("webhook"))
	}
	var body struct{} // the OpenAPI document asks for an object, which has no members
	if f := c.strict(&body); f != nil {
		return answer{}, f
	}
	if w.users[c.user] {
		return answer{}, invalid("DuplicateSubscriptionFailed: Subscription already exists", "", "")
	}
	w.users[c.user] = true
	return ok(obj{"data": obj{"subscribed": true}}), nil
}

func (s *Server) isSubscribedV2(c *call) (answer, *failure) {
	w := s.webhooks[c.PathValue("webhook")]
	if w == nil {
		return answer{}, unknownWebhook(c.PathValue("webhook"))
	}
	return ok(obj{"data": obj{"subscribed": w.users[c.user]}}), nil
}

func (s *Server) unsubscribeV2(c *call) (answer, *failure) {
	w := s.webhooks[c.PathValue("webhook")]
	if w == nil {
		return answer{}, unknownWebhook(c.PathValue("webhook"))
	}
	who := c.PathValue("user")
	if !w.users[who] {
		return answer{}, invalid("SubscriptionNotFound: the user is not subscribed.", "user_id", who)
	}
	delete(w.users, who)
	return ok(obj{"data": obj{"subscribed": false}}), nil
}

func (s *Server) listSubscriptionsV2(c *call) (answer, *failure) {
	w := s.webhooks[c.PathValue("webhook")]
	if w == nil {
		return answer{}, unknownWebhook(c.PathValue("webhook"))
	}
	return ok(obj{"data": obj{
		"application_id": s.cfg.AppID, "webhook_id": w.id, "webhook_url": w.url, "subscriptions": w.subscriptions(),
	}}), nil
}

func (s *Server) countV2(*call) (answer, *failure) {
	return ok(obj{"data": obj{
		"account_name": "example-account", "provisioned_count": "3", "subscriptions_count_all": s.subscriptionCount(),
		"subscriptions_count_direct_messages": "0",
	}}), nil
}

func (s *Server) subscriptionCount() string {
	n := 0
	for _, w := range s.webhooks {
		n += len(w.users)
	}
	return fmt.Sprint(n)
}
