package config

import (
	"cmp"
	"errors"
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
)

// Environment makes one channel of each platform that variables speak of: "CONTACTKIT_", the
// platform (X, TELEGRAM, FACEBOOK), "_" and a field of its driver, apiSecret as API_SECRET. With
// "_FILE" at the end of the name of a credential, the variable names a file that holds it.
//
//	CONTACTKIT_BASE_URL                  Config.BaseURL
//	CONTACTKIT_X_ID                      Record.ID; not set: the platform's name, "twitter"
//	CONTACTKIT_X_API_KEY                 a setting
//	CONTACTKIT_X_API_SECRET_FILE         a credential
//	CONTACTKIT_FACEBOOK_PAGES            ids of pages, with commas between
//	CONTACTKIT_FACEBOOK_PAGE_TOKEN_1029  the token of one
//
// environ is what os.Environ returns. A variable that no field answers to is a complaint.
func Environment(environ []string, drivers ...channel.Driver) (Config, error) {
	return EnvironmentFor(environ, func(directory.Record) bool { return true }, drivers...)
}

// EnvironmentFor is Environment without the credentials of channels that are not wanted. Faults in
// their variables are not errors.
func EnvironmentFor(environ []string, wanted func(directory.Record) bool, drivers ...channel.Driver) (Config, error) {
	vars := make(map[string]string)
	for _, pair := range environ {
		if name, value, ok := strings.Cut(pair, "="); ok && value != "" {
			vars[name] = value
		}
	}
	p := newParser("", func(name string) (string, bool) { v, ok := vars[name]; return v, ok }, drivers)
	var cfg Config
	if base := vars["CONTACTKIT_BASE_URL"]; base != "" {
		cfg.BaseURL = p.baseURL(text(base))
	}
	for _, platform := range p.platforms() {
		before := len(p.errs)
		p.oneName(vars, platform)
		prefix := "CONTACTKIT_" + strings.ToUpper(Word(platform)) + "_"
		names := slices.DeleteFunc(slices.Sorted(maps.Keys(vars)), func(name string) bool { return !strings.HasPrefix(name, prefix) })
		if len(names) == 0 {
			continue
		}
		r := channelOf(p.drivers[platform], vars[prefix+"ID"])
		needed := wanted(r)
		p.environment(&r, p.drivers[platform], prefix, names, vars, needed)
		if !needed {
			p.errs = p.errs[:before]
		}
		cfg.Records = append(cfg.Records, r)
	}
	cfg.Warnings = p.warnings
	return cfg, errors.Join(p.errs...)
}

// oneName gives the variables of a platform's other name the one that people use:
// CONTACTKIT_TWITTER_API_KEY is CONTACTKIT_X_API_KEY.
func (p *parser) oneName(vars map[string]string, platform string) {
	if Word(platform) == platform {
		return
	}
	for _, name := range slices.Sorted(maps.Keys(vars)) {
		rest, ok := strings.CutPrefix(name, "CONTACTKIT_"+strings.ToUpper(platform)+"_")
		if !ok {
			continue
		}
		usual := "CONTACTKIT_" + strings.ToUpper(Word(platform)) + "_" + rest
		if vars[usual] != "" && vars[usual] != vars[name] {
			p.complain(name, channel.CodeDuplicate, "%s is set too, to something else", usual)
		}
		vars[usual] = vars[name]
		delete(vars, name)
	}
}

// Platform is the platform that a word means: "twitter" for "x". Another word stays.
func Platform(word string) string {
	if word == "x" {
		return "twitter"
	}
	return word
}

// Word is what people call a platform: "x" for "twitter".
func Word(platform string) string {
	if platform == "twitter" {
		return "x"
	}
	return platform
}

// channelOf is the channel of a platform without what its variables say.
func channelOf(d channel.Driver, id string) directory.Record {
	r := directory.Default(d.Platform)
	r.State, r.ID = directory.Active, cmp.Or(id, d.Platform)
	r.Name = strings.ToUpper(Word(d.Platform)[:1]) + Word(d.Platform)[1:]
	return r
}

// environment gives a channel what the variables of its platform say, its credentials if they are
// needed.
func (p *parser) environment(r *directory.Record, d channel.Driver, prefix string, names []string, vars map[string]string, needed bool) {
	r.Settings = make(map[string]string)
	r.Secrets.Keys = make(map[string]channel.Keys)
	pages := tokensOf(d)
	for _, name := range names {
		rest := strings.TrimPrefix(name, prefix)
		plain, isFile := strings.CutSuffix(rest, "_FILE")
		page, isPage := strings.CutPrefix(plain, "PAGE_TOKEN_")
		f, ok := fieldOfVariable(d, rest)
		if !ok {
			f, ok = fieldOfVariable(d, plain)
		}
		switch {
		case rest == "ID":
		case pages != "" && rest == "PAGES":
			for id := range strings.SplitSeq(vars[name], ",") {
				r.Pages = append(r.Pages, directory.Page{ID: strings.TrimSpace(id)})
			}
		case !needed && (isPage || f.Kind == channel.FieldKeys):
		case pages != "" && isPage:
			if r.Secrets.Tokens == nil {
				r.Secrets.Tokens = map[string]map[string]channel.Keys{pages: {}}
			}
			r.Secrets.Tokens[pages][page] = p.given(name, vars[name], isFile)
		case ok && f.Kind == channel.FieldKeys:
			if len(r.Secrets.Keys[f.Name]) > 0 {
				p.complain(name, channel.CodeDuplicate, "the credential is given by another variable, too")
			}
			r.Secrets.Keys[f.Name] = p.given(name, vars[name], isFile)
		case ok && isSetting(f) && rest == variable(f.Name):
			r.Settings[f.Name] = vars[name]
		default:
			p.complain(name, channel.CodeUnsupported, "no field of %s has this name", d.Platform)
		}
	}
}

// given is a credential of a variable.
func (p *parser) given(name, value string, isFile bool) channel.Keys {
	var s channel.Secret
	if isFile {
		s = p.file(name, value)
	} else {
		s = p.take(name, value)
	}
	if s == "" {
		return nil
	}
	return channel.NewKeys(s)
}

func fieldOfVariable(d channel.Driver, name string) (channel.Field, bool) {
	for _, f := range d.Fields {
		if variable(f.Name) == name {
			return f, true
		}
	}
	return channel.Field{}, false
}

// variable is apiSecret as API_SECRET.
func variable(field string) string {
	var b strings.Builder
	for _, c := range field {
		if unicode.IsUpper(c) {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToUpper(c))
	}
	return b.String()
}
