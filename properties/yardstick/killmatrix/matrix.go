package killmatrix

// Matrix is what became of a list of mutants. Two of one seed and one program
// differ in the keys "ms" alone.
type Matrix struct {
	Seed        uint64 `json:"seed"`
	Cases       int    `json:"cases"`        // the budget of each mutant
	Killed      int    `json:"killed"`       // mutants that a property kills
	OnlySoftulp int    `json:"only_softulp"` // of these, those that no suite kills
	// Findings says in a sentence each what must not be: a mutant that survives
	// and is not known to be equivalent to a correct implementation, say.
	Findings []string `json:"findings"`
	// NotJudged names the mutants that an interrupted run did not come to.
	NotJudged []string `json:"not_judged,omitempty"`
	Suites    []Suite  `json:"suites"` // other libraries' checks, in the order of tables
	Rows      []Row    `json:"rows"`   // a mutant each
}

// Suite is what the checks of one library make of all mutants.
type Suite struct {
	Name  string  `json:"name"`
	Kills int     `json:"kills"`
	Of    int     `json:"of"` // mutants in a function and dtype that it has tests for
	MS    float64 `json:"ms"` // milliseconds for all mutants, each to its first failure
}

// Row is what became of one mutant.
type Row struct {
	Name       string `json:"name"`
	Section    string `json:"section"`  // of the catalogue
	Severity   string `json:"severity"` // the catalogue's word
	About      string `json:"about"`    // what is computed wrongly
	Source     string `json:"source"`   // who reported it
	Of         string `json:"of"`       // the correct implementation that it deviates from
	Function   string `json:"function"`
	DType      string `json:"dtype"`      // storage
	Accumulate string `json:"accumulate"` // arithmetic in between
	// KilledBy is the property that the mutant violates, "" if it survives.
	KilledBy string `json:"killed_by"`
	// Void is a property that it violates and the correct implementation too: no
	// kill.
	Void string `json:"void,omitempty"`
	// Equivalent says why nothing can kill it, where that is known.
	Equivalent string  `json:"equivalent,omitempty"`
	Cases      int     `json:"cases"` // to the violation, that case included, or all
	MS         float64 `json:"ms"`    // milliseconds that their check takes
	// Why says what is wrong on the counterexample.
	Why            string          `json:"why,omitempty"`
	Counterexample *Counterexample `json:"counterexample,omitempty"`
	// OnlySoftulp says that it is killed, and by no suite.
	OnlySoftulp bool               `json:"only_softulp,omitempty"`
	Suites      map[string]Outcome `json:"suites"` // by the suite's name
}

// Counterexample is the case that kills, made small. Numbers are hexadecimal
// floats.
type Counterexample struct {
	X []string `json:"x"`
	// What the function takes besides logits, if anything; a temperature that is not
	// 1, a smoothing that is not 0.
	Target      *int     `json:"target,omitempty"`
	Cotangent   []string `json:"cotangent,omitempty"`
	Weights     []string `json:"weights,omitempty"`
	Temperature string   `json:"temperature,omitempty"`
	Smoothing   string   `json:"smoothing,omitempty"`

	Seed uint64 `json:"seed"` // of what the property draws: a shift, a permutation
	// Index is that of the answer that Why speaks of, -1 if it concerns no one
	// answer. Got is then absent.
	Index int    `json:"index"`
	Got   string `json:"got,omitempty"`
	// Exact is what Got is held against: the exact answer, correctly rounded to the
	// dtype, to the row that Why speaks of (X, shifted or permuted, say); in merge,
	// determinism and no-mutation what is compared. It is absent where Why speaks of
	// two answers.
	Exact string `json:"exact,omitempty"`
}

// Outcome is what a suite makes of a mutant.
type Outcome string

const (
	Caught         Outcome = "kills"          // a test fails that the correct implementation passes
	Missed         Outcome = "missed"         // all tests pass
	NotApplicable  Outcome = "not applicable" // no tests for the function and dtype
	Indiscriminate Outcome = "indiscriminate" // only tests fail that the correct implementation fails too
)
