package postgres_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/postgres"
	"github.com/contactkit/contactkit/channel/postgres/postgrestest"
	"github.com/contactkit/contactkit/telegram"
)

// bot is a draft of a channel of a bot.
func bot(id, name string, number int) directory.Record {
	r := directory.Default("telegram")
	r.Tenant, r.ID, r.Name = "t1", id, name
	r.Secrets.Keys = map[string]channel.Keys{
		"token":         channel.NewKeys(channel.Secret(fmt.Sprintf("%d:AAcanarycanarycanarycanarycanary%03d", number, number%1000))),
		"webhookSecret": channel.NewKeys("first-webhook-secret-canary"),
	}
	return r
}

// desk is one node.
type desk struct {
	name    string
	records *postgres.Records
	d       *directory.Directory
}

// desks are nodes of one host that follow the records, until the test ends.
func desks(t *testing.T, db *postgrestest.Database, n int) []*desk {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	var list []*desk
	var ended []chan struct{}
	for i := range n {
		options := directory.Options{Drivers: []channel.Driver{telegram.Driver()}, Overlap: time.Hour}
		records := postgres.NewRecords(db.Connect(), postgres.RecordsConfig{Options: options, Seal: turned{}})
		options.Load = records.Load
		d, err := directory.New(options)
		if err != nil {
			t.Fatal(err)
		}
		one := &desk{fmt.Sprint("desk-", i), records, d}
		list = append(list, one)
		end := make(chan struct{})
		ended = append(ended, end)
		go func() { defer close(end); records.Follow(ctx, d, one.name) }()
	}
	t.Cleanup(func() {
		cancel()
		for _, end := range ended {
			<-end
		}
	})
	return list
}

// all returns when every node has noted a revision of a record; zero: that it is gone.
func all(t *testing.T, nodes []*desk, id string, rev, secrets int64) {
	t.Helper()
	var last []postgres.Node
	for end := time.Now().Add(2 * time.Minute); time.Now().Before(end); {
		list, err := nodes[0].records.Nodes(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		last = list
		if len(list) == len(nodes) && !slices.ContainsFunc(list, func(n postgres.Node) bool { return n.Rev != rev || n.Secrets != secrets }) {
			return
		}
	}
	t.Fatalf("revision %d of %s: the nodes have %+v", rev, id, last)
}

// Every node has what any node stored, with its credentials. The table shows none of them.
func TestRecords(t *testing.T) {
	db := postgrestest.Open(t)
	nodes := desks(t, db, 3)
	ctx := t.Context()
	r, err := nodes[0].records.Add(ctx, bot("tg", "Support", 7001))
	if err != nil {
		t.Fatal(err)
	}
	all(t, nodes, "tg", 1, 0)
	var took []time.Duration
	for i := range 20 { // at alternating nodes
		r.About = fmt.Sprint("change ", i)
		began := time.Now()
		saved, err := nodes[i%3].records.Save(ctx, r)
		if err != nil {
			t.Fatal(err)
		}
		r = saved[0]
		all(t, nodes, "tg", int64(i+2), 0)
		took = append(took, time.Since(began))
	}
	slices.Sort(took)
	t.Logf("a change is at all nodes after %v (median), %v (worst), from the call of Save on", took[len(took)/2], took[len(took)-1])
	// A new credential is at all nodes, and the former one stays valid for a time.
	r.Secrets.Keys = map[string]channel.Keys{"webhookSecret": channel.NewKeys("second-webhook-secret-canary")}
	saved, err := nodes[1].records.Save(ctx, r)
	if err != nil {
		t.Fatal(err)
	}
	all(t, nodes, "tg", 22, 0)
	for _, n := range nodes {
		e, _ := n.d.Find("tg")
		keys := e.Record().Secrets.Keys
		if e.Record().About != "change 19" || keys["webhookSecret"].First() != "second-webhook-secret-canary" || len(keys["webhookSecret"]) != 2 || keys["token"].First() == "" {
			t.Errorf("%s has %q with %d webhook secrets", n.name, e.Record().About, len(keys["webhookSecret"]))
		}
	}
	var stored []byte
	if err := db.QueryRow(ctx, `SELECT data FROM contactkit_secret`).Scan(&stored); err != nil || bytes.Contains(stored, []byte("canary")) {
		t.Errorf("credentials can be read in the table: %v", err)
	}
	revoked, err := nodes[2].records.Revoke(ctx, "tg", saved[0].Rev)
	if err != nil || len(revoked.Secrets.Keys["webhookSecret"]) != 1 {
		t.Errorf("after Revoke %d webhook secrets are left, %v, want 1", len(revoked.Secrets.Keys["webhookSecret"]), err)
	}
	if err := nodes[0].records.Remove(ctx, "tg", 22); !errors.Is(err, directory.ErrStale) {
		t.Errorf("Remove of an old revision: %v, want ErrStale", err)
	}
	if err := nodes[0].records.Remove(ctx, "tg", 23); err != nil {
		t.Fatal(err)
	}
	all(t, nodes, "tg", 0, 0)
	for _, n := range nodes {
		if n.d.Len() != 0 {
			t.Errorf("%s still has the channel", n.name)
		}
	}
}

// Of two administrators who save the same revision at once, at two nodes, one is refused, and all
// nodes have what the other saved.
func TestRecordsOfTwoAdministrators(t *testing.T) {
	db := postgrestest.Open(t)
	nodes := desks(t, db, 3)
	r, err := nodes[0].records.Add(t.Context(), bot("tg", "Support", 7001))
	if err != nil {
		t.Fatal(err)
	}
	for round := range 5 {
		results := make(chan error, 2)
		for i := range 2 {
			edit := r.Clone()
			edit.About = fmt.Sprintf("round %d of %d", round, i)
			go func() { _, err := nodes[i].records.Save(t.Context(), edit); results <- err }()
		}
		first, second := <-results, <-results
		if first == nil {
			first, second = second, first
		}
		if !errors.Is(first, directory.ErrStale) || second != nil {
			t.Fatalf("the results are %v and %v, want ErrStale and none", first, second)
		}
		all(t, nodes, "tg", r.Rev+1, 0)
		e, _ := nodes[0].d.Find("tg")
		for _, n := range nodes[1:] {
			if other, _ := n.d.Find("tg"); other.Record().About != e.Record().About {
				t.Errorf("%s has %q, and %s has %q", n.name, other.Record().About, nodes[0].name, e.Record().About)
			}
		}
		r = e.Record()
	}
}

// A bot is in one channel, whichever node stores it, and two channels may swap theirs in one call.
func TestRecordsClaims(t *testing.T) {
	db := postgrestest.Open(t)
	nodes := desks(t, db, 2)
	ctx := t.Context()
	one, err := nodes[0].records.Add(ctx, bot("one", "One", 7001))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := nodes[1].records.Add(ctx, bot("two", "Two", 7001)); !errors.Is(err, directory.ErrTaken) {
		t.Errorf("the same bot twice: %v, want ErrTaken", err)
	} else if taken, ok := errors.AsType[*directory.TakenError](err); !ok || taken.ID != "one" || taken.Claim.Kind != directory.ClaimAccount {
		t.Errorf("the error is %v, want the account in channel one", err)
	}
	two, err := nodes[1].records.Add(ctx, bot("two", "Two", 7002))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := nodes[1].records.Add(ctx, bot("two", "Three", 7003)); !errors.Is(err, directory.ErrTaken) {
		t.Errorf("the same id twice: %v, want ErrTaken", err)
	}
	one.Secrets, two.Secrets = two.Secrets, one.Secrets
	if _, err := nodes[0].records.Save(ctx, one, two); err != nil {
		t.Fatal(err)
	}
	all(t, nodes, "one", 2, 0)
	all(t, nodes, "two", 2, 0)
	for _, q := range []directory.Query{{ID: "one"}, {Path: one.CallbackPath()}, {Platform: "telegram", Account: "7002"}} {
		if list, err := nodes[1].records.Load(ctx, q); err != nil || len(list) != 1 || list[0].ID != "one" {
			t.Errorf("Load(%+v) returns %d records, %v, want one", q, len(list), err)
		}
	}
	if list, err := nodes[1].records.Load(ctx, directory.Query{Path: "/nowhere"}); err != nil || len(list) != 0 {
		t.Errorf("Load of an unknown path: %d records, %v", len(list), err)
	}
	if _, err := nodes[0].records.Save(ctx, bot("none", "None", 7009)); !errors.Is(err, directory.ErrNotFound) {
		t.Errorf("Save of an unknown record: %v, want ErrNotFound", err)
	}
}

// Credentials that channels share reach every node with a revision of their own; who saves an old
// one is refused. Save changes none of them, and Revoke drops the former ones of the connector.
func TestRecordsOfAConnector(t *testing.T) {
	db := postgrestest.Open(t)
	nodes := desks(t, db, 3)
	ctx := t.Context()
	own := bot("tg", "Support", 7001)
	first, err := nodes[0].records.SaveSecrets(ctx, "t1", "shared", own.Secrets)
	if err != nil || first.Rev != 1 {
		t.Fatal(first.Rev, err)
	}
	own.Connector, own.Secrets = "shared", directory.Secrets{}
	if _, err := nodes[0].records.Add(ctx, own); err != nil {
		t.Fatal(err)
	}
	all(t, nodes, "tg", 1, 1)
	edit := directory.Secrets{Rev: 1, Keys: map[string]channel.Keys{"webhookSecret": channel.NewKeys("second-webhook-secret-canary")}}
	if _, err := nodes[1].records.SaveSecrets(ctx, "t1", "shared", edit); err != nil {
		t.Fatal(err)
	}
	all(t, nodes, "tg", 1, 2)
	if _, err := nodes[2].records.SaveSecrets(ctx, "t1", "shared", edit); !errors.Is(err, directory.ErrStale) {
		t.Errorf("an old revision of credentials: %v, want ErrStale", err)
	}
	for _, n := range nodes {
		if e, _ := n.d.Find("tg"); e.Record().Secrets.Keys["webhookSecret"].First() != "second-webhook-secret-canary" {
			t.Errorf("%s has the former credentials", n.name)
		}
	}
	own.Rev, own.Secrets.Keys = 1, map[string]channel.Keys{"webhookSecret": channel.NewKeys("third-webhook-secret-canary")}
	saved, err := nodes[2].records.Save(ctx, own)
	if err != nil {
		t.Fatal(err)
	}
	if s := saved[0].Secrets; s.Rev != 2 || s.Keys["webhookSecret"].First() != "second-webhook-secret-canary" {
		t.Error("Save returns credentials that are not those of the connector")
	}
	revoked, err := nodes[2].records.Revoke(ctx, "tg", 2)
	if secrets := revoked.Secrets; err != nil || secrets.Rev != 3 || len(secrets.Keys["webhookSecret"]) != 1 {
		t.Fatalf("Revoke returns revision %d with %d webhook secrets, %v, want 3 with 1", secrets.Rev, len(secrets.Keys["webhookSecret"]), err)
	}
	all(t, nodes, "tg", 3, 3)
	for _, n := range nodes {
		if e, _ := n.d.Find("tg"); len(e.Record().Secrets.Keys["webhookSecret"]) != 1 {
			t.Errorf("%s has the revoked credentials", n.name)
		}
	}
}

// A node that was cut off from the database has everything once it is back.
func TestRecordsAfterALostConnection(t *testing.T) {
	db := postgrestest.Open(t)
	nodes := desks(t, db, 2)
	ctx := t.Context()
	r, err := nodes[0].records.Add(ctx, bot("tg", "Support", 7001))
	if err != nil {
		t.Fatal(err)
	}
	gone, err := nodes[0].records.Add(ctx, bot("gone", "Gone", 7002))
	if err != nil {
		t.Fatal(err)
	}
	all(t, nodes, "gone", 1, 0)
	db.Deafen("contactkit_record", len(nodes))
	r.About = "while no node listened"
	if _, err := nodes[0].records.Save(ctx, r); err != nil {
		t.Fatal(err)
	}
	if err := nodes[0].records.Remove(ctx, "gone", gone.Rev); err != nil {
		t.Fatal(err)
	}
	all(t, nodes, "tg", 2, 0)
	all(t, nodes, "gone", 0, 0)
	if err := nodes[0].records.Forget(ctx, time.Now().Add(-time.Hour)); err != nil {
		t.Fatal(err)
	}
	if list, err := nodes[0].records.Nodes(ctx, "tg"); err != nil || len(list) != 2 {
		t.Errorf("%d nodes are left, %v, want 2", len(list), err)
	}
}
