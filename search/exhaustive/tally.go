package exhaustive

// Tally is what came out over a part of a domain. Tallies of parts add up to that of
// the whole, in whatever order.
type Tally struct {
	// Rows were judged, Answers of them were numbers where numbers were due, and Correct
	// of those were correctly rounded. WrongClass rows have an answer that is infinite
	// or NaN where that is not due, or the other way round.
	Rows, Answers, Correct, WrongClass uint64
	Worst, Wrong, Sum                  Extreme
	// Reference counts rows for which package reference was asked. It is no result.
	Reference uint64
}

// Extreme is the largest figure over some rows, and the first row that has it.
type Extreme struct {
	Value float64
	Row   uint64 // its number in the domain
	Index int    // of the answer
	Found bool
}

// see makes e hold v, if that is larger, or as large in an earlier row.
func (e *Extreme) see(v float64, row uint64, index int) {
	if e.Found && (v < e.Value || v == e.Value && (row > e.Row || row == e.Row && index >= e.Index)) {
		return
	}
	*e = Extreme{v, row, index, true}
}

// Add adds what came out of another part.
func (t *Tally) Add(o *Tally) {
	t.Rows += o.Rows
	t.Answers += o.Answers
	t.Correct += o.Correct
	t.WrongClass += o.WrongClass
	t.Reference += o.Reference
	for _, e := range [][2]*Extreme{{&t.Worst, &o.Worst}, {&t.Wrong, &o.Wrong}, {&t.Sum, &o.Sum}} {
		if e[1].Found {
			e[0].see(e[1].Value, e[1].Row, e[1].Index)
		}
	}
}
