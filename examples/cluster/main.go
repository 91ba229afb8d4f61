// Command cluster runs several nodes of one host over one PostgreSQL, kills them while customers
// write, and prints what became of each message.
//
//	go run ./examples/cluster                                    three nodes, one is killed and replaced
//	go run ./examples/cluster -nodes 5 -contacts 300 -each 20    more of all
//	go run ./examples/cluster -kill 2 -freeze -cut -crash        two nodes are killed, one hangs for a while,
//	                                                             one loses its database, and the database crashes
//
// It needs the binaries of PostgreSQL, which it starts in a folder of its own, and no network. The
// pretended platforms and the front run in the first process, and each node is a process of its
// own: node.go is all that a host adds to the library. cluster.go plays, and fault.go breaks
// things. Packages of examples/internal do the rest: fleet starts nodes and spreads calls over
// them, crowd has customers who write and counts what became of their messages, doubts is a page of
// messages that may have arrived. Nodes of a whole desk are killed by TestKilledNodes of
// examples/desk.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"
	_ "time/tzdata"

	"github.com/contactkit/contactkit/examples/internal/fleet"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout, os.Stderr); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "cluster:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	flags := flag.NewFlagSet("cluster", flag.ContinueOnError)
	flags.SetOutput(stderr)
	plan := plan{}
	flags.IntVar(&plan.nodes, "nodes", 3, "how many nodes")
	flags.IntVar(&plan.crowd.Contacts, "contacts", 30, "customers of all platforms")
	flags.IntVar(&plan.crowd.Each, "each", 3, "messages of each customer")
	flags.IntVar(&plan.kills, "kill", 1, "how many nodes to kill while customers write; each is replaced")
	flags.IntVar(&plan.terms, "term", 0, "how many nodes to end by SIGTERM while customers write; each is replaced")
	flags.BoolVar(&plan.freeze, "freeze", false, "freeze a node for longer than it may keep what it claimed")
	flags.BoolVar(&plan.cut, "cut", false, "cut a node off from the database for longer than it may keep what it claimed")
	flags.BoolVar(&plan.crash, "crash", false, "crash the database while customers write, and start it again")
	flags.DurationVar(&plan.within, "within", 3*time.Minute, "when to give up")
	var n node
	flags.StringVar(&n.name, "node", "", "be this node and nothing else; the program starts itself so")
	flags.StringVar(&n.dsn, "dsn", os.Getenv("DATABASE_URL"), "database of the node")
	flags.StringVar(&n.addr, "addr", "127.0.0.1:0", "where the node listens")
	flags.StringVar(&n.internet, "internet", "", "address of the pretended platforms, for the node")
	flags.DurationVar(&n.ask, "ask", 3*time.Minute, "how often the node asks platforms about uncertain messages")
	flags.DurationVar(&n.lease, "lease", lease, "how long the node keeps what it claimed; a call to a platform may last half of it")
	flags.DurationVar(&n.drain, "drain", 0, "how long the node takes calls after SIGTERM, while /readyz fails")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if n.name != "" {
		if n.internet != "" {
			ctx = fleet.UntilEnd(ctx) // the program that started it may be killed
		}
		return n.run(ctx, stdout)
	}
	if plan.nodes < 2 || plan.crowd.Contacts < 3 || plan.crowd.Each < 1 || plan.crowd.Each > 900 || plan.kills < 0 || plan.terms < 0 {
		return errors.New("cluster needs at least two nodes, three customers, and 1 to 900 messages of each")
	}
	ledger, err := plan.play(ctx, stdout, stderr)
	if err != nil {
		return err
	}
	fmt.Fprintf(stdout, "%s\n%s\n", ledger, ledger.Cost)
	for _, answer := range ledger.Uncertain {
		fmt.Fprintln(stdout, "uncertain:", answer)
	}
	return ledger.Verdict(plan.late())
}
