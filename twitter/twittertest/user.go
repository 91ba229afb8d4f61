package twittertest

import (
	"cmp"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// user is an account on X.
type user struct {
	id, name, username, picture string

	since        time.Time
	wrote        bool // has written to the account
	follows      bool // follows the account
	open         bool // takes messages from everyone
	verifiedOnly bool // takes message requests from verified accounts only
	blocked      bool // has blocked the account
	suspended    bool
	gone         bool      // deleted
	muzzled      bool      // the account blocked this user's messages
	shunned      bool      // the account blocked this user
	heard        time.Time // last message to the account
}

// Person describes a contact. Without a description the stand-in invents a name.
type Person struct {
	ID           string // decimal
	Name         string // empty: as before
	Username     string // without @; empty: as before
	Picture      string // profile_image_url_https; empty: as before
	OpenDMs      bool   // takes messages from everyone; others must have written first, or follow the account
	VerifiedOnly bool   // takes message requests from verified accounts only, which the account is not
	Suspended    bool
}

// Meet tells the stand-in who a contact is.
func (s *Server) Meet(p Person) {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.find(p.ID)
	u.name, u.username, u.picture = cmp.Or(p.Name, u.name), cmp.Or(p.Username, u.username), cmp.Or(p.Picture, u.picture)
	u.open, u.verifiedOnly, u.suspended = p.OpenDMs, p.VerifiedOnly, p.Suspended
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

// named is the user of a name, whose letters may be of either case, or nil.
func (s *Server) named(username string) *user {
	for _, u := range s.users {
		if strings.EqualFold(u.username, username) && !u.gone {
			return u
		}
	}
	return nil
}

// mentioned is the user in entities.user_mentions.
func (u *user) mentioned(indices []int) obj {
	return obj{"screen_name": u.username, "name": u.name, "id": json.Number(u.id), "id_str": u.id, "indices": indices}
}
