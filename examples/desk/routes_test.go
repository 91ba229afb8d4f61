package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/examples/desk/store"
)

// openRoutes are the routes that answer without a sign-in, and their answers. If you add a route
// that needs no sign-in, add it here.
var openRoutes = map[string]int{
	"GET /login":   http.StatusOK,
	"POST /login":  http.StatusUnauthorized, // nothing was typed
	"POST /logout": http.StatusSeeOther,
	"GET /web/":    http.StatusOK,
	// The texts of scripts, in the language of the sign-in page.
	"GET /web/texts.js": http.StatusOK,
	"GET /healthz":      http.StatusOK,
	// Leads on to a page that asks who it is.
	"GET /connected/{id}": http.StatusOK,
	// Meta's calls are proved by their signature; this channel is none.
	"POST /meta/{id}/deauthorize": http.StatusNotFound,
	"POST /meta/{id}/deletion":    http.StatusNotFound,
	"GET /deletion/{id}":          http.StatusNotFound, // there is no such request
	// A stranger's; this machine's own is answered.
	"GET /metrics": http.StatusUnauthorized,
}

// routes reads every pattern that the desk's own code gives to a ServeMux, so that none can be
// forgotten here.
func routes(t *testing.T) []string {
	t.Helper()
	var list []string
	for _, folder := range []string{".", "web", "console", "admin", "engine"} {
		paths, err := filepath.Glob(filepath.Join(folder, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			if strings.HasSuffix(path, "_test.go") {
				continue
			}
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, data, 0)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(file, func(n ast.Node) bool {
				call, ok := n.(*ast.CallExpr)
				if !ok || len(call.Args) != 2 {
					return true
				}
				f, ok := call.Fun.(*ast.SelectorExpr)
				if !ok || f.Sel.Name != "Handle" && f.Sel.Name != "HandleFunc" {
					return true
				}
				literal, ok := call.Args[0].(*ast.BasicLit)
				if !ok {
					if got := string(data[call.Args[0].Pos()-1 : call.Args[0].End()-1]); got != `"/"+driver.Platform+"/{id...}"` {
						t.Errorf("%s: the route %s is computed: this test cannot follow it", path, got)
					}
					return true
				}
				pattern, err := strconv.Unquote(literal.Value)
				if err != nil {
					t.Fatal(err)
				}
				list = append(list, pattern)
				return true
			})
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// callsOf are what a route answers: one without a method answers all.
func callsOf(pattern string) (methods []string, path string) {
	method, path, ok := strings.Cut(pattern, " ")
	if methods = []string{method}; !ok {
		methods, path = []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodDelete}, pattern
	}
	if methods[0] == http.MethodGet {
		methods = append(methods, http.MethodHead)
	}
	for _, w := range [][2]string{{"{$}", ""}, {"{key...}", "telegram/1/2"}, {"{id}", "x"}, {"{file}", "x.csv"}} {
		path = strings.ReplaceAll(path, w[0], w[1])
	}
	if strings.HasSuffix(path, "/static/") || path == "/web/" {
		path += map[string]string{"/web/": "desk.css", "/admin/static/": "admin.css"}[path]
	}
	return methods, path
}

// call is one from somewhere else on the network.
func (d *testDesk) call(method, path string, cookie *http.Cookie, change ...func(*http.Request)) *http.Response {
	r := httptest.NewRequest(method, path, nil)
	if cookie != nil {
		r.AddCookie(cookie)
	}
	for _, f := range change {
		f(r)
	}
	w := httptest.NewRecorder()
	d.handler.ServeHTTP(w, r)
	return w.Result()
}

func TestEveryRouteAsksWhoItIs(t *testing.T) {
	d := openDesk(t, withoutRobot)
	supervisor := store.Person{ID: "sue", Name: "Sue", Role: store.RoleSupervisor}
	if err := d.Store.PutPerson(t.Context(), supervisor, password); err != nil {
		t.Fatal(err)
	}
	ann, sue := d.signIn("ann"), d.signIn("sue")
	found := make(map[string]bool)
	for _, pattern := range routes(t) {
		found[pattern] = true
		methods, path := callsOf(pattern)
		for _, method := range methods {
			got := d.call(method, path, nil)
			name := method + " " + path
			if want, open := openRoutes[pattern]; open {
				if got.StatusCode != want {
					t.Errorf("%s: %d, want %d", name, got.StatusCode, want)
				}
				continue
			}
			toSignIn := got.StatusCode == http.StatusSeeOther && strings.HasPrefix(got.Header.Get("Location"), "/login")
			if !toSignIn && got.StatusCode != http.StatusUnauthorized && got.StatusCode != http.StatusForbidden {
				t.Errorf("%s answers a stranger: %d to %q", name, got.StatusCode, got.Header.Get("Location"))
			}
			if cache := got.Header.Get("Cache-Control"); cache != "no-store" {
				t.Errorf("%s: may be kept: %q", name, cache)
			}
			if !strings.HasPrefix(path, "/admin") {
				continue
			}
			for _, a := range []*agent{ann, sue} {
				if got := d.call(method, path, a.cookie); got.StatusCode != http.StatusForbidden {
					t.Errorf("%s answers %s: %d", name, a.name, got.StatusCode)
				}
			}
		}
	}
	for pattern := range openRoutes {
		if !found[pattern] {
			t.Errorf("%s is gone: it need not stand here any more", pattern)
		}
	}
	if len(found) < 40 {
		t.Errorf("only %d routes were found", len(found))
	}
}

func TestNoRouteTakesAFormOfAnotherSite(t *testing.T) {
	d := openDesk(t, withoutRobot)
	root := d.signIn("root").cookie
	for _, pattern := range routes(t) {
		methods, path := callsOf(pattern)
		if !slices.Contains(methods, http.MethodPost) {
			continue
		}
		for name, change := range map[string]func(*http.Request){
			"Sec-Fetch-Site": func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") },
			"same-site":      func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "same-site") },
			"Origin":         func(r *http.Request) { r.Header.Set("Origin", "https://evil.example") },
			"Origin null":    func(r *http.Request) { r.Header.Set("Origin", "null") },
		} {
			if got := d.call(http.MethodPost, path, root, change); got.StatusCode != http.StatusForbidden {
				t.Errorf("POST %s with %s: %d", path, name, got.StatusCode)
			}
		}
	}
}

// Reading a page changes nothing, whatever its address holds.
func TestLookingChangesNothing(t *testing.T) {
	d := openDesk(t, withoutRobot)
	root := d.signIn("root").cookie
	state := func() (got []any) {
		err := d.Store.View(t.Context(), func(tx *store.Tx) error {
			people, err := tx.People()
			if err != nil {
				return err
			}
			queues, err := tx.Queues()
			if err != nil {
				return err
			}
			audits, err := tx.Audits(100)
			if err != nil {
				return err
			}
			exports, err := tx.Exports(100)
			got = []any{people, queues, len(audits), len(exports)}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	before := state()
	var id string
	for e := range d.Directory.All() {
		id = e.ID()
	}
	const form = "?do=save&name=evil&role=agent&room=1&id=evil&password=evil-evil-evil&ready=1&what=channels&format=csv&to=paused&secret=evil&field=token&rev=1"
	for _, pattern := range routes(t) {
		_, path := callsOf(pattern)
		if path == "/changes" {
			continue // it is a stream
		}
		path = strings.ReplaceAll(path, "/channels/x", "/channels/"+id)
		d.call(http.MethodGet, strings.ReplaceAll(path, "/people/x", "/people/bob")+form, root)
	}
	if diff := cmp.Diff(before, state()); diff != "" {
		t.Errorf("(-before +after):\n%s", diff)
	}
}
