package main

import (
	"bufio"
	"errors"
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
	fn, f, in, err := parseQuestion(question)
	if err != nil {
		return "", fmt.Errorf("question %.200q: %w", question, err)
	}
	var row reference.Row
	if err := row.ResetInput(in, reference.IEEE); err != nil {
		return "", err
	}
	if err := row.Check(fn); err != nil {
		return "", err
	}
	a := row.Answer(fn)
	var bits []string
	for i := range a.Len() {
		if n := a.At(i); n.Rat() != nil && n.Rat().Sign() == 0 {
			bits = append(bits, "zero")
			continue
		}
		bits = append(bits, strconv.FormatUint(f.Encode(a.Round(i, f)), 16))
	}
	return "ok 128 " + strings.Join(bits, ","), nil
}

// parseQuestion reads what appendQuestion writes.
func parseQuestion(question string) (fn function.Function, f dtype.Format, in function.Input, err error) {
	words := strings.Fields(question)
	if len(words) < 3 {
		return fn, f, in, errors.New("want 3 words")
	}
	if fn, err = function.Parse(words[0]); err != nil {
		return fn, f, in, err
	}
	if f, err = dtype.Parse(words[1]); err != nil {
		return fn, f, in, err
	}
	if in.X, err = parseNumbers(words[2]); err != nil {
		return fn, f, in, err
	}
	for _, word := range words[3:] {
		name, value, _ := strings.Cut(word, "=")
		v, err := parseNumbers(value)
		if err != nil {
			return fn, f, in, err
		}
		switch name {
		case "target":
			in.Target = int(v[0])
		case "smoothing":
			in.Smoothing = v[0]
		case "temperature":
			in.Temperature = v[0]
		case "cotangent":
			in.Cotangent = v
		case "weights":
			in.Weights = v
		default:
			return fn, f, in, fmt.Errorf("unknown word %q", word)
		}
	}
	return fn, f, in, nil
}

func parseNumbers(text string) (v []float64, err error) {
	for word := range strings.SplitSeq(text, ",") {
		w, err := strconv.ParseFloat(word, 64)
		if err != nil {
			return nil, err
		}
		v = append(v, w)
	}
	return v, nil
}

// testRows are a few rows of each family, and a hard one.
func testRows() []row {
	rows := slices.Collect(randomRows(6*len(families()), 3))
	in := function.Input{X: []float64{1, 2, math.Inf(-1)}, Cotangent: []float64{1, 0, 2}, Weights: []float64{1, 0, 0}}
	return append(rows, row{"hard.txt:7", true, dtype.Float32, in, function.All()})
}

// twoTiers are two ways to the same answers as those of echo, of which the second
// tells what is exactly 0.
func twoTiers() []tier { return []tier{tiers()[0], tiers()[2]} }

// functions is how many questions a row is asked.
var functions = len(function.All())

// runEcho compares rows with an oracle whose answers change alters.
func runEcho(t *testing.T, rows []row, change func(n int, line string) string) (c checker, findings string, err error) {
	t.Helper()
	var w strings.Builder
	o := echo(t, change)
	c = checker{oracle: o, tiers: twoTiers(), w: &w, tally: newTally()}
	err = c.run(slices.Values(rows))
	if closed := o.close(); err == nil {
		err = closed
	}
	return c, w.String(), err
}

func same(_ int, line string) string { return line }

func TestCheckAgreement(t *testing.T) {
	rows := testRows()
	c, findings, err := runEcho(t, rows, same)
	if err != nil {
		t.Fatal(err)
	}
	if findings != "" || !c.tally.sound() {
		t.Errorf("findings where there are none:\n%s", findings)
	}
	if c.tally.rows != len(rows) || c.tally.hard != 1 || c.tally.questions != functions*len(rows) {
		t.Errorf("%d rows, %d hard, %d questions, want %d, 1 and %d", c.tally.rows, c.tally.hard, c.tally.questions, len(rows), functions*len(rows))
	}
	want := 0
	for _, r := range rows {
		want += 6*len(r.in.X) + 3
	}
	got := 0
	for _, n := range c.tally.answers {
		got += n
	}
	if got != want {
		t.Errorf("%d answers, want %d", got, want)
	}
	for _, tier := range c.tiers {
		if n := c.tally.compared[tier.name]; n != want {
			t.Errorf("%d answers of %s, want %d", n, tier.name, want)
		}
	}
	for _, fn := range function.All() {
		if c.tally.zeros[fn] == 0 {
			t.Errorf("%s: no answer is exactly 0", fn)
		}
	}
}

// TestCheckFindsOneBit flips the last bit of one answer: of each function, in
// the first row and in the last.
func TestCheckFindsOneBit(t *testing.T) {
	rows := testRows()
	last := functions * (len(rows) - 1)
	for q := range 2 * functions {
		n, where := q, " 0x" // the row itself
		if q >= functions {
			n, where = last+q-functions, "hard.txt:7 ("
		}
		fn := function.All()[n%functions]
		t.Run(strconv.Itoa(n), func(t *testing.T) {
			c, findings, err := runEcho(t, rows, func(i int, line string) string {
				if i != n {
					return line
				}
				if zero, ok := strings.CutSuffix(line, "zero"); ok {
					return zero + "1"
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
			for line := range strings.Lines(findings) {
				if !strings.HasPrefix(line, "DIFFERENCE in 1 of ") || !strings.Contains(line, string(fn)+" ") || !strings.Contains(line, where) {
					t.Errorf("finding does not name the row: %s", line)
				}
			}
		})
	}
}

// TestCheckFindsWrongZeros: a zero of the wrong sign is a difference in each tier, and
// an exact zero that is taken for what underflows, or the other way round, is one
// in the tier that tells them apart.
func TestCheckFindsWrongZeros(t *testing.T) {
	question := func(fn function.Function, in function.Input) []row {
		return []row{{"test", false, dtype.Float32, in, []function.Function{fn}}}
	}
	tail := question(function.CrossEntropyGrad, function.Input{X: []float64{0, -1e5}})
	groups := question(function.SoftmaxVJP, function.Input{X: []float64{1, 1, -1e5}, Cotangent: []float64{2, 2, 2}})
	for _, test := range []struct {
		name        string
		rows        []row
		line, wrong string
		differences int
		finding     string
	}{
		{"sign of -0", tail, "80000000,0", "0,0", 2, "output 0: Row.Round 0x80000000 (-0x0p+00), Arb 0x0 "},
		{"sign of +0", tail, "80000000,0", "80000000,80000000", 2, "output 1: Row.Round 0x0 (0x0p+00), Arb 0x80000000 "},
		{"no exact 0", tail, "80000000,0", "80000000,zero", 1, "exactly 0: Number.Round false, Arb true: "},
		{"sign of an exact 0", groups, "zero,zero,zero", "zero,80000000,zero", 2, "Arb 0x80000000 "},
		{"an exact 0", groups, "zero,zero,zero", "zero,zero,0", 1, "exactly 0: Number.Round true, Arb false: "},
	} {
		t.Run(test.name, func(t *testing.T) {
			c, findings, err := runEcho(t, test.rows, func(_ int, line string) string {
				if line != "ok 128 "+test.line {
					t.Errorf("the answer is %q, want %q", line, test.line)
				}
				return "ok 128 " + test.wrong
			})
			if err != nil {
				t.Fatal(err)
			}
			if c.tally.sound() || c.tally.differences != test.differences || strings.Count(findings, "\n") != test.differences {
				t.Errorf("%d differences, want %d", c.tally.differences, test.differences)
			}
			if !strings.Contains(findings, test.finding) {
				t.Errorf("no %q in the findings:\n%s", test.finding, findings)
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
			c, findings, err := runEcho(t, testRows(), func(n int, line string) string {
				if n == functions {
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
	c, findings, err := runEcho(t, rows, func(int, string) string { return "undecided 128" })
	if err != nil {
		t.Fatal(err)
	}
	kinds := functions * (len(families()) + 1)
	if len(c.tally.findings) != kinds {
		t.Errorf("%d kinds of findings, want %d", len(c.tally.findings), kinds)
	}
	want := functions * (len(families())*maxShown + 1) // of each function, and of the one hard row
	if n := strings.Count(findings, "\n"); n != want {
		t.Errorf("%d findings are shown, want %d", n, want)
	}
	if want := functions * len(rows); c.tally.undecided != want {
		t.Errorf("%d undecided, want %d", c.tally.undecided, want)
	}
	var b strings.Builder
	if err := c.tally.write(&b, nil); err != nil {
		t.Fatal(err)
	}
	if want := fmt.Sprintf("\n%d more findings are not shown\n", functions*len(rows)-want); !strings.Contains(b.String(), want) {
		t.Errorf("no %q in\n%s", want, &b)
	}
}

// TestCheckErrors: an oracle that does not keep to the protocol is an error that
// names the row.
func TestCheckErrors(t *testing.T) {
	for _, line := range []string{"error unknown dtype", "", "ok", "ok 128", "ok x 0", "ok 128 0,", "ok 128 -1", "undecided 128 0", "undecided", "ok 128 zeros"} {
		t.Run(line, func(t *testing.T) {
			_, _, err := runEcho(t, testRows(), func(n int, good string) string {
				if n == functions {
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
	in := function.Logits(x)
	for _, tier := range tiers()[:3] {
		row, err := tier.row(in)
		if err != nil {
			t.Fatal(err)
		}
		for _, fn := range function.OfLogits() {
			o, err := tier.round(row, in, fn, dtype.Float64)
			if err != nil {
				t.Fatal(err)
			}
			y := o.y
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

// TestTiersRefuse: a row that lacks what a function takes is an error in every tier,
// and no comparison.
func TestTiersRefuse(t *testing.T) {
	in := function.Logits([]float64{1, 2})
	for _, tier := range tiers() {
		row, err := tier.row(in)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := tier.round(row, in, function.SoftmaxVJP, dtype.Float64); err == nil {
			t.Errorf("%s answers a VJP without a cotangent", tier.name)
		}
	}
}
