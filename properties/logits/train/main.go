package main

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/npy"
	"github.com/softulp/softulp/properties/logits/digits"
)

const (
	trained = digits.Trained
	steps   = 1000
)

func main() {
	in := flag.String("csv", "digits.csv.gz", "read the digits from `FILE`")
	out := flag.String("o", "digits.npy", "write the logits to `FILE`")
	targets := flag.String("targets", "digits-targets.txt", "write the classes to `FILE`, one a line")
	flag.Parse()
	if err := run(os.Stdout, *in, *out, *targets); err != nil {
		fmt.Fprintln(os.Stderr, "train:", err)
		os.Exit(1)
	}
}

// run trains on the digits in the file in, writes logits and classes to the
// files out and targets, and reports to w.
func run(w io.Writer, in, out, targets string) error {
	file, err := os.Open(in)
	if err != nil {
		return err
	}
	defer file.Close()
	digits, err := digits.Read(file)
	if err != nil {
		return err
	}
	if len(digits) <= trained {
		return fmt.Errorf("%s: %d digits, want more than the %d to train on", in, len(digits), trained)
	}
	model, norm := train(digits[:trained], steps)
	fmt.Fprintf(w, "%d steps, norm of the gradient %.3g\n", steps, norm)
	fmt.Fprintf(w, "trained on:  %d of %d correct\n", model.correct(digits[:trained]), trained)
	fmt.Fprintf(w, "held out:    %d of %d correct\n", model.correct(digits[trained:]), len(digits)-trained)
	fmt.Fprintf(w, "all:         %d of %d correct\n", model.correct(digits), len(digits))

	// Everything goes to memory first: no half-written file stays behind.
	matrix := npy.Matrix{Rows: len(digits), K: classes, DType: dtype.Float64}
	var lines, logits bytes.Buffer
	for i := range digits {
		z := model.logits(&digits[i].X)
		matrix.Data = append(matrix.Data, z[:]...)
		fmt.Fprintln(&lines, digits[i].Class)
	}
	fmt.Fprintf(w, "logits from %v to %v\n", slices.Min(matrix.Data), slices.Max(matrix.Data))
	if err := npy.Write(&logits, matrix); err != nil {
		return err
	}
	if err := os.WriteFile(out, logits.Bytes(), 0o644); err != nil {
		return err
	}
	return os.WriteFile(targets, lines.Bytes(), 0o644)
}
