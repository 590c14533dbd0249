import assert from 'node:assert/strict'
import { test } from 'node:test'
import { worstShare } from './check.mjs'

// softmax32 rounds every operation to float32.
function softmax32(x) {
  const f = Math.fround
  const m = Math.max(...x)
  const e = x.map((v) => f(Math.exp(f(v - m))))
  const s = e.reduce((a, b) => f(a + b))
  return e.map((v) => f(v / s))
}

const x = Array.from({ length: 200 }, (_, i) => Math.fround(30 * Math.sin(i * i)))

test('a float32 softmax of the logits is within the allowance', () => {
  const worst = worstShare(x, softmax32(x))
  assert.ok(worst > 0 && worst <= 1, `${worst}`)
})

test('other logits are not', () => {
  for (const change of [0.001, -0.001]) {
    const other = x.map((v, i) => (i === 17 ? v + change : v))
    assert.ok(worstShare(other, softmax32(x)) > 1)
  }
})

test('NaN is outside', () => {
  assert.equal(worstShare([1, 1], [NaN, 0.5]), NaN)
  assert.equal(worstShare([1, 1], [0.5, NaN]), NaN)
})
