package gate

import "math"

// widthClass is the rows of at least from logits that are in no later class.
type widthClass struct {
	from int
	name string
}

// widthClasses are narrow where implementations change from one loop to another, and
// as wide as a factor of four beyond. Baselines have a line for each.
func widthClasses() []widthClass {
	return []widthClass{
		{1, "1"}, {2, "2"}, {3, "3"}, {4, "4-15"}, {16, "16-63"}, {64, "64-255"}, {256, "256-1023"},
		{1024, "1024-4095"}, {4096, "4096-16383"}, {16384, "16384-65535"}, {65536, "65536+"},
	}
}

// widthFigures adds up the outcomes on rows of one width class.
type widthFigures struct {
	rows, elements, correct int
	sum, max, ratio         float64
}

// add adds the outcome on a row of k logits.
func (t *tally) addWidth(k int, o *outcome) {
	if o.elements == 0 {
		return
	}
	if t.widths == nil {
		t.widths = make([]widthFigures, len(widthClasses()))
	}
	class := 0
	for i, c := range widthClasses() {
		if k >= c.from {
			class = i
		}
	}
	w := &t.widths[class]
	w.rows++
	w.elements += o.elements
	w.correct += o.correct
	w.sum = min(w.sum+o.sum, math.MaxFloat64)
	w.max, w.ratio = max(w.max, o.max), max(w.ratio, o.ratio)
}

// byWidth renders the figures.
func (t *tally) byWidth() []Width {
	var all []Width
	for i, w := range t.widths {
		if w.elements > 0 {
			all = append(all, Width{K: widthClasses()[i].name, Rows: w.rows, Elements: w.elements, MaxULP: w.max,
				MeanULP: w.sum / float64(w.elements), CorrectlyRounded: float64(w.correct) / float64(w.elements), OverAllowance: w.ratio})
		}
	}
	return all
}
