package reports

import (
	"fmt"
	"math"

	"github.com/softulp/softulp/gate"
)

// tiers says how the exact answers were obtained: by which tier of the reference
// and, where that was measured, at what price. The second sentence differs from
// run to run.
func tiers(d *gate.Document) (share, price string) {
	var all, left, realAll, realLeft int
	for _, s := range d.Sources {
		all += s.Answers
		left += s.Enclosed
		if s.Real {
			realAll += s.Answers
			realLeft += s.Enclosed
		}
	}
	if all == 0 {
		return "", ""
	}
	share = fmt.Sprintf("Of %s the fast tier left %s (a share of %.2g) to the enclosure tier",
		plural(all, "exact answer", "exact answers"), count(left), float64(left)/float64(all))
	if realAll > 0 {
		share += fmt.Sprintf("; of %s on real logits, %s (%.2g)", count(realAll), count(realLeft), float64(realLeft)/float64(realAll))
	}
	share += "."
	if n := float64(d.Speed.Answers); n > 0 && d.Speed.Fast > 0 {
		fast, slow := float64(d.Speed.Fast.Nanoseconds())/n, float64(d.Speed.Enclosure.Nanoseconds())/n
		price = fmt.Sprintf("Time for an exact answer: %.0f ns; by enclosures alone %.0f ns, %.0f times as long.",
			fast, slow, math.Round(slow/fast))
	}
	return share, price
}
