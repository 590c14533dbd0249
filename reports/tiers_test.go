package reports

import (
	"testing"
	"time"

	"github.com/softulp/softulp/gate"
)

func TestTiers(t *testing.T) {
	digits := gate.Source{Name: "digits", Real: true, Answers: 1500, Enclosed: 3}
	generated := gate.Source{Name: "generated", Answers: 500, Enclosed: 17}
	speed := gate.Speed{Rows: 2, Answers: 100, Fast: 5 * time.Microsecond, Enclosure: time.Millisecond}
	for _, c := range []struct {
		name         string
		d            gate.Document
		share, price string
	}{
		{"nothing", gate.Document{Speed: speed}, "", ""},
		{"generated alone", gate.Document{Sources: []gate.Source{generated}},
			"Of 500 exact answers the fast tier left 17 (a share of 0.034) to the enclosure tier.", ""},
		{"both", gate.Document{Sources: []gate.Source{digits, generated}, Speed: speed},
			"Of 2,000 exact answers the fast tier left 20 (a share of 0.01) to the enclosure tier; of 1,500 on real logits, 3 (0.002).",
			"Time for an exact answer: 50 ns; by enclosures alone 10000 ns, 200 times as long."},
	} {
		if share, price := tiers(&c.d); share != c.share || price != c.price {
			t.Errorf("%s: %q, %q, want %q, %q", c.name, share, price, c.share, c.price)
		}
	}
}
