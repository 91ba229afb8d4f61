package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/examples/internal/config"
	"github.com/contactkit/contactkit/examples/whatsapp"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/twitter"
)

// command is one command of a platform.
type command struct {
	platform string // Driver.Platform; empty: of all
	name     string
	args     string   // how its argument is called; empty: it takes none
	flags    []string // in addition to those that every command has; "!" at the end: needed
	about    string
	run      func(context.Context, *job) (outcome, error)
	whole    func(config.Config) (outcome, error) // in place of run: about the whole configuration
}

// String is "x connect".
func (c *command) String() string {
	return strings.TrimSpace(config.Word(c.platform) + " " + c.name)
}

// commands are all there are, in the order of the help.
func commands() []*command {
	general := []*command{{name: "channels", about: "list the channels of the configuration and the addresses of their webhooks; makes no call", whole: listChannels}}
	return slices.Concat(general, xCommands(), telegramCommands(), facebookCommands(), whatsAppCommands(), loginCommands())
}

// platforms are those that the command knows, in the order of the help.
func platforms() []string {
	return []string{twitter.Platform, telegram.Platform, facebook.Platform, whatsapp.Platform}
}

// platformOf is the platform of a word on the command line.
func platformOf(word string) (platform string, ok bool) {
	if platform = config.Platform(word); slices.Contains(platforms(), platform) {
		return platform, true
	}
	return "", false
}

// find takes the command off the front of the arguments.
func find(args []string) (*command, []string, error) {
	platform, ok := platformOf(args[0])
	if ok {
		args = args[1:]
		if len(args) == 0 || strings.HasPrefix(args[0], "-") {
			return nil, nil, fmt.Errorf("a command is needed; see: setup help %s", config.Word(platform))
		}
	}
	for _, c := range commands() {
		if c.platform == platform && c.name == args[0] {
			return c, args[1:], nil
		}
	}
	return nil, nil, unknown(args, platform)
}

// input is what the command line says.
type input struct {
	credentials, channel, output string
	strict                       bool
	timeout                      time.Duration
	arg                          string

	url, webhook, user, page, object, event, tag, id, fields string
	tokens, redirect                                         string
	replace, probe, all, voice                               bool
	keys, save, number, language                             string
	register                                                 bool

	drop           bool
	maxConnections int
	ip, allowed    string
	certificate    string
}

// flagSet has the flags of a command.
func (c *command) flagSet(in *input) *flag.FlagSet {
	fs := flag.NewFlagSet(c.String(), flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	fs.StringVar(&in.credentials, "credentials", "", "`FILE` with channels and credentials, YAML or JSON; none: environment variables")
	fs.StringVar(&in.output, "o", "text", "`FORM` of the output: text or json")
	if c.whole == nil {
		fs.StringVar(&in.channel, "channel", "", "`ID` of the channel, where there are several of the platform")
		fs.BoolVar(&in.strict, "strict", false, "notes count, too: any finding makes the exit status 3")
		fs.DurationVar(&in.timeout, "timeout", time.Minute, "how long to wait for the platform")
	}
	for _, name := range c.flags {
		in.define(fs, strings.TrimSuffix(name, "!"))
	}
	return fs
}

// define adds one of the flags that some commands have.
func (in *input) define(fs *flag.FlagSet, name string) {
	switch name {
	case "url":
		fs.StringVar(&in.url, name, "", "callback address, `https://…`; none: baseUrl of the file and the channel's path")
	case "webhook":
		fs.StringVar(&in.webhook, name, "", "`ID` of the webhook; none: the one with the channel's address, or the only one")
	case "user":
		fs.StringVar(&in.user, name, "", "`ID` of the user; none: the channel's account")
	case "replace":
		fs.BoolVar(&in.replace, name, false, "delete a webhook with another address that is in the way, and all its subscriptions")
	case "probe":
		fs.BoolVar(&in.probe, name, false, "find out whether the account takes messages from everyone: makes a welcome message, shows it to no contact, and deletes it")
	case "event":
		fs.StringVar(&in.event, name, "", "`KIND` of event, such as dm.received or post.create")
	case "tag":
		fs.StringVar(&in.tag, name, "", "`TEXT` that comes with each event")
	case "id":
		fs.StringVar(&in.id, name, "", "`ID` of the subscription")
	case "tokens":
		fs.StringVar(&in.tokens, name, "", "`FILE` that keeps tokens of OAuth 2.0, made by x login; for the X Activity API")
	case "keys":
		fs.StringVar(&in.keys, name, "", "`FILE` with the account's private keys: ~/.xurl/keys.yml of X's own tool, or its 64 bytes; none: the secret chatKeys")
	case "save":
		fs.StringVar(&in.save, name, "", "`FILE` to write credentials to: what a login yields, or the keys that X has registered for the secret chatKeys; one that exists is not replaced")
	case "register-new-key":
		fs.BoolVar(&in.register, name, false, "make and register a NEW key: the phone of the account's owner can then read nothing new. Needs -save")
	case "redirect":
		fs.StringVar(&in.redirect, name, "", "`URL` where the browser comes back: a callback address of the app at the platform")
	case "drop-pending":
		fs.BoolVar(&in.drop, name, false, "forget the updates that wait: messages of customers are lost")
	case "max-connections":
		fs.IntVar(&in.maxConnections, name, 0, "`N` calls at once at most, 1 to 100; none: 40")
	case "ip":
		fs.StringVar(&in.ip, name, "", "`ADDRESS` (IPv4) to call instead of what the name resolves to")
	case "allowed":
		fs.StringVar(&in.allowed, name, "", "`KINDS` of update, with commas between; none: what the file says, or what a service desk needs")
	case "certificate":
		fs.StringVar(&in.certificate, name, "", "PEM `FILE` with the endpoint's own certificate, if no public authority vouches for it")
	case "page":
		fs.StringVar(&in.page, name, "", "`ID` of the Page; none: all of the channel")
	case "object":
		fs.StringVar(&in.object, name, "page", "`OBJECT` of the webhook: page or instagram")
	case "fields":
		fs.StringVar(&in.fields, name, "", "`FIELDS` of the webhook, with commas between; none: what a service desk needs")
	case "number":
		fs.StringVar(&in.number, name, "", "`ID` of the phone number, as the channel names it; none: the only one")
	case "voice":
		fs.BoolVar(&in.voice, name, false, "Meta calls the number and says the code, in place of an SMS")
	case "language":
		fs.StringVar(&in.language, name, "en", "`LANGUAGE` of the SMS or the call")
	case "all":
		fs.BoolVar(&in.all, name, false, "every Page, and the app's webhooks")
	default:
		panic("no flag " + name)
	}
}

// parse reads what follows the command. Flags may come after the argument.
func (c *command) parse(args []string) (input, error) {
	in := input{timeout: time.Minute}
	fs := c.flagSet(&in)
	var words []string
	for len(args) > 0 {
		if err := fs.Parse(args); err != nil {
			return in, err
		}
		if args = fs.Args(); len(args) > 0 {
			words, args = append(words, args[0]), args[1:]
		}
	}
	if len(words) > 1 || len(words) == 1 && c.args == "" {
		return in, errors.New("too many arguments")
	}
	if len(words) == 1 {
		in.arg = words[0]
	}
	if in.output != "text" && in.output != "json" {
		return in, errors.New("-o is text or json")
	}
	for _, name := range c.flags {
		if name, needed := strings.CutSuffix(name, "!"); needed && fs.Lookup(name).Value.String() == "" {
			return in, fmt.Errorf("-%s is needed", name)
		}
	}
	return in, nil
}

// channelResult is a channel of the configuration.
type channelResult struct {
	ID       string   `json:"id"`
	Platform string   `json:"platform"`
	Name     string   `json:"name"`
	Callback string   `json:"callback"` // address of the webhook; without a base URL the path alone
	Pages    []string `json:"pages,omitempty"`
}

func listChannels(cfg config.Config) (outcome, error) {
	list := []channelResult{}
	out := outcome{lines: [][]string{{"ID", "PLATFORM", "NAME", "CALLBACK"}}}
	for _, r := range cfg.Records {
		c := channelResult{ID: r.ID, Platform: r.Platform, Name: r.Name, Callback: cfg.BaseURL + r.CallbackPath()}
		for _, p := range r.Pages {
			c.Pages = append(c.Pages, p.ID)
		}
		list = append(list, c)
		out.lines = append(out.lines, []string{c.ID, config.Word(c.Platform), c.Name, c.Callback})
	}
	out.result = list
	return out, nil
}

// allDrivers know every field that a file may have.
func allDrivers() []channel.Driver {
	return []channel.Driver{twitter.DriverWith(new(twitter.TokenMemory)), telegram.Driver(), facebook.Driver(), whatsapp.Driver()}
}

// drivers open a record. OAuth 2.0 is for those alone that name a client, and where there is a file
// for the tokens.
func drivers(r directory.Record, tokens string) []channel.Driver {
	x := twitter.Driver()
	if r.Settings["clientId"] != "" && tokens != "" {
		x = twitter.DriverWith(&tokenFile{path: tokens})
	}
	return []channel.Driver{x, telegram.Driver(), facebook.Driver(), whatsapp.Driver()}
}

// subscription is the result of every command that sets up or checks a webhook as a whole.
type subscription struct {
	URL      string   `json:"url"` // the address that the platform calls; empty: none
	Active   bool     `json:"active"`
	Accounts []string `json:"accounts"` // whose events are delivered
}

// codeOtherURL: the platform calls another address than the configuration says.
const codeOtherURL = "other_url"

// subscribed makes an outcome of what a platform says of a webhook, and compares its address with
// that of the configuration.
func (j *job) subscribed(s channel.Subscription, err error) (outcome, error) {
	if err != nil && s.URL == "" {
		return outcome{findings: s.Findings}, err
	}
	if want, unknown := j.callback(); unknown == nil && s.URL != "" && s.URL != want && err == nil {
		s.Findings = append(s.Findings, channel.Finding{Code: codeOtherURL, Fatal: true,
			Text: "The platform calls " + s.URL + ", and by the configuration it should be " + want + "."})
	}
	accounts := s.Accounts
	if accounts == nil {
		accounts = []string{}
	}
	return outcome{
		result:   subscription{s.URL, s.Active, accounts},
		lines:    [][]string{{"webhook", s.URL}, {"active", yes(s.Active)}, {"accounts", strings.Join(accounts, ", ")}},
		findings: s.Findings,
	}, err
}
