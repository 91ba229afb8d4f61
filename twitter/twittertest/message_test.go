package twittertest_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/twitter/twittertest"
)

func TestWhoTakesMessages(t *testing.T) {
	refused := []any{403, "Forbidden", notPermitted, "about:blank"}
	v11 := func(status, code int) []any { return []any{status, code} }
	tests := []struct {
		name   string
		before func(*twittertest.Server)
		cfg    twittertest.Config
		v1, v2 any
	}{
		{"a follower", func(s *twittertest.Server) { s.Follow("2001") }, twittertest.Config{}, 200, 201},
		{"a former follower", func(s *twittertest.Server) { s.Follow("2001"); s.Unfollow("2001") }, twittertest.Config{}, v11(403, 150), refused},
		{"open messages", func(s *twittertest.Server) { s.Meet(twittertest.Person{ID: "2001", OpenDMs: true}) }, twittertest.Config{}, 200, 201},
		{"for the verified", func(s *twittertest.Server) { s.Meet(twittertest.Person{ID: "2001", OpenDMs: true, VerifiedOnly: true}) }, twittertest.Config{}, v11(403, 476), refused},
		{"for the verified, wrote", func(s *twittertest.Server) {
			s.Meet(twittertest.Person{ID: "2001", VerifiedOnly: true})
			s.Say("2001", "hi")
		}, twittertest.Config{}, 200, 201},
		{"left", func(s *twittertest.Server) { s.Say("2001", "hi"); s.Leave("2001") }, twittertest.Config{}, v11(404, 108), refused},
		{"blocked", func(s *twittertest.Server) { s.Follow("2001"); s.Block("2001") }, twittertest.Config{BlockedCode: 136}, v11(403, 136), refused},
		{"unblocked, but follows no more", func(s *twittertest.Server) { s.Follow("2001"); s.Block("2001"); s.Unblock("2001") }, twittertest.Config{}, v11(403, 150), refused},
		{"blocked, and writes again", func(s *twittertest.Server) { s.Block("2001"); s.Say("2001", "hi") }, twittertest.Config{}, 200, 201},
	}
	for _, tt := range tests {
		s := frozen(tt.cfg)
		tt.before(s)
		got := []any{
			problem(dm(t, s, "2001", `"text":"x"`)),
			problem(call(t, s, "POST", "/2/dm_conversations/with/2001/messages", jsonType, `{"text":"y"}`)),
		}
		if diff := cmp.Diff([]any{tt.v1, tt.v2}, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}
