package baseline

import (
	"errors"
	"fmt"
	"maps"

	"github.com/softulp/softulp/gate"
)

// Update returns the file as the document makes it. Entries that are not in the
// document, and classes that no row fell in, are kept. Nothing that is not as allowed
// gets in, unless it is expected to fail with a reason, the file's or the document's: that
// is an error, and so are an entry that could not be judged, a run that was cut
// short, and figures of two seeds in one file.
func Update(old *File, doc *gate.Document) (*File, error) {
	if doc.Interrupted {
		return nil, errors.New("the baseline is not updated from a run that was interrupted: let it end")
	}
	f := Of(doc)
	now, judged, declined := f.entries(), map[Entry]bool{}, map[Entry]bool{}
	expected := maps.Clone(old.Expected)
	if expected == nil {
		expected = map[Entry]string{}
	}
	for _, e := range outcomes(doc) {
		entry := entryOf(e)
		if judged[entry] {
			return nil, fmt.Errorf("the baseline is not updated: two implementations are %s; name one of them otherwise", entry)
		}
		judged[entry] = true
		failing := e.Verdict == gate.Fail
		switch {
		case e.Verdict == gate.Unsupported:
			delete(expected, entry)
			declined[entry] = true
		case e.Verdict != gate.Pass && e.Verdict != gate.Fail:
			return nil, fmt.Errorf("the baseline is not updated: %s could not be judged", entry)
		case failing && f.Expected[entry] != "":
			expected[entry] = f.Expected[entry]
		case failing && expected[entry] == "":
			return nil, fmt.Errorf("the baseline is not updated: %s is not as allowed; mend it, or write %q into the baseline", entry, expectedMark+entry.String()+": WHY")
		case !failing:
			delete(expected, entry)
		}
	}
	for _, l := range old.Lines {
		if _, again := now[l.Entry][l.K]; again || declined[l.Entry] {
			continue
		}
		if old.Seeded && old.Seed != doc.Seed {
			return nil, fmt.Errorf("the baseline is not updated: %s/k=%s is of seed %d and was not judged; run with --seed %[3]d, or all of it with --seed %d", l.Entry, class(l.K), old.Seed, doc.Seed)
		}
		f.Lines = append(f.Lines, l)
	}
	f.Expected = expected
	f.sort()
	return f, nil
}
