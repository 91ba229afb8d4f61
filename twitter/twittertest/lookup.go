package twittertest

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"time"
)

var username = regexp.MustCompile(`^[A-Za-z0-9_]{1,15}$`)

// verifyCredentials is GET account/verify_credentials; every answer to OAuth 1.0a has
// x-access-level.
func (s *Server) verifyCredentials(c *call) (answer, *failure) {
	u := s.find(c.user)
	return ok(obj{
		"id": json.Number(u.id), "id_str": u.id, "name": u.name, "screen_name": u.username, "protected": false, "verified": false,
		"created_at": u.since.Format(time.RubyDate), "profile_image_url_https": u.image(), "suspended": false,
	}), nil
}

func (s *Server) me(c *call) (answer, *failure) {
	return ok(obj{"data": s.userV2(c, s.find(c.user))}), nil
}

func (s *Server) userByID(c *call) (answer, *failure) {
	id := c.PathValue("id")
	if !userID.MatchString(id) {
		return answer{}, invalid("The `id` query parameter value ["+id+"] is not valid", "id", id)
	}
	return s.found(c, s.users[id], "id", id), nil
}

func (s *Server) userByName(c *call) (answer, *failure) {
	name := c.PathValue("name")
	if !username.MatchString(name) {
		return answer{}, invalid("The `username` query parameter value ["+name+"] does not match ^[A-Za-z0-9_]{1,15}$", "username", name)
	}
	return s.found(c, s.named(name), "username", name), nil
}

// found: a user who does not exist or is suspended is an answer of 200 with errors and no data.
func (s *Server) found(c *call, u *user, parameter, value string) answer {
	e := obj{"value": value, "resource_type": "user", "parameter": parameter, "resource_id": value, "type": problems + "resource-not-found"}
	switch {
	case u == nil || u.gone:
		e["title"], e["detail"] = "Not Found Error", "Could not find user with "+parameter+": ["+value+"]."
	case u.suspended:
		e["title"], e["detail"] = "Forbidden", "User has been suspended: ["+value+"]."
	default:
		return ok(obj{"data": s.userV2(c, u)})
	}
	return ok(obj{"errors": []obj{e}})
}

// userV2 shows id, name and username, and the fields that were asked for.
func (s *Server) userV2(c *call, u *user) obj {
	o := obj{"id": u.id, "name": u.name, "username": u.username}
	all := u.v2()
	all["receives_your_dm"] = s.allow(u.id) == nil
	fields := strings.Split(c.param("user.fields"), ",")
	for k, v := range all {
		if slices.Contains(fields, k) {
			o[k] = v
		}
	}
	return o
}

// muzzle is POST /2/users/:id/dm/block and unblock: what a muzzled user writes does not reach the
// account. X's pages do not show the body of the answer.
func muzzle(on bool) func(*Server, *call) (answer, *failure) {
	return func(s *Server, c *call) (answer, *failure) {
		u := s.users[c.PathValue("id")]
		if u == nil || u.gone {
			return answer{}, notFound("user", "id", c.PathValue("id"))
		}
		u.muzzled = on
		return ok(obj{"data": obj{"blocked": on}}), nil
	}
}
