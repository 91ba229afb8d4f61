package call

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// Redact replaces credentials in a text by "[secret]": as they are, URL-escaped, quoted, in base64
// and in hex. It serves texts from outside: a platform may repeat a token in its description of an
// error. Redact a text before it is cut, or a piece may be left.
func Redact(text string, secrets ...string) string {
	var found []string
	for _, s := range secrets {
		if s == "" {
			continue
		}
		for _, form := range spellings(s) {
			if form != "" && strings.Contains(text, form) {
				found = append(found, form)
			}
		}
	}
	if found == nil {
		return text
	}
	// The longest come first: of two forms that begin alike, the shorter one would leave the rest.
	slices.SortFunc(found, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
	pairs := make([]string, 0, 2*len(found))
	for _, form := range found {
		pairs = append(pairs, form, "[secret]")
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

// spellings returns the forms that a credential can have in a text. Some may be equal.
func spellings(s string) []string {
	b := []byte(s)
	query := url.QueryEscape(s)
	forms := []string{
		s, query, url.PathEscape(s), strings.ReplaceAll(query, "+", "%20"),
		hex.EncodeToString(b), strings.ToUpper(hex.EncodeToString(b)), strings.Trim(fmt.Sprint(b), "[]"),
	}
	for _, f := range forms[1:4] {
		forms = append(forms, lowerEscapes(f))
	}
	inJSON, _ := json.Marshal(s) // a string always has a JSON form
	for _, q := range []string{string(inJSON), strconv.Quote(s)} {
		q = q[1 : len(q)-1]
		forms = append(forms, q, strings.ReplaceAll(q, "/", `\/`)) // as PHP writes it
	}
	// Within the base64 of a longer text it begins at any of three places. The characters that it
	// shares with its neighbours are left.
	for shift := range 3 {
		shifted := append(make([]byte, shift), b...)
		for _, enc := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
			forms = append(forms, enc.EncodeToString(shifted)[(8*shift+5)/6:8*len(shifted)/6])
		}
	}
	return append(forms, base64.StdEncoding.EncodeToString(b), base64.RawStdEncoding.EncodeToString(b),
		base64.URLEncoding.EncodeToString(b), base64.RawURLEncoding.EncodeToString(b))
}

// lowerEscapes writes the hex digits of percent escapes small.
func lowerEscapes(s string) string {
	b := []byte(s)
	for i := 0; i+2 < len(b); i++ {
		if b[i] == '%' {
			copy(b[i+1:i+3], bytes.ToLower(b[i+1:i+3]))
		}
	}
	return string(b)
}
