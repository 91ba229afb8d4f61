package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/examples/internal/config"
)

// job is one command with what it works on.
type job struct {
	app    *app
	in     input
	cfg    config.Config
	record directory.Record // the channel
	open   func(context.Context) (channel.Channel, error)
}

// run carries out a command line and returns the exit status.
func (a *app) run(ctx context.Context, args []string) int {
	if err := refuseSecrets(args); err != nil {
		return a.usage(err)
	}
	switch {
	case len(args) == 0:
		writeHelp(a.stderr, nil)
		return exitUsage
	case args[0] == "help", args[0] == "-h", args[0] == "-help", args[0] == "--help":
		return a.help(args[1:])
	case args[0] == "sample":
		fmt.Fprint(a.stdout, config.Sample())
		return exitOK
	case args[0] == "-selftest", args[0] == "--selftest":
		return selftest(ctx, a.stdout, a.stderr)
	case args[0] == "-practice", args[0] == "--practice":
		return a.practice(ctx, args[1:])
	case args[0] == "init":
		return a.init(args[1:])
	case args[0] == "doctor":
		return a.doctor(ctx, args[1:])
	}
	cmd, rest, err := find(args)
	if err != nil {
		return a.usage(err)
	}
	in, err := cmd.parse(rest)
	if errors.Is(err, flag.ErrHelp) {
		writeHelp(a.stdout, cmd)
		return exitOK
	}
	if err != nil {
		return a.usage(fmt.Errorf("%w; see: setup help %s", err, cmd))
	}
	return a.execute(ctx, cmd, in, args)
}

// usage reports a command line that cannot be carried out.
func (a *app) usage(err error) int {
	fmt.Fprintln(a.stderr, "setup:", err)
	return exitUsage
}

// execute runs a command for its channel and prints what it brought.
func (a *app) execute(ctx context.Context, cmd *command, in input, args []string) int {
	r := report{Command: cmd.String(), Findings: []channel.Finding{}}
	p := printer{stdout: a.stdout, stderr: a.stderr, json: in.output == "json"}
	cfg, err := a.load(in, cmd.wants(in))
	for _, w := range cfg.Warnings {
		fmt.Fprintln(a.stderr, "setup: warning:", w)
	}
	for _, record := range cfg.Records {
		p.hide(record.Secrets)
	}
	if p.quotes(args) {
		return a.usage(errSecretArgument)
	}
	if err != nil {
		return p.print(r, outcome{}, configError{err}, in.strict)
	}
	if cmd.whole != nil {
		out, err := cmd.whole(cfg)
		return p.print(r, out, err, in.strict)
	}
	j := &job{app: a, in: in, cfg: cfg}
	if j.record, err = choose(cfg.Records, cmd.platform, in.channel); err != nil {
		return p.print(r, outcome{}, configError{err}, in.strict)
	}
	r.Channel = j.record.ID
	j.open = func(ctx context.Context) (channel.Channel, error) {
		options := directory.Options{Drivers: drivers(j.record, in.tokens), HTTP: a.client(cmd.platform), Dial: dial, Now: a.now}
		options.Lookup.Certificate = cfg.Certificate
		ch, err := options.Open(ctx, j.record)
		if err != nil {
			return nil, configError{err}
		}
		return ch, nil
	}
	ctx, stop := context.WithTimeout(ctx, in.timeout)
	defer stop()
	out, err := cmd.run(ctx, j)
	return p.print(r, out, err, in.strict)
}

// load reads the channels from the file, or from environment variables.
func (a *app) load(in input, wanted func(directory.Record) bool) (config.Config, error) {
	if in.credentials != "" {
		return config.LoadFor(in.credentials, wanted, allDrivers()...)
	}
	cfg, err := config.EnvironmentFor(a.environ, wanted, allDrivers()...)
	if err == nil && len(cfg.Records) == 0 {
		err = errors.New("no credentials: name a file with -credentials, or set CONTACTKIT_… variables (setup help)")
	}
	return cfg, err
}

// wants says whose credentials a command needs: those of the channel that it is about.
func (c *command) wants(in input) func(directory.Record) bool {
	return func(r directory.Record) bool {
		return c.whole == nil && r.Platform == c.platform && (in.channel == "" || r.ID == in.channel)
	}
}

// choose finds the channel that a command is about.
func choose(records []directory.Record, platform, id string) (directory.Record, error) {
	var ids []string
	var found []directory.Record
	for _, r := range records {
		if r.Platform != platform {
			continue
		}
		ids = append(ids, r.ID)
		if id == "" || r.ID == id {
			found = append(found, r)
		}
	}
	switch {
	case len(ids) == 0:
		return directory.Record{}, fmt.Errorf("no channel of %s is configured", config.Word(platform))
	case len(found) == 0:
		return directory.Record{}, fmt.Errorf("no channel of %s has this id; there is %s", config.Word(platform), strings.Join(ids, ", "))
	case len(found) > 1:
		return directory.Record{}, fmt.Errorf("several channels of %s: choose one with -channel: %s", config.Word(platform), strings.Join(ids, ", "))
	}
	return found[0], nil
}

// certificates are those that the record names, for calls that go past its channel.
func (j *job) certificates(ctx context.Context) (tls channel.TLS, err error) {
	named := j.record.Certificates
	tls.ServerName = named.ServerName
	for _, name := range named.Trust {
		c, err := j.cfg.Certificate(ctx, "", name)
		if err != nil {
			return tls, fmt.Errorf("certificate %s: %w", name, err)
		}
		tls.Trust = append(tls.Trust, c.Certificate)
	}
	if named.Identity != "" {
		c, err := j.cfg.Certificate(ctx, "", named.Identity)
		if err != nil {
			return tls, fmt.Errorf("certificate %s: %w", named.Identity, err)
		}
		tls.Certificate, tls.Key = c.Certificate, c.Key
	}
	return tls, nil
}

// callback is the address of the webhook: -url, or that of the channel at the host's public
// address.
func (j *job) callback() (string, error) {
	if j.in.url != "" {
		return j.in.url, nil
	}
	if j.cfg.BaseURL == "" {
		return "", configError{errors.New("the address of the webhook is needed: -url, or baseUrl in the file")}
	}
	return j.cfg.BaseURL + j.record.CallbackPath(), nil
}

// as opens the channel of a job as that of its platform.
func as[T channel.Channel](ctx context.Context, j *job) (T, error) {
	var none T
	ch, err := j.open(ctx)
	if err != nil {
		return none, err
	}
	t, ok := ch.(T)
	if !ok {
		return none, fmt.Errorf("the driver of %s opened a channel of another kind", j.record.Platform)
	}
	return t, nil
}

// help writes about everything, or about one platform or command.
func (a *app) help(args []string) int {
	if len(args) == 0 {
		writeHelp(a.stdout, nil)
		return exitOK
	}
	if _, ok := platformOf(args[0]); ok && len(args) == 1 {
		writePlatform(a.stdout, args[0])
		return exitOK
	}
	cmd, _, err := find(args)
	if err != nil {
		return a.usage(err)
	}
	writeHelp(a.stdout, cmd)
	return exitOK
}
