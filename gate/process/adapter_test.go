package process

import (
	"bufio"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/gate"
)

// The adapters of these tests are this binary, run again: roleName says as what.
const roleName = "SOFTULP_TEST_ROLE"

func TestMain(m *testing.M) {
	role := os.Getenv(roleName)
	if role == "" {
		os.Exit(m.Run())
	}
	play(role)
}

// play is the main function of an adapter.
func play(role string) {
	name, argument, _ := strings.Cut(role, " ")
	for _, roles := range []map[string]func(string){plainRoles, wrongRoles, startRoles, endRoles, fastRoles} {
		if f, ok := roles[name]; ok {
			f(argument)
			return
		}
	}
	fmt.Fprintln(os.Stderr, "no such role:", role)
	os.Exit(99)
}

const helloLine = `{"softulp":1,"name":"test","version":"1.2","functions":{"softmax":["float64","float32","bfloat16"],"logsumexp":["float32"],"cross_entropy":["float32"],"softmax_vjp":["float32"]},"axes":["last","first"]}`

// asked is a request as an adapter sees it.
type asked struct {
	ID                            int64
	Function, DType, Axis         string
	Rows, K                       int
	X, Target, Cotangent, Weights string
}

// serve says hello and answers each request with what answer returns, until standard input
// is closed.
func serve(hello string, answer func(r *asked) string) {
	fmt.Println(hello)
	in := bufio.NewReaderSize(os.Stdin, 1<<16)
	for {
		line, err := in.ReadBytes('\n')
		if err != nil {
			return
		}
		var r asked
		if err := json.Unmarshal(line, &r); err != nil {
			fmt.Fprintln(os.Stderr, "bad request:", err)
			os.Exit(98)
		}
		os.Stdout.WriteString(answer(&r) + "\n")
	}
}

// numbers decodes an array of a request.
func numbers(f dtype.Format, text string) []float64 {
	raw, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		panic(err)
	}
	xs := make([]float64, len(raw)/(f.Bits()/8))
	for i := range xs {
		var pattern [8]byte
		copy(pattern[:], raw[i*f.Bits()/8:(i+1)*f.Bits()/8])
		xs[i] = f.Decode(binary.LittleEndian.Uint64(pattern[:]))
	}
	return xs
}

// text is numbers the other way round.
func text(f dtype.Format, xs []float64) string {
	var raw []byte
	for _, x := range xs {
		raw = append(raw, binary.LittleEndian.AppendUint64(nil, f.Encode(x))[:f.Bits()/8]...)
	}
	return base64.StdEncoding.EncodeToString(raw)
}

// right answers a request as compute does, in float64.
func right(r *asked) string {
	f, _ := dtype.Parse(r.DType)
	x, g := numbers(f, r.X), numbers(f, r.Cotangent)
	var target []int64
	raw, _ := base64.StdEncoding.DecodeString(r.Target)
	for ; len(raw) > 0; raw = raw[8:] {
		target = append(target, int64(binary.LittleEndian.Uint64(raw)))
	}
	at := func(i, j int) int {
		if r.Axis == "first" {
			return j*r.Rows + i
		}
		return i*r.K + j
	}
	fn := function.Function(r.Function)
	y := make([]float64, r.Rows*fn.Outputs(r.K))
	for i := range r.Rows {
		row := function.Input{X: make([]float64, r.K), Cotangent: make([]float64, r.K)}
		for j := range r.K {
			row.X[j] = x[at(i, j)]
			if len(g) > 0 {
				row.Cotangent[j] = g[at(i, j)]
			}
		}
		if target != nil {
			row.Target = int(target[i])
		}
		out := make([]float64, fn.Outputs(r.K))
		compute(fn, out, row)
		if len(out) == 1 && fn.Outputs(2) == 1 {
			y[i] = out[0]
			continue
		}
		for j, v := range out {
			y[at(i, j)] = v
		}
	}
	return fmt.Sprintf(`{"id":%d,"y":"%s"}`, r.ID, text(f, y))
}

// compute is plain: this package carries numbers and does not judge them.
func compute(fn function.Function, y []float64, in function.Input) {
	var sum, dot float64
	for _, x := range in.X {
		sum += math.Exp(x)
	}
	for j, x := range in.X {
		dot += float64(math.Exp(x) / sum * in.Cotangent[j])
	}
	switch fn {
	case function.Softmax:
		for j, x := range in.X {
			y[j] = math.Exp(x) / sum
		}
	case function.LogSumExp:
		y[0] = math.Log(sum)
	case function.CrossEntropy:
		y[0] = math.Log(sum) - in.X[in.Target]
	case function.SoftmaxVJP:
		for j, x := range in.X {
			y[j] = math.Exp(x) / sum * (in.Cotangent[j] - dot)
		}
	default:
		panic(fn)
	}
}

// start starts this binary in a role; the client is closed when the test ends.
func start(t testing.TB, role string, change ...func(*Options)) *Client {
	t.Helper()
	c, err := tryStart(t, role, change...)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func tryStart(t testing.TB, role string, change ...func(*Options)) (*Client, error) {
	t.Helper()
	o := Options{Argv: []string{os.Args[0]}, Env: append(os.Environ(), roleName+"="+role, "GORACE=atexit_sleep_ms=0"), Timeout: 5 * time.Second}
	for _, f := range change {
		f(&o)
	}
	c, err := Start(t.Context(), o)
	if err == nil {
		t.Cleanup(func() { c.Close() })
	}
	return c, err
}

// batch returns a batch of small logits that differ from row to row.
func batch(fn function.Function, f dtype.Format, rows, k int) *gate.Batch {
	b := &gate.Batch{Function: fn, DType: f, Axis: gate.Last, Rows: rows, K: k, Y: make([]float64, rows*fn.Outputs(k))}
	for i := range rows * k {
		b.X = append(b.X, f.Round(float64(i*7%13)/4-1))
	}
	if fn.TakesTarget() {
		for i := range rows {
			b.Target = append(b.Target, int64(i%k))
		}
	}
	switch _, name := fn.Vector(&function.Input{}); name {
	case "cotangent":
		for i := range rows * k {
			b.Cotangent = append(b.Cotangent, f.Round(float64(i*5%11)/2-2))
		}
	case "weights":
		for i := range rows * k {
			b.Weights = append(b.Weights, f.Round(float64(i*5%11)/2))
		}
	}
	return b
}

// checkAnswers compares a batch's answers with what compute makes of it.
func checkAnswers(t testing.TB, b *gate.Batch) {
	t.Helper()
	for i := range b.Rows {
		in := b.Input(i)
		if in.Cotangent == nil {
			in.Cotangent = make([]float64, b.K)
		}
		want := make([]float64, b.Function.Outputs(b.K))
		compute(b.Function, want, in)
		for j, y := range b.Answer(i) {
			if y != b.DType.Round(want[j]) {
				t.Errorf("%v, axis %s: row %d, answer %d is %v, want %v", b, b.Axis, i, j, y, b.DType.Round(want[j]))
				return // not Fatalf: goroutines call this, too
			}
		}
	}
}

var plainRoles = map[string]func(argument string){
	"right": func(string) { serve(helloLine, right) },
}
