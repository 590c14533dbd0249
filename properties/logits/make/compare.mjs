// Compares files made anew with the committed ones: node compare.mjs MADE COMMITTED
// Exit status 1 if any differs in a byte or is missing; for .npy it says by how much.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'npyjs'

// difference says in words how the bytes b differ from a, "" if they do not.
export function difference(name, a, b) {
  if (a.equals(b)) return ''
  if (!name.endsWith('.npy')) return 'other bytes'
  const [x, y] = [a, b].map((bytes) => parse(new Uint8Array(bytes).buffer))
  if (x.dtype !== y.dtype || x.shape.join() !== y.shape.join()) {
    return `${y.dtype} ${y.shape.join('×')} in place of ${x.dtype} ${x.shape.join('×')}`
  }
  let [count, largest] = [0, 0]
  for (let i = 0; i < x.data.length; i++) {
    const d = Math.abs(x.data[i] - y.data[i])
    if (d !== 0) count++
    largest = Math.max(largest, d) // NaN if any is
  }
  return `${count} of ${x.data.length} numbers differ, by ${largest} at most`
}

if (process.argv[1] === import.meta.filename) {
  const [made, committed] = process.argv.slice(2)
  for (const name of readdirSync(committed).sort()) {
    const found = existsSync(join(made, name))
      ? difference(name, readFileSync(join(committed, name)), readFileSync(join(made, name)))
      : 'not made'
    console.log(`${name}: ${found || 'identical'}`)
    if (found) process.exitCode = 1
  }
}
