package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/softulp/softulp/gate"
	"github.com/softulp/softulp/gate/peers"
)

func TestHTML(t *testing.T) {
	library := func(name string, ulp float64, rows int) *peers.Outcome {
		return &peers.Outcome{Library: &peers.Library{Name: name}, Version: "1.2", Document: &gate.Document{Seed: 3, Profile: "ieee", Date: "2026-01-02T03:04:05Z", Cases: rows,
			Sources:         []gate.Source{{Name: "generated", Rows: rows, MinK: 1, MaxK: rows, Answers: 10}},
			Implementations: []gate.Implementation{{Name: name, Function: "softmax", DType: "float32", Accumulate: "float32", Verdict: gate.Pass, MaxULP: ulp, Elements: 1}}}}
	}
	outcomes := []*peers.Outcome{library("numpy", 2, 5), {Library: &peers.Library{Name: "gone"}, Absent: "it does not start"}, library("torch", 1, 7)}
	d := together(outcomes)
	if len(d.Implementations) != 2 || d.Cases != 12 || d.Seed != 3 || len(d.Sources) != 1 || d.Sources[0].Rows != 7 || d.Sources[0].Answers != 20 || d.Implementations[1].Version != "1.2" {
		t.Errorf("%+v", d)
	}
	dir := t.TempDir()
	if err := writeHTML(dir, outcomes); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(filepath.Join(dir, "index.html"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"numpy", "torch", "it does not start", "1 of 3 libraries were not there."} {
		if !strings.Contains(string(b), want) {
			t.Errorf("no %q", want)
		}
	}
	if err := writeHTML(t.TempDir(), outcomes[1:2]); err != nil { // none was judged
		t.Error(err)
	}
}
