import assert from 'node:assert/strict'
import { test } from 'node:test'
import { argmax, classes, spell, withOutputs } from './model.mjs'

test('withOutputs appends a ModelProto that holds graph.output alone', () => {
  const got = withOutputs(Buffer.from([1, 2]), ['ab', 'c'])
  // 7:graph (12:output (1:name "ab")) (12:output (1:name "c"))
  const want = [1, 2, 0x3a, 11, 0x62, 4, 0x0a, 2, 0x61, 0x62, 0x62, 3, 0x0a, 1, 0x63]
  assert.deepEqual([...got], want)
})

test('withOutputs encodes lengths above 127 as varints', () => {
  const got = withOutputs(Buffer.alloc(0), ['x'.repeat(300)])
  assert.deepEqual([...got.subarray(0, 9)], [0x3a, 0xb2, 0x02, 0x62, 0xaf, 0x02, 0x0a, 0xac, 0x02])
  assert.equal(got.length, 309)
})

test('classes are the blank, 6623 characters and the space', () => {
  const names = classes()
  assert.equal(names.length, 6625)
  assert.equal(names[0], '')
  assert.equal(names.at(-1), ' ')
  assert.equal(new Set(names).size, 6625)
})

test('spell drops blanks and repetitions, but not doubled letters', () => {
  const names = ['', 'a', 'b']
  const steps = [1, 1, 0, 1, 2, 2, 0, 0, 2]
  const rows = new Float32Array(steps.length * 3).fill(-5)
  steps.forEach((c, i) => (rows[3 * i + c] = 5))
  assert.equal(spell(rows, names), 'aabb')
  assert.equal(spell(new Float32Array(0), names), '')
})

test('argmax is the first of equals', () => {
  assert.equal(argmax([1, 3, 3]), 1)
})
