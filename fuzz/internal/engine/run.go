package engine

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"time"
)

// ErrFound is the error of a run that found an input on which its target fails.
var ErrFound = errors.New("an input fails")

// grace is how long the engine may take to end after it was asked to.
const grace = 10 * time.Second

// Run runs a command that fuzzes one target, and returns what it said, on standard
// output or standard error, which both go to echo too. The error is ErrFound, or what kept it from fuzzing; when ctx is done, the command is asked to
// end. That the engine reports its own deadline as an error (golang/go#75804: the end
// of -fuzztime may come before the workers hear of it) is none.
func Run(ctx context.Context, name string, args, env []string, dir string, echo io.Writer) (Result, error) {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = dir
	if env != nil {
		cmd.Env = append(cmd.Environ(), env...)
	}
	group(cmd) // not killed, which would leave workers behind
	cmd.WaitDelay = grace
	r, w := io.Pipe()
	cmd.Stdout, cmd.Stderr = w, w
	var exit error
	go func() {
		exit = cmd.Run()
		w.Close()
	}()
	res, err := Parse(r, echo)
	if err != nil {
		r.CloseWithError(err) // the command's next write fails, and ends it
		io.Copy(io.Discard, r)
	}
	return res, verdict(&res, errors.Join(err, ctx.Err()), exit)
}

// verdict says what became of a run: the first error comes of running it, the other
// from its exit status.
func verdict(res *Result, failed, exit error) error {
	switch {
	case res.Input != "":
		return fmt.Errorf("%w: %s", ErrFound, res.Input)
	case failed != nil:
		return failed
	case exit != nil && res.Deadline:
		return nil
	case exit != nil:
		return fmt.Errorf("fuzzing: %w", exit)
	}
	return nil
}
