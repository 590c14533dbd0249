// Whether a float32 softmax is that of the given logits.

const u = 2 ** -24

// worstShare returns the largest error of a probability over what a
// max-shifted float32 softmax may lose (DESIGN section 5, with sequential sums
// and an exponential good to 4 ulp):
//
//	|log(ŷ/y)| ≤ u·(m − x) + u·log n + 2η + σ + u, and 2^-126 where it underflows
//
// The logits were the right ones if it is at most 1.
export function worstShare(logits, probabilities) {
  const n = logits.length
  const m = logits.reduce((a, b) => Math.max(a, b))
  const sum = logits.reduce((s, x) => s + Math.exp(x - m), 0)
  const eta = -Math.log1p(-8 * u)
  const sigma = ((n - 1) * u) / (1 - (n - 1) * u)
  let worst = 0
  for (let i = 0; i < n; i++) {
    const exact = Math.exp(logits[i] - m) / sum
    const log = u * (m - logits[i]) + u * Math.log(n) + 2 * eta + sigma - Math.log1p(-u)
    const allowed = exact * Math.expm1(log) + 2 ** -126
    worst = Math.max(worst, Math.abs(probabilities[i] - exact) / allowed) // NaN if any is
  }
  return worst
}
