package twitter_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
)

// called holds the methods that any test called, as verb and path.
var called sync.Map

// referenced wraps a transport: every request must be in the table, made by who may make it, with
// the parameters that the table names, of their types.
type referenced struct {
	t    testing.TB
	next http.RoundTripper
}

// mediaHost are the hosts of files, which are no part of the API.
var mediaHost = regexp.MustCompile(`^(ton\.twitter\.com|ton\.x\.com|video\.twimg\.com|pbs\.twimg\.com)$`)

func (c referenced) RoundTrip(r *http.Request) (*http.Response, error) {
	var body []byte
	if r.Body != nil && r.Body != http.NoBody {
		all, err := io.ReadAll(r.Body)
		r.Body.Close()
		if err != nil { // it broke off: there is no request
			return nil, err
		}
		body = all
		own := *r
		own.Body = io.NopCloser(bytes.NewReader(body))
		r = &own
	}
	if !mediaHost.MatchString(r.URL.Host) {
		if err := referencedRequest(r, body); err != nil {
			c.t.Errorf("%s %s with %.300q: %v", r.Method, r.URL, body, err)
		}
	}
	return c.next.RoundTrip(r)
}

var placeholders = strings.NewReplacer(`\{id\}`, `[0-9]{1,19}`, `\{dm\}`, `[0-9]{1,19}(-[0-9]{1,19})?`, `\{name\}`, `[A-Za-z0-9_]{1,15}`, `\{chat\}`, `([0-9]{1,19}|[0-9]{1,19}-[0-9]{1,19}|g[0-9]{1,19})`, `\{word\}`, `[^/]+`)

var xPaths = func() (list []*regexp.Regexp) {
	for _, m := range xMethods {
		list = append(list, regexp.MustCompile("^"+placeholders.Replace(regexp.QuoteMeta(m.path))+"$"))
	}
	return list
}()

// referencedRequest looks a request up in the table.
func referencedRequest(r *http.Request, body []byte) error {
	why := fmt.Errorf("the call is not in the table")
	for i, m := range xMethods {
		if m.verb != r.Method || !xPaths[i].MatchString(r.URL.EscapedPath()) {
			continue
		}
		if why = m.check(r, body); why == nil {
			called.Store(m.verb+" "+m.path+" "+firstWord(m.body), true)
			return nil
		}
	}
	return why
}

func firstWord(s string) string { word, _, _ := strings.Cut(s, " "); return word }

func (m xMethod) check(r *http.Request, body []byte) error {
	if who := caller(r); !strings.ContainsAny(m.as, who) {
		return fmt.Errorf("made by %q, which X takes from %q", who, m.as)
	}
	if upload := strings.HasPrefix(r.URL.Path, "/1.1/media/"); upload != (r.URL.Host == "upload.twitter.com") && strings.HasSuffix(r.URL.Host, "twitter.com") {
		return fmt.Errorf("the host is wrong for %s", r.URL.Path)
	}
	query := make(map[string]any)
	for name, values := range r.URL.Query() {
		query[name] = values[0]
		if len(values) != 1 {
			return fmt.Errorf("the query has %s %d times", name, len(values))
		}
	}
	if err := newSpec(m.query).check(query); err != nil {
		return fmt.Errorf("query: %w", err)
	}
	form, members, _ := strings.Cut(m.body, " ")
	if form == "" {
		if len(body) > 0 {
			return fmt.Errorf("X takes no body")
		}
		return nil
	}
	params, err := readBody(form, r.Header.Get("Content-Type"), body)
	if err != nil {
		return err
	}
	return newSpec(members).check(params)
}

// userToken is how the stand-in writes user tokens.
var userToken = regexp.MustCompile(`^Bearer [A-Za-z0-9]{90}$`)

// caller is who makes the call, by its header.
func caller(r *http.Request) string {
	head := r.Header.Get("Authorization")
	switch {
	case strings.HasPrefix(head, "OAuth "):
		return "1"
	case userToken.MatchString(head):
		return "u"
	case strings.HasPrefix(head, "Bearer AAAA"):
		return "b"
	case strings.HasPrefix(head, "Bearer "): // of a test's own making
		return "bu"
	}
	return "c"
}

func readBody(form, contentType string, body []byte) (map[string]any, error) {
	typ, attrs, err := mime.ParseMediaType(contentType)
	if err != nil {
		return nil, fmt.Errorf("content type %q: %w", contentType, err)
	}
	params := make(map[string]any)
	switch {
	case form == "json" && typ == "application/json":
		return params, json.Unmarshal(body, &params)
	case form == "form" && typ == "application/x-www-form-urlencoded":
		values, err := url.ParseQuery(string(body))
		for name, v := range values {
			params[name] = v[0]
		}
		return params, err
	case form == "multipart" && typ == "multipart/form-data":
		for parts := multipart.NewReader(bytes.NewReader(body), attrs["boundary"]); ; {
			p, err := parts.NextPart()
			if err == io.EOF {
				return params, nil
			}
			if err != nil {
				return nil, err
			}
			text, err := io.ReadAll(p)
			if err != nil {
				return nil, err
			}
			params[p.FormName()] = string(text)
		}
	}
	return nil, fmt.Errorf("a body of type %q, want %s", typ, form)
}

// spec is the parameters of a query or body.
type spec struct {
	types    map[string]string
	required []string
}

func newSpec(text string) spec {
	s := spec{types: make(map[string]string)}
	for _, word := range strings.Fields(text) {
		path, typ, _ := strings.Cut(word, ":")
		name := strings.TrimRight(path, "*!")
		s.types[name] = typ
		if name != path {
			s.required = append(s.required, path)
		}
	}
	return s
}

func (s spec) check(params map[string]any) error {
	if s.types[""] == "o" {
		if len(params) > 0 {
			return fmt.Errorf("X takes an object without members")
		}
		return nil
	}
	for _, path := range s.required {
		name := strings.TrimRight(path, "*!")
		if missing(name, params, strings.HasSuffix(path, "!")) {
			return fmt.Errorf("%s is missing", name)
		}
	}
	return s.walk("", params)
}

// missing reports whether a required member is not there, although the object that would hold it
// is, or always.
func missing(path string, in any, always bool) bool {
	name, rest, more := strings.Cut(path, ".")
	bare, list := strings.CutSuffix(name, "[]")
	object, _ := in.(map[string]any)
	v, ok := object[bare]
	switch {
	case !ok:
		return always || !more
	case !list:
		return more && missing(rest, v, always)
	}
	items, _ := v.([]any)
	return len(items) == 0 || more && slices.ContainsFunc(items, func(item any) bool { return missing(rest, item, always) })
}

func (s spec) walk(path string, v any) error {
	if typ, ok := s.types[path]; ok && path != "" {
		return checkType(path, typ, v)
	}
	switch v := v.(type) {
	case map[string]any:
		for name, member := range v {
			at := path + "." + name
			if path == "" {
				at = name
			}
			if err := s.walk(at, member); err != nil {
				return err
			}
		}
	case []any:
		for _, item := range v {
			if err := s.walk(path+"[]", item); err != nil {
				return err
			}
		}
	default:
		return fmt.Errorf("X has no parameter %s", path)
	}
	return nil
}

var (
	digits = regexp.MustCompile(`^[0-9]{1,19}$`)
	number = regexp.MustCompile(`^-?[0-9]+(\.[0-9]+)?$`)
)

func checkType(path, typ string, v any) error {
	text, isText := v.(string)
	_, isNumber := v.(float64)
	_, isBool := v.(bool)
	ok := false
	switch {
	case typ == "*":
		ok = true
	case typ == "s":
		ok = isText && text != ""
	case typ == "i":
		ok = isText && digits.MatchString(text)
	case typ == "n":
		ok = isNumber || isText && number.MatchString(text) // a query's and a form's are texts
	case typ == "b":
		ok = isBool
	case strings.HasPrefix(typ, "="):
		ok = isText && slices.Contains(strings.Split(typ[1:], "|"), text)
	case strings.HasPrefix(typ, "<"):
		var most int
		_, err := fmt.Sscan(typ[1:], &most)
		ok = err == nil && isText && len([]rune(text)) <= most
	}
	if !ok {
		return fmt.Errorf("%s is %.100v, want %s", path, v, typ)
	}
	return nil
}
