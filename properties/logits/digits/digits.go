// Package digits holds the images of handwritten digits on which the folder train
// fits the project's real logits with K = 10, embedded. PROVENANCE.md, one folder up,
// says where they come from and under which licence.
package digits

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
)

//go:embed digits.csv.gz
var file []byte

const (
	Pixels   = 64 // an 8×8 image
	Features = Pixels + 1
	Classes  = 10
	depth    = 16 // a pixel counts the black dots among the 16 of its block

	// Trained is the number of digits that classifiers learn from; the others, a
	// fifth and the last of the file, only judge them.
	Trained = 1437
)

// Digit is one image: its pixels as fractions of black, multiples of 1/16, then a
// constant 1 that carries the bias, and the class it belongs to.
type Digit struct {
	X     [Features]float64
	Class int
}

// Load returns the embedded digits, in the order of the file. Each call decodes
// them anew.
func Load() ([]Digit, error) { return Read(bytes.NewReader(file)) }

// Read reads gzipped lines of 64 pixels in 0…16 and a class in 0…9.
func Read(r io.Reader) ([]Digit, error) {
	z, err := gzip.NewReader(r)
	if err != nil {
		return nil, fmt.Errorf("digits: %w", err)
	}
	lines := csv.NewReader(z)
	lines.FieldsPerRecord = Pixels + 1
	lines.ReuseRecord = true
	var digits []Digit
	for {
		record, err := lines.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("digits: %w", err)
		}
		d, err := parseDigit(record)
		if err != nil {
			return nil, fmt.Errorf("digits: line %d: %w", len(digits)+1, err)
		}
		digits = append(digits, d)
	}
	if len(digits) == 0 {
		return nil, errors.New("digits: no lines")
	}
	return digits, nil
}

func parseDigit(record []string) (Digit, error) {
	var d Digit
	for i, field := range record {
		limit := depth
		if i == Pixels {
			limit = Classes - 1
		}
		v, err := strconv.Atoi(field)
		if err != nil {
			return Digit{}, fmt.Errorf("field %d: %w", i+1, err)
		}
		if v < 0 || v > limit {
			return Digit{}, fmt.Errorf("field %d: %d is not in 0…%d", i+1, v, limit)
		}
		if i == Pixels {
			d.Class = v
		} else {
			d.X[i] = float64(v) / depth
		}
	}
	d.X[Pixels] = 1
	return d, nil
}
