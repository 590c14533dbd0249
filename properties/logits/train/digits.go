package main

import (
	"compress/gzip"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
)

const (
	pixels   = 64 // an 8×8 image
	features = pixels + 1
	classes  = 10
	depth    = 16 // a pixel counts the black dots among the 16 of its block
)

// A digit is one image: its pixels as fractions of black, then a constant 1
// that carries the bias, and the class it belongs to.
type digit struct {
	x     [features]float64
	class int
}

// readDigits reads gzipped lines of 64 pixels in 0…16 and a class in 0…9.
func readDigits(r io.Reader) ([]digit, error) {
	z, err := gzip.NewReader(r)
	if err != nil {
		return nil, fmt.Errorf("digits: %w", err)
	}
	lines := csv.NewReader(z)
	lines.FieldsPerRecord = pixels + 1
	lines.ReuseRecord = true
	var digits []digit
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

func parseDigit(record []string) (digit, error) {
	var d digit
	for i, field := range record {
		limit := depth
		if i == pixels {
			limit = classes - 1
		}
		v, err := strconv.Atoi(field)
		if err != nil {
			return digit{}, fmt.Errorf("field %d: %w", i+1, err)
		}
		if v < 0 || v > limit {
			return digit{}, fmt.Errorf("field %d: %d is not in 0…%d", i+1, v, limit)
		}
		if i == pixels {
			d.class = v
		} else {
			d.x[i] = float64(v) / depth
		}
	}
	d.x[pixels] = 1
	return d, nil
}
