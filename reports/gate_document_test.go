package reports

import (
	"strings"

	"github.com/softulp/softulp/gate"
	"github.com/softulp/softulp/gate/baseline"
)

// gated is what a gate shows of a program with every kind of entry.
func gated() *Gate {
	no, target := false, 1
	pass := func(fn, dtype string) gate.Implementation {
		return gate.Implementation{
			Name: "mylib", Version: "1.2", Function: fn, DType: dtype, Profile: "ieee", Verdict: gate.Pass,
			Sentence: "within its allowance on all 2500 rows, at most 0.41 of it", Wrong: &gate.Classes{},
			Rows: 2500, Elements: 70000, MaxULP: 1.52, MeanULP: 0.26, P99ULP: 1.1, CorrectlyRounded: 0.931, WorstOverAllowance: 0.41,
			Checks: []gate.CheckResult{
				{Property: "accuracy", Verdict: gate.Pass, Cases: 2400, Worst: 0.41, Allowed: 1, Why: "each answer is close"},
				{Property: "edge-cases", Verdict: gate.Pass, Cases: 100, Allowed: 1, Why: "as the profile says"},
				{Property: "merge", Verdict: gate.Skip, Why: "it says nothing about this entry"},
			},
			Command: "softulp gate --cmd 'python3 a.py' --function " + fn + " --dtype " + dtype + " --seed 1",
		}
	}
	overflow := pass("softmax", "float32")
	overflow.Verdict, overflow.Unexpected, overflow.WrongClassRows, overflow.Wrong = gate.Fail, true, 31, &gate.Classes{NaN: 40, LostNaN: 2, ZeroSign: 1}
	overflow.Sentence = "accuracy: gives NaN for 1 where 1 is due, though each answer is close"
	overflow.FitsProfile, overflow.BatchInvariant, overflow.Deterministic = "limit", &no, &no
	overflow.Checks[0] = gate.CheckResult{Property: "accuracy", Verdict: gate.Fail, Cases: 2400, Worst: 2, Allowed: 1,
		Why: "gives NaN for 1 where 1 is due, though each answer is close",
		Counterexample: &gate.Counterexample{X: []string{"0x1.63p+06"}, Got: []string{"NaN"}, Exact: []string{"0x1p+00"}, Seed: "made simple from a row of generated row 7",
			Command: "softulp gate --cmd 'python3 a.py' --function softmax --dtype float32 --row=0x1.63p+06"}}
	overflow.Checks[1] = gate.CheckResult{Property: "edge-cases", Verdict: gate.Fail, Cases: 100, Allowed: 1, Why: "NaN is lost",
		Counterexample: &gate.Counterexample{X: []string{"NaN", "0x1p+00"}, Got: []string{"0x1p+00"}, Exact: []string{"NaN"},
			Command: "softulp gate --cmd 'python3 a.py' --function softmax --dtype float32 --row=NaN,0x1p+00"}}

	known := pass("softmax", "float16")
	known.Verdict, known.Expected, known.Sentence = gate.Fail, "vectors and their tails differ: #12", "ties: 1 and 1.001 for equal logits"
	known.Checks[2] = gate.CheckResult{Property: "ties", Verdict: gate.Fail, Cases: 300, Why: "1 and 1.001 for equal logits", Expected: known.Expected}

	hung := pass("log_softmax", "float32")
	hung.Verdict, hung.Unexpected, hung.Rows = gate.Error, true, 64
	hung.Sentence = "could not be judged: it did not answer within 10s (and 1 more)"
	hung.Faults = []gate.Fault{
		{Kind: gate.FaultHang, Message: "it did not answer within 10s", Request: "log_softmax of 64 rows of 1000 float32 logits"},
		{Kind: gate.FaultCrash, Message: "it ended with status 139", Fatal: true},
	}

	budget := pass("cross_entropy", "float64")
	budget.Axis, budget.Verdict, budget.Unexpected, budget.Sentence = "first", gate.Fail, true, "budget: an answer is 1.52 ulp off where 1 are asked for"
	budget.Worst = &gate.Worst{Source: "generated", Row: 9, Hazard: "near-ties", K: 3, X: []string{"0x1p+00", "-Inf", "0x1.8p+00"},
		Sides: gate.Sides{Target: &target}, Got: "0x1p-01", Exact: "0x1.0000000000001p-01", ULP: 1.52, Allowed: 3.7, Command: "softulp gate --row=0x1p+00,-Inf,0x1.8p+00 --target 1"}
	budget.Checks = append(budget.Checks, gate.CheckResult{Property: "budget", Verdict: gate.Fail, Cases: 2400, Worst: 1.52, Allowed: 1, Why: "an answer is 1.52 ulp off where 1 are asked for"})

	declines := gate.Implementation{Name: "mylib", Version: "1.2", Function: "softmax", DType: "bfloat16", Verdict: gate.Unsupported, Sentence: "declined every row: no bfloat16"}
	met := pass("logsumexp", "float32")
	met.Unexpected, met.Unmet, met.Sentence = true, []string{"ties"}, "ties was expected to fail and did not: take the expectation out (#13)"

	doc := &gate.Document{
		Schema: gate.Schema, Seed: 1, Profile: "ieee", Go: "go1.26", Arch: "amd64", Date: "2026-01-02T03:04:05Z", Seconds: 12.5, Cases: 12345,
		Implementations: []gate.Implementation{pass("logsumexp", "float64"), known, overflow, hung, declines, budget, met},
	}
	at := baseline.Entry{Function: "softmax", Name: "mylib", DType: "float32"}
	return &Gate{Document: doc, Changes: []baseline.Change{
		{Kind: baseline.Failing, Entry: at, Why: "gives NaN"},
		{Kind: baseline.Worse, Entry: at, K: "4-15", Unit: baseline.MaxULP, Was: 1.5, Now: 1.8, WasRows: 10, NowRows: 10},
		{Kind: baseline.Better, Entry: at, K: "16-63", Unit: baseline.MeanULP, Was: 0.5, Now: 0.4, WasRows: 10, NowRows: 12},
		{Kind: baseline.Added, Entry: at, K: "1"},
		{Kind: baseline.Missing, Entry: baseline.Entry{Function: "softmax", Name: "mylib", DType: "float8_e5m2"}},
	}}
}

// passing is what a gate shows where all is well.
func passing() *Gate {
	g := gated()
	g.Implementations, g.Changes = g.Implementations[:1], nil
	for _, fn := range []string{"softmax", "log_softmax", "cross_entropy", "softmax_vjp", "log_softmax_vjp", "cross_entropy_grad"} {
		e := g.Implementations[0]
		e.Function = fn
		g.Implementations = append(g.Implementations, e)
	}
	return g
}

// hostileGate is one whose every string tries to break out, or to command the system
// that reads it.
func hostileGate() *Gate {
	const commands = "\n::set-output name=x::y\n::error::owned\r##[error]owned ##vso[task.setvariable variable=x]y %0A::warning::z ]]> &#x0; "
	doc := hostile()
	for i := range doc.Implementations {
		e := &doc.Implementations[i]
		s := commands + e.Name
		e.Name, e.Version, e.Function, e.DType, e.Axis, e.Profile, e.FitsProfile = s, s, s, s, s, s, s
		e.Sentence, e.Command = s, s
		e.Faults = []gate.Fault{{Kind: gate.FaultKind(s), Message: s, Request: s}, {Kind: gate.FaultKind(s), Message: s, Request: s}}
		e.Wrong = &gate.Classes{NaN: 1, LostNaN: 2, Infinity: 3, Finite: 4, Flushed: 5, ZeroSign: 6}
		for _, v := range []gate.Verdict{gate.Fail, gate.Pass, gate.Skip, gate.Verdict(s)} {
			e.Checks = append(e.Checks, gate.CheckResult{Property: s, Verdict: v, Why: s, Worst: 2, Allowed: 1, Counterexample: &gate.Counterexample{
				X: []string{s, s}, Sides: gate.Sides{Target: new(int), Cotangent: []string{s}, Weights: []string{s}, Temperature: s, Smoothing: s},
				Got: []string{s}, Exact: []string{s}, Seed: s, Command: s[:100], Truncated: true}})
		}
	}
	doc.Implementations[3].Checks[1].Expected = commands
	g := &Gate{Document: doc}
	for _, k := range []baseline.Kind{baseline.Worse, baseline.Better, baseline.Added, baseline.Missing, baseline.Unmeasured, baseline.Unjudged,
		baseline.Declined, baseline.Failing, baseline.AsExpected, baseline.Unexpected, baseline.AnotherSeed} {
		c := baseline.Change{Kind: k, Entry: baseline.Entry{Function: "softmax", Name: commands, DType: commands, Axis: commands}, K: commands, Unit: baseline.Unit(commands), Why: strings.Repeat(commands, 3)}
		g.Changes = append(g.Changes, c)
	}
	return g
}
