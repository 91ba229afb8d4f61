package facebooktest

import (
	"maps"
	"slices"
	"strings"

	"github.com/contactkit/contactkit/channel/standin"
)

// Config returns the configuration of the server, defaults filled in.
func (s *Server) Config() Config { return s.cfg }

// Connection returns what a host needs to reach the app and its Pages and Instagram accounts.
func (s *Server) Connection() standin.Connection {
	c := standin.Connection{
		Platform: "facebook", Hosts: []string{"facebook.com", "instagram.com", "fbcdn.net", "fbsbx.com"}, Path: s.Path(),
		Settings: map[string]string{"appId": s.cfg.AppID},
		Keys:     map[string]string{"appSecret": s.cfg.AppSecret, "verifyToken": s.cfg.VerifyToken},
		Tokens:   map[string]map[string]string{"pages": maps.Clone(s.cfg.Pages)},
	}
	if pages := slices.Sorted(maps.Keys(s.cfg.Pages)); len(pages) > 0 {
		c.Account = pages[0]
	}
	if !s.cfg.NoHumanAgent {
		c.Settings["humanAgent"] = "true"
	}
	var linked []string
	for _, id := range slices.Sorted(maps.Keys(s.cfg.Instagram)) {
		switch a := s.cfg.Instagram[id]; {
		case a.Personal:
		case a.Page != "":
			linked = append(linked, id+"="+a.Page)
		case a.Token != "":
			linked = append(linked, id+"=login")
			c.Tokens["pages"][id] = a.Token
			c.Settings["instagramAppId"], c.Keys["instagramAppSecret"] = s.cfg.InstagramAppID, s.cfg.InstagramAppSecret
		}
	}
	if len(linked) > 0 {
		c.Settings["instagram"] = strings.Join(linked, ",")
	}
	return c
}

// Sent returns the messages that the host sent and Meta accepted, oldest first.
func (s *Server) Sent() []Sent { return s.sent.All() }
