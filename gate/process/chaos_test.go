package process

import (
	"errors"
	"math/rand/v2"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
	"github.com/softulp/softulp/gate"
)

// chaos is right mostly, and otherwise wrong in some way.
func chaos(seed string) {
	ways := []string{"exit3", "exit0", "half", "twice", "before", "nobody", "print", "neither", "short", "unpadded", "garbage", "close out", "declined"}
	n, _ := strconv.ParseUint(seed, 10, 64)
	random := rand.New(rand.NewPCG(n, uint64(os.Getpid())))
	serve(helloLine, func(r *asked) string {
		if random.IntN(12) == 0 {
			return wrong(ways[random.IntN(len(ways))], r)
		}
		return right(r)
	})
}

// Whatever an adapter does, and whenever: every request is settled, what has no error is
// right, and nothing is left.
func TestChaos(t *testing.T) {
	var answered, faults, restarts int64 // of one seed, none is not out of the question
	for seed := range 3 {
		t.Run(strconv.Itoa(seed), func(t *testing.T) {
			a, f, r := inChaos(t, seed)
			answered, faults, restarts = answered+a, faults+f, restarts+r
		})
	}
	if answered == 0 || faults == 0 || restarts == 0 {
		t.Error("that is no chaos")
	}
}

func inChaos(t *testing.T, seed int) (answers, failures, restarts int64) {
	c := start(t, "chaos "+strconv.Itoa(seed), markedBy(guard(t)), timeout(20*time.Second), func(o *Options) { o.MaxRestarts = 1000 })
	var wg sync.WaitGroup
	var answered, faults atomic.Int64
	for g := range 3 {
		wg.Go(func() {
			var batches []*gate.Batch
			var waits []func() error
			for i := range 30 {
				b := batch(function.Softmax, dtype.Float32, 1+(i+g)%20, 1+(i*g)%50)
				if i%3 == g {
					b.Axis = gate.First
				}
				batches, waits = append(batches, b), append(waits, c.Start(b))
			}
			for i, wait := range waits {
				err := wait()
				f, fault := errors.AsType[*gate.Fault](err)
				_, declined := errors.AsType[*gate.Declined](err)
				switch {
				case err == nil:
					answered.Add(1)
					checkAnswers(t, batches[i])
				case fault && !f.Fatal:
					faults.Add(1)
					checkInert(t, f.Message)
				case !declined:
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	begun := time.Now()
	c.Close()
	if took := time.Since(begun); took > 10*time.Second {
		t.Errorf("it took %v to close", took)
	}
	t.Logf("%d answers, %d faults, started again %d times", answered.Load(), faults.Load(), c.restarts)
	return answered.Load(), faults.Load(), int64(c.restarts)
}
