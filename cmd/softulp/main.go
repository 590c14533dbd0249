// Command softulp measures how far the answers of softmax implementations are
// from the exact ones, and whether that is as close as their algorithms
// promise.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/softulp/softulp/gate"
	"github.com/softulp/softulp/properties/mutants"
	"github.com/softulp/softulp/properties/peers"
)

func main() {
	// The first interrupt ends the work and what was done is still reported;
	// after it the default is back, so that a second one ends the process.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	os.Exit(run(ctx, judges{gate.Report, catalogue(mutants.All(), peers.All(), mutantCases)}, os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}
