package config_test

import (
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/contactkit/contactkit/examples/internal/config"
)

// A desk's file: its channels, and what is the desk's own.
func ExampleLoad() {
	dir, err := os.MkdirTemp("", "config")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "desk.yaml")
	err = os.WriteFile(file, []byte(`
baseUrl: https://desk.example
agents: [ada, grace]
channels:
  - id: support-bot
    platform: telegram
    name: Support_bot
    secrets: {token: {file: token}, webhookSecret: our-word}
`), 0o600)
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "token"), []byte("7100000001:AAE-example-of-a-bot-token-0123456\n"), 0o600); err != nil {
		log.Fatal(err)
	}

	cfg, err := config.Load(file)
	if err != nil {
		log.Fatal(err)
	}
	for _, r := range cfg.Records {
		fmt.Println(cfg.BaseURL+r.CallbackPath(), r.State, len(r.Secrets.Keys["token"]), r.Secrets.Keys["token"].First())
	}
	var desk struct {
		Agents []string `yaml:"agents"`
	}
	if err := cfg.Rest(&desk); err != nil {
		log.Fatal(err)
	}
	fmt.Println(desk.Agents)
	// Output:
	// https://desk.example/telegram/support-bot active 1 [secret]
	// [ada grace]
}
