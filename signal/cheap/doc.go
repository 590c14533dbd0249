// Package cheap holds softmaxes that need fewer logits, fewer exponentials or fewer
// nonzero probabilities than the whole one: sampled, hierarchical, adaptive, of the k
// largest, sparsemax and entmax-1.5. One algorithm a file, each written over its
// arithmetic ([impl.Arithmetic]): logits and results are numbers of the storage dtype,
// every operation is rounded to the accumulation dtype.
//
// Those that cost less are given less: [Sampled] reads the logits of its candidates
// only, [Hierarchical.Target] those of one group. The logits are finite, and there is at least one.
package cheap
