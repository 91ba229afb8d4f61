package facebooktest

import (
	"errors"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
)

// consent is what a person agreed to in a login with Facebook, and the token that came of it.
type consent struct {
	kind   string // USER or SYSTEM_USER
	scopes []string
	pages  []string  // that the person chose; nil: all
	tasks  []string  // of the person for the Pages; nil: all
	until  time.Time // zero: without end
	long   bool
}

// targets is granular_scopes: the permissions of Pages and the Pages that were chosen.
func (k *consent) targets() (all []obj) {
	if k.pages == nil {
		return nil
	}
	for _, scope := range k.scopes {
		if strings.HasPrefix(scope, "pages_m") {
			all = append(all, obj{"scope": scope, "target_ids": k.pages})
		}
	}
	return all
}

// code is an authorization code that waits to be traded.
type code struct {
	redirect  string
	consent   consent
	instagram string // id of the account, for Instagram Login
	until     time.Time
}

const codeLife = time.Hour // Instagram: "valid for 1 hour"; Facebook states no time

// Choice is what a person chooses on a login page. The zero value agrees to everything.
type Choice struct {
	Pages   []string // Facebook: the Pages that the person ticks; nil: all
	Without []string // permissions that the person declines; not with a configuration, which is all or nothing
	Tasks   []string // what the person may do on the Pages; nil: everything
	Account string   // Instagram: id of the account that logs in; empty: the first
}

// Allow lets the person give consent on the login page at address, of Facebook
// (https://www.facebook.com/v26.0/dialog/oauth?…) or of Instagram
// (https://www.instagram.com/oauth/authorize?…), and returns the callback address to which the
// browser goes. It fails if the person would see an error instead.
func (s *Server) Allow(address string, choices ...Choice) (callback string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	q, instagram, err := s.loginPage(address)
	if err != nil {
		return "", err
	}
	var choice Choice
	if len(choices) > 0 {
		choice = choices[0]
	}
	c := &code{redirect: q.Get("redirect_uri"), until: s.core.Clock.Now().Add(codeLife)}
	scopes := slices.DeleteFunc(strings.FieldsFunc(q.Get("scope"), func(r rune) bool { return r == ',' || r == ' ' }),
		func(scope string) bool { return slices.Contains(choice.Without, scope) })
	text := s.core.Letters(60, letters)
	if instagram {
		if c.instagram = s.chooseInstagram(choice.Account); c.instagram == "" {
			return "", errors.New("facebooktest: there is no such Instagram account")
		}
		c.consent.scopes = scopes
		s.codes[text] = c
		return goBack(q, "code", text) + "#_", nil
	}
	c.consent = consent{kind: "USER", scopes: append(scopes, "public_profile"), pages: choice.Pages, tasks: choice.Tasks}
	if q.Get("config_id") != "" {
		if len(choice.Without) > 0 {
			return "", errors.New("facebooktest: with a configuration all permissions or none are granted")
		}
		c.consent.scopes = slices.Clone(configured)
	}
	if s.cfg.SystemUser {
		c.consent.kind = "SYSTEM_USER"
	}
	s.codes[text] = c
	return goBack(q, "code", text), nil
}

// configured are the permissions of Config.Configuration.
var configured = []string{
	"pages_show_list", "pages_messaging", "pages_manage_metadata", "pages_read_engagement", "business_management", "pages_manage_engagement",
	"pages_read_user_content", "instagram_basic", "instagram_manage_messages", "instagram_manage_comments",
}

// Deny lets a person cancel on a login page, and returns where the browser goes.
func (s *Server) Deny(address string) (callback string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	q, _, err := s.loginPage(address)
	if err != nil {
		return "", err
	}
	return goBack(q, "error", "access_denied", "error_reason", "user_denied", "error_description", "Permissions error"), nil
}

var dialogPath = regexp.MustCompile(`^/v\d+\.\d+/dialog/oauth$`)

// knownScopes are the permissions that the login pages know.
var knownScopes = append([]string{
	"public_profile", "email", "instagram_business_basic", "instagram_business_manage_messages", "instagram_business_manage_comments",
	"instagram_business_content_publish", "instagram_business_manage_insights",
}, configured...)

// loginPage refuses what the login page refuses.
func (s *Server) loginPage(address string) (q url.Values, instagram bool, err error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, false, err
	}
	q = u.Query()
	id := s.cfg.AppID
	switch {
	case u.Host == "www.facebook.com" && dialogPath.MatchString(u.Path):
	case u.Host == "www.instagram.com" && u.Path == "/oauth/authorize":
		instagram, id = true, s.cfg.InstagramAppID
	default:
		return nil, false, errors.New("facebooktest: there is no login page at " + u.Host + u.Path)
	}
	redirect, scopes := q.Get("redirect_uri"), strings.FieldsFunc(q.Get("scope"), func(r rune) bool { return r == ',' || r == ' ' })
	config := q.Get("config_id")
	switch {
	case q.Get("client_id") != id:
		err = errors.New("facebooktest: invalid app id")
	case redirect == "" || len(s.cfg.Callbacks) > 0 && !slices.Contains(s.cfg.Callbacks, redirect):
		err = errors.New("facebooktest: this redirect failed because the redirect URI is not white-listed in the app's client OAuth settings")
	case q.Get("response_type") != "code" || q.Get("state") == "":
		err = errors.New("facebooktest: response_type=code and state are required")
	case config != "" && (instagram || s.cfg.Configuration != "" && config != s.cfg.Configuration):
		err = errors.New("facebooktest: there is no configuration of this id")
	case config == "" && len(scopes) == 0:
		err = errors.New("facebooktest: permissions or a configuration are required")
	}
	for _, scope := range scopes {
		if err == nil && (!slices.Contains(knownScopes, scope) || instagram != strings.HasPrefix(scope, "instagram_business_")) {
			err = errors.New("facebooktest: invalid scope: " + scope)
		}
	}
	return q, instagram, err
}

// goBack is the callback address with parameters, and the state as it came.
func goBack(q url.Values, pairs ...string) string {
	u, err := url.Parse(q.Get("redirect_uri"))
	if err != nil {
		return ""
	}
	back := u.Query()
	back.Set("state", q.Get("state"))
	for i := 0; i < len(pairs); i += 2 {
		back.Set(pairs[i], pairs[i+1])
	}
	u.RawQuery = back.Encode()
	return u.String()
}
