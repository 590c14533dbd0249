package target

import (
	"bytes"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
	"github.com/softulp/softulp/properties"
	"github.com/softulp/softulp/reference"
)

func find(t *testing.T, name string) *Target {
	t.Helper()
	got, err := Find(name)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// TestAll: every implementation in every arithmetic is a subject of its function's
// target, and of exactly one of those of some dtypes.
func TestAll(t *testing.T) {
	all, err := All()
	if err != nil {
		t.Fatal(err)
	}
	for _, im := range impl.All() {
		for _, a := range im.Arithmetics {
			name, base, some := im.Name+"/"+a.String(), 0, 0
			for _, target := range all {
				if target.Function != im.Function {
					continue
				}
				for _, s := range target.Subjects() {
					if s.Name == name && target.Name == target.Base {
						base++
					} else if s.Name == name {
						some++
					}
				}
			}
			if base != 1 || some != 1 {
				t.Errorf("%s, %s: in %d targets of all dtypes and %d of some, want 1 and 1", name, im.Function, base, some)
			}
		}
	}
	for _, target := range all {
		for _, p := range target.properties.list {
			if !p.SpeaksOf(target.Function) {
				t.Errorf("%s judges by %s, which says nothing about it", target.Name, p.Name)
			}
		}
	}
	if _, err := Find("FuzzNothing"); err == nil {
		t.Error("a target that does not exist is found")
	}
}

// TestEncode: what is encoded is decoded, by every target that has the program.
func TestEncode(t *testing.T) {
	all, err := All()
	if err != nil {
		t.Fatal(err)
	}
	for _, target := range all {
		base := find(t, target.Base)
		c := properties.Case{Input: function.Logits([]float64{0, 1, -2, math.Inf(-1), 0}), Seed: 200}
		if v, _ := target.Function.Vector(&c.Input); v != nil {
			*v = []float64{1, 3, 2, 0, 4}
		}
		if target.Function.TakesTarget() {
			c.Target, c.Smoothing = 3, 0.5
		}
		if target.Function.TakesSides() {
			c.Temperature = 2
		}
		for _, s := range target.Subjects() {
			if !s.DType.HasInf() {
				continue
			}
			for _, p := range target.properties.list {
				data, err := target.Encode(s.Name, p.Name, c)
				if err != nil {
					t.Fatal(err)
				}
				for _, by := range []*Target{target, base} {
					in, ok := by.Decode(data)
					if !ok || in.Subject.Name != s.Name || in.Property.Name != p.Name || !reflect.DeepEqual(in.Case, c) {
						t.Fatalf("%s, %s: %+v, %v", s.Name, p.Name, in, ok)
					}
				}
				if !bytes.Equal(target.Pin(data), data) || !target.Takes(base, data) {
					t.Fatalf("%s, %s: pinned to % x, taken: %v", s.Name, p.Name, target.Pin(data), target.Takes(base, data))
				}
			}
		}
	}
	target := find(t, "FuzzSoftmaxFloat64")
	for _, c := range [][2]string{{"shifted/float32", "accuracy"}, {"nobody/float64", "accuracy"}, {"shifted/float64", "beauty"}} {
		if _, err := target.Encode(c[0], c[1], properties.Case{}); err == nil {
			t.Errorf("%s, %s: encoded", c[0], c[1])
		}
	}
}

// TestPin: pinned, any bytes mean what they did, and pinning again changes nothing.
func TestPin(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	target := find(t, "FuzzLogSoftmax")
	for n := range 300 {
		data := make([]byte, n%40)
		for i := range data {
			data[i] = byte(rng.Uint32())
		}
		before, ok := target.Decode(data)
		pinned := target.Pin(data)
		after, still := target.Decode(pinned)
		if ok != still || ok != (len(data) >= prefix) {
			t.Fatalf("% x: %v, then %v", data, ok, still)
		}
		if ok && (before.Subject.Name != after.Subject.Name || before.Property.Name != after.Property.Name || before.Case.Seed != after.Case.Seed) {
			t.Fatalf("% x: %s, %s has become %s, %s", data, before.Subject.Name, before.Property.Name, after.Subject.Name, after.Property.Name)
		}
		if !bytes.Equal(target.Pin(pinned), pinned) {
			t.Fatalf("% x: pinned twice", data)
		}
	}
}

// TestProperty: half of the numbers that are no key mean accuracy, the others each
// property.
func TestProperty(t *testing.T) {
	target := find(t, "FuzzSoftmax")
	met := map[string]int{}
	n := uint32(28 * len(target.properties.list))
	for k := range n {
		met[target.Property(k).Name]++
	}
	for _, p := range target.properties.list {
		want := 14
		if p.Name == "accuracy" {
			want += int(n / 2)
		}
		if met[p.Name] != want {
			t.Errorf("%s: %d times of %d, want %d", p.Name, met[p.Name], n, want)
		}
		if got := target.Property(Key(p.Name)); got.Name != p.Name {
			t.Errorf("the key of %s is that of %s", p.Name, got.Name)
		}
	}
}

// TestJudge: a wrong program is found wrong, by the property that is named, or on
// rows that are not of numbers by edge-cases.
func TestJudge(t *testing.T) {
	target := *find(t, "FuzzSoftmaxFloat32")
	wrong := *target.Subjects()[0]
	wrong.Name = "wrong/float32"
	wrong.Compute = function.OnLogits(func(y, x []float64) { clear(y) })
	var err error
	if target.subjects, err = newChoice([]*properties.Subject{&wrong}, func(s *properties.Subject) string { return s.Name }); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		property string
		x        []float64
		want     string
	}{
		{"sum-to-one", []float64{1, 2, 3}, "has not the property sum-to-one"},
		{"accuracy", []float64{1, 2, 3}, "has not the property accuracy"},
		{"accuracy", []float64{1, math.NaN()}, "has not the property edge-cases"},
		{"edge-cases", []float64{1, 2}, ""}, // which says nothing of numbers
		{"accuracy", make([]float64, 9), ""},
	} {
		data, err := target.Encode(wrong.Name, c.property, properties.Case{Input: function.Logits(c.x)})
		if err != nil {
			t.Fatal(err)
		}
		err = target.Judge(new(properties.Bench), data, 8)
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s on %v: %v, want %q", c.property, c.x, err, c.want)
		}
	}
	if err := target.Judge(new(properties.Bench), []byte{1, 2, 3}, 8); err != nil {
		t.Errorf("three bytes: %v", err)
	}
}

func TestCompute(t *testing.T) {
	target := find(t, "FuzzSoftmax")
	data, err := target.Encode("shifted/float64", "accuracy", properties.Case{Input: function.Logits([]float64{3, 3})})
	if err != nil {
		t.Fatal(err)
	}
	y := []float64{9, 9, 9}
	target.Compute(y, data, 1)
	if y[0] != 9 {
		t.Errorf("a row that is too wide was computed: %v", y)
	}
	target.Compute(y, data, 2)
	if !slices.Equal(y, []float64{0.5, 0.5, 9}) {
		t.Errorf("%v, want 0.5, 0.5, 9", y)
	}
}

// TestSeeds: they are the same every time, of every dtype and property, and each
// says what it is about by keys.
func TestSeeds(t *testing.T) {
	for _, name := range []string{"FuzzSoftmax", "FuzzLogSumExpNarrow", "FuzzCrossEntropyGrad", "FuzzSoftmaxVJPFloat32"} {
		target := find(t, name)
		seeds, err := target.Seeds()
		if err != nil {
			t.Fatal(err)
		}
		again, err := target.Seeds()
		if err != nil || !slices.EqualFunc(seeds, again, bytes.Equal) {
			t.Errorf("%s: others the second time, %v", name, err)
		}
		dtypes, subjects, props := map[dtype.Format]bool{}, map[string]bool{}, map[string]bool{}
		for _, data := range seeds {
			in, _ := target.Decode(data)
			dtypes[in.Subject.DType], subjects[in.Subject.Name], props[in.Property.Name] = true, true, true
			if !bytes.Equal(target.Pin(data), data) {
				t.Fatalf("%s: % x is not pinned", name, data)
			}
		}
		all := map[dtype.Format]bool{}
		for _, s := range target.Subjects() {
			all[s.DType] = true
		}
		if len(dtypes) != len(all) || len(subjects) != len(target.Subjects()) || len(props) != len(target.properties.list) {
			t.Errorf("%s: %d of %d dtypes, %d of %d programs, %d of %d properties", name,
				len(dtypes), len(all), len(subjects), len(target.Subjects()), len(props), len(target.properties.list))
		}
	}
}

// TestTiers: seeds ask every question, are pinned, and no tier differs on them.
func TestTiers(t *testing.T) {
	row := new(reference.Row)
	for _, widest := range []int{TiersWidest, PlainWidest} {
		seeds, err := TierSeeds(widest)
		if err != nil {
			t.Fatal(err)
		}
		asked := map[question]bool{}
		for _, data := range seeds {
			q, in, ok, err := ask(data, widest)
			if err != nil || !ok || len(in.X) > widest {
				t.Fatalf("% x: %d logits, %v, %v", data, len(in.X), ok, err)
			}
			asked[q] = true
			if pinned, err := PinTiers(data); err != nil || !bytes.Equal(pinned, data) {
				t.Fatalf("% x: pinned to % x, %v", data, pinned, err)
			}
			if err := Tiers(row, data); err != nil {
				t.Error(err)
			}
			if widest == PlainWidest {
				if err := Plain(data); err != nil {
					t.Error(err)
				}
			}
		}
		if want := len(function.All()) * len(dtype.All()); len(asked) != want {
			t.Errorf("%d questions of %d are asked", len(asked), want)
		}
	}
	loose := []byte{1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 5}
	pinned, err := PinTiers(loose)
	if err != nil || bytes.Equal(pinned, loose) {
		t.Errorf("% x is pinned to % x, %v", loose, pinned, err)
	}
	if short, err := PinTiers([]byte{7}); err != nil || !bytes.Equal(short, []byte{7}) {
		t.Errorf("a byte is pinned to % x, %v", short, err)
	}
	if err := Tiers(row, nil); err != nil {
		t.Error(err)
	}
}
