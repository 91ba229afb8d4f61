package twittertest

import "maps"

// endpoints are those that the stand-in has, by pattern.
func (s *Server) endpoints() map[string]endpoint {
	all := make(map[string]endpoint)
	for _, part := range []map[string]endpoint{s.messageEndpoints(), s.mediaEndpoints(), s.webhookEndpoints(), s.otherEndpoints(), s.chatEndpoints(), s.postEndpoints()} {
		maps.Copy(all, part)
	}
	return all
}

const byUser = byOAuth1 | byOAuth2

// The scopes that calls with OAuth 2.0 tokens need: docs "Manage Direct Messages" and "Direct
// Messages lookup".
const (
	readScopes  = "dm.read tweet.read users.read"
	writeScopes = "dm.write " + readScopes
)

func (s *Server) messageEndpoints() map[string]endpoint {
	v11 := func(run run) endpoint { return endpoint{by: byOAuth1, needs: levelMessages, run: run} }
	v2 := func(scope string, run run) endpoint {
		return endpoint{by: byUser, needs: levelMessages, scope: scope, run: run}
	}
	sends := func(e endpoint) endpoint {
		e.sends = true
		return e
	}
	const dms, conversations = "/1.1/direct_messages/", "/2/dm_conversations"
	return map[string]endpoint{
		"POST " + dms + "events/new.json":       sends(v11(locked((*Server).sendV11))),
		"POST " + dms + "indicate_typing.json":  v11(locked((*Server).typing)),
		"POST " + dms + "mark_read.json":        v11(locked((*Server).markRead)),
		"GET " + dms + "events/list.json":       v11(locked((*Server).listV11)),
		"GET " + dms + "events/show.json":       v11(locked((*Server).showV11)),
		"DELETE " + dms + "events/destroy.json": v11(locked((*Server).destroyV11)),

		"POST " + dms + "welcome_messages/new.json":             v11(locked((*Server).createWelcome)),
		"PUT " + dms + "welcome_messages/update.json":           v11(locked((*Server).updateWelcome)),
		"DELETE " + dms + "welcome_messages/destroy.json":       v11(locked(destroyWelcome(false))),
		"POST " + dms + "welcome_messages/rules/new.json":       v11(locked((*Server).createRule)),
		"DELETE " + dms + "welcome_messages/rules/destroy.json": v11(locked(destroyWelcome(true))),

		"POST " + conversations + "/with/{id}/messages": sends(v2(writeScopes, locked((*Server).sendWith))),
		"POST " + conversations + "/{id}/messages":      sends(v2(writeScopes, locked((*Server).sendTo))),
		"POST " + conversations:                         sends(v2(writeScopes, locked((*Server).sendGroup))),

		"GET /2/dm_events":                                    v2(readScopes, locked((*Server).eventsV2)),
		"GET /2/dm_events/{id}":                               v2(readScopes, locked((*Server).eventV2)),
		"DELETE /2/dm_events/{id}":                            v2(writeScopes, locked((*Server).deleteV2)),
		"GET " + conversations + "/{id}/dm_events":            v2(readScopes, locked((*Server).eventsV2)),
		"GET " + conversations + "/with/{with}/dm_events":     v2(readScopes, locked((*Server).eventsV2)),
		"GET " + conversations + "/media/{dm}/{media}/{name}": {by: byOAuth2, scope: "dm.read", run: locked((*Server).downloadV2)},
	}
}

func (s *Server) mediaEndpoints() map[string]endpoint {
	v2 := func(run run) endpoint {
		return endpoint{by: byUser, needs: levelWrite, scope: "media.write", run: run}
	}
	plain := endpoint{by: byNobody, run: locked((*Server).downloadPlain)}
	return map[string]endpoint{
		"POST /1.1/media/upload.json": {by: byOAuth1, needs: levelWrite, run: locked((*Server).uploadV11)},
		"GET /1.1/media/upload.json":  {by: byOAuth1, needs: levelWrite, run: locked((*Server).uploadStatusV11)},

		"POST /2/media/upload":               v2(locked((*Server).uploadV2)),
		"GET /2/media/upload":                v2(locked((*Server).uploadStatusV2)),
		"POST /2/media/upload/initialize":    v2(locked((*Server).initializeV2)),
		"POST /2/media/upload/{id}/append":   v2(locked((*Server).appendV2)),
		"POST /2/media/upload/{id}/finalize": v2(locked((*Server).finalizeV2)),

		"GET /1.1/ton/data/dm/{dm}/{media}/{name}": {by: byOAuth1, needs: levelMessages, run: locked((*Server).downloadPhoto)},
		"GET /dm_gif/":           plain,
		"GET /dm_gif_preview/":   plain,
		"GET /dm_video/":         plain,
		"GET /dm_video_preview/": plain,
	}
}

func (s *Server) webhookEndpoints() map[string]endpoint {
	owner := func(run run) endpoint { return endpoint{by: byOAuth1, run: run, wrong: errReadOnly} }
	user := func(run run) endpoint { return endpoint{by: byOAuth1, run: locked(run)} }
	app := func(run run) endpoint { return endpoint{by: byBearer, run: run} }
	either := func(run run) endpoint { return endpoint{by: byBearer | byOAuth1, run: run} }
	const premium, enterprise, aaa = "/1.1/account_activity/all", "/1.1/account_activity", "/2/account_activity"
	return map[string]endpoint{
		"POST " + premium + "/{env}/webhooks.json":                                   owner((*Server).createWebhookV11),
		"GET " + premium + "/webhooks.json":                                          app((*Server).listEnvironments),
		"GET " + premium + "/{env}/webhooks.json":                                    app((*Server).listWebhooksV11),
		"PUT " + premium + "/{env}/webhooks/{webhook}":                               owner((*Server).recheckV11),
		"DELETE " + premium + "/{env}/webhooks/{webhook}":                            owner((*Server).deleteWebhookV11),
		"POST " + premium + "/{env}/subscriptions.json":                              user((*Server).subscribeV11),
		"GET " + premium + "/{env}/subscriptions.json":                               user((*Server).isSubscribedV11),
		"DELETE " + premium + "/{env}/subscriptions.json":                            user((*Server).unsubscribeV11),
		"DELETE " + premium + "/{env}/subscriptions/{user}":                          app(locked((*Server).unsubscribeV11)),
		"GET " + premium + "/{env}/subscriptions/list.json":                          app(locked((*Server).listSubscriptionsV11)),
		"GET " + premium + "/subscriptions/count.json":                               app(locked((*Server).countV11)),
		"POST " + enterprise + "/webhooks.json":                                      owner((*Server).createWebhookV11),
		"GET " + enterprise + "/webhooks.json":                                       app((*Server).listWebhooksV11),
		"PUT " + enterprise + "/webhooks/{webhook}":                                  owner((*Server).recheckV11),
		"DELETE " + enterprise + "/webhooks/{webhook}":                               owner((*Server).deleteWebhookV11),
		"GET " + enterprise + "/subscriptions/count.json":                            app(locked((*Server).countV11)),
		"POST " + enterprise + "/webhooks/{webhook}/subscriptions/all.json":          user((*Server).subscribeV11),
		"GET " + enterprise + "/webhooks/{webhook}/subscriptions/all.json":           user((*Server).isSubscribedV11),
		"DELETE " + enterprise + "/webhooks/{webhook}/subscriptions/all.json":        user((*Server).unsubscribeV11),
		"DELETE " + enterprise + "/webhooks/{webhook}/subscriptions/{user}/all.json": app(locked((*Server).unsubscribeV11)),
		"GET " + enterprise + "/webhooks/{webhook}/subscriptions/all/list.json":      app(locked((*Server).listSubscriptionsV11)),

		"POST " + enterprise + "/replay/webhooks/{webhook}/subscriptions/all.json": app(locked((*Server).replayV11)),

		"POST /2/webhooks/replay":      app(locked((*Server).replayV2)),
		"POST /2/webhooks":             either((*Server).createWebhookV2),
		"GET /2/webhooks":              either((*Server).listWebhooksV2),
		"PUT /2/webhooks/{webhook}":    either((*Server).recheckV2),
		"DELETE /2/webhooks/{webhook}": either((*Server).deleteWebhookV2),

		"POST " + aaa + "/webhooks/{webhook}/subscriptions/all":          {by: byUser, needs: levelMessages, scope: writeScopes, run: locked((*Server).subscribeV2)},
		"GET " + aaa + "/webhooks/{webhook}/subscriptions/all":           {by: byUser, scope: writeScopes, run: locked((*Server).isSubscribedV2)},
		"DELETE " + aaa + "/webhooks/{webhook}/subscriptions/{user}/all": app(locked((*Server).unsubscribeV2)),
		"GET " + aaa + "/webhooks/{webhook}/subscriptions/all/list":      app(locked((*Server).listSubscriptionsV2)),
		"GET " + aaa + "/subscriptions/count":                            app(locked((*Server).countV2)),

		"POST /2/activity/subscriptions":        {by: byBearer | byOAuth2, run: locked((*Server).createActivity)},
		"GET /2/activity/subscriptions":         app(locked((*Server).listActivity)),
		"PUT /2/activity/subscriptions/{id}":    app(locked((*Server).updateActivity)),
		"DELETE /2/activity/subscriptions/{id}": app(locked((*Server).deleteActivity)),
		"DELETE /2/activity/subscriptions":      app(locked((*Server).deleteActivities)),
	}
}

func (s *Server) otherEndpoints() map[string]endpoint {
	anybody := func(run run) endpoint { return endpoint{by: byUser | byBearer, run: locked(run)} }
	return map[string]endpoint{
		"POST /oauth/request_token": {by: byNobody, run: locked((*Server).requestToken)},
		"POST /oauth/access_token":  {by: byNobody, run: locked((*Server).accessToken)},

		"POST /oauth2/token":               {by: byNobody, run: locked((*Server).appToken)},
		"POST /1.1/oauth/invalidate_token": {by: byNobody, run: locked((*Server).invalidateUser)},
		"POST /oauth2/invalidate_token":    {by: byNobody, run: locked((*Server).invalidateToken)},
		"POST /2/oauth2/token":             {by: byNobody, run: locked((*Server).userToken)},
		"POST /2/oauth2/revoke":            {by: byNobody, run: locked((*Server).revokeToken)},

		"GET /1.1/account/verify_credentials.json": {by: byOAuth1, run: locked((*Server).verifyCredentials)},
		"GET /2/users/me":                          {by: byUser, scope: "users.read", run: locked((*Server).me)},
		"POST /2/users/{id}/dm/block":              {by: byUser, needs: levelMessages, scope: writeScopes, run: locked(muzzle(true))},
		"POST /2/users/{id}/dm/unblock":            {by: byUser, needs: levelMessages, scope: writeScopes, run: locked(muzzle(false))},
		"GET /2/users/{id}":                        anybody((*Server).userByID),
		"GET /2/users/by/username/{name}":          anybody((*Server).userByName),
	}
}
