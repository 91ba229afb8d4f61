package twittertest

import "net/http"

// v1.1 webhook management: premium under all/:env, enterprise without a label.

// inEnv refuses an environment label that does not exist; labels are case-sensitive. Enterprise
// paths have none.
func (s *Server) inEnv(c *call) *failure {
	if env := c.PathValue("env"); env != "" && env != s.cfg.Env {
		return errForbiddenEnv
	}
	return nil
}

func (s *Server) createWebhookV11(c *call) (answer, *failure) {
	if f := s.inEnv(c); f != nil {
		return answer{}, f
	}
	address := c.param("url")
	if address == "" {
		return answer{}, missing("url")
	}
	w, r := s.addWebhook(c, address)
	if r != nil {
		return answer{}, r.v11
	}
	return ok(w.v11()), nil
}

func (s *Server) listWebhooksV11(c *call) (answer, *failure) {
	if f := s.inEnv(c); f != nil {
		return answer{}, f
	}
	return ok(s.listed((*webhook).v11)), nil
}

func (s *Server) listEnvironments(*call) (answer, *failure) {
	return ok(obj{"environments": []obj{{"environment_name": s.cfg.Env, "webhooks": s.listed((*webhook).v11)}}}), nil
}

func (s *Server) recheckV11(c *call) (answer, *failure) {
	if f := s.inEnv(c); f != nil {
		return answer{}, f
	}
	found, err := s.recheck(c.Context(), s.Target(), c.file("webhook"), true)
	switch {
	case !found:
		return answer{}, errNoWebhook
	case err != nil:
		return answer{}, crcFailure(err)
	}
	return answer{status: http.StatusNoContent}, nil
}

func (s *Server) deleteWebhookV11(c *call) (answer, *failure) {
	if f := s.inEnv(c); f != nil {
		return answer{}, f
	}
	if !s.removeWebhook(c.file("webhook")) {
		return answer{}, errNoWebhook
	}
	return answer{status: http.StatusNoContent}, nil
}

// subscribedTo is the webhook that a v1.1 subscription call is about: that of the environment, or
// the one named.
func (s *Server) subscribedTo(c *call) (*webhook, *failure) {
	if f := s.inEnv(c); f != nil {
		return nil, f
	}
	w := s.webhooks[c.PathValue("webhook")]
	if c.PathValue("env") != "" {
		w = s.only()
	}
	if w == nil {
		return nil, errNoWebhook
	}
	return w, nil
}

// subscribeV11 subscribes the user whose token signs.
func (s *Server) subscribeV11(c *call) (answer, *failure) {
	w, f := s.subscribedTo(c)
	if f != nil {
		return answer{}, f
	}
	if w.users[c.user] {
		return answer{}, errSubscribed
	}
	w.users[c.user] = true
	return answer{status: http.StatusNoContent}, nil
}

func (s *Server) isSubscribedV11(c *call) (answer, *failure) {
	w, f := s.subscribedTo(c)
	if f != nil {
		return answer{}, f
	}
	if !w.users[c.user] {
		return answer{}, errNotSubscribed
	}
	return answer{status: http.StatusNoContent}, nil
}

// unsubscribeV11 is called for the app with a user id, or, deprecated, with the user's own token.
func (s *Server) unsubscribeV11(c *call) (answer, *failure) {
	w, f := s.subscribedTo(c)
	if f != nil {
		return answer{}, f
	}
	who := c.file("user")
	if who == "" {
		who = c.user
	}
	if !w.users[who] {
		return answer{}, errNotPage
	}
	delete(w.users, who)
	return answer{status: http.StatusNoContent}, nil
}

func (s *Server) listSubscriptionsV11(c *call) (answer, *failure) {
	w, f := s.subscribedTo(c)
	if f != nil {
		return answer{}, f
	}
	out := obj{"application_id": s.cfg.AppID, "subscriptions": w.subscriptions()}
	if c.PathValue("env") != "" {
		out["environment"] = s.cfg.Env
	} else {
		out["webhook_id"], out["webhook_url"] = w.id, w.url
	}
	return ok(out), nil
}

func (w *webhook) subscriptions() []obj {
	list := []obj{}
	for user := range w.users {
		list = append(list, obj{"user_id": user})
	}
	return list
}

// countV11: the numbers are strings.
func (s *Server) countV11(*call) (answer, *failure) {
	count := s.subscriptionCount()
	return ok(obj{
		"account_name": "example-account", "subscriptions_count": count, "subscriptions_count_all": count,
		"subscriptions_count_direct_messages": "0", "provisioned_count": "15",
	}), nil
}
