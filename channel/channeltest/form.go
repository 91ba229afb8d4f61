package channeltest

import (
	"bytes"
	"fmt"
	"iter"
	"net/url"
	"slices"
	"strings"
)

// RewrittenForm is RewrittenJSON for bodies that are forms: it writes escapes such as %2F in lower
// case, and the letter A as the escape %41.
func RewrittenForm(body []byte) [][]byte {
	return [][]byte{
		bytes.ReplaceAll(bytes.ReplaceAll(body, []byte("%C3%A9"), []byte("%c3%a9")), []byte("%2F"), []byte("%2f")),
		bytes.Replace(body, []byte("A%2F"), []byte("%41%2F"), 1),
	}
}

// oddForm are values that take the place of another in a form.
var oddForm = []string{"", "%20", "x", "%00", "%FF", "%ED%A0%80", "0", "-1", "1.5", "1e400", "99999999999999999999999999", "%E2%80%AE", "a%2Fb%2F%25"}

// OddForm is OddJSON for bodies that are forms (application/x-www-form-urlencoded): each pair gets
// each odd value, is left out, and is repeated.
func OddForm(body []byte) iter.Seq[Change] {
	return func(yield func(Change) bool) {
		pairs := strings.Split(string(body), "&")
		for i, pair := range pairs {
			name, _, _ := strings.Cut(pair, "=")
			variants := [][]string{nil, {pair, pair}, {name}}
			for _, with := range oddForm {
				variants = append(variants, []string{name + "=" + with})
			}
			for _, v := range variants {
				changed := slices.Concat(pairs[:i:i], v, pairs[i+1:])
				if !yield(Change{fmt.Sprintf("%q in place of %q", v, pair), []byte(strings.Join(changed, "&")), len(v) > 0}) {
					return
				}
			}
		}
	}
}

// MoreForm is MoreJSON for bodies that are forms.
func MoreForm(body []byte) []byte {
	return slices.Concat([]byte("channeltest_1=a%20b&"), body, []byte("&channeltest_2="))
}

// Form returns the text as a value of a form.
func (in Incoming) Form() string { return url.QueryEscape(string(in.Bytes())) }
