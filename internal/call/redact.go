package call

import (
	"encoding/base64"
	"encoding/hex"
	"net/url"
	"slices"
	"strings"
)

// Redact replaces credentials in a text by "[secret]": as they are, URL-escaped, in base64 and in hex. It serves texts that
// somebody else wrote: a platform may repeat a token in its description of an error.
func Redact(text string, secrets ...string) string {
	var pairs []string
	for _, s := range secrets {
		if s == "" {
			continue
		}
		for _, form := range spellings(s) {
			if form != "" && strings.Contains(text, form) {
				pairs = append(pairs, form, "[secret]")
			}
		}
	}
	if pairs == nil {
		return text
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

// spellings returns the forms in which a credential can stand in a text, without repeats.
func spellings(s string) []string {
	b := []byte(s)
	forms := []string{
		s, url.QueryEscape(s), url.PathEscape(s), strings.ReplaceAll(url.QueryEscape(s), "+", "%20"),
		base64.StdEncoding.EncodeToString(b), base64.RawStdEncoding.EncodeToString(b),
		base64.URLEncoding.EncodeToString(b), base64.RawURLEncoding.EncodeToString(b),
		hex.EncodeToString(b), strings.ToUpper(hex.EncodeToString(b)),
	}
	slices.Sort(forms)
	return slices.Compact(forms)
}
