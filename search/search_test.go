package search

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
	"github.com/softulp/softulp/properties"
	"github.com/softulp/softulp/search/shard"
)

func subject(t testing.TB, name string, fn function.Function, arithmetic string) *Subject {
	t.Helper()
	im, err := impl.Find(name, fn)
	if err != nil {
		t.Fatal(err)
	}
	a, err := impl.ParseArithmetic(arithmetic)
	if err != nil {
		t.Fatal(err)
	}
	return &Subject{Subject: properties.Of(im, a)}
}

func newSearch(t testing.TB, s *Subject, c Config, seeds ...function.Input) *Search {
	t.Helper()
	if c.MinK == 0 {
		c.MinK, c.MaxK = 2, 4
	}
	search, err := New(s, c, seeds)
	if err != nil {
		t.Fatal(err)
	}
	return search
}

func result(t testing.TB, s *Search, sh shard.Shard, o Options) *Result {
	t.Helper()
	e, err := s.Run(t.Context(), sh, o)
	if err != nil {
		t.Fatal(err)
	}
	r := &Result{Schema: Schema, Entries: []Entry{*e}}
	if sh.Of > 1 {
		r.Shard = &sh
	}
	return r
}

func text(t testing.TB, r *Result) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := r.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// small is searches of every kind, each a few thousand evaluations.
func small(t testing.TB) []*Search {
	seed := function.Input{X: []float64{1, 2, 3}, Cotangent: []float64{1, -1, 0.1}, Weights: []float64{1, 0, 0}, Target: 2}
	return []*Search{
		newSearch(t, subject(t, "shifted", function.LogSumExp, "float32"), Config{Objective: ULP, Seed: 1, Evaluations: 64_000}, seed),
		newSearch(t, subject(t, "direct", function.SoftmaxVJP, "float16+float32"), Config{Objective: Gradient, Seed: 2, Evaluations: 64_000}, seed),
		newSearch(t, subject(t, "fused", function.CrossEntropy, "float64"), Config{Objective: Allowance, Seed: 3, Evaluations: 64_000}, seed),
		newSearch(t, subject(t, "schraudolph", function.Softmax, "bfloat16+float32"), Config{Objective: Sum, Seed: 4, Evaluations: 64_000}, seed),
		newSearch(t, subject(t, "naive", function.Softmax, "float32"), Config{Objective: Class, Seed: 5, Evaluations: 64_000}, seed),
		newSearch(t, subject(t, "shifted", function.Softmax, "float8_e5m2+float32"), Config{Objective: ULP, Seed: 6, Evaluations: 62_000, MinK: 2, MaxK: 2}),
	}
}

// TestOneResult: the same bytes on one CPU and on four, and from shards in any order.
func TestOneResult(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for _, s := range small(t) {
		name := s.Config.Name + ", " + s.Config.Function
		runtime.GOMAXPROCS(1)
		whole := text(t, result(t, s, shard.All, Options{}))
		runtime.GOMAXPROCS(4)
		if again := text(t, result(t, s, shard.All, Options{})); !bytes.Equal(whole, again) {
			t.Errorf("%s: on 1 CPU\n%s\non 4\n%s", name, whole, again)
		}
		for _, n := range []int{16, 5} {
			var parts []*Result
			for i := range n {
				var r Result
				if err := json.Unmarshal(text(t, result(t, s, shard.Shard{Index: i, Of: n}, Options{})), &r); err != nil {
					t.Fatal(err)
				}
				parts = append(parts, &r)
			}
			rand.New(rand.NewPCG(uint64(n), 1)).Shuffle(n, func(i, j int) { parts[i], parts[j] = parts[j], parts[i] })
			merged, err := Merge(parts)
			if err != nil {
				t.Fatal(err)
			}
			if got := text(t, merged); !bytes.Equal(got, whole) {
				t.Errorf("%s: %d shards come to\n%s\none to\n%s", name, n, got, whole)
			}
			if _, err := Merge(parts[1:]); err == nil || !strings.Contains(err.Error(), "missing") {
				t.Errorf("a shard is missing: %v", err)
			}
		}
		if testing.Short() {
			break
		}
	}
}

// TestResumed: a search that is stopped again and again comes to the same result.
func TestResumed(t *testing.T) {
	for _, s := range small(t) {
		whole := text(t, result(t, s, shard.All, Options{}))
		file := filepath.Join(t.TempDir(), "state.json")
		rng := rand.New(rand.NewPCG(1, 2))
		stopped := 0
		for {
			ctx, cancel := context.WithTimeout(t.Context(), time.Duration(1+rng.IntN(40))*time.Millisecond)
			e, err := s.Run(ctx, shard.All, Options{Checkpoint: file})
			cancel()
			if errors.Is(err, ErrInterrupted) {
				stopped++
				continue
			}
			if err != nil {
				t.Fatal(err)
			}
			if got := text(t, &Result{Schema: Schema, Entries: []Entry{*e}}); !bytes.Equal(got, whole) {
				t.Errorf("%s: stopped %d times, comes to\n%s\nundisturbed to\n%s", s.Config.Name, stopped, got, whole)
			}
			break
		}
		t.Logf("%s: stopped %d times", s.Config.Name, stopped)
		if entries, _ := os.ReadDir(filepath.Dir(file)); len(entries) != 1 {
			t.Errorf("%d files are left, want the checkpoint alone", len(entries))
		}
		if testing.Short() {
			break
		}
	}
}

// TestCheckpointOfAnother: what is no state of this search is not taken for one.
func TestCheckpointOfAnother(t *testing.T) {
	file := filepath.Join(t.TempDir(), "state.json")
	s := subject(t, "shifted", function.LogSumExp, "float32")
	one := newSearch(t, s, Config{Objective: ULP, Seed: 1, Evaluations: 3200})
	result(t, one, shard.All, Options{Checkpoint: file})
	sound, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for name, other := range map[string]*Search{
		"seed":        newSearch(t, s, Config{Objective: ULP, Seed: 2, Evaluations: 3200}),
		"objective":   newSearch(t, s, Config{Objective: Allowance, Seed: 1, Evaluations: 3200}),
		"evaluations": newSearch(t, s, Config{Objective: ULP, Seed: 1, Evaluations: 6400}),
		"seeds":       newSearch(t, s, Config{Objective: ULP, Seed: 1, Evaluations: 3200}, function.Logits([]float64{1})),
	} {
		if _, err := other.Run(t.Context(), shard.All, Options{Checkpoint: file}); err == nil || !strings.Contains(err.Error(), "another search") {
			t.Errorf("another %s: %v", name, err)
		}
	}
	if _, err := one.Run(t.Context(), shard.Shard{Index: 0, Of: 2}, Options{Checkpoint: file}); err == nil || !strings.Contains(err.Error(), "another search") {
		t.Errorf("another shard: %v", err)
	}
	for _, damage := range []string{"", "{}", string(sound[:len(sound)/2]), strings.Replace(string(sound), `"keys":[`, `"keys":[9223372036854775807,`, 1)} {
		if err := os.WriteFile(file, []byte(damage), 0o666); err != nil {
			t.Fatal(err)
		}
		if _, err := one.Run(t.Context(), shard.All, Options{Checkpoint: file}); err == nil || !strings.Contains(err.Error(), "remove it") {
			t.Errorf("%.40q: %v", damage, err)
		}
	}
}

// TestProved: where all rows are judged, the worst is the one that a plain loop finds.
func TestProved(t *testing.T) {
	s := subject(t, "schraudolph", function.Softmax, "float8_e4m3fn+float32")
	r := result(t, newSearch(t, s, Config{Objective: ULP, Seed: 1, Evaluations: 70_000, MinK: 1, MaxK: 2}), shard.All, Options{})
	e := &r.Entries[0]
	space := newSpace(s.Function, s.DType)
	ev := &evaluator{space: space, s: s, o: ULP}
	worst := 0.0
	for a := -space.most; a <= space.most; a++ {
		for b := -space.most; b <= space.most; b++ {
			v, err := ev.score(&point{Keys: []int64{a, b}})
			if err != nil {
				t.Fatal(err)
			}
			worst = max(worst, v.score)
		}
	}
	if !e.Proved || e.Best.Score != worst || e.Best.How != "exhaustive" {
		t.Errorf("got %+v, want the score %v", e.Best, worst)
	}
	if r := result(t, newSearch(t, s, Config{Objective: ULP, Seed: 1, Evaluations: 60_000, MinK: 2, MaxK: 2}), shard.All, Options{}); r.Entries[0].Proved {
		t.Error("60,000 evaluations of 63,001 rows are called a proof")
	}
}

// TestNeedle: what is wrong on a single row in 2^40 or so, with a slope that leads to it, is
// found by the search and not by chance.
func TestNeedle(t *testing.T) {
	at := [2]float64{-0x1.23456p+3, 0x1.fedcbap-4}
	s := &Subject{Subject: &properties.Subject{Name: "needle/float32", Function: function.LogSumExp, DType: dtype.Float32,
		Compute: func(y []float64, in function.Input) {
			m := max(in.X[0], in.X[1])
			y[0] = float64(float32(m + math.Log1p(math.Exp(min(in.X[0], in.X[1])-m))))
			off := math.Abs(in.X[0]-at[0]) + math.Abs(in.X[1]-at[1])
			y[0] = float64(float32(y[0] * (1 + 1e-7/(off+1e-9))))
		}}}
	r := result(t, newSearch(t, s, Config{Objective: ULP, Seed: 1, Evaluations: 300_000, MinK: 2, MaxK: 2}), shard.All, Options{})
	e := &r.Entries[0]
	t.Logf("found %v by %s, random search %v", e.Best.Score, e.Best.How, e.Random.Score)
	if e.Best.X[0] != hex(at[0]) || e.Best.X[1] != hex(at[1]) || e.Ratio < 1000 {
		t.Errorf("found %v with the score %v, random search %v", e.Best.X, e.Best.Score, e.Random.Score)
	}
}

// TestSeeds: a row that is known for another implementation is where the search begins.
func TestSeeds(t *testing.T) {
	at := []float64{-0x1.23456p+3, 0x1.fedcbap-4, 7, 0x1.8p-100}
	s := &Subject{Subject: &properties.Subject{Name: "bad/float32", Function: function.Softmax, DType: dtype.Float32,
		Compute: func(y []float64, in function.Input) {
			for i := range y {
				y[i] = 0
			}
			if len(in.X) == 4 && in.X[0] == at[0] && in.X[1] == at[1] && in.X[2] == at[2] && in.X[3] == at[3] {
				y[0] = dtype.Float32.Max()
			}
		}}}
	r := result(t, newSearch(t, s, Config{Objective: ULP, Seed: 1, Evaluations: 3200, MinK: 2, MaxK: 2}, function.Logits(at)), shard.All, Options{})
	if b := r.Entries[0].Best; b.How != "seed" || b.X[3] != hex(at[3]) {
		t.Errorf("found %+v", b)
	}
}

func TestFaults(t *testing.T) {
	bad := &properties.Subject{Name: "bad/float32", Function: function.Softmax, DType: dtype.Float32}
	for why, compute := range map[string]func(y []float64, in function.Input){
		"bad/float32 panicked on": func(y []float64, in function.Input) { panic("no") },
		"is no float32":           func(y []float64, in function.Input) { y[0] = 0.1 },
		"does not answer twice alike": func() func(y []float64, in function.Input) {
			n := 0.0
			return func(y []float64, in function.Input) { n++; y[0] = n }
		}(),
	} {
		bad.Compute = compute
		s := &Subject{Subject: bad, Answer: nil}
		if why == "does not answer twice alike" { // one goroutine
			s.Answer = func(y []float64, in function.Input) error { compute(y, in); return nil }
		}
		if _, err := newSearch(t, s, Config{Objective: ULP, Seed: 1, Evaluations: 3200}).Run(t.Context(), shard.All, Options{}); err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("%s: %v", why, err)
		}
	}
	down := errors.New("the program has ended")
	s := &Subject{Subject: bad, Answer: func(y []float64, in function.Input) error { return down }}
	if _, err := newSearch(t, s, Config{Objective: ULP, Seed: 1, Evaluations: 3200}).Run(t.Context(), shard.All, Options{}); !errors.Is(err, down) {
		t.Errorf("got %v", err)
	}
	narrow := &Subject{Subject: bad, Answer: func(y []float64, in function.Input) error {
		if len(in.X) > 2 {
			return ErrDeclined
		}
		y[0] = 3
		return nil
	}}
	if e, err := newSearch(t, narrow, Config{Objective: ULP, Seed: 1, Evaluations: 3200}).Run(t.Context(), shard.All, Options{}); err != nil || len(e.Best.X) != 2 {
		t.Errorf("rows of three are declined: got %+v, %v", e, err)
	}
	for _, c := range []Config{{Objective: ULP, Evaluations: 3200, MinK: 0, MaxK: 1}, {Objective: ULP, Evaluations: 3200, MinK: 3, MaxK: 2},
		{Objective: ULP, Evaluations: 31, MinK: 2, MaxK: 2}, {Objective: ULP, Evaluations: 3200, MinK: 2, MaxK: 65}} {
		if _, err := New(s, c, nil); err == nil {
			t.Errorf("%+v is accepted", c)
		}
	}
	vjp := subject(t, "direct", function.SoftmaxVJP, "float32")
	if _, err := New(vjp, Config{Objective: Sum, Evaluations: 3200, MinK: 2, MaxK: 2}, nil); err == nil {
		t.Error("the sum of a gradient is searched")
	}
}
