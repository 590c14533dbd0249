// Package signal is a laboratory: it settles by measurement what is usually only
// asserted about softmax in training. Where do a loss and its gradient die, how
// much of a vanishing gradient is mathematics and how much is arithmetic, and what do
// the usual remedies change?
//
// An experiment is one file ([Experiment], one line in [All]). It measures the
// implementations of package impl, or algorithms of its own that are built from
// that package's arithmetic, against exact answers, and ends in findings: sentences
// whose figures it has just computed, each with whether it holds, and with the
// command that checks it again. [Claims] weighs common statements by them.
//
// A [Result] follows from the seed alone, on every number of CPUs and on every
// architecture. So no experiment uses package math's exponentials or logarithms,
// which differ between architectures, nor rand's normal numbers, which use them;
// [impl.Arithmetic] has them, and [Experiment] says what else to mind. Times are
// kept apart, in Result.Timings.
//
// What is measured beside package impl has rooms of its own: remedy (clipping,
// sparsification, rules of descent), classifier (a softmax regression that counts where its
// signal goes) and cheap (softmaxes that read or keep less).
//
// The package imports these, properties/logits, reference, impl, function and dtype; never
// reports or cmd.
package signal
