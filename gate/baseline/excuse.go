package baseline

import "github.com/softulp/softulp/gate"

// Excuse makes failures of the document expected ones of which the file says why.
func (f *File) Excuse(doc *gate.Document) {
	for i := range doc.Implementations {
		e := &doc.Implementations[i]
		if why := f.Expected[entryOf(e)]; why != "" && e.Verdict == gate.Fail {
			e.Expected, e.Unexpected = why, false
		}
	}
}
