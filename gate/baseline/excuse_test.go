package baseline

import (
	"testing"

	"github.com/softulp/softulp/gate"
)

func TestExcuse(t *testing.T) {
	doc := failing()
	e := &doc.Implementations[0]
	new(File).Excuse(doc)
	if !e.Unexpected || e.Expected != "" {
		t.Errorf("excused without a reason: %+v", e)
	}
	f := &File{Expected: map[Entry]string{entryOf(e): "it overflows"}}
	f.Excuse(doc)
	if e.Unexpected || e.Expected != "it overflows" || e.Verdict != gate.Fail {
		t.Errorf("%+v", e)
	}
	e.Verdict, e.Unexpected, e.Expected = gate.Error, true, ""
	if f.Excuse(doc); !e.Unexpected {
		t.Error("what could not be judged is excused")
	}
}
