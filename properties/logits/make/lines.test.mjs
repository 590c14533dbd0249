import assert from 'node:assert/strict'
import { test } from 'node:test'
import { difference } from './compare.mjs'
import { every, flat } from './lines.mjs'
import { dump } from 'npyjs'

test('every takes each step-th row from the first on', () => {
  const data = Float32Array.from({ length: 14 }, (_, i) => i)
  assert.deepEqual(every(3, 1, 2, data).map((r) => [...r]), [[2, 3], [8, 9]])
  assert.deepEqual([...flat(every(3, 1, 2, data))], [2, 3, 8, 9])
  assert.deepEqual([...flat([])], [])
})

test('difference counts numbers and finds the largest', () => {
  const npy = (v, shape) => Buffer.from(dump(Float32Array.from(v), shape))
  const a = npy([1, 2, 3, 4], [2, 2])
  assert.equal(difference('a.npy', a, npy([1, 2, 3, 4], [2, 2])), '')
  assert.equal(difference('a.npy', a, npy([1, 2.5, 3, 3], [2, 2])), '2 of 4 numbers differ, by 1 at most')
  assert.equal(difference('a.npy', a, npy([1, NaN, 3, 4], [2, 2])), '1 of 4 numbers differ, by NaN at most')
  assert.equal(difference('a.npy', a, npy([1, 2, 3, 4], [1, 4])), 'f4 1×4 in place of f4 2×2')
  assert.equal(difference('a.txt', Buffer.from('1'), Buffer.from('2')), 'other bytes')
})
