package exhaustive

import (
	"testing"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/impl"
	"github.com/softulp/softulp/properties"
)

func find(t testing.TB, name string, fn function.Function, a impl.Arithmetic) *properties.Subject {
	t.Helper()
	im, err := impl.Find(name, fn)
	if err != nil {
		t.Fatal(err)
	}
	return properties.Of(im, a)
}

// BenchmarkPairs: what judging a pair costs, the implementation's own time included.
func BenchmarkPairs(b *testing.B) {
	for _, name := range []string{"shifted", "online", "schraudolph"} {
		for _, f := range []dtype.Format{dtype.Float16, dtype.BFloat16} {
			a := impl.Arithmetic{Storage: f, Accumulate: dtype.Float32}
			d, err := NewDomain(find(b, name, function.Softmax, a), 2)
			if err != nil {
				b.Fatal(err)
			}
			for _, quickly := range []bool{true, false} {
				b.Run(d.Subject.Name+map[bool]string{true: "/quick", false: "/reference"}[quickly], func(b *testing.B) {
					j := newJudge(d, quickly)
					n := uint64(0)
					for b.Loop() {
						n = (n*6364136223846793005 + 1442695040888963407)
						j.n = n >> 32
						j.one()
					}
					b.ReportMetric(float64(j.Reference)/float64(j.Rows), "reference/row")
				})
			}
		}
	}
}
