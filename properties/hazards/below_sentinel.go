package hazards

import (
	"math/rand/v2"

	"github.com/softulp/softulp/dtype"
)

// belowSentinel has every logit far below a finite number from which some
// kernels start their running maximum: that number then wins, and all
// exponentials are zero (flashinfer issue 4267: −5e4; TensorRT-LLM PR 19220:
// −1e5; lanes that contribute 0: rvllm PR 1).
func belowSentinel() Hazard {
	return Hazard{
		Name:  "below-sentinel",
		About: "all logits far below 0, −100, −1e4, −5e4, −1e5 or −1e9, where a running maximum may have started",
		Generate: func(f dtype.Format, r *rand.Rand, k int) []float64 {
			if k < 1 {
				return nil
			}
			reach := -arithmetic(f, r).ExpUnderflow()
			var sentinels []float64
			for _, s := range []float64{0, 100, 1e4, 5e4, 1e5, 1e9} {
				if s+float64(2.5*reach) <= f.Max() {
					sentinels = append(sentinels, s)
				}
			}
			return gaussian(f, r, k, -pick(r, sentinels...)-float64(1.5*reach), reach/16)
		},
	}
}
