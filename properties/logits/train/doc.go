// Train fits a softmax regression to the UCI handwritten digits and writes the
// logits of every digit: the project's real logits with K = 10.
//
//	go run ./properties/logits/train -csv properties/logits/digits/digits.csv.gz -o digits.npy -targets digits-targets.txt
//
// The result has the same bits on every architecture and every number of CPUs:
// sums run in one fixed order, products are kept from being fused into them,
// and the exponential is the program's own, since math.Exp differs between
// architectures. There is no randomness: the problem is convex and descent
// starts from zero.
package main
