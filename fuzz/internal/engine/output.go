package engine

import (
	"bufio"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Result is what the engine said.
type Result struct {
	Elapsed time.Duration // to a second, as it says it
	Execs   int           // what it had executed when it last said so
	// Input is the file of the input that failed, from the package's folder, or
	// the name of the seed that did.
	Input string
	// Message is what the target said of it.
	Message string
	// At is the number of the execution that failed, where the target logs it as
	// "execution 7", and 0 where it does not.
	At int
	// Deadline says that it ended with an error about its own deadline.
	Deadline bool
}

var (
	progress  = regexp.MustCompile(`^fuzz: elapsed: (\S+?),.* execs: (\d+) `)
	written   = regexp.MustCompile(`^\s*Failing input written to (\S+)$`)
	seed      = regexp.MustCompile(`^(?:\s*|fuzz: .*)failure while testing seed corpus entry: (\S+)$`)
	execution = regexp.MustCompile(`^\s+\S+\.go:\d+: execution (\d+)$`)
	place     = regexp.MustCompile(`^\s+\S+\.go:\d+: (.*)$`)
)

// Parse reads what the engine writes, to the end. Each line goes to echo as well.
func Parse(r io.Reader, echo io.Writer) (Result, error) {
	var res Result
	in := bufio.NewReader(r)
	for {
		line, err := in.ReadString('\n') // of any length: rows are shown in full
		if _, err := io.WriteString(echo, line); err != nil {
			return res, err
		}
		res.read(strings.TrimRight(line, "\r\n"))
		if err == io.EOF {
			return res, nil
		}
		if err != nil {
			return res, fmt.Errorf("output of the engine: %w", err)
		}
	}
}

// read takes one line.
func (res *Result) read(line string) {
	if m := progress.FindStringSubmatch(line); m != nil {
		d, err := time.ParseDuration(m[1])
		n, err2 := strconv.Atoi(m[2])
		if err == nil && err2 == nil {
			res.Elapsed, res.Execs = d, n
		}
		return
	}
	if m := written.FindStringSubmatch(line); m != nil {
		res.Input = m[1]
	} else if m := seed.FindStringSubmatch(line); m != nil {
		res.Input = m[1]
	} else if m := execution.FindStringSubmatch(line); m != nil {
		if n, err := strconv.Atoi(m[1]); err == nil {
			res.At = n
		}
	} else if m := place.FindStringSubmatch(line); m != nil && res.Message == "" {
		res.Message = m[1]
	} else if strings.TrimSpace(line) == "context deadline exceeded" {
		res.Deadline = true
	}
}
