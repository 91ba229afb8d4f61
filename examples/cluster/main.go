// Command cluster runs several nodes of one host over one PostgreSQL, kills them while customers
// write, and prints what became of each message.
//
//	go run ./examples/cluster                          three nodes, one is killed and one is replaced
//	go run ./examples/cluster -nodes 5 -contacts 100   more of both
//	go run ./examples/cluster -crash                   the database crashes, too
//
// It needs the binaries of PostgreSQL, which it starts in a folder of its own, and no network. The
// nodes are processes of this program: node.go is all that a host adds to the library. cluster.go
// starts and kills them, and ledger.go counts.
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
	flags.IntVar(&plan.contacts, "contacts", 10, "customers on each platform")
	flags.IntVar(&plan.each, "each", 3, "messages of each customer, at most 8")
	flags.BoolVar(&plan.kill, "kill", true, "kill a node while customers write, and start another")
	flags.BoolVar(&plan.crash, "crash", false, "crash the database while customers write, and start it again")
	flags.DurationVar(&plan.within, "within", 3*time.Minute, "when to give up")
	var n node
	flags.StringVar(&n.name, "node", "", "be this node; the program starts itself so")
	flags.StringVar(&n.dsn, "dsn", "", "database of the node")
	flags.StringVar(&n.internet, "internet", "", "address of the pretended platforms, for the node")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if n.name != "" {
		return n.run(ctx, os.Stdin, stdout)
	}
	if plan.nodes < 2 || plan.contacts < 1 || plan.each < 1 || plan.each > 8 {
		return errors.New("cluster needs at least two nodes, a customer, and one to eight messages of each")
	}
	ledger, err := plan.play(ctx, stdout, stderr)
	if err != nil {
		return err
	}
	fmt.Fprintln(stdout, ledger)
	return ledger.verdict()
}
