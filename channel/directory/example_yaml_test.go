package directory_test

import (
	"context"
	"fmt"
	"log"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/twitter"
)

// Channels from a file, their credentials from elsewhere.
func ExampleParseYAML() {
	record, err := directory.ParseYAML([]byte(`
id: c1
name: Night_Desk
platform: telegram
service:
  mode: AGENT
routing:
  queue: night
hours:
  always: false
  zone: Europe/Paris
  schedule:
    workday: [{from: "22:00", to: "06:00", overnight: true}]
notices:
  nonWorking: We are here at night.
`))
	if err != nil {
		log.Fatal(err)
	}
	records := []directory.Record{record}
	store := storeOf{"/c1": {Keys: map[string]channel.Keys{"token": channel.NewKeys(channel.Secret(token("t"))), "webhookSecret": channel.NewKeys("hook-secret")}}}
	if err := directory.Fill(context.Background(), store, records); err != nil {
		log.Fatal(err)
	}
	report, err := yamlOptions().Check(context.Background(), records[0])
	fmt.Println(len(report.Complaints), "complaints,", err)

	calendar, err := yamlOptions().Calendar(context.Background(), records[0])
	if err != nil {
		log.Fatal(err)
	}
	open, why := calendar.Open(yamlEpoch)
	fmt.Println(open, why)
	// Output:
	// 0 complaints, <nil>
	// false workday, outside hours
}

// A file with several channels is a list. A missing field has its default.
func ExampleRecord_UnmarshalYAML() {
	var records []directory.Record
	err := yaml.Unmarshal([]byte(`
- {id: c1, name: Day_Desk, platform: telegram, routing: {queue: day}}
- {id: c2, name: Night_Desk, platform: telegram, routing: {queue: night, requestTtl: 30}}
`), &records)
	if err != nil {
		log.Fatal(err)
	}
	for _, r := range records {
		fmt.Println(r.Name, r.State, r.Routing.Queue, r.Routing.RequestTTL)
	}
	// Output:
	// Day_Desk draft day 100
	// Night_Desk draft night 30
}

// yamlEpoch is the instant at which the tests' clocks begin.
var yamlEpoch = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

func yamlDrivers() []channel.Driver {
	return []channel.Driver{telegram.Driver(), facebook.Driver(), twitter.Driver()}
}

func yamlOptions() directory.Options {
	return directory.Options{Drivers: yamlDrivers(), Now: func() time.Time { return yamlEpoch }}
}

// storeOf is a SecretStore.
type storeOf map[string]directory.Secrets

func (s storeOf) Secrets(_ context.Context, tenant, name string) (directory.Secrets, error) {
	if found, ok := s[tenant+"/"+name]; ok {
		return found, nil
	}
	return directory.Secrets{}, directory.ErrNotFound
}

func token(letter string) string { return "71001:" + strings.Repeat(letter, 35) }
