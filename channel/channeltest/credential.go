package channeltest

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
)

// guard looks for credentials in an error.
func (s *suite) guard(what string, err error) {
	s.Helper()
	if err == nil {
		return
	}
	for _, verb := range []string{"%v", "%+v", "%#v"} {
		s.noSecret(what+": the error by "+verb, fmt.Sprintf(verb, err))
	}
	// Whatever can be unwrapped can be printed.
	switch e := err.(type) {
	case interface{ Unwrap() []error }:
		for _, inner := range e.Unwrap() {
			s.guard(what, inner)
		}
	case interface{ Unwrap() error }:
		s.guard(what, e.Unwrap())
	}
}

// noSecret checks that the text shows no credential in any spelling.
func (s *suite) noSecret(what, text string) {
	s.Helper()
	secrets := append([]string{s.h.Keys[0].Reveal(), s.h.Keys[1].Reveal()}, s.h.Secrets...)
	for i, secret := range secrets {
		for form, spelt := range spellings(secret) {
			if spelt != "" && strings.Contains(text, spelt) {
				s.Errorf("%s shows credential %d (%s)", what, i, form)
				return
			}
		}
	}
}

// spellings are the forms in which a credential is most often printed.
func spellings(secret string) map[string]string {
	b := []byte(secret)
	h := hex.EncodeToString(b)
	inJSON, _ := json.Marshal(secret) // a string always has a JSON form
	return map[string]string{
		"in JSON":              strings.Trim(string(inJSON), `"`),
		"as it is":             secret,
		"quoted":               strings.Trim(fmt.Sprintf("%q", secret), `"`),
		"URL-escaped":          url.QueryEscape(secret),
		"path-escaped":         url.PathEscape(secret),
		"percent-encoded":      strings.ReplaceAll(url.QueryEscape(secret), "+", "%20"),
		"base64":               base64.RawStdEncoding.EncodeToString(b),
		"URL base64":           base64.RawURLEncoding.EncodeToString(b),
		"hex":                  h,
		"upper-case hex":       strings.ToUpper(h),
		"bytes, as fmt prints": strings.Trim(fmt.Sprint(b), "[]"),
	}
}
