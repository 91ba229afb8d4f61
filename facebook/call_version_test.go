package facebook_test

import (
	"context"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"net/http"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/facebook"
)

// Every call goes to the one version of the configuration, and each call of the table is made.
func TestVersionIsOneSetting(t *testing.T) {
	f := &transport{status: 200, body: `{"data":[{"id":"` + appID + `","object":"page","callback_url":"https://desk.example/fb","active":true,"fields":["messages"],"updated_time":"2026-11-20T08:00:00+0000"}],` +
		`"id":"5","message_id":"m","attachment_id":"6","success":true}`}
	ch := newChannel(t, func(c *facebook.Config) {
		c.HTTP, c.GraphVersion, c.HistoryGap = &http.Client{Transport: f}, "v99.1", time.Nanosecond
		c.Files = files{"a.png": aPNG}.open
	})
	var want []string
	for _, m := range graphMethods {
		want = append(want, m.verb+" "+m.path)
		called.Delete(m.verb + " " + m.path)
	}
	ctx, to := t.Context(), thread(personID)
	ignored := func(_ any, err error) error { return err }
	calls := map[string]func() error{
		"send":   func() error { return ignored(ch.Send(ctx, to, channel.Message{Text: "x"})) },
		"typing": func() error { return ch.ShowTyping(ctx, to) },
		"upload": func() error {
			return ignored(ch.Upload(ctx, to, channel.Attachment{URL: "https://a.example/b"}, channel.File{}))
		},
		"profile": func() error { return ignored(ch.FetchProfile(ctx, to)) },
		"pass":    func() error { return ch.PassControl(ctx, to, facebook.PageInbox, "m") },
		"take":    func() error { return ch.TakeControl(ctx, to, "m") },
		"release": func() error { return ch.ReleaseControl(ctx, to, "m") },
		"request": func() error { return ch.RequestControl(ctx, to, "m") },
		"extend":  func() error { return ch.ExtendControl(ctx, to, time.Hour) },
		"owner":   func() error { return ignored(ch.ThreadOwner(ctx, to)) },
		"persona": func() error {
			return ignored(ch.CreatePersona(ctx, pageID, facebook.Persona{Name: "Ada", Picture: "https://a.example/b"}))
		},
		"personas":  func() error { return ignored(ch.Personas(ctx, pageID)) },
		"no more":   func() error { return ch.DeletePersona(ctx, pageID, "5") },
		"menu":      func() error { return ch.SetMessengerProfile(ctx, pageID, facebook.MessengerProfile{GetStarted: "x"}) },
		"read menu": func() error { return ignored(ch.ReadMessengerProfile(ctx, pageID)) },
		"no menu":   func() error { return ch.DeleteMessengerProfile(ctx, pageID, facebook.PropertyMenu) },
		"subscribe": func() error { return ignored(ch.Subscribe(ctx, "https://desk.example/other")) },
		"end":       func() error { return ch.Unsubscribe(ctx) },
		"pages":     func() error { return ignored(ch.PagesOf(ctx, "token")) },
		"history":   func() error { return walk(ctx, ch) },
		"comment": func() error {
			return ignored(ch.ReplyToPost(ctx, thread("comment:7_9"), channel.Post{ID: "7_9"}, channel.Message{Text: "x"}))
		},
		"comment with a picture": func() error {
			return ignored(ch.ReplyToPost(ctx, thread("comment:7_9"), channel.Post{ID: "7_9"}, channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaImage, File: "a.png"}}}))
		},
		"comment on Instagram": func() error {
			return ignored(ch.ReplyToPost(ctx, instagram("comment:9"), channel.Post{ID: "9"}, channel.Message{Text: "x"}))
		},
		"mention on Instagram": func() error {
			return ignored(ch.ReplyToPost(ctx, instagram("comment:9"), channel.Post{ID: "9", Kind: channel.PostMention}, channel.Message{Text: "x"}))
		},
		"hide":   func() error { return ch.HidePost(ctx, thread("comment:7_9"), channel.Post{ID: "7_9"}, true) },
		"like":   func() error { return ch.LikePost(ctx, thread("comment:7_9"), channel.Post{ID: "7_9"}, true) },
		"unlike": func() error { return ch.LikePost(ctx, thread("comment:7_9"), channel.Post{ID: "7_9"}, false) },
	}
	for name, do := range calls {
		f.all = nil
		if err := do(); err != nil && !errors.Is(err, channel.ErrMalformed) && name != "subscribe" {
			t.Errorf("%s: %v", name, err)
		}
		for _, path := range f.all {
			if !strings.HasPrefix(path, "/v99.1/") {
				t.Errorf("%s calls %s", name, path)
			}
		}
		if len(f.all) == 0 {
			t.Errorf("%s makes no call", name)
		}
	}
	for _, path := range loginCalls(t, "v99.1") {
		if !strings.HasPrefix(path, "/v99.1/") && !strings.Contains(path, "access_token?") && !strings.HasSuffix(path, "access_token") { // Instagram's addresses for tokens have none
			t.Errorf("a login calls %s", path)
		}
	}
	for _, m := range want {
		if _, ok := called.Load(m); !ok {
			t.Errorf("the table has %s, which no call makes", m)
		}
	}
}

func walk(ctx context.Context, ch *facebook.Channel) (err error) {
	for _, e := range ch.History(ctx, pageID, now.AddDate(-1, 0, 0)) {
		err = errors.Join(err, e)
	}
	return err
}

// No other line of this package's code holds the number of a version.
func TestVersionStandsInOnePlace(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) < 10 {
		t.Fatal(files, err)
	}
	version := regexp.MustCompile(`\bv\d+\.\d+`)
	var found []string
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && version.MatchString(lit.Value) {
				found = append(found, name+" "+lit.Value)
			}
			return true
		})
	}
	want := []string{`config.go "` + facebook.DefaultGraphVersion + `"`}
	if !slices.Equal(found, want) {
		t.Errorf("versions stand in %v, want %v", found, want)
	}
}
