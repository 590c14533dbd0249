// ONNX models of one node each, written byte by byte: what the adapters of ONNX Runtime run.
'use strict';

const TYPES = { float32: 1, float16: 10, float64: 11 };
const INT64 = 7;

function varint(n) {
  const bytes = [];
  for (; n > 127; n = Math.floor(n / 128)) bytes.push((n & 127) | 128);
  return Buffer.from([...bytes, n]);
}

// field is one field of a protocol buffer: of a number, a string or bytes.
function field(number, value) {
  if (typeof value === 'number') return Buffer.concat([varint(number << 3), varint(value)]);
  const bytes = Buffer.from(value);
  return Buffer.concat([varint((number << 3) | 2), varint(bytes.length), bytes]);
}

const message = (...fields) => Buffer.concat(fields);

// tensor is a ValueInfoProto with dimensions that have names and no size.
function tensor(name, type, dims) {
  const shape = message(...dims.map((d) => field(1, field(2, d))));
  return message(field(1, name), field(2, field(1, message(field(1, type), field(2, shape)))));
}

const text = (name, s) => message(field(1, name), field(4, s), field(20, 3));
const int = (name, i) => message(field(1, name), field(3, i), field(20, 2));
const ints = (name, i) => message(field(1, name), field(8, i), field(20, 7));

const MATRIX = ['rows', 'k'];

// OPERATORS maps a function to the operator, its attributes, its inputs besides x, and the dimensions of its answer.
const OPERATORS = {
  softmax: ['Softmax', [int('axis', 1)], {}, MATRIX],
  log_softmax: ['LogSoftmax', [int('axis', 1)], {}, MATRIX],
  logsumexp: ['ReduceLogSumExp', [ints('axes', 1), int('keepdims', 0)], {}, ['rows']],
  cross_entropy: ['SoftmaxCrossEntropyLoss', [text('reduction', 'none')], { target: ['rows'] }, ['rows']],
};

// model returns the bytes of a model of x, and of target where the function takes one, that answers y.
function model(f, dtype) {
  const [operator, attributes, sides, answer] = OPERATORS[f];
  const inputs = ['x', ...Object.keys(sides)];
  const node = message(...inputs.map((i) => field(1, i)), field(2, 'y'), field(3, 'n'), field(4, operator),
    ...attributes.map((a) => field(5, a)));
  const graph = message(field(1, node), field(2, 'g'),
    field(11, tensor('x', TYPES[dtype], MATRIX)),
    ...Object.entries(sides).map(([name, dims]) => field(11, tensor(name, INT64, dims))),
    field(12, tensor('y', TYPES[dtype], answer)));
  return message(field(1, 8), field(7, graph), field(8, field(2, 13))); // IR version 8, opset 13
}

module.exports = { model, functions: Object.keys(OPERATORS) };
