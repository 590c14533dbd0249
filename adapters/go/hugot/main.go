// Hugot: vectorutil.SoftMax, which its text classification turns logits into scores with, in float32.
package main

import (
	"log"
	"os"

	"github.com/knights-analytics/hugot/util/vectorutil"

	"github.com/softulp/softulp/adapters/go/serve"
)

func main() {
	a := serve.Adapter{Name: "Hugot", Version: serve.Version("github.com/knights-analytics/hugot"),
		Float32: map[string]serve.Function[float32]{"softmax": func(r *serve.Request[float32]) error {
			for i := range r.Rows {
				copy(r.Row(r.Y, i), vectorutil.SoftMax(r.Row(r.X, i)))
			}
			return nil
		}}}
	if err := a.Serve(os.Stdin, os.Stdout); err != nil {
		log.Fatal(err)
	}
}
