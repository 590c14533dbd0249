package main

import (
	"bytes"
	"context"
	"encoding/json"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"codeberg.org/sbinet/npyio"
	"codeberg.org/sbinet/npyio/npz"
	"gonum.org/v1/gonum/mat"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/gate"
)

// save writes arrays as .npy files, by name, into the current folder.
func save(t *testing.T, arrays map[string]any) {
	t.Helper()
	for name, a := range arrays {
		var b bytes.Buffer
		if err := npyio.Write(&b, a); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, b.Bytes(), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// given writes logits and their probabilities in float64, right and naive, along both axes,
// and as an archive.
func given(t *testing.T) {
	t.Helper()
	t.Chdir(t.TempDir())
	rows := [][]float64{{1, 2, 3}, {-5, 0.25, 700}, {800, 1, 2}, {0, 0, 0}}
	x, right, naive := mat.NewDense(4, 3, nil), mat.NewDense(4, 3, nil), mat.NewDense(4, 3, nil)
	for i, row := range rows {
		x.SetRow(i, row)
		for of, m := range map[*mat.Dense]float64{right: max(row[0], row[1], row[2]), naive: 0} {
			sum := 0.0
			for k, v := range row {
				of.Set(i, k, math.Exp(v-m))
				sum += of.At(i, k)
			}
			for k := range row {
				of.Set(i, k, of.At(i, k)/sum)
			}
		}
	}
	save(t, map[string]any{"x.npy": x, "right.npy": right, "naive.npy": naive,
		"xt.npy": mat.DenseCopyOf(x.T()), "right-t.npy": mat.DenseCopyOf(right.T()), "naive-t.npy": mat.DenseCopyOf(naive.T())})
	if err := npz.Write("run.npz", map[string]any{"x.npy": x, "y.npy": right, "other.npy": naive}); err != nil {
		t.Fatal(err)
	}
}

func verifying(t *testing.T, line string) result {
	t.Helper()
	return softulp(t.Context(), never(t), append([]string{"verify"}, strings.Fields(line)...)...)
}

func TestVerify(t *testing.T) {
	given(t)
	for _, tt := range []struct {
		line   string
		status int
		stdout []string
	}{
		{"-f softmax -x x.npy -y right.npy", exitOK, []string{"PASS  right.npy: 1 entry is as allowed; 4 rows judged.", "softmax in float64", "Profile ieee, "}},
		{"-f softmax -x xt.npy -y right-t.npy --axis first", exitOK, []string{"softmax in float64 (axis first)", "4 rows"}},
		{"-f softmax -x xt.npy -y right-t.npy --axis -2", exitOK, []string{"softmax in float64 (axis first)"}},
		{"-f softmax -x run.npz", exitOK, []string{"PASS  run.npz:y: "}},
		{"-f softmax -x run.npz:x -y run.npz", exitOK, []string{"PASS  run.npz: "}},
		{"-f softmax -x run.npz -y run.npz:other", exitFinding, []string{"FAIL  run.npz:other: "}},
		{"-f softmax -x x.npy -y naive.npy", exitFinding, []string{
			"gives NaN for 1 in x.npy row 2 (K = 3), answer 0; 1 rows have", "$ softulp exact -f softmax --dtype float64 0x1.9p+09 0x1p+00 0x1p+01\n", "NaN: answers that are NaN where"}},
		{"-f softmax -x x.npy -y naive.npy --row 2", exitFinding, []string{"x.npy row 2", "1 row judged"}},
		{"-f softmax -x x.npy -y naive.npy --row 1", exitOK, []string{"1 row judged"}},
		{"-f softmax -x x.npy -y right.npy --max-ulp 0.1", exitFinding, []string{"budget: an answer is"}},
		{"-f softmax -x x.npy -y x.npy --profile limit", exitFinding, []string{"Profile limit"}},
	} {
		t.Run(tt.line, func(t *testing.T) {
			r := verifying(t, tt.line)
			if r.status != tt.status || r.stderr != "" {
				t.Errorf("status %d: %s%s", r.status, r.stdout, r.stderr)
			}
			for _, want := range tt.stdout {
				if !strings.Contains(r.stdout, want) {
					t.Errorf("no %q in %s", want, r.stdout)
				}
			}
		})
	}
}

// TestVerifyCommands: the command of a finding shows it again.
func TestVerifyCommands(t *testing.T) {
	given(t)
	run := func(r result) result {
		t.Helper()
		_, rest, _ := strings.Cut(r.stdout, "$ softulp ")
		line, _, _ := strings.Cut(rest, "\n")
		return softulp(t.Context(), never(t), strings.Fields(line)...)
	}
	r := run(verifying(t, "-f softmax -x x.npy -y naive.npy"))
	if r.status != exitOK || !strings.Contains(r.stdout, "softmax[0]  1\n") {
		t.Errorf("%+v", r)
	}
	// Two rows of a hundred logits: more than a command line holds.
	wide, zeros := mat.NewDense(2, 100, nil), mat.NewDense(2, 100, nil)
	for k := range 100 {
		zeros.Set(0, k, 0.01)
	}
	save(t, map[string]any{"wide.npy": wide, "zeros.npy": zeros})
	r = verifying(t, "-f softmax -x wide.npy -y zeros.npy --axis 1")
	if !strings.Contains(r.stdout, "$ softulp verify -f softmax -x wide.npy -y zeros.npy --axis 1 --row 1\n") {
		t.Errorf("%+v", r)
	}
	if r = run(r); r.status != exitFinding || !strings.Contains(r.stdout, "1 row judged") || !strings.Contains(r.stdout, "wide.npy row 1") {
		t.Errorf("%+v", r)
	}
}

// TestVerifyAxis: the figures are those along the other axis.
func TestVerifyAxis(t *testing.T) {
	given(t)
	var entries []gate.Implementation
	for _, line := range []string{"-f softmax -x x.npy -y naive.npy --json a.json", "-f softmax -x xt.npy -y naive-t.npy --axis 0 --json b.json"} {
		if r := verifying(t, line); r.status != exitFinding {
			t.Errorf("%+v", r)
		}
		e := readDocument(t, line[len(line)-len("a.json"):]).Implementations[0]
		e.Name, e.Axis, e.Worst, e.WorstClass, e.Checks, e.Sentence, e.Curves = "", "", nil, nil, nil, "", nil
		entries = append(entries, e)
	}
	if !reflect.DeepEqual(entries[0], entries[1]) || entries[0].Elements != 11 || entries[0].Wrong.NaN != 1 {
		a, errA := json.Marshal(entries[0])
		b, errB := json.Marshal(entries[1])
		t.Errorf("%s, %v\n%s, %v", a, errA, b, errB)
	}
}

// TestVerifySides: targets, cotangents and weights are read, and answers of one a row.
func TestVerifySides(t *testing.T) {
	given(t)
	ln2 := math.Ln2
	zeros := mat.NewDense(2, 2, nil)
	save(t, map[string]any{
		"zeros.npy": zeros, "t.npy": []int32{0, 1}, "t8.npy": []uint8{1, 0}, "loss.npy": []float64{ln2, ln2},
		"g.npy": mat.NewDense(2, 2, []float64{1, 3, -1, 1}), "vjp.npy": mat.NewDense(2, 2, []float64{-0.5, 0.5, -0.5, 0.5}),
		"p.npy": mat.NewDense(2, 2, []float64{0, 1, 1, 0}), "grad.npy": mat.NewDense(2, 2, []float64{-0.5, 0.5, 0.5, -0.5}),
	})
	if err := npz.Write("ce.npz", map[string]any{"x.npy": zeros, "y.npy": []float64{ln2, ln2}, "target.npy": []int64{1, 1}}); err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{
		"-f logsumexp -x zeros.npy -y loss.npy",
		"-f cross_entropy -x zeros.npy --target t.npy -y loss.npy",
		"-f cross_entropy -x zeros.npy --target t8.npy -y loss.npy --axis first",
		"-f cross_entropy -x ce.npz",
		"-f cross_entropy_soft -x zeros.npy --weights p.npy -y loss.npy",
		"-f softmax_vjp -x zeros.npy --cotangent g.npy -y vjp.npy",
		"-f cross_entropy_grad -x zeros.npy --target t.npy -y grad.npy",
	} {
		if r := verifying(t, line); r.status != exitOK || !strings.Contains(r.stdout, "2 rows judged") {
			t.Errorf("%s: %+v", line, r)
		}
	}
	r := verifying(t, "-f softmax_vjp -x zeros.npy --cotangent g.npy -y g.npy")
	if r.status != exitFinding || !strings.Contains(r.stdout, "$ softulp exact -f softmax_vjp --dtype float64 --cotangent=0x1p+00,0x1.8p+01 0x0p+00 0x0p+00\n") {
		t.Errorf("%+v", r)
	}
}

// TestVerifyPatterns: dtypes that NumPy has not are read as their bit patterns.
func TestVerifyPatterns(t *testing.T) {
	given(t)
	half := func(f dtype.Format) uint64 { return f.Encode(0.5) }
	for _, f := range []dtype.Format{dtype.Float16, dtype.BFloat16, dtype.Float8E4M3FN, dtype.Float8E5M2} {
		var x, y, off any = []uint16{0, 0}, []uint16{uint16(half(f)), uint16(half(f))}, []uint16{uint16(half(f)), uint16(f.Encode(0.25))}
		if f.Bits() == 8 {
			x, y, off = []uint8{0, 0}, []uint8{uint8(half(f)), uint8(half(f))}, []uint8{uint8(half(f)), uint8(f.Encode(0.25))}
		}
		save(t, map[string]any{"bx.npy": x, "by.npy": y, "off.npy": off})
		if r := verifying(t, "-f softmax -x bx.npy -y by.npy --dtype "+f.String()); r.status != exitOK || !strings.Contains(r.stdout, "softmax in "+f.String()) {
			t.Errorf("%v: %+v", f, r)
		}
		if r := verifying(t, "-f softmax -x bx.npy -y off.npy --dtype "+f.String()); r.status != exitFinding {
			t.Errorf("%v: %+v", f, r)
		}
		if r := verifying(t, "-f softmax -x bx.npy -y by.npy"); r.status != exitUsage || !strings.Contains(r.stderr, "want --dtype D") {
			t.Errorf("%v: %+v", f, r)
		}
	}
}

func TestVerifyUsage(t *testing.T) {
	given(t)
	save(t, map[string]any{
		"row.npy": []float64{1, 2, 3}, "tenth.npy": mat.NewDense(4, 3, []float64{0, 0, 0, 0, 0.1, 0, 0, 0, 0, 0, 0, 0}), "single.npy": 1.0,
		"f32.npy": []float32{0.25, 0.25, 0.5}, "int.npy": []int64{0, 1, 2},
		"t.npy": []int64{0, 1, 2, 3}, "t3.npy": []int64{0, 1, 2}, "tf.npy": []float64{0, 1, math.NaN(), 2}, "tn.npy": []int64{0, -100, 1, 1}, "loss.npy": []float64{0, 0, 0, 0},
		"nan.npy": mat.NewDense(4, 3, []float64{0, 0, 0, 0, 0, 0, 0, 0, math.NaN(), 0, 0, 0}), "minus.npy": mat.NewDense(4, 3, []float64{-1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}),
	})
	whole, err := os.ReadFile("right.npy")
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{"cut.npy": whole[:len(whole)-3], "text.npy": []byte("1 2 3\n"), "bad.npz": whole, "header.npy": []byte("\x93NUMPY\x02\x00\xff\xff\xff\xff\x01"), "model.json": []byte("[]")} {
		if err := os.WriteFile(name, data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for _, tt := range []struct{ line, want string }{
		{"", "no function is given"},
		{"-f softmax", "no logits are given"},
		{"-f softmax -x x.npy", "--y is not given: want FILE.npy"},
		{"-f sofmax -x x.npy -y right.npy", "unknown function"},
		{"-f softmax -x x.npy -y right.npy extra", "unknown command"},
		{"-f softmax -x none.npy -y right.npy", `--x "none.npy": no such file`},
		{"-f softmax -x x.npy -y none.npy", `--y "none.npy": no such file`},
		{"-f softmax -x run.npz -y run.npz:z", `has no member "z", but ["other" "x" "y"]`},
		{"-f softmax -x bad.npz", "is no .npz archive"},
		{"-f softmax -x . -y right.npy", "is a directory"},
		{"-f softmax -x x.npy -y cut.npy", "is truncated"},
		{"-f softmax -x x.npy -y header.npy", "is truncated within its header"},
		{"-f softmax -x text.npy -y right.npy", "is not a .npy file"},
		{"-f softmax -x x.npy -y right-t.npy", "--y is (3, 4) of float64, and --x is (4, 3) of float64: want the same shape"},
		{"-f softmax -x single.npy -y right.npy", "--x holds a single number"},
		{"-f logsumexp -x x.npy -y right.npy", "want one element for each row, (4,) of float64"},
		{"-f softmax -x tenth.npy -y right.npy --dtype float32", "--x: element [1, 1] is 0.1, which is no number of float32"},
		{"-f softmax -x row.npy -y f32.npy --dtype float64", ""},
		{"-f softmax -x x.npy -y tenth.npy --dtype bfloat16", "--y: element [1, 1] is 0.1, which is no number of bfloat16"},
		{"-f softmax -x f32.npy -y int.npy", "--y holds (3,) of int64, and which dtype that is nothing says"},
		{"-f softmax -x x.npy -y right.npy --dtype float31", "unknown dtype"},
		{"-f softmax -x x.npy -y right.npy --profile nosuch", "unknown profile"},
		{"-f softmax -x x.npy -y right.npy --axis 2", "--axis \"2\": want last, first or a number from -2 to 1"},
		{"-f softmax -x x.npy -y right.npy --axis -3", "--axis"},
		{"-f softmax -x x.npy -y right.npy --row 4", "--row 4: there are 4 rows"},
		{"-f softmax -x x.npy -y right.npy --row=-1", "--row -1: want the number of a row"},
		{"-f softmax -x x.npy -y right.npy --max-ulp 0", "--max-ulp 0"},
		{"-f softmax -x x.npy -y right.npy --max-ulp nan", "--max-ulp NaN"},
		{"-f softmax -x x.npy -y right.npy --model model.json", "--model: model \"[]\": want a JSON object"},
		{"-f softmax -x x.npy -y right.npy --model none.json", "neither a JSON object nor a file"},
		{"-f softmax -x x.npy -y right.npy --target t.npy", "--target is given, and softmax takes none"},
		{"-f softmax_vjp -x x.npy -y right.npy", "--cotangent is not given"},
		{"-f softmax_vjp -x run.npz", `has no member "cotangent"`},
		{"-f softmax_vjp -x x.npy -y right.npy --cotangent row.npy", "--cotangent is (3,) of float64, and --x is (4, 3)"},
		{"-f softmax_vjp -x x.npy -y right.npy --cotangent nan.npy", "row 2: cotangent[2] is NaN"},
		{"-f cross_entropy_soft -x x.npy -y loss.npy --weights minus.npy", "row 0: weights[0] is -1"},
		{"-f cross_entropy -x x.npy -y loss.npy", "--target is not given"},
		{"-f cross_entropy -x x.npy -y loss.npy --target t3.npy", "--target is (3,) of int64, and --x is (4, 3) of float64 along axis 1: want one element for each row, (4,) of int64"},
		{"-f cross_entropy -x x.npy -y loss.npy --target tf.npy", "--target is (4,) of float64: want integers"},
		{"-f cross_entropy -x x.npy -y loss.npy --target tn.npy", "--target: element [1] is -100, which is no index of 3 logits"},
		{"-f cross_entropy -x x.npy -y loss.npy --target t.npy", "--target: element [3] is 3, which is no index of 3 logits"},
		{"-f softmax -x x.npy -y right.npy --json none/r.json", "--json"},
	} {
		r := verifying(t, tt.line)
		if tt.want == "" {
			if r.status == exitUsage {
				t.Errorf("%s: %+v", tt.line, r)
			}
			continue
		}
		if r.status != exitUsage || r.stdout != "" || !strings.Contains(r.stderr, tt.want) || strings.Count(r.stderr, "\n") != 1 {
			t.Errorf("%s: %+v, want %q", tt.line, r, tt.want)
		}
	}
}

func TestVerifyOutputs(t *testing.T) {
	given(t)
	r := verifying(t, "-f softmax -x x.npy -y naive.npy --json -")
	if r.status != exitFinding || !strings.HasPrefix(r.stdout, "{") || strings.Contains(r.stdout, "FAIL") {
		t.Errorf("%+v", r)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if r := softulp(ctx, never(t), "verify", "-f", "softmax", "-x", "x.npy", "-y", "right.npy"); r.status != exitFailed || strings.Contains(r.stdout, "PASS") {
		t.Errorf("%+v", r)
	}
	hostile := "a\x1b[31m\n::error::b.npy"
	if err := os.Rename("naive.npy", hostile); err != nil {
		t.Fatal(err)
	}
	if r := softulp(t.Context(), never(t), "verify", "-f", "softmax", "-x", "x.npy", "-y", hostile); r.status != exitFinding || strings.Contains(r.stdout, "\x1b") || strings.Contains(r.stdout, "\n::") {
		t.Errorf("%+v", r)
	}
}

// TestVerifyNumPy: what the README shows, with arrays as NumPy writes them.
func TestVerifyNumPy(t *testing.T) {
	t.Chdir(t.TempDir())
	script := `import numpy as n
x = n.random.default_rng(1).standard_normal((6, 5, 7)).astype('f4')
e = n.exp(x - x.max(1, keepdims=True))
y = e / e.sum(1, keepdims=True)
n.savez_compressed('run.npz', x=x, y=y, f=n.asfortranarray(y), big=y.astype('>f4'))
n.save('bits.npy', (n.array([[1, 2, 3]], 'f4').view('u4') >> 16).astype('u2').view('V2'))
n.save('same.npy', n.array([[0.0625, 0.25, 0.6875]], 'f4'))`
	var out []byte
	var err error
	for _, python := range []string{"python3", "/usr/bin/python3"} { // the second is Debian's, which has NumPy
		if out, err = exec.CommandContext(t.Context(), python, "-c", script).CombinedOutput(); err == nil {
			break
		}
	}
	if err != nil {
		if os.Getenv("CI") != "true" {
			t.Skipf("python3 with NumPy is not here: %v", err)
		}
		t.Fatalf("%v: %s", err, out)
	}
	for _, line := range []string{"-f softmax -x run.npz --axis 1", "-f softmax -x run.npz -y run.npz:f --axis -2", "-f softmax -x run.npz -y run.npz:big --axis 1"} {
		if r := verifying(t, line); r.status != exitOK || !strings.Contains(r.stdout, "42 rows judged") {
			t.Errorf("%s: %+v", line, r)
		}
	}
	if r := verifying(t, "-f softmax -x run.npz --axis 2"); r.status != exitFinding {
		t.Errorf("along another axis: %+v", r)
	}
	if r := verifying(t, "-f softmax -x bits.npy -y same.npy --dtype bfloat16"); r.status == exitUsage || !strings.Contains(r.stdout, "softmax in bfloat16") {
		t.Errorf("%+v", r)
	}
	if names, err := filepath.Glob("*"); err != nil || len(names) != 3 {
		t.Errorf("files %v, %v", names, err)
	}
}
