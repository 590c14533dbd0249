package process

import (
	"errors"
	"fmt"
	"os"

	"mvdan.cc/sh/v3/shell"
)

// Split splits a command line into a program and its arguments as a POSIX shell does:
// quotes, backslashes and $NAME mean what they mean there. Nothing is run and no file names are
// expanded; what takes a shell, such as a pipe, is an error.
func Split(command string) ([]string, error) {
	argv, err := shell.Fields(command, os.Getenv)
	if err != nil {
		return nil, fmt.Errorf("cannot split the command %s: %v: quote what is meant literally, or write sh -c '...'", quoted(command), err)
	}
	if len(argv) == 0 {
		return nil, errors.New("the command is empty: want a program and its arguments")
	}
	return argv, nil
}
