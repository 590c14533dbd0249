// ONNX Runtime: node onnxruntime.js [node|web], its CPU provider as a native library or its WebAssembly build.
'use strict';

const { serve } = require('./adapter.js');
const { model, functions } = require('./onnx.js');

const which = process.argv[2] || 'node';
const ort = require(`onnxruntime-${which}`);
const { version } = require(`${require.resolve(`onnxruntime-${which}`).split('/dist/')[0]}/package.json`);
const OPTIONS = { node: { executionProviders: ['cpu'] }, web: { executionProviders: ['wasm'] } }[which];
ort.env.wasm.numThreads = 1; // of the WebAssembly build: its threads need a browser

const sessions = new Map();

async function session(f, dtype) {
  const key = `${f} ${dtype}`;
  if (!sessions.has(key)) sessions.set(key, await ort.InferenceSession.create(model(f, dtype), OPTIONS));
  return sessions.get(key);
}

// float16 is Float16Array in newer versions of Node, of which serve wants the bits.
function bits(data) {
  return data.constructor.name === 'Float16Array' ? new Uint16Array(data.buffer, data.byteOffset, data.length) : data;
}

function run(f) {
  return async ({ dtype, rows, k, x, target }) => {
    const feeds = { x: new ort.Tensor(dtype, x, [rows, k]) };
    if (target) feeds.target = new ort.Tensor('int64', target, [rows]);
    const { y } = await (await session(f, dtype)).run(feeds);
    return bits(y.data);
  };
}

// offered keeps what there is a kernel for.
async function offered() {
  const offers = {};
  for (const f of functions) {
    const dtypes = [];
    for (const dtype of ['float64', 'float32', 'float16']) {
      await session(f, dtype).then(() => dtypes.push(dtype), (e) => console.error(`${f} in ${dtype} is not offered: ${e.message}`));
    }
    if (dtypes.length > 0) offers[f] = [run(f), ...dtypes];
  }
  return offers;
}

const name = { node: 'ONNX Runtime', web: 'ONNX Runtime Web (wasm)' }[which];
offered().then((offers) => serve(name, version, offers));
