package twittertest

import (
	"fmt"
	"strconv"
	"time"
)

// user is an account on X.
type user struct {
	id, name, username, picture string

	since     time.Time
	wrote     bool // has written to the account
	open      bool // takes messages from everyone
	blocked   bool // has blocked the account
	suspended bool
	heard     time.Time // last message to the account
}

// Person describes a contact. Without a description the stand-in invents a name.
type Person struct {
	ID        string // decimal
	Name      string
	Username  string // without @
	Picture   string // profile_image_url_https
	OpenDMs   bool   // takes messages from everyone; others must have written first
	Suspended bool
}

// Meet tells the stand-in who a contact is.
func (s *Server) Meet(p Person) {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.find(p.ID)
	u.name, u.username, u.picture, u.open, u.suspended = p.Name, p.Username, p.Picture, p.OpenDMs, p.Suspended
}

func (u *user) image() string {
	if u.picture != "" {
		return u.picture
	}
	return "https://abs.twimg.com/sticky/default_profile_images/default_profile_normal.png"
}

// small is the user object of the Account Activity API.
func (u *user) small() obj {
	return obj{
		"id": u.id, "created_timestamp": millis(u.since), "name": u.name, "screen_name": u.username, "protected": false,
		"verified": false, "followers_count": 3, "friends_count": 4, "statuses_count": 5, "profile_image_url_https": u.image(),
	}
}

// v2 is the user object of the X Activity API and of v2.
func (u *user) v2() obj {
	return obj{
		"id": u.id, "name": u.name, "username": u.username, "created_at": rfc3339(u.since), "protected": false,
		"verified": false, "verified_type": "none", "profile_image_url": u.image(), "description": "",
		"public_metrics": obj{"followers_count": 3, "followers_count_str": "3", "following_count": 4, "following_count_str": "4"},
	}
}

// millis is a time as DM events carry it: a string of milliseconds.
func millis(t time.Time) string { return strconv.FormatInt(t.UnixMilli(), 10) }

// rfc3339 is a time as v2 carries it, with milliseconds.
func rfc3339(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

// epoch is that of ids, in milliseconds.
const epoch = 1288834974657

// snowflake makes an id that is higher than all before.
func (s *Server) snowflake() string {
	s.lastID = max(s.lastID+1, (s.core.Clock.Now().UnixMilli()-epoch)<<22)
	return fmt.Sprint(s.lastID)
}
