package reports

import (
	"github.com/softulp/softulp/gate"
	"github.com/softulp/softulp/properties/yardstick/killmatrix"
)

// Results is what a report shows. As JSON it is the document's object, with a key
// more where mutants were judged: "mutants", whose keys [killmatrix.Matrix]
// documents.
type Results struct {
	*gate.Document
	// Mutants is what became of implementations with a known defect, nil where
	// none were judged.
	Mutants *killmatrix.Matrix `json:"mutants,omitempty"`
}

// mutantFindings returns what must not be among the mutants, in sentences.
func (r *Results) mutantFindings() []string {
	if r.Mutants == nil {
		return nil
	}
	return r.Mutants.Findings
}

// Incomplete reports whether the results are those of a part of a run.
func (r *Results) Incomplete() bool {
	return r.Interrupted || r.Mutants != nil && len(r.Mutants.NotJudged) > 0
}
