package directory_test

import (
	"context"
	"fmt"
	"log"

	"go.yaml.in/yaml/v3"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
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
	store := storeOf{"/c1": {Keys: map[string]channel.Keys{"token": channel.NewKeys(channel.Secret(token("t"))), "webhookSecret": channel.NewKeys("hook")}}}
	if err := directory.Fill(context.Background(), store, records); err != nil {
		log.Fatal(err)
	}
	report, err := options().Check(context.Background(), records[0])
	fmt.Println(len(report.Complaints), "complaints,", err)

	calendar, err := options().Calendar(context.Background(), records[0])
	if err != nil {
		log.Fatal(err)
	}
	open, why := calendar.Open(epoch)
	fmt.Println(open, why)
	// Output:
	// 0 complaints, <nil>
	// false workday, outside hours
}

// A file with several channels is a list. What is left out has its default.
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
