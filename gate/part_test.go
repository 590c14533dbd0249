package gate

import (
	"math"
	"reflect"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

// TestAskedByOne: a program of this process is never called while it is called.
func TestAskedByOne(t *testing.T) {
	var calls atomic.Int32
	e := judgedAlone(t, Softmax32("mine", func(y, x []float32) {
		if calls.Add(1) != 1 {
			t.Error("called while it was called")
		}
		softmax32(y, x)
		runtime.Gosched()
		calls.Add(-1)
	}), JudgeOptions{Seed: 1, Workers: 4})
	if e.Verdict != Pass {
		t.Error(e.Sentence)
	}
}

// TestFaultsDeterministic: what comes after a fault does not depend on who is ahead.
func TestFaultsDeterministic(t *testing.T) {
	of := map[bool]*Implementation{}
	for _, slow := range []bool{false, true} {
		p := Softmax32("short", func(x []float32) []float32 {
			if len(x) == 17 {
				x = x[:5]
			}
			return returning(x)
		})
		start := p.Start
		p.Start = func(b *Batch) func() error {
			wait := start(b)
			return func() error {
				if slow {
					time.Sleep(time.Millisecond)
				}
				return wait()
			}
		}
		of[slow] = judgedAlone(t, p, JudgeOptions{Seed: 3, Workers: 2})
	}
	if of[true].Rows == 0 || len(of[true].Faults) != 1 || !reflect.DeepEqual(of[true], of[false]) {
		t.Errorf("%+v\n%+v", of[true], of[false])
	}
}

// TestDeclinedAgain: what is declined each time says nothing of whether it is the same each
// time.
func TestDeclinedAgain(t *testing.T) {
	p := rows(softmax32)
	p.Start = func(b *Batch) func() error { return func() error { return &Declined{Reason: "no"} } }
	e := judgedAlone(t, p, JudgeOptions{Seed: 1})
	for _, property := range []string{"determinism", "batch-invariance"} {
		if c := checkOn(e, property); c.Verdict != Skip || c.Cases != 0 {
			t.Errorf("%s on %d rows: %s", c.Verdict, c.Cases, c.Why)
		}
	}
}

func TestJudgeProgress(t *testing.T) {
	last, all := 0, 0
	o := JudgeOptions{Seed: 1, Rows: 50, Progress: func(done, total int) {
		if done < last || done > total || all != 0 && total != all {
			t.Errorf("%d of %d after %d of %d", done, total, last, all)
		}
		last, all = done, total
	}}
	if judgedAlone(t, rows(softmax32), o); last == 0 || last < all/2 {
		t.Errorf("at last %d of %d", last, all)
	}
}

// TestBatchReset: a batch that is used again is like a new one.
func TestBatchReset(t *testing.T) {
	for _, fn := range function.All() {
		again := new(Batch)
		for _, k := range []int{3, 1, 0, 4, 2} {
			for _, n := range []int{2, 1, 3} {
				if k == 0 && fn.TakesTarget() {
					continue
				}
				fresh := newBatch(fn, dtype.Float32, n, k)
				again.reset(fn, dtype.Float32, n, k)
				in := function.Input{X: make([]float64, k), Cotangent: make([]float64, k), Weights: make([]float64, k)}
				for i := range n {
					for j := range k {
						in.X[j], in.Cotangent[j], in.Weights[j] = float64(i*k+j), 0.5, 0.25
					}
					fresh.add(&in)
					again.add(&in)
				}
				if len(fresh.Target) == 0 {
					again.Target = nil // as good as empty
				}
				if !reflect.DeepEqual(fresh, again) || len(again.X) != n*k || len(again.Y) != n*fn.Outputs(k) {
					t.Errorf("%s, %d of %d: %+v, want %+v", fn, n, k, again, fresh)
				}
				again.Mutated, again.Axis, again.Temperature, again.Smoothing = true, First, 2, 0.5
				for i := range again.Y {
					again.Y[i] = 1
				}
			}
		}
	}
}

func TestDiffers(t *testing.T) {
	nan, other := math.NaN(), math.Float64frombits(0xfff8000000000001)
	for _, c := range []struct {
		before, after []float64
		want          int
	}{
		{nil, nil, -1},
		{[]float64{1, 2}, []float64{1, 2}, -1},
		{[]float64{1, nan, 2}, []float64{1, other, 2}, -1},
		{[]float64{1, nan, 2}, []float64{1, other, 3}, 2},
		{[]float64{nan, 0}, []float64{0, nan}, 0},
		{[]float64{1, 0}, []float64{1, math.Copysign(0, -1)}, 1},
	} {
		if got := differs(c.before, c.after); got != c.want {
			t.Errorf("%v and %v differ at %d, want %d", c.before, c.after, got, c.want)
		}
	}
}
