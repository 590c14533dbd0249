package exhaustive

import (
	"bytes"
	"context"
	"encoding/json"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
	"github.com/softulp/softulp/properties"
	"github.com/softulp/softulp/search/shard"
)

func domain(t testing.TB, s *properties.Subject, k int) *Domain {
	t.Helper()
	d, err := NewDomain(s, k)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// agree holds two tallies of the same rows against each other: counts are equal, and
// so is the largest error, as far as it is known.
func agree(t *testing.T, name string, quick, slow Tally) {
	t.Helper()
	if quick.Reference >= slow.Reference && slow.Reference > 0 {
		t.Errorf("%s: package reference was asked %d times of %d", name, quick.Reference, slow.Reference)
	}
	a, b := quick, slow
	a.Reference, b.Reference, a.Worst, b.Worst = 0, 0, Extreme{}, Extreme{}
	if a != b || quick.Worst.Found != slow.Worst.Found ||
		math.Abs(quick.Worst.Value-slow.Worst.Value) > Resolution*(1+slow.Worst.Value) {
		t.Errorf("%s: quick %+v\nreference %+v", name, quick, slow)
	}
}

// TestQuickIsReference: every pair of 8-bit numbers, in every function, judged in both
// ways.
func TestQuickIsReference(t *testing.T) {
	for _, f := range []dtype.Format{dtype.Float8E4M3FN, dtype.Float8E5M2} {
		for _, im := range impl.All() {
			a := impl.Arithmetic{Storage: f, Accumulate: dtype.Float32}
			if !slices.Contains(im.Arithmetics, a) || testing.Short() && im.Name != "shifted" && im.Name != "direct" && im.Name != "fused" {
				continue
			}
			d := domain(t, properties.Of(im, a), 2)
			var got [2]Tally
			for i, quickly := range []bool{true, false} {
				j := newJudge(d, quickly)
				if err := j.run(0, d.Size()); err != nil {
					t.Fatal(err)
				}
				got[i] = j.Tally
			}
			agree(t, im.Name+", "+string(im.Function), got[0], got[1])
		}
	}
}

// TestQuickIsReference16 does the same on parts of the 16-bit pairs.
func TestQuickIsReference16(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 4))
	for _, im := range impl.All() {
		if im.Name != "shifted" && im.Name != "direct" && im.Name != "fused" && im.Name != "schraudolph" && im.Name != "p-minus-one" && im.Name != "softmax" {
			continue
		}
		for _, f := range []dtype.Format{dtype.Float16, dtype.BFloat16} {
			d := domain(t, properties.Of(im, impl.Arithmetic{Storage: f, Accumulate: dtype.Float32}), 2)
			quick, slow := newJudge(d, true), newJudge(d, false)
			for i := range 12 {
				lo := rng.Uint64N(d.Size())
				if i%2 == 0 { // numbers between 2^-4 and 2^6, where there is most to see
					one := uint64(f.Encode(1))
					digits := uint64(1) << (f.Precision() - 1)
					lo = rng.Uint64N(uint64(len(d.sides)))<<32 | (one+rng.Uint64N(6*digits))<<16 | (one - 4*digits + rng.Uint64N(6*digits))
				}
				for _, j := range []*judge{quick, slow} {
					if err := j.run(lo, min(lo+1000, d.Size())); err != nil {
						t.Fatal(err)
					}
				}
			}
			agree(t, d.Subject.Name+", "+string(im.Function), quick.Tally, slow.Tally)
			if quick.Reference*3 > quick.Rows && im.Name != "direct" { // which overflows, unshifted
				t.Errorf("%s: %d of %d rows were left to the reference", d.Subject.Name, quick.Reference, quick.Rows)
			}
		}
	}
}

func run(t *testing.T, items []Item, sh shard.Shard) []byte {
	t.Helper()
	r, err := Run(t.Context(), items, sh, nil)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := r.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func items(t *testing.T) []Item {
	var list []Item
	for _, c := range []struct {
		name string
		fn   function.Function
	}{{"naive", function.Softmax}, {"online", function.Softmax}, {"direct", function.SoftmaxVJP}, {"fused", function.CrossEntropy}, {"shifted", function.LogSumExp}} {
		d := domain(t, find(t, c.name, c.fn, impl.Arithmetic{Storage: dtype.Float8E4M3FN, Accumulate: dtype.Float32}), 2)
		list = append(list, d.Item())
	}
	e := impl.Exponentials()[3]
	e.Lo = -1e-41 // the first few thousand numbers
	return append(list, NewFloat32s(e).Item())
}

// TestShards: sixteen shards, merged in any order, are one run, byte for byte, on any
// number of CPUs.
func TestShards(t *testing.T) {
	list := items(t)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	whole := run(t, list, shard.All)
	runtime.GOMAXPROCS(4)
	for _, n := range []int{1, 3, 16} {
		var parts []*Result
		for i := range n {
			var r Result
			if err := json.Unmarshal(run(t, list, shard.Shard{Index: i, Of: n}), &r); err != nil {
				t.Fatal(err)
			}
			if n == 1 {
				continue // a whole run by itself
			}
			parts = append(parts, &r)
		}
		for seed := range uint64(5) {
			if n == 1 {
				break
			}
			rand.New(rand.NewPCG(seed, 1)).Shuffle(n, func(i, j int) { parts[i], parts[j] = parts[j], parts[i] })
			merged, err := Merge(parts)
			if err != nil {
				t.Fatal(err)
			}
			var b bytes.Buffer
			if err := merged.Write(&b); err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(b.Bytes(), whole) {
				t.Fatalf("%d shards come to\n%s\none to\n%s", n, b.Bytes(), whole)
			}
		}
		if n == 16 {
			if _, err := Merge(parts[1:]); err == nil || !strings.Contains(err.Error(), "missing") {
				t.Errorf("one is missing: %v", err)
			}
			if _, err := Merge(append(slices.Clone(parts[1:]), parts[1])); err == nil || !strings.Contains(err.Error(), "twice") {
				t.Errorf("one is there twice: %v", err)
			}
			parts[3].Entries = slices.Clone(parts[3].Entries)
			parts[3].Entries[0].Name = "other"
			if _, err := Merge(parts); err == nil || !strings.Contains(err.Error(), "different runs") {
				t.Errorf("one is of another run: %v", err)
			}
		}
	}
	one := &Result{Schema: Schema}
	if got, err := Merge([]*Result{one}); err != nil || got != one {
		t.Errorf("the whole by itself: %v, %v", got, err)
	}
	if _, err := Merge([]*Result{one, one}); err == nil || !strings.Contains(err.Error(), "only shards") {
		t.Errorf("two whole runs are merged: %v", err)
	}
}

// TestKnown: figures that follow from formats, without any of this package's arithmetic.
func TestKnown(t *testing.T) {
	// A softmax that is always 1/2: at the pair (x, x) it is right, at all others wrong.
	half := &properties.Subject{Name: "half", Function: function.Softmax, DType: dtype.Float8E5M2,
		Compute: func(y []float64, in function.Input) {
			y[0], y[1] = 0.5, 0.5
			if in.X[0] != in.X[0] || in.X[1] != in.X[1] {
				y[0], y[1] = math.NaN(), math.NaN()
			}
		}}
	j := newJudge(domain(t, half, 2), true)
	if err := j.run(0, j.Size()); err != nil {
		t.Fatal(err)
	}
	// 248 finite numbers, two infinities and six NaN. +Inf beside anything asks for NaN in
	// its place, and so does −Inf beside itself; what is beside +Inf may be 0, so that 0.5 is
	// a number that is off.
	const finite, number = 248, 250
	wrong := uint64(number*number - (number-1)*(number-1) + 1)
	if j.Rows != 1<<16 || j.WrongClass != wrong || j.Answers != 2*(number*number-wrong)+2*(number-1) {
		t.Errorf("%+v, want %d rows of the wrong class", j.Tally, wrong)
	}
	// (x, −Inf) is (1, 0): the error of 0.5 for 0, in the smallest spacing, is 2^15 ulps.
	if math.Abs(j.Worst.Value-0x1p15) > 1 || j.Sum.Value != 0 {
		t.Errorf("the largest error is %v, the sum is %v off", j.Worst.Value, j.Sum.Value)
	}
}

func TestPanic(t *testing.T) {
	bad := &properties.Subject{Name: "bad", Function: function.Softmax, DType: dtype.Float8E5M2,
		Compute: func(y []float64, in function.Input) { panic("no") }}
	if _, err := Run(t.Context(), []Item{domain(t, bad, 2).Item()}, shard.All, nil); err == nil || !strings.Contains(err.Error(), "bad panicked on [0 0]") {
		t.Errorf("got %v", err)
	}
	bad.Compute = func(y []float64, in function.Input) { y[0], y[1] = 0.1, 0.9 }
	if _, err := Run(t.Context(), []Item{domain(t, bad, 2).Item()}, shard.All, nil); err == nil || !strings.Contains(err.Error(), "is no float8_e5m2") {
		t.Errorf("got %v", err)
	}
	if _, err := NewDomain(bad, 5); err == nil || !strings.Contains(err.Error(), "at most 32") {
		t.Errorf("40 bits a row: %v", err)
	}
}

func TestInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if r, err := Run(ctx, items(t), shard.All, nil); err != ErrInterrupted || r != nil {
		t.Errorf("got %v, %v", r, err)
	}
}
