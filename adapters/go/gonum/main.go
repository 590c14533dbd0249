// Gonum: floats.LogSumExp, in float64.
package main

import (
	"log"
	"os"

	"gonum.org/v1/gonum/floats"

	"github.com/softulp/softulp/adapters/go/serve"
)

func main() {
	a := serve.Adapter{Name: "Gonum", Version: serve.Version("gonum.org/v1/gonum"),
		Float64: map[string]serve.Function[float64]{"logsumexp": func(r *serve.Request[float64]) error {
			for i := range r.Y {
				r.Y[i] = floats.LogSumExp(r.Row(r.X, i))
			}
			return nil
		}}}
	if err := a.Serve(os.Stdin, os.Stdout); err != nil {
		log.Fatal(err)
	}
}
