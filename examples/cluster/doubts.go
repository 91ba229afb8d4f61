package main

import (
	"context"
	"errors"
	"fmt"
	"html/template"
	"log/slog"
	"net/http"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/postgres"
)

// doubts asks the platforms about messages that may have arrived, on one node at a time, and offers
// the rest to a person. A real host puts the page behind its login.
type doubts struct {
	pool    *pgxpool.Pool
	service *conversation.Service
	every   time.Duration
}

// look settles what the platforms' histories have, and returns the rest.
func (d doubts) look(ctx context.Context) (left []conversation.Doubt, ran bool, err error) {
	ran, err = postgres.Exclusive(ctx, d.pool, "doubts", func(ctx context.Context) (err error) {
		left, err = d.service.Doubts(ctx, time.Now().Add(-d.every))
		return err
	})
	return left, ran, err
}

// run looks now and then, until ctx ends.
func (d doubts) run(ctx context.Context) {
	for tick := time.NewTicker(d.every); ; {
		select {
		case <-ctx.Done():
			tick.Stop()
			return
		case <-tick.C:
			if _, _, err := d.look(ctx); err != nil && ctx.Err() == nil {
				slog.Warn("cluster: uncertain messages", "error", err)
			}
		}
	}
}

var doubtsPage = template.Must(template.New("").Parse(`<!doctype html><title>Uncertain messages</title>
{{range .}}<form method="post"><p>{{.Receipt.To.Key}} <code>{{.Receipt.Key}}</code>: {{(index .Receipt.Parts 0).Message.Text}}
({{if .Asked}}the platform does not have it{{else}}look whether it arrived{{end}})
<input type="hidden" name="key" value="{{.Receipt.Key}}"><button name="do" value="again">Send again</button> <button name="do" value="arrived">It arrived</button></form>
{{else}}<p>Nothing is uncertain.{{end}}`))

// ServeHTTP shows what is uncertain, and takes a person's decision.
func (d doubts) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 2*endTime)
	defer cancel()
	left, ran, err := d.look(ctx)
	if err == nil && !ran {
		err = errors.New("another node is asking the platforms: try again")
	}
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
	_ = doubtsPage.Execute(w, left)
}

// decide sends a message again, or notes that it arrived. The number of calls so far is part of the
// decision's name, so that a form that is sent twice decides once.
func (d doubts) decide(ctx context.Context, one conversation.Doubt, do string) error {
	r, tries := one.Receipt, 0
	for _, p := range r.Parts {
		tries += p.Try
	}
	said := conversation.Said{Arrived: r.Key}
	if do == "again" {
		said = conversation.Said{Again: r.Key}
	}
	got, err := d.service.Say(ctx, r.To, fmt.Sprintf("person/%d/%s", tries, r.Key), said)
	if err == nil && !got.Done() && !got.Known {
		err = fmt.Errorf("the session refuses it: %v", got.Refused)
	}
	return err
}
