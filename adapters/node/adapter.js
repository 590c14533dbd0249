// Lets softulp judge a JavaScript function: copy this file and fill in softmax at the end.
//
//     softulp gate --cmd 'node adapter.js'
//
// It needs Node alone. serve() is what softulp talks to: protocol version 1, one line of JSON a message.
'use strict';

const readline = require('node:readline');

// float16 and bfloat16 travel as bit patterns.
const ARRAYS = { float64: Float64Array, float32: Float32Array, float16: Uint16Array, bfloat16: Uint16Array };

// decode makes a typed array of base64; copying aligns it.
function decode(base64, Type) {
  const bytes = Buffer.from(base64, 'base64');
  return new Type(Uint8Array.from(bytes).buffer);
}

function encode(array, Type) {
  if (!(array instanceof Type)) throw new TypeError(`the answer is no ${Type.name}`);
  return Buffer.from(array.buffer, array.byteOffset, array.byteLength).toString('base64');
}

// serve answers requests until there are no more. functions maps what softulp calls a function to
// [f, dtype, ...]: f gets {x, rows, k, dtype} and what else there is of target (a BigInt64Array),
// cotangent and weights, matrices in row-major order, and returns, or promises, a typed array. more goes
// into the greeting.
async function serve(name, version, functions, more = {}) {
  const write = process.stdout.write.bind(process.stdout);
  const say = (message) => new Promise((done) => write(JSON.stringify(message) + '\n', done));
  process.stdout.write = process.stderr.write.bind(process.stderr); // what a library prints is no answer
  console.log = console.info = console.error;

  const offers = Object.fromEntries(Object.entries(functions).map(([f, [, ...dtypes]]) => [f, dtypes]));
  await say({ softulp: 1, name, version, functions: offers, ...more });
  for await (const line of readline.createInterface({ input: process.stdin, crlfDelay: Infinity })) {
    const { id, function: f, ...request } = JSON.parse(line);
    try {
      const Type = ARRAYS[request.dtype];
      for (const key of ['x', 'cotangent', 'weights']) {
        if (key in request) request[key] = decode(request[key], Type);
      }
      if ('target' in request) request.target = decode(request.target, BigInt64Array);
      await say({ id, y: encode(await functions[f][0](request), Type) });
    } catch (e) { // declined: softulp says so, and goes on
      await say({ id, error: String((e && e.message) || e) });
    }
  }
  process.exit(0); // whatever a library keeps running
}

// rowwise makes a function of a matrix of one of a row.
function rowwise(f) {
  return ({ x, rows, k }) => {
    const y = new x.constructor(rows * k);
    for (let i = 0; i < rows; i++) y.set(f(x.subarray(i * k, (i + 1) * k)), i * k);
    return y;
  };
}

module.exports = { serve, rowwise };

if (require.main === module) {
  // Softmax of a row, a Float64Array or a Float32Array.
  const softmax = (x) => {
    let m = -Infinity;
    for (const v of x) m = Math.max(m, v);
    const e = Array.from(x, (v) => Math.exp(v - m));
    const sum = e.reduce((a, b) => a + b, 0);
    return e.map((v) => v / sum);
  };
  serve('my library', '1.0', { softmax: [rowwise(softmax), 'float64', 'float32'] });
}
