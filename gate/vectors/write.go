package vectors

import (
	"archive/zip"
	"bytes"
	_ "embed" // the schema and the guide
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strconv"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/npy"
)

// Names of what is written beside the vectors.
const (
	SchemaFile = "vectors_schema.json"
	GuideFile  = "README.md"
)

//go:embed vectors_schema.json
var schema []byte

//go:embed guide.md
var guide []byte

// Schema returns the JSON Schema of the files.
func Schema() []byte { return bytes.Clone(schema) }

// Guide returns what GuideFile says.
func Guide() []byte { return bytes.Clone(guide) }

// JSON writes the file with each test on a line of its own.
func (f *File) JSON(w io.Writer) error {
	head := *f
	head.Groups = []Group{}
	text, err := json.MarshalIndent(&head, "", " ")
	if err != nil {
		return fmt.Errorf("vectors: %w", err)
	}
	var b bytes.Buffer
	b.Write(bytes.TrimSuffix(text, []byte("[]\n}")))
	b.WriteString("[")
	for i, g := range f.Groups {
		if i > 0 {
			b.WriteString(",")
		}
		fmt.Fprintf(&b, "\n  {\"function\": %q, \"dtype\": %q, \"profile\": %q, \"tests\": [", g.Function, g.DType, g.Profile)
		for k := range g.Tests {
			if k > 0 {
				b.WriteString(",")
			}
			text, err := json.Marshal(&g.Tests[k])
			if err != nil {
				return fmt.Errorf("vectors: %w", err)
			}
			b.WriteString("\n   ")
			b.Write(text)
		}
		b.WriteString("\n  ]}")
	}
	b.WriteString("\n ]\n}\n")
	_, err = w.Write(b.Bytes())
	return err
}

// NPZ writes the tests as arrays: those of a group and of K logits together, each array
// under its name, the group's profile and K, x_any_3. Of rows without logits there are
// none.
func (f *File) NPZ(w io.Writer) error {
	d, err := dtype.Parse(f.DType)
	if err != nil {
		return err
	}
	z := zip.NewWriter(w)
	for _, g := range f.Groups {
		byK := map[int][]*Test{}
		for i := range g.Tests {
			if t := &g.Tests[i]; t.K > 0 {
				byK[t.K] = append(byK[t.K], t)
			}
		}
		for _, k := range slices.Sorted(maps.Keys(byK)) {
			for _, a := range arrays(byK[k], function.Function(f.Function), d) {
				m, err := z.Create(a.name + "_" + g.Profile + "_" + strconv.Itoa(k) + ".npy")
				if err != nil {
					return err
				}
				if err := npy.WriteArray(m, a.Array); err != nil {
					return err
				}
			}
		}
	}
	return z.Close()
}

type named struct {
	name string
	npy.Array
}

// arrays returns the arrays of tests of equally many logits and answers.
func arrays(tests []*Test, fn function.Function, d dtype.Format) (all []named) {
	scalar := fn.Outputs(2) == 1
	add := func(name string, a npy.Array, perRow bool, of func(*Test) []float64) {
		if a.Shape = []int{len(tests), len(of(tests[0]))}; perRow {
			a.Shape = a.Shape[:1]
		}
		for _, t := range tests {
			a.Data = append(a.Data, of(t)...)
		}
		all = append(all, named{name, a})
	}
	numbers := npy.Array{Kind: npy.Float, Bits: d.Bits(), DType: d}
	encode := func(v []float64) []float64 { return v }
	if d != dtype.Float64 && d != dtype.Float32 && d != dtype.Float16 { // NumPy has no such
		numbers.Kind = npy.Unsigned
		encode = func(v []float64) []float64 {
			bits := make([]float64, len(v))
			for i, x := range v {
				bits[i] = float64(d.Encode(x))
			}
			return bits
		}
	}
	add("x", numbers, false, func(t *Test) []float64 { return encode(t.in.X) })
	add("y", numbers, scalar, func(t *Test) []float64 { return encode(t.y) })
	if tests[0].Cotangent != nil {
		add("cotangent", numbers, false, func(t *Test) []float64 { return encode(t.in.Cotangent) })
	}
	if tests[0].Weights != nil {
		add("weights", numbers, false, func(t *Test) []float64 { return encode(t.in.Weights) })
	}
	integers := npy.Array{Kind: npy.Integer, Bits: 64, DType: dtype.Float64}
	if tests[0].Target != nil {
		add("target", integers, true, func(t *Test) []float64 { return []float64{float64(t.in.Target)} })
	}
	add("id", integers, true, func(t *Test) []float64 { return []float64{float64(t.ID)} })
	add("allowed", npy.Array{Kind: npy.Float, Bits: 64, DType: dtype.Float64}, scalar, func(t *Test) []float64 {
		allowed := slices.Clone(t.Allowed)
		for _, i := range t.Free {
			allowed[i] = math.Inf(1)
		}
		return allowed
	})
	add("or_nan", npy.Array{Kind: npy.Unsigned, Bits: 8, DType: dtype.Float64}, scalar, func(t *Test) []float64 {
		or := make([]float64, len(t.y))
		for _, i := range t.OrNaN {
			or[i] = 1
		}
		return or
	})
	return all
}
