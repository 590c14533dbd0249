package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// errMissing says that the C program cannot be built here.
var errMissing = errors.New("nothing to check against")

// missingStatus is the exit status of build.sh for what errMissing says.
const missingStatus = 3

// build compiles the C program in the folder source into the folder dir and
// returns its path. It installs libraries only if asked to.
func build(source, dir string, install bool, stderr io.Writer) (string, error) {
	program := filepath.Join(dir, "oracle")
	args := []string{filepath.Join(source, "build.sh")}
	if install {
		args = append(args, "-install")
	}
	cmd := exec.Command("bash", append(args, program)...)
	cmd.Stdout, cmd.Stderr = stderr, stderr
	var exit *exec.ExitError
	switch err := cmd.Run(); {
	case errors.As(err, &exit) && exit.ExitCode() == missingStatus:
		return "", errMissing
	case err != nil:
		return "", fmt.Errorf("%s: %w", args[0], err)
	}
	return program, nil
}

// oracle answers questions, which go to in as lines; the answers come from out
// in the same order.
type oracle struct {
	hello string // names the libraries
	in    io.WriteCloser
	out   *bufio.Reader
	wait  func() error
}

// newOracle reads the first line of out.
func newOracle(in io.WriteCloser, out io.Reader, wait func() error) (*oracle, error) {
	o := &oracle{in: in, out: bufio.NewReaderSize(out, 1<<20), wait: wait}
	line, err := o.out.ReadString('\n')
	hello, ok := strings.CutPrefix(strings.TrimSpace(line), "oracle: ")
	if err != nil || !ok {
		return nil, fmt.Errorf("the oracle's first line is %q, want its name and libraries", line)
	}
	o.hello = hello
	return o, nil
}

// start starts the C program.
func start(program string) (*oracle, error) {
	cmd := exec.Command(program, "check")
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	return newOracle(in, out, cmd.Wait)
}

// close ends the program and waits for it.
func (o *oracle) close() error {
	err := o.in.Close()
	if extra, _ := io.Copy(io.Discard, o.out); extra > 0 && err == nil {
		err = fmt.Errorf("the oracle wrote %d bytes that nobody asked for", extra)
	}
	return errors.Join(err, o.wait())
}

// reply is the answer to one question.
type reply struct {
	prec    int // precision in bits that decided every output, or did not
	decided bool
	bits    []uint64 // of each output, if decided
	zero    []bool   // whether an output is exactly 0
}

// read reads the next answer.
func (o *oracle) read() (reply, error) {
	line, err := o.out.ReadString('\n')
	if err != nil {
		return reply{}, fmt.Errorf("the oracle stopped: %w", err)
	}
	r, err := parseReply(strings.TrimSuffix(line, "\n"))
	if err != nil {
		return reply{}, fmt.Errorf("the oracle says %.200q: %w", line, err)
	}
	return r, nil
}

// parseReply reads "ok 128 3f80,0,zero" or "undecided 131072".
func parseReply(line string) (r reply, err error) {
	word, rest, _ := strings.Cut(line, " ")
	r.decided = word == "ok"
	if word != "ok" && word != "undecided" {
		return r, errors.New("want ok or undecided")
	}
	prec, rest, _ := strings.Cut(rest, " ")
	if r.prec, err = strconv.Atoi(prec); err != nil {
		return r, fmt.Errorf("precision: %w", err)
	}
	if !r.decided {
		if rest != "" {
			return r, errors.New("an undecided row has no patterns")
		}
		return r, nil
	}
	for word := range strings.SplitSeq(rest, ",") {
		zero := word == "zero"
		if zero {
			word = "0"
		}
		b, err := strconv.ParseUint(word, 16, 64)
		if err != nil {
			return r, fmt.Errorf("pattern: %w", err)
		}
		r.bits = append(r.bits, b)
		r.zero = append(r.zero, zero)
	}
	return r, nil
}
