// Package search hunts for the row on which a program is farthest from the exact
// answer.
//
// A row is a point: the bit patterns of its numbers as integers in the order of the
// numbers, so that a halved interval is a halved set of numbers ([space]). Four ways lead to
// bad points, and each begins where the others have got to:
//
//   - seeds: the worst rows that were ever found for other programs (package fuzz/worst);
//   - splitting over bit patterns, after E. Schneider: boxes of bit patterns are halved, each
//     half is sampled, the best 20 are kept, by their maximum, their mean and an estimate of
//     the extreme value in turn, and narrow boxes are gone through ([island.split]);
//   - hill-climbing: one number at a time by a power of two of spacings, or to where another
//     number is ([island.climb]);
//   - an evolution strategy over the whole row, gonum's CMA-ES ([island.evolve]).
//
// Beside them random search has as many evaluations, over the distributions from which
// tests are usually drawn, and the ratio of the two is part of the result. Where the space
// has no more rows than there are evaluations, all of them are judged, and the result is
// proved.
//
// The evaluations are divided among islands that know nothing of each other: each is a
// function of the seed and of its number, and so the result depends neither on the number
// of CPUs nor on how islands are divided among machines ([shard.Shard]), nor on how often a
// run was stopped and resumed from its checkpoint.
//
// Cotangents and weights are so small that no sum of them overflows: of what does nearly
// every program fails on the same rows. Logits are any.
//
// Rows are finite: those with infinities and NaN, whose answers are conventions, are few,
// and reports and exhaustive runs have them.
package search
