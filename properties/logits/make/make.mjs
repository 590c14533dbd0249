// Renders lines of text, recognises them and writes what entered the network's
// softmaxes: node make.mjs FONT FOLDER
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { dump } from 'npyjs'
import ort from 'onnxruntime-node'
import { worstShare } from './check.mjs'
import { every, flat, long, short } from './lines.mjs'
import { classes, files, softmaxes, spell, withOutputs } from './model.mjs'
import { render, useFont } from './render.mjs'

const [font, folder] = process.argv.slice(2)
if (!folder) {
  console.error('usage: node make.mjs FONT FOLDER')
  process.exit(2)
}
useFont(font)
mkdirSync(folder, { recursive: true })

const names = classes()
// One thread, because the order of sums must not depend on the machine's load.
const options = { intraOpNumThreads: 1, interOpNumThreads: 1 }
const original = readFileSync(files.model)
const plain = await ort.InferenceSession.create(original, options)
const [first, second, last] = softmaxes
const opened = await ort.InferenceSession.create(
  withOutputs(original, [first.input, first.output, second.input, second.output, last.input]),
  options,
)

// recognise returns the tensors by name, after checking that they are what
// they are said to be.
async function recognise(line) {
  const { pixels, shape, png } = render(line)
  const x = new ort.Tensor('float32', pixels, shape)
  const found = await opened.run({ x })

  const before = (await plain.run({ x }))[last.output].data
  const after = found[last.output].data
  if (!before.every((v, i) => v === after[i])) throw new Error('opening the graph changed its answers')
  const logits = found[last.input]
  if (logits.dims[2] !== names.length) throw new Error(`${logits.dims[2]} classes, ${names.length} characters`)
  const read = spell(logits.data, names)
  if (read !== line.text) throw new Error(`${line.text} was read as ${read}`)

  console.log(`${read}\n  sha256 of the pixels ${sha256(Buffer.from(pixels.buffer))}`)
  for (const { input, output } of softmaxes) {
    const { data, dims } = found[input]
    const K = dims.at(-1)
    let worst = 0
    for (let at = 0; at < data.length; at += K) {
      worst = Math.max(worst, worstShare(data.subarray(at, at + K), found[output].data.subarray(at, at + K)))
    }
    if (!(worst <= 1)) throw new Error(`${line.text}: ${output} is not the softmax of ${input}`)
    console.log(`  ${output} is the softmax of ${input}, ${dims.join('×')}: ${worst.toFixed(3)} of the allowance`)
  }
  return { ...found, png }
}

function sha256(bytes) {
  return createHash('sha256').update(bytes).digest('hex')
}

function write(name, rows) {
  const data = flat(rows)
  const bytes = Buffer.from(dump(data, [rows.length, rows[0].length]))
  writeFileSync(join(folder, name), bytes)
  console.log(`${name}: ${rows.length}×${rows[0].length}, ${bytes.length} bytes, sha256 ${sha256(bytes)}`)
  console.log(`  logits from ${data.reduce((a, b) => Math.min(a, b))} to ${data.reduce((a, b) => Math.max(a, b))}`)
}

// Every fifth step, from the third on, since Chinese characters come every
// fourth: characters, blanks and the steps between them.
const ocr = []
let scores
for (const line of short) {
  const found = await recognise(line)
  ocr.push(...every(5, 2, names.length, found[last.input].data))
  if (line === short[1]) scores = [found[first.input], found[second.input]]
  writeFileSync(join(folder, `line-${short.indexOf(line) + 1}.png`), found.png)
}
write('ocr.npy', ocr)

// Scores are [1, heads, queries, keys]: a row is one query of one head.
write('attention-short.npy', scores.flatMap(({ data, dims }) => every(1, 0, dims[3], data)))

const found = await recognise(long)
writeFileSync(join(folder, 'line-long.png'), found.png)
write(
  'attention-long.npy',
  [found[first.input], found[second.input]].flatMap(({ data, dims }) => every(7, 0, dims[3], data)),
)
