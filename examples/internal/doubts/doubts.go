// Package doubts settles messages that may have arrived, for a host of several nodes on PostgreSQL:
// one node at a time asks the platforms, and a page offers the rest to a person.
package doubts

import (
	"context"
	"errors"
	"fmt"
	"html/template"
	"log/slog"
	"net/http"
	"slices"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/postgres"
)

// A Desk asks the platforms about uncertain messages, and is the page where a person decides. A
// real host puts it behind its login. Its methods may be called concurrently.
type Desk struct {
	Pool    *pgxpool.Pool
	Service *conversation.Service
	Store   conversation.DoubtLister // the service's
	Every   time.Duration            // how often the platforms are asked, and how old a message must be

	// Check asks the platforms for something else, at the same node. If nil, it is not asked.
	Check func(context.Context) error
}

const (
	pageTime = 5 * time.Second // for what the page asks the platforms, and then the store
	askTime  = time.Minute     // for one question of Run to all platforms
)

// look settles what the platforms' histories have, and returns the rest.
func (d Desk) look(ctx context.Context) (left []conversation.Doubt, ran bool, err error) {
	ran, err = postgres.Exclusive(ctx, d.Pool, "doubts", func(ctx context.Context) (err error) {
		left, err = d.Service.Doubts(ctx, time.Now().Add(-d.Every))
		return err
	})
	return left, ran, err
}

// mostShown is how many messages the page shows.
const mostShown = 1000

// all adds to the messages about which the platforms were asked those about which they were not: X
// allows fifteen questions in fifteen minutes, and another node may be asking. A person need not
// wait for that, since a decision about a message that has been settled meanwhile is refused.
func (d Desk) all(ctx context.Context, asked []conversation.Doubt) ([]conversation.Doubt, error) {
	ctx, cancel := context.WithTimeout(ctx, pageTime)
	defer cancel()
	stored, err := d.Store.Uncertain(ctx, time.Now().Add(-d.Every), mostShown)
	for _, r := range stored {
		if !slices.ContainsFunc(asked, func(one conversation.Doubt) bool { return one.Receipt.Key == r.Key }) {
			asked = append(asked, conversation.Doubt{Receipt: r})
		}
	}
	return asked, err
}

// Run asks now and then, until ctx ends.
func (d Desk) Run(ctx context.Context) {
	for tick := time.NewTicker(d.Every); ; {
		select {
		case <-ctx.Done():
			tick.Stop()
			return
		case <-tick.C:
			asking, cancel := context.WithTimeout(ctx, askTime)
			_, ran, err := d.look(asking)
			cancel()
			if ran && d.Check != nil {
				err = errors.Join(err, d.Check(ctx))
			}
			if err != nil && ctx.Err() == nil {
				slog.Warn("doubts: a platform could not be asked", "error", err)
			}
		}
	}
}

var page = template.Must(template.New("").Parse(fmt.Sprintf(`<!doctype html><title>Uncertain messages</title>
{{range .}}<form method="post"><p>{{.Receipt.To.Key}} <code>{{.Receipt.Key}}</code>: {{(index .Receipt.Parts 0).Message.Text}}
({{if .Asked}}the platform does not have it{{else}}look whether it arrived{{end}})
<input type="hidden" name="key" value="{{.Receipt.Key}}"><button name="do" value="again">Send again</button> <button name="do" value="arrived">It arrived</button></form>
{{else}}<p>Nothing is uncertain.{{end}}{{if ge (len .) %d}}<p>Only the oldest messages are shown.{{end}}`, mostShown)))

// ServeHTTP shows what is uncertain, and takes a person's decision.
func (d Desk) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), pageTime)
	defer cancel()
	left, _, err := d.look(ctx)
	if err != nil {
		slog.Warn("doubts: a platform could not be asked", "error", err)
	}
	left, err = d.all(r.Context(), left)
	for _, one := range left {
		if r.Method == http.MethodPost && one.Receipt.Key == r.FormValue("key") {
			if err = d.decide(ctx, one, r.FormValue("do")); err == nil {
				http.Redirect(w, r, r.URL.Path, http.StatusSeeOther)
				return
			}
		}
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusServiceUnavailable)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_ = page.Execute(w, left)
}

// decide sends a message again, or notes that it arrived. The number of calls so far is part of the
// decision's name, so that a form that is sent twice decides once.
func (d Desk) decide(ctx context.Context, one conversation.Doubt, do string) error {
	r, tries := one.Receipt, 0
	for _, p := range r.Parts {
		tries += p.Try
	}
	said := conversation.Said{Arrived: r.Key}
	if do == "again" {
		said = conversation.Said{Again: r.Key}
	}
	got, err := d.Service.Say(ctx, r.To, fmt.Sprintf("person/%d/%s", tries, r.Key), said)
	if err == nil && !got.Done() && !got.Known {
		err = fmt.Errorf("the session refuses it: %v", got.Refused)
	}
	return err
}
