package main

import (
	"flag"
	"fmt"
	"io"
	"strings"

	"github.com/contactkit/contactkit/examples/internal/config"
)

const preamble = `setup connects a contact center with X, Telegram, Facebook Messenger and WhatsApp.

  setup PLATFORM COMMAND [flags]    PLATFORM is x, telegram, facebook or whatsapp
  setup help PLATFORM COMMAND       the flags of a command
  setup init                        ask what is needed, make secrets, write the file for -credentials
  setup doctor                      check every channel, and your public address from outside
  setup sample                      a commented file for -credentials
  setup -practice                   pretended platforms that keep running, with a file for them
  setup -selftest                   every command, against pretended platforms
`

const credentials = `
Credentials come from the file that -credentials names (setup sample shows one), or without it from variables: CONTACTKIT_X_API_SECRET, or
CONTACTKIT_X_API_SECRET_FILE with the name of a file that holds it; so for X, TELEGRAM, FACEBOOK and WHATSAPP with every field of a channel; CONTACTKIT_BASE_URL;
CONTACTKIT_FACEBOOK_PAGES with ids and CONTACTKIT_FACEBOOK_PAGE_TOKEN_<id>. Never on the command line.

Exit status: 0 done and nothing wrong, 1 the platform refused it, 2 command line or configuration, 3 a check found something to mend,
4 the platform refused the credentials, 5 not now (unreachable, failing, or asking to wait).
`

// writeHelp writes about a command; nil: about all.
func writeHelp(w io.Writer, c *command) {
	if c == nil {
		fmt.Fprint(w, preamble)
		for _, platform := range append([]string{""}, platforms()...) {
			fmt.Fprintln(w)
			writePlatform(w, config.Word(platform))
		}
		fmt.Fprint(w, credentials)
		return
	}
	fmt.Fprintf(w, "setup %s — %s\n\n", strings.TrimSpace(c.String()+" "+c.args), c.about)
	needed := " " + strings.Join(c.flags, " ") + " "
	c.flagSet(new(input)).VisitAll(func(f *flag.Flag) {
		value, about := flag.UnquoteUsage(f)
		if strings.Contains(needed, " "+f.Name+"! ") {
			about += " (needed)"
		}
		fmt.Fprintf(w, "  -%s\n    \t%s\n", strings.TrimSpace(f.Name+" "+value), about)
	})
}

// writePlatform writes a line about each command of a platform.
func writePlatform(w io.Writer, word string) {
	platform, _ := platformOf(word)
	for _, c := range commands() {
		if c.platform == platform {
			fmt.Fprintf(w, "  %-28s %s\n", strings.TrimSpace(c.String()+" "+c.args), c.about)
		}
	}
}
