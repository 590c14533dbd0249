package hazards

// Widths returns the widths K at which kernels take another path, ascending:
// 0 to 3, either side of the multiples of vector widths, unrolling factors and
// tiles, the sizes of common classifiers (50, 100, 1000), of an OCR alphabet
// (6625) and of vocabularies (32000 and 128256, LLaMA 2's and 3's).
func Widths() []int {
	return append(append(smallWidths(), thousands()...), 4095, 4096, 4097, 6625, 32000, 128256)
}

// smallWidths returns the widths at which every family is tried. There are 37
// of them, a prime, so that a walk with any stride visits all.
func smallWidths() []int {
	return []int{
		0, 1, 2, 3, 4, 5, 7, 8, 9, 11, 12, 13, 15, 16, 17, 23, 24, 25, 31, 32, 33,
		47, 48, 49, 50, 63, 64, 65, 95, 96, 97, 100, 127, 128, 129, 191, 193,
	}
}

// thousands returns the widths near 1000, of which every family gets one.
func thousands() []int { return []int{1000, 1023, 1024, 1025} }
