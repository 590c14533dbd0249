package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"

	"github.com/spf13/cobra"

	"github.com/softulp/softulp/signal"
)

// Exit statuses.
const (
	exitOK      = 0 // all as allowed
	exitFinding = 1 // something is not as allowed
	exitUsage   = 2 // usage or bad input
	exitFailed  = 3 // could not be judged, or not to the end
)

// failure is an error with an exit status of its own; every other error is one
// of usage.
type failure struct {
	status int
	err    error
}

func (f failure) Error() string { return f.err.Error() }
func (f failure) Unwrap() error { return f.err }

// silent is the error of a failure of which the results already speak.
var errSilent = errors.New("")

// run runs the command line and returns the exit status. Results go to stdout;
// an error is one line on stderr.
func run(ctx context.Context, judges judges, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	root := newRoot(judges)
	root.SetArgs(protectNegatives(args))
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	cmd, err := root.ExecuteContextC(ctx)
	if err == nil {
		return exitOK
	}
	status, hint := exitUsage, fmt.Sprintf(" (see %s --help)", cmd.CommandPath())
	if f, ok := errors.AsType[failure](err); ok {
		status, hint = f.status, ""
	}
	if !errors.Is(err, errSilent) {
		fmt.Fprintf(stderr, "%s: %s%s\n", cmd.CommandPath(), oneLine(err.Error()), hint)
	}
	return status
}

// newRoot returns the command line's tree.
func newRoot(judges judges) *cobra.Command {
	root := &cobra.Command{
		Use:   "softulp",
		Short: "How far are the answers of softmax implementations from the exact ones?",
		Long: `softulp judges implementations of softmax, log-softmax, log-sum-exp, cross-entropy
and their gradients against exact answers: how far is each answer from the exact
one, in ulps, and is that as close as the algorithm promises?

Exit status: 0 all as allowed, 1 a finding, 2 usage or bad input, 3 something
could not be judged or the run was interrupted.`,
		Example: `  softulp report                         judge every implementation
  softulp report --input logits.npy      judge them on your own logits
  softulp gate --cmd 'python3 a.py'      judge a program in any language
  softulp exact 1 2 3                    the exact answers for one row
  softulp list                           what there is to judge
  softulp signal                         where losses and gradients lose their digits`,
		SilenceErrors:     true,
		SilenceUsage:      true,
		CompletionOptions: cobra.CompletionOptions{HiddenDefaultCmd: true},
	}
	root.AddCommand(newReport(judges), newGate(judges), newVerify(), newVectors(), newExact(), newList(), newSignal(signal.All()),
		newSearch(), newExhaustive(), newMerge(), newCompare())
	commands := names(root)
	root.AddCommand(newServeLibrary()) // of no use to people: not among the names
	root.Args = func(_ *cobra.Command, args []string) error {
		if len(args) == 0 {
			return fmt.Errorf("no command given: want %s", commands)
		}
		return fmt.Errorf("unknown command %q: want %s", args[0], commands)
	}
	root.RunE = func(*cobra.Command, []string) error { return nil } // Args never lets it
	root.SetHelpCommand(&cobra.Command{
		Use:   "help [command]",
		Short: "Help about a command",
		RunE: func(_ *cobra.Command, args []string) error {
			cmd, _, err := root.Find(args)
			if err != nil || cmd == root && len(args) > 0 {
				return fmt.Errorf("no help on %q: want %s", strings.Join(args, " "), commands)
			}
			cmd.InitDefaultHelpFlag()
			return cmd.Help()
		},
	})
	return root
}

// names lists a command's subcommands as English does.
func names(root *cobra.Command) string {
	var s string
	all := root.Commands()
	for i, c := range all {
		switch {
		case i > 0 && i == len(all)-1:
			s += " or "
		case i > 0:
			s += ", "
		}
		s += c.Name()
	}
	return s
}

// maxMessage is the length to which messages are cut, in runes: arguments are
// quoted in them, whatever their length.
const maxMessage = 600

// oneLine makes a message one line that cannot control a terminal.
func oneLine(s string) string {
	s = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, s)
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > maxMessage {
		s = string(r[:maxMessage-1]) + "…"
	}
	return s
}
