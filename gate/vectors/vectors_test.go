package vectors

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
	"github.com/softulp/softulp/properties/allowance"
	"github.com/softulp/softulp/reference"
)

// few is options for files that are soon made.
func few(fn function.Function, d dtype.Format) Options {
	return Options{Seed: 1, Functions: []function.Function{fn}, DTypes: []dtype.Format{d}, Rows: 40}
}

func made(t *testing.T, o Options) *File {
	t.Helper()
	f, err := Make(o)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func text(t *testing.T, f *File) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := f.JSON(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestSchema: every file is as the schema says, its numbers have the dtype's width, and
// every flag has a note.
func TestSchema(t *testing.T) {
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource(SchemaFile, document); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile(SchemaFile)
	if err != nil {
		t.Fatal(err)
	}
	for _, fn := range function.All() {
		for _, d := range dtype.All() {
			f := made(t, few(fn, d))
			data := text(t, f)
			instance, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
			if err != nil {
				t.Fatal(err)
			}
			if err := schema.Validate(instance); err != nil {
				t.Errorf("%s: %v", f.Name(), err)
			}
			check(t, f, data)
		}
	}
	for name, broken := range map[string]string{
		"a number":  `"x":["3f800000"]` + "\x00" + `"x":[1]`,
		"digits":    `"x":["3f800000"]` + "\x00" + `"x":["3f80000"]`,
		"a flag":    `"flags":["single"]` + "\x00" + `"flags":["Single one"]`,
		"a key":     `"tcId":1,` + "\x00" + `"tcId":1,"more":1,`,
		"a profile": `"profile": "any"` + "\x00" + `"profile": "none"`,
	} {
		from, to, _ := strings.Cut(broken, "\x00")
		sample := `{"schema":"vectors_schema.json","generator":"","seed":1,"function":"softmax","dtype":"float32","numberOfTests":1,"header":[],"notes":{},` +
			`"testGroups":[{"function":"softmax","dtype":"float32","profile": "any","tests":[{"tcId":1,"comment":"c","flags":["single"],"k":1,"x":["3f800000"],"y":["3f800000"],"allowed":[0]}]}]}`
		for _, s := range []string{sample, strings.Replace(sample, from, to, 1)} {
			instance, err := jsonschema.UnmarshalJSON(strings.NewReader(s))
			if err != nil {
				t.Fatal(err)
			}
			if err := schema.Validate(instance); (err != nil) != (s != sample) {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

// check holds a file against what no schema says.
func check(t *testing.T, f *File, data []byte) {
	t.Helper()
	var read File
	if err := json.Unmarshal(data, &read); err != nil {
		t.Fatal(err)
	}
	d, err := dtype.Parse(read.DType)
	if err != nil {
		t.Fatal(err)
	}
	fn := function.Function(read.Function)
	n := 0
	for _, g := range read.Groups {
		if g.Function != read.Function || g.DType != read.DType {
			t.Errorf("%s: a group of %s in %s", f.Name(), g.Function, g.DType)
		}
		for _, test := range g.Tests {
			if n++; test.ID != n || len(test.X) != test.K || len(test.Y) != fn.Outputs(test.K) || len(test.Allowed) != len(test.Y) {
				t.Errorf("%s: test %d: %+v", f.Name(), n, test)
			}
			if (test.Target != nil) != fn.TakesTarget() || test.Target != nil && *test.Target >= test.K {
				t.Errorf("%s: test %d: target %v", f.Name(), n, test.Target)
			}
			for _, vector := range [][]string{test.X, test.Y, test.Cotangent, test.Weights} {
				for _, s := range vector {
					if len(s) != d.Bits()/4 {
						t.Fatalf("%s: test %d: %q", f.Name(), n, s)
					}
				}
			}
			for _, i := range slices.Concat(test.Free, test.OrNaN) {
				if i >= len(test.Y) {
					t.Errorf("%s: test %d: index %d", f.Name(), n, i)
				}
			}
		}
	}
	if n != read.Tests || n < 50 {
		t.Errorf("%s: %d tests, %d by its head", f.Name(), n, read.Tests)
	}
	flagged := read.flagged()
	for _, flag := range flagged {
		if read.Notes[flag] == "" {
			t.Errorf("%s: no note on %s", f.Name(), flag)
		}
	}
	if len(read.Notes) != len(flagged) {
		t.Errorf("%s: %d notes on %d flags", f.Name(), len(read.Notes), len(flagged))
	}
}

// flagged returns the flags that some test has, sorted.
func (f *File) flagged() []string {
	var all []string
	for _, g := range f.Groups {
		for _, t := range g.Tests {
			all = append(all, t.Flags...)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// passes judges an answer as the guide tells harnesses to.
func passes(test *Test, d dtype.Format, i int, z float64) bool {
	bits, err := strconv.ParseUint(test.Y[i], 16, 64)
	if err != nil {
		return false
	}
	y := d.Decode(bits)
	switch {
	case slices.Contains(test.Free, i), z != z && (y != y || slices.Contains(test.OrNaN, i)):
		return true
	case y != y || z != z || math.IsInf(y, 0) || math.IsInf(z, 0):
		return y == z
	}
	return math.Abs(z-y) <= test.Allowed[i]*d.Spacing(y)
}

// judged counts the tests that an algorithm fails.
func judged(t *testing.T, f *File, d dtype.Format, compute func(y []float64, in function.Input)) (failed, tests int) {
	t.Helper()
	for _, g := range f.Groups {
		if g.Profile != Any && g.Profile != string(reference.IEEE) {
			continue
		}
		for n := range g.Tests {
			test := &g.Tests[n]
			tests++
			y := make([]float64, len(test.Y))
			compute(y, test.in)
			for i, z := range y {
				if !passes(test, d, i, z) {
					failed++
					break
				}
			}
		}
	}
	return failed, tests
}

// TestJudge: correctly rounded answers pass, and so do those of ordinary algorithms; those
// of others and zeros fail.
func TestJudge(t *testing.T) {
	a := impl.Arithmetic{Storage: dtype.Float32, Accumulate: dtype.Float32}
	for fn, names := range map[function.Function]struct{ right, wrong []string }{
		function.Softmax:              {[]string{"shifted", "reciprocal", "log1p", "online", "blocked", "pairwise", "compensated", "parallel", "poly32", "table"}, []string{"naive", "schraudolph", "int8"}},
		function.LogSoftmax:           {[]string{"shifted", "log1p", "online"}, []string{"direct", "log-of-softmax"}},
		function.LogSumExp:            {[]string{"shifted", "log1p", "online"}, []string{"direct"}},
		function.CrossEntropy:         {[]string{"fused", "log1p"}, []string{"chained", "clipped"}},
		function.CrossEntropySoft:     {[]string{"fused"}, []string{"chained"}},
		function.SoftmaxVJP:           {[]string{"direct", "product-first"}, nil},
		function.LogSoftmaxVJP:        {[]string{"direct", "softmax"}, nil},
		function.CrossEntropyGrad:     {[]string{"p-minus-one", "minus-sum"}, []string{"jacobian"}},
		function.CrossEntropySoftGrad: {[]string{"direct"}, []string{"jacobian"}},
	} {
		f := made(t, few(fn, a.Storage))
		row := new(reference.Row)
		failed, tests := judged(t, f, a.Storage, func(y []float64, in function.Input) {
			if err := row.ResetInput(in, reference.IEEE); err != nil {
				t.Fatal(err)
			}
			if err := row.Round(fn, a.Storage, y); err != nil {
				t.Fatal(err)
			}
		})
		if failed > 0 || tests < 60 {
			t.Errorf("%s: %d of %d tests fail with the answers themselves", f.Name(), failed, tests)
		}
		if failed, _ := judged(t, f, a.Storage, func([]float64, function.Input) {}); failed < tests/2 {
			t.Errorf("%s: %d of %d tests fail with zeros", f.Name(), failed, tests)
		}
		found := 0
		for _, im := range impl.Of(fn) {
			wrong := slices.Contains(names.wrong, im.Name)
			if !wrong && !slices.Contains(names.right, im.Name) {
				continue
			}
			found++
			failed, _ := judged(t, f, a.Storage, func(y []float64, in function.Input) { im.Compute(a, y, in) })
			if (failed > 0) != wrong {
				t.Errorf("%s: %s fails %d of %d tests", f.Name(), im.Name, failed, tests)
			}
		}
		if found != len(names.right)+len(names.wrong) {
			t.Errorf("%s: %d implementations", f.Name(), found)
		}
	}
}

// TestProfiles: a file has what is asked for, and rows on which profiles agree once.
func TestProfiles(t *testing.T) {
	o := few(function.Softmax, dtype.Float32)
	count := func() map[string]int {
		n := map[string]int{}
		for _, g := range made(t, o).Groups {
			n[g.Profile] = len(g.Tests)
		}
		return n
	}
	all := count()
	if all["ieee"] == 0 || all["ieee"] != all["limit"] || all["ieee"] != all["masked-zero"] || all["any"] < 60 {
		t.Errorf("%v", all)
	}
	o.Profiles = []reference.Profile{reference.Limit}
	if one := count(); len(one) != 2 || one["any"]+one["limit"] != all["any"]+all["limit"] {
		t.Errorf("limit alone: %v, all: %v", one, all)
	}
	o.Rows, o.Profiles = 0, nil
	if none := count(); none["ieee"] != all["ieee"] || none["any"] != all["any"]-40 {
		t.Errorf("no generated rows: %v", none)
	}
	for _, g := range made(t, few(function.LogSoftmax, dtype.Float16)).Groups {
		for _, test := range g.Tests { // −log m of an infinite logit is rounded like any logarithm
			if g.Profile == "limit" && slices.Contains(test.Flags, "positive-inf-two") && !(test.Allowed[0] > 0.5) {
				t.Errorf("limit: %+v", test)
			}
			if len(test.OrNaN) > 0 && (g.Profile == "limit" || !strings.Contains(test.Flags[0], "positive-inf")) {
				t.Errorf("NaN is as good in %+v", test)
			}
		}
	}
}

// TestRows: every family has a row, if it has any that is narrow enough; wide ones are
// as many as are asked for.
func TestRows(t *testing.T) {
	for _, d := range dtype.All() {
		seen, wides := map[string]bool{}, 0
		for _, r := range rows(d, 1, DefaultRows, 3) {
			seen[r.Hazard] = true
			switch k := len(r.X); {
			case k >= wide:
				wides++
			case k > broader:
				t.Errorf("%v: %s of %d logits", d, r.Hazard, k)
			}
		}
		if len(seen) < 50 || wides != 3 {
			t.Errorf("%v: %d families, %d wide rows", d, len(seen), wides)
		}
	}
	if got := rows(dtype.Float32, 1, 0, 0); len(got) > 0 {
		t.Errorf("%d rows of none", len(got))
	}
	if got := rows(dtype.Float32, 1, 1000, 0); len(got) < 900 {
		t.Errorf("%d rows of 1000", len(got))
	}
}

// TestDeterministic: the files depend on the options alone.
func TestDeterministic(t *testing.T) {
	o := few(function.SoftmaxVJP, dtype.BFloat16)
	a, b := made(t, o), made(t, o)
	var za, zb bytes.Buffer
	if err := a.NPZ(&za); err != nil {
		t.Fatal(err)
	}
	if err := b.NPZ(&zb); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(text(t, a), text(t, b)) || !bytes.Equal(za.Bytes(), zb.Bytes()) {
		t.Error("two files of the same options differ")
	}
	o.Seed = 2
	if c := made(t, o); reflect.DeepEqual(a.Groups, c.Groups) {
		t.Error("another seed has the same tests")
	}
}

func TestNames(t *testing.T) {
	o := Options{Seed: 3}
	if n := len(o.Names()); n != 9*6 {
		t.Errorf("%d files of everything", n)
	}
	o.Functions, o.DTypes = []function.Function{function.Softmax, function.LogSumExp}, []dtype.Format{dtype.Float16}
	if names := o.Names(); len(names) != 2 || names[1].Functions[0] != function.LogSumExp || names[1].Seed != 3 {
		t.Errorf("%+v", names)
	}
	if _, err := Make(o); err == nil {
		t.Error("one file of two functions")
	}
}

// TestPython: a harness that somebody writes after the guide passes what is right and
// fails what is not.
func TestPython(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip("python3 is not here")
	}
	path := filepath.Join(t.TempDir(), "softmax_float64.json")
	f := made(t, few(function.Softmax, dtype.Float64))
	if err := os.WriteFile(path, text(t, f), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		args []string
		want func(out string) bool
	}{
		{[]string{path}, func(out string) bool { return out == "0 failed:\n" }},
		{[]string{path, "naive"}, func(out string) bool { return strings.Count(out, " ") > 5 }},
	} {
		out, err := exec.CommandContext(t.Context(), python, append([]string{"testdata/check.py"}, tt.args...)...).CombinedOutput()
		if err != nil || !tt.want(string(out)) {
			t.Errorf("%v: %v, %s", tt.args, err, out)
		}
	}
}

// TestULPs: an allowance is never below what it is of, by a thousandth or two above, and 0
// where an answer is exact whatever is computed.
func TestULPs(t *testing.T) {
	for _, tt := range []struct {
		a    allowance.Answer
		y    float64
		want float64
	}{
		{allowance.Answer{Y: 1, Spacing: 0x1p-23}, 1, 0},
		{allowance.Answer{Y: 1, Spacing: 0x1p-23, Above: 1.5, Below: 3}, 1, 3.5},
		{allowance.Answer{Y: 1, Spacing: 0x1p-24, Above: 3}, 1, 1.75}, // y is in the next binade
		{allowance.Answer{Y: 1.5, Spacing: 0x1p-23, Above: 0.5000001}, 1.5, 1.001},
		{allowance.Answer{Y: 1.5, Spacing: 0x1p-23, Above: math.MaxFloat64}, 1.5, math.MaxFloat64},
	} {
		if got := ulps(&tt.a, tt.y, dtype.Float32); got != tt.want && !(tt.want == math.MaxFloat64 && got >= tt.want) {
			t.Errorf("%+v: %v, want %v", tt.a, got, tt.want)
		}
	}
	for v := 0.6; v < 1e9; v *= 1.0037 {
		got := ulps(&allowance.Answer{Y: 1.5, Spacing: 0x1p-23, Above: v - 0.5}, 1.5, dtype.Float32)
		if exact := v - 0.5 + 0.5; got < exact || got > exact*1.002 {
			t.Fatalf("%v ulps become %v", exact, got)
		}
	}
}
