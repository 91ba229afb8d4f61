// Package leak is for tests: it looks for credentials in everything that a host may print or store,
// and in the output of a whole test binary. It shares no code with the functions that hide
// credentials, so it does not share their mistakes.
package leak

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"sync"
)

// fragment is how many characters of a credential in a row are as bad as all of it: a text may have
// been cut within one.
const fragment = 12

// In looks for credentials in a text, in any spelling, and for pieces of one. It returns "", or
// what was found and where.
func In(text string, secrets ...string) string {
	for i, secret := range secrets {
		for name, form := range forms(secret) {
			if at := strings.Index(text, form); form != "" && at >= 0 {
				return fmt.Sprintf("credential %d (%s): …%s…", i, name, text[max(0, at-80):min(len(text), at+len(form)+40)])
			}
		}
		if _, half, ok := strings.Cut(secret, ":"); ok { // the part before it is the name of the account
			secret = half
		}
		for from := 0; len(secret) >= 2*fragment && from+fragment <= len(secret); from++ {
			if at := strings.Index(text, secret[from:from+fragment]); at >= 0 {
				return fmt.Sprintf("a piece of credential %d: …%s…", i, text[max(0, at-80):min(len(text), at+60)])
			}
		}
	}
	return ""
}

// Forms are the spellings in which a foreign text may show a credential.
func Forms(secret string) (all []string) {
	for _, form := range forms(secret) {
		all = append(all, form)
	}
	return all
}

var known sync.Map // forms by secret: a suite looks for the same ones thousands of times

var escape = regexp.MustCompile(`%[0-9A-F]{2}`)

func forms(secret string) map[string]string {
	if all, ok := known.Load(secret); ok {
		return all.(map[string]string)
	}
	all := spell(secret)
	known.Store(secret, all)
	return all
}

func spell(secret string) map[string]string {
	b := []byte(secret)
	inJSON, _ := json.Marshal(secret) // a text always has a JSON form
	quoted := strings.TrimSuffix(strings.TrimPrefix(string(inJSON), `"`), `"`)
	all := map[string]string{
		"as it is":            secret,
		"query-escaped":       url.QueryEscape(secret),
		"path-escaped":        url.PathEscape(secret),
		"percent-encoded":     strings.ReplaceAll(url.QueryEscape(secret), "+", "%20"),
		"in JSON":             quoted,
		"in JSON, of PHP":     strings.ReplaceAll(quoted, "/", `\/`),
		"quoted by Go":        strings.Trim(fmt.Sprintf("%q", secret), `"`),
		"hex":                 hex.EncodeToString(b),
		"upper-case hex":      strings.ToUpper(hex.EncodeToString(b)),
		"bytes as fmt prints": strings.Trim(fmt.Sprint(b), "[]"),
	}
	for _, name := range []string{"query-escaped", "path-escaped", "percent-encoded"} {
		all["lower-case "+name] = escape.ReplaceAllStringFunc(all[name], strings.ToLower)
	}
	// In the base64 of a longer text a credential begins at any of three places; the characters
	// that its neighbours have a part in are left out.
	for shift := range 3 {
		padded := append(make([]byte, shift), b...)
		from, to := (8*shift+5)/6, 8*len(padded)/6
		all[fmt.Sprintf("base64, shifted by %d", shift)] = base64.RawStdEncoding.EncodeToString(padded)[from:to]
		all[fmt.Sprintf("URL base64, shifted by %d", shift)] = base64.RawURLEncoding.EncodeToString(padded)[from:to]
	}
	return all
}
