package main

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/reference"
)

// echo is an oracle that answers with the reference's own answers, which change
// may alter: it gets the number of the question and the line to be sent.
func echo(t *testing.T, change func(n int, line string) string) *oracle {
	t.Helper()
	questions, in := io.Pipe()
	out, answers := io.Pipe()
	done := make(chan error, 1)
	go func() {
		defer answers.Close()
		fmt.Fprintln(answers, "oracle: Echo 1.0")
		s := bufio.NewScanner(questions)
		s.Buffer(nil, 1<<24)
		for n := 0; s.Scan(); n++ {
			line, err := echoLine(s.Text())
			if err != nil {
				done <- err
				return
			}
			fmt.Fprintln(answers, change(n, line))
		}
		done <- s.Err()
	}()
	o, err := newOracle(in, out, func() error { return <-done })
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// echoLine answers one question.
func echoLine(question string) (string, error) {
	words := strings.Fields(question)
	if len(words) != 3 {
		return "", fmt.Errorf("question %q: want 3 words", question)
	}
	fn, err := function.Parse(words[0])
	if err != nil {
		return "", err
	}
	f, err := dtype.Parse(words[1])
	if err != nil {
		return "", err
	}
	var x []float64
	for word := range strings.SplitSeq(words[2], ",") {
		v, err := strconv.ParseFloat(word, 64)
		if err != nil {
			return "", err
		}
		x = append(x, v)
	}
	row, err := reference.New(x, reference.IEEE)
	if err != nil {
		return "", err
	}
	a := row.Answer(fn)
	var bits []string
	for i := range a.Len() {
		bits = append(bits, strconv.FormatUint(f.Encode(a.Round(i, f)), 16))
	}
	return "ok 128 " + strings.Join(bits, ","), nil
}

// testRows are a few rows, one of them hard.
func testRows() []row {
	rows := slices.Collect(randomRows(66, 3))
	return append(rows, row{"hard.txt:7", true, dtype.Float32, []float64{1, 2, math.Inf(-1)}, function.OfLogits()})
}

// twoTiers are two ways to the same answers as those of echo.
func twoTiers() []tier {
	first, second := tiers()[0], tiers()[0]
	second.name = "second"
	return []tier{first, second}
}

// runEcho compares testRows with an oracle whose answers change alters.
func runEcho(t *testing.T, change func(n int, line string) string) (c checker, findings string, err error) {
	t.Helper()
	var w strings.Builder
	o := echo(t, change)
	c = checker{oracle: o, tiers: twoTiers(), w: &w, tally: newTally()}
	err = c.run(slices.Values(testRows()))
	if closed := o.close(); err == nil {
		err = closed
	}
	return c, w.String(), err
}

func same(_ int, line string) string { return line }

func TestCheckAgreement(t *testing.T) {
	c, findings, err := runEcho(t, same)
	if err != nil {
		t.Fatal(err)
	}
	rows := testRows()
	if findings != "" || !c.tally.sound() {
		t.Errorf("findings where there are none:\n%s", findings)
	}
	if c.tally.rows != len(rows) || c.tally.hard != 1 || c.tally.questions != 3*len(rows) {
		t.Errorf("%d rows, %d hard, %d questions, want %d, 1 and %d", c.tally.rows, c.tally.hard, c.tally.questions, len(rows), 3*len(rows))
	}
	want := 0
	for _, r := range rows {
		want += 2*len(r.x) + 1
	}
	got := 0
	for _, n := range c.tally.answers {
		got += n
	}
	if got != want {
		t.Errorf("%d answers, want %d", got, want)
	}
}

// TestCheckFindsOneBit flips the last bit of one answer: of each function, in
// the first row and in the last.
func TestCheckFindsOneBit(t *testing.T) {
	last := 3 * (len(testRows()) - 1)
	for _, n := range []int{0, 1, 2, last, last + 1, last + 2} {
		t.Run(strconv.Itoa(n), func(t *testing.T) {
			c, findings, err := runEcho(t, func(i int, line string) string {
				if i != n {
					return line
				}
				b, err := strconv.ParseUint(line[len(line)-1:], 16, 4)
				if err != nil {
					t.Error(err)
				}
				return line[:len(line)-1] + strconv.FormatUint(b^1, 16)
			})
			if err != nil {
				t.Fatal(err)
			}
			if c.tally.sound() || c.tally.differences != 2 || strings.Count(findings, "\n") != 2 {
				t.Errorf("%d differences, want one in each of 2 tiers; findings:\n%s", c.tally.differences, findings)
			}
			fn, where := function.OfLogits()[n%3], " 0x" // the row itself
			if n >= last {
				where = "hard.txt:7 ("
			}
			for line := range strings.Lines(findings) {
				if !strings.HasPrefix(line, "DIFFERENCE in 1 of ") || !strings.Contains(line, string(fn)+" ") || !strings.Contains(line, where) {
					t.Errorf("finding does not name the row: %s", line)
				}
			}
		})
	}
}

func TestCheckOtherFindings(t *testing.T) {
	for _, test := range []struct {
		name, line              string
		undecided, differences  int
		findings, wholeFindings string
	}{
		{"undecided", "undecided 131072", 1, 0, "UNDECIDED at 131072 bits: softmax ", ""},
		{"too many outputs", "ok 128 " + strings.Repeat("0,", 3000) + "0", 0, 2, "DIFFERENCE ", " outputs, Arb 3001: softmax "},
	} {
		t.Run(test.name, func(t *testing.T) {
			c, findings, err := runEcho(t, func(n int, line string) string {
				if n == 3 {
					return test.line
				}
				return line
			})
			if err != nil {
				t.Fatal(err)
			}
			if c.tally.sound() || c.tally.undecided != test.undecided || c.tally.differences != test.differences {
				t.Errorf("%d undecided, %d differences, want %d and %d", c.tally.undecided, c.tally.differences, test.undecided, test.differences)
			}
			if !strings.HasPrefix(findings, test.findings) || !strings.Contains(findings, test.wholeFindings) {
				t.Errorf("findings:\n%s", findings)
			}
		})
	}
}

// TestCheckLimitsFindings says that one defect in many rows does not flood the
// output, nor hide another.
func TestCheckLimitsFindings(t *testing.T) {
	rows := testRows()
	c, findings, err := runEcho(t, func(int, string) string { return "undecided 128" })
	if err != nil {
		t.Fatal(err)
	}
	kinds := 3 * (len(families()) + 1)
	if len(c.tally.findings) != kinds {
		t.Errorf("%d kinds of findings, want %d", len(c.tally.findings), kinds)
	}
	want := 3 * (len(families())*maxShown + 1) // of each function, and of the one hard row
	if n := strings.Count(findings, "\n"); n != want {
		t.Errorf("%d findings are shown, want %d", n, want)
	}
	if want := 3 * len(rows); c.tally.undecided != want {
		t.Errorf("%d undecided, want %d", c.tally.undecided, want)
	}
	var b strings.Builder
	if err := c.tally.write(&b, nil); err != nil {
		t.Fatal(err)
	}
	if want := fmt.Sprintf("\n%d more findings are not shown\n", 3*len(rows)-want); !strings.Contains(b.String(), want) {
		t.Errorf("no %q in\n%s", want, &b)
	}
}

// TestCheckErrors: an oracle that does not keep to the protocol is an error that
// names the row.
func TestCheckErrors(t *testing.T) {
	for _, line := range []string{"error unknown dtype", "", "ok", "ok 128", "ok x 0", "ok 128 0,", "ok 128 -1", "undecided 128 0", "undecided"} {
		t.Run(line, func(t *testing.T) {
			_, _, err := runEcho(t, func(n int, good string) string {
				if n == 3 {
					return line
				}
				return good
			})
			if err == nil || !strings.Contains(err.Error(), "the oracle says") || !strings.HasPrefix(err.Error(), "softmax ") {
				t.Errorf("have error %v, want one that names the row and the answer", err)
			}
		})
	}
}

func TestNewOracleWantsItsName(t *testing.T) {
	for _, first := range []string{"", "hello\n", "oracle: x"} {
		if _, err := newOracle(nil, strings.NewReader(first), nil); err == nil {
			t.Errorf("first line %q is no error", first)
		}
	}
}

// TestTiersAskOnce says that wide rows are answered as others are.
func TestTiersAskOnce(t *testing.T) {
	x := make([]float64, manyTerms)
	for i := range x {
		x[i] = float64(i % 3)
	}
	for _, tier := range tiers() {
		row, err := tier.row(x)
		if err != nil {
			t.Fatal(err)
		}
		for _, fn := range function.OfLogits() {
			y, err := tier.round(row, x, fn, dtype.Float64)
			if err != nil {
				t.Fatal(err)
			}
			if want := fn.Outputs(len(x)); len(y) != want {
				t.Fatalf("%s %s: %d outputs, want %d", tier.name, fn, len(y), want)
			}
			a := row.Answer(fn)
			for _, i := range []int{0, 1, 2, 3, len(y) - 1} {
				if i < len(y) && y[i] != a.Round(i, dtype.Float64) {
					t.Errorf("%s %s: output %d is %x, want %x", tier.name, fn, i, y[i], a.Round(i, dtype.Float64))
				}
			}
		}
	}
}
