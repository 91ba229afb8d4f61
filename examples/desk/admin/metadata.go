package admin

import (
	"context"
	"crypto/rand"
	"html/template"
	"net/http"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/erase"
	"github.com/contactkit/contactkit/channel/login"
	"github.com/contactkit/contactkit/examples/desk/engine"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/examples/desk/web"
	"github.com/contactkit/contactkit/facebook"
)

// maxSignedRequest is how many bytes such a call may have: its form holds a payload of a few
// hundred bytes. Nothing but the body shows who made the call.
const maxSignedRequest = 64 << 10

// signedRequest reads a call of Meta about a person, and answers itself if Meta did not make it.
// The app is that of the channel in the path; Instagram Login has a secret of its own.
func (a *Admin) signedRequest(w http.ResponseWriter, r *http.Request) (s facebook.SignedRequest, app string, ok bool) {
	e, found := a.directory.Find(r.PathValue("id"))
	if !found || e.Channel().Info().Platform != facebook.Platform {
		http.Error(w, "there is no such channel", http.StatusNotFound)
		return s, "", false
	}
	secrets := e.Record().Secrets.Keys
	call, err := channel.ReadWebhookMax(r, maxSignedRequest)
	if err == nil {
		s, err = facebook.ReadSignedRequest(call, append(append(channel.Keys{}, secrets["appSecret"]...), secrets["instagramAppSecret"]...))
	}
	if err != nil {
		a.log.Warn("a request about a person was refused", "channel", e.ID(), "error", err)
		http.Error(w, http.StatusText(channel.StatusCode(err)), channel.StatusCode(err))
		return s, "", false
	}
	return s, e.Channel().Info().App, true
}

// Deauthorized is the callback of a person who removed the app: the logins of that person have
// ended, and the dashboard says so.
func (a *Admin) Deauthorized(w http.ResponseWriter, r *http.Request) {
	s, _, ok := a.signedRequest(w, r)
	if !ok {
		return
	}
	if err := a.endLogins(r.Context(), s.User); err != nil {
		a.log.Error("deauthorization", "error", err)
		http.Error(w, "try again", http.StatusInternalServerError)
		return
	}
	w.WriteHeader(http.StatusOK)
}

// endLogins ends the logins of a person at Meta.
func (a *Admin) endLogins(ctx context.Context, user string) error {
	var keys []string
	if err := a.store.View(ctx, func(t *store.Tx) (err error) { keys, err = t.LoginKeys(engine.LoginTenant); return err }); err != nil {
		return err
	}
	l := &login.Logins{Grants: a.store.Logins(), Now: a.now}
	for _, key := range keys {
		flow, id, _ := strings.Cut(key, "/")
		if id != user || flow != facebook.FlowBusiness && flow != facebook.FlowInstagram {
			continue
		}
		if err := l.End(ctx, engine.LoginTenant, key, "the person removed the app at Meta"); err != nil {
			return err
		}
	}
	return nil
}

// DeletionRequested is the callback of a person who asks Meta for the deletion of their data. The
// person may have logged in as an administrator, or written as a customer: the data of both are
// deleted. A request that comes again is answered as the first time.
func (a *Admin) DeletionRequested(w http.ResponseWriter, r *http.Request) {
	s, app, ok := a.signedRequest(w, r)
	if !ok {
		return
	}
	key := channel.Fingerprint([]byte(s.DeletionRequested(app).ID))
	var d store.Deletion
	err := a.store.Do(r.Context(), func(t *store.Tx) (err error) {
		d, err = t.AddDeletion(store.Deletion{Key: key, Code: rand.Text(), At: a.now(), State: store.DeletionOpen})
		return err
	})
	if err == nil && d.State != store.DeletionDone {
		err = a.delete(context.WithoutCancel(r.Context()), s.User, d)
	}
	var reply channel.Reply
	if err == nil {
		reply, err = facebook.DeletionReply(strings.TrimRight(a.base(r), "/")+"/deletion/"+d.Code, d.Code)
	}
	if err != nil {
		a.log.Error("deletion", "error", err)
		http.Error(w, "try again", http.StatusInternalServerError)
		return
	}
	reply.ServeHTTP(w, r)
}

// delete does what a request asks for, and notes how it went.
func (a *Admin) delete(ctx context.Context, user string, d store.Deletion) error {
	if err := a.endLogins(ctx, user); err != nil { // Meta asks again
		return err
	}
	x := erasing{Who: "(request of the person)", Request: erase.Request{Platform: facebook.Platform, IDs: []string{user}}, Deletion: d.Key}
	if _, err := a.eraseFor(ctx, x); err != nil {
		a.log.Error("a deletion is not complete: an administrator must look", "code", d.Code, "error", err)
		return a.store.Do(ctx, func(t *store.Tx) error { return t.SetDeletion(d.Key, store.DeletionLeft) })
	}
	return nil
}

var deletionPage = template.Must(web.Layout().Parse(`{{define "title"}}{{t "Deletion request"}}{{end}}
{{define "main"}}<div class="sheet"><h1>{{t "Deletion request"}}</h1>
<p>{{t "Code"}}: <bdi class="code">{{.Code}}</bdi> · <time datetime="{{stamp .At}}">{{day .At}}</time></p>
<p>{{if eq .State "done"}}{{t "Everything was deleted."}}{{else}}{{t "The request is being worked on."}}{{end}}</p></div>{{end}}`))

// Deletion tells a person how far a request is. The page names no person.
func (a *Admin) Deletion(w http.ResponseWriter, r *http.Request) {
	var d store.Deletion
	err := a.store.View(r.Context(), func(t *store.Tx) (err error) { d, err = t.Deletion(r.PathValue("id")); return err })
	if err != nil {
		a.site.Fail(w, r, err)
		return
	}
	a.site.Render(w, r, deletionPage, d)
}
