package twittertest

// endpoints are those that the stand-in has, by pattern.
func (s *Server) endpoints() map[string]endpoint {
	const user = byOAuth1 | byOAuth2
	return map[string]endpoint{
		"POST /1.1/direct_messages/events/new.json":      {by: byOAuth1, needs: levelMessages, run: locked((*Server).sendV11), sends: true},
		"POST /1.1/direct_messages/indicate_typing.json": {by: byOAuth1, needs: levelMessages, run: locked((*Server).typing)},
		"POST /1.1/direct_messages/mark_read.json":       {by: byOAuth1, needs: levelMessages, run: locked((*Server).markRead)},

		"POST /2/dm_conversations/with/{id}/messages": {by: user, needs: levelMessages, scope: "dm.write", run: locked((*Server).sendWith), sends: true},
		"POST /2/dm_conversations/{id}/messages":      {by: user, needs: levelMessages, scope: "dm.write", run: locked((*Server).sendTo), sends: true},
		"POST /2/dm_conversations":                    {by: user, needs: levelMessages, scope: "dm.write", run: locked((*Server).sendGroup), sends: true},

		"POST /1.1/media/upload.json": {by: byOAuth1, needs: levelWrite, run: locked((*Server).uploadV11)},
		"GET /1.1/media/upload.json":  {by: byOAuth1, needs: levelWrite, run: locked((*Server).uploadStatusV11)},
	}
}
