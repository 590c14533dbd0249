package gate

import "time"

// Schema is the version of the results document.
const Schema = "softulp/1"

// Verdict is the outcome of a check or of all checks on an implementation.
type Verdict string

const (
	Pass        Verdict = "pass"
	Fail        Verdict = "fail"
	Skip        Verdict = "skip"        // of a check: not judged, and why says so
	Unsupported Verdict = "unsupported" // of an implementation: it declined
	Error       Verdict = "error"       // of an implementation: it could not be judged
)

// Document is the outcome of a run: the only input of every renderer.
type Document struct {
	Schema          string           `json:"schema"`
	Seed            uint64           `json:"seed"`
	Profile         string           `json:"profile"`
	Go              string           `json:"go"`
	Arch            string           `json:"arch"`
	Date            string           `json:"date"`    // RFC 3339, when the run started
	Seconds         float64          `json:"seconds"` // how long it took
	Interrupted     bool             `json:"interrupted,omitempty"`
	Cases           int              `json:"cases"` // rows judged, over all implementations
	Sources         []Source         `json:"sources"`
	Implementations []Implementation `json:"implementations"`

	// Speed is no result: it differs from run to run.
	Speed Speed `json:"-"`
}

// Source is a set of rows that the implementations were judged on.
type Source struct {
	Name  string `json:"name"`  // "digits", "generated", or the file's base name
	About string `json:"about"` // where the rows come from, one sentence
	Rows  int    `json:"rows"`
	MinK  int    `json:"min_k"`
	MaxK  int    `json:"max_k"`
	Real  bool   `json:"real,omitempty"` // logits of a trained model
	// Answers counts the exact answers of finite rows, each rounded to a storage
	// dtype, and Enclosed those of them that the reference's fast tier left to its
	// enclosure tier.
	Answers  int `json:"answers"`
	Enclosed int `json:"enclosed"`
}

// Speed compares the reference's tiers on a sample of a run's rows, in one
// goroutine among those of the run.
type Speed struct {
	Rows, Answers   int
	Fast, Enclosure time.Duration
}

// Implementation is the outcome for one implementation in one arithmetic.
type Implementation struct {
	Name       string  `json:"name"` // "online/float16+float32"
	Version    string  `json:"version"`
	Function   string  `json:"function"`
	DType      string  `json:"dtype"`      // storage
	Accumulate string  `json:"accumulate"` // arithmetic in between
	Verdict    Verdict `json:"verdict"`
	// Sentence says the verdict for a person, with the input to look at.
	Sentence string `json:"sentence"`
	// Expected says why a failure is no surprise: the algorithm explains it.
	Expected string `json:"expected,omitempty"`
	// Unexpected says that the outcome is a finding: a failure that the
	// algorithm does not explain, or an explained one that did not happen.
	Unexpected bool `json:"unexpected,omitempty"`
	// Conjectured says that the allowance rests on a measured figure.
	Conjectured bool `json:"conjectured,omitempty"`

	// Of a program from outside: the axis if it is not the last, the profile that it
	// was judged by and, if it fails that, the one that fits, whether a row's answer was the
	// same whatever stood beside it, and from one time to the next; null if that was
	// not found out.
	Axis           string `json:"axis,omitempty"`
	Profile        string `json:"profile,omitempty"`
	FitsProfile    string `json:"fits_profile,omitempty"`
	BatchInvariant *bool  `json:"batch_invariant,omitempty"`
	Deterministic  *bool  `json:"deterministic,omitempty"`
	// Faults are what kept requests from being answered.
	Faults []Fault `json:"faults,omitempty"`
	// Declined counts rows that it would not answer, Unmet the checks that were expected to fail
	// and did not.
	Declined    int      `json:"declined,omitempty"`
	DeclinedWhy string   `json:"declined_why,omitempty"`
	Unmet       []string `json:"unmet,omitempty"`
	TimedOut    bool     `json:"timed_out,omitempty"` // there was no time for all of it
	Command     string   `json:"command,omitempty"`   // judges it again
	// Wrong counts answers of the wrong class, where Options.Widths asks for it.
	Wrong *Classes `json:"wrong,omitempty"`
	// Widths has the figures for rows of one width class each, likewise.
	Widths []Width `json:"widths,omitempty"`

	Rows int `json:"rows"`
	// LeftOut counts rows that were not judged because they have more than Widest
	// logits.
	LeftOut        int `json:"left_out,omitempty"`
	Widest         int `json:"widest,omitempty"`
	WrongClassRows int `json:"wrong_class_rows"`
	Elements       int `json:"elements"` // answers whose error was measured, worst cases aside
	// The figures below are over the elements of the right class, in ulps of
	// the storage dtype. Worst cases count for the largest ones alone: they were chosen.
	MaxULP             float64 `json:"max_ulp"`
	MeanULP            float64 `json:"mean_ulp"`
	P99ULP             float64 `json:"p99_ulp"` // rounded up by at most 1 %
	CorrectlyRounded   float64 `json:"correctly_rounded"`
	WorstOverAllowance float64 `json:"worst_over_allowance"`
	VacuousElements    int     `json:"vacuous_elements,omitempty"`

	// Worst is the answer with the largest error or, in an entry that fails, the
	// one farthest beyond its allowance; WorstClass, where present, is the first
	// answer of the wrong class.
	Worst      *Worst `json:"worst,omitempty"`
	WorstClass *Worst `json:"worst_class,omitempty"`
	// Known has the worst rows that are known of it, whatever this run judged.
	Known  []KnownCase   `json:"known_worst,omitempty"`
	Checks []CheckResult `json:"checks"`

	// Curves is the figures behind plots.
	Curves *Curves `json:"curves,omitempty"`
	// Nanoseconds is the time that an element takes in rows of at least 64, the median
	// over rows; 0 if nothing was timed. It is no result: it differs from run to run.
	Nanoseconds float64 `json:"-"`
}

// Worst is one answer of one row. Rows wider than MaxListed elements keep the
// elements around Index only and say so.
type Worst struct {
	Source string   `json:"source"` // the Source's name
	Row    int      `json:"row"`    // the row's number in it, from 0
	Hazard string   `json:"hazard,omitempty"`
	Aim    string   `json:"aim,omitempty"` // what goes with the row aims at this
	K      int      `json:"k"`
	X      []string `json:"x"` // hexadecimal floats
	Sides
	From      int     `json:"from,omitempty"` // index of X[0] in the row, and of what goes with it
	Index     int     `json:"index"`          // of the answer in the output
	Got       string  `json:"got"`            // hexadecimal float
	Exact     string  `json:"exact"`          // correctly rounded to the storage dtype
	ULP       float64 `json:"ulp"`            // 0 in a WorstClass
	Allowed   float64 `json:"allowed"`        // in ulps; 0 in a WorstClass
	Command   string  `json:"command"`        // shows it again
	Truncated bool    `json:"truncated,omitempty"`
}

// Sides is what a function takes besides the logits: of it, what the function at hand
// does take. Numbers are hexadecimal floats, vectors hold what belongs to the logits
// that are listed.
type Sides struct {
	Target      *int     `json:"target,omitempty"`
	Cotangent   []string `json:"cotangent,omitempty"`
	Weights     []string `json:"weights,omitempty"`
	Temperature string   `json:"temperature,omitempty"` // where it is not 1
	Smoothing   string   `json:"smoothing,omitempty"`   // where it is not 0
}

// Classes counts answers that are wrong in kind, whatever their distance.
type Classes struct {
	NaN      int `json:"nan"`       // NaN where a number or an infinity is due
	LostNaN  int `json:"lost_nan"`  // a number or an infinity where NaN is due
	Infinity int `json:"infinity"`  // an infinity where a number is due
	Finite   int `json:"finite"`    // a number where an infinity is due, or the other infinity
	Flushed  int `json:"flushed"`   // 0 where a subnormal number is due, and is not declared to be flushed
	ZeroSign int `json:"zero_sign"` // -0 where +0 is due, or the other way round
}

// Width is the figures of rows whose number of logits is in a class: that of baselines.
type Width struct {
	K                string  `json:"k"` // "1", "2-3", "4-15", ...
	Rows             int     `json:"rows"`
	Elements         int     `json:"elements"`
	MaxULP           float64 `json:"max_ulp"`
	MeanULP          float64 `json:"mean_ulp"`
	CorrectlyRounded float64 `json:"correctly_rounded"`
	OverAllowance    float64 `json:"worst_over_allowance"`
}

// CheckResult is the outcome of one property.
type CheckResult struct {
	Property       string          `json:"property"`
	Verdict        Verdict         `json:"verdict"`
	Cases          int             `json:"cases"`
	Worst          float64         `json:"worst"`
	Allowed        float64         `json:"allowed"`
	Why            string          `json:"why"`            // it holds, what refutes it, or why it was not judged
	Rule           string          `json:"rule,omitempty"` // what must hold, of a check that fails
	Counterexample *Counterexample `json:"counterexample,omitempty"`
	// Expected says why a failure is no surprise.
	Expected string `json:"expected,omitempty"`
}

// Counterexample is the input that refutes a property, as hexadecimal floats.
type Counterexample struct {
	X []string `json:"x"`
	Sides
	Got   []string `json:"got"`
	Exact []string `json:"exact"`
	Seed  string   `json:"seed"`
	// What the property draws from, whether more logits belong to the row than are listed
	// and, of programs from outside, the command that shows it again.
	Command   string `json:"command,omitempty"`
	CaseSeed  uint64 `json:"case_seed,omitempty"`
	Truncated bool   `json:"truncated,omitempty"`
}
