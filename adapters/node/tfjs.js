// TensorFlow.js: node tfjs.js [cpu|wasm], on one of its backends.
'use strict';

const tf = require('@tensorflow/tfjs');
const { serve } = require('./adapter.js');

const backend = process.argv[2] || 'cpu';
if (backend === 'wasm') {
  const path = require('node:path');
  const wasm = require('@tensorflow/tfjs-backend-wasm');
  wasm.setWasmPaths(path.dirname(require.resolve('@tensorflow/tfjs-backend-wasm')) + path.sep);
  wasm.setThreadsCount(1);
}

// on makes a function of typed arrays of one of tensors.
function on(f) {
  return ({ x, rows, k, target, cotangent, weights }) => tf.tidy(() => {
    if (k === 0 && backend === 'wasm') throw new RangeError('not asked about empty rows: it answers what is in its memory');
    const matrix = (data) => data && tf.tensor2d(data, [rows, k], 'float32');
    const indices = target && Int32Array.from(target, Number);
    if (indices && indices.some((t) => t < 0 || t >= k)) throw new RangeError(`a target is not in [0, ${k})`);
    return Float32Array.from(f({ x: matrix(x), k, target: indices, cotangent: matrix(cotangent), weights: matrix(weights) }).dataSync());
  });
}

// There is no loss of class indices in its core: labels are one-hot. Its softmaxCrossEntropy has a gradient of its own.
const oneHot = ({ target, k }) => tf.oneHot(tf.tensor1d(target, 'int32'), k).toFloat();
const loss = (labels, x) => tf.losses.softmaxCrossEntropy(labels, x, undefined, undefined, tf.Reduction.NONE);
const gradient = (f, x, cotangent) => tf.grad(f)(x, cotangent);

const functions = {
  softmax: ({ x }) => tf.softmax(x),
  log_softmax: ({ x }) => tf.logSoftmax(x),
  logsumexp: ({ x }) => tf.logSumExp(x, -1),
  cross_entropy: (r) => loss(oneHot(r), r.x),
  cross_entropy_soft: ({ x, weights }) => loss(weights, x),
  softmax_vjp: ({ x, cotangent }) => gradient((v) => tf.softmax(v), x, cotangent),
  log_softmax_vjp: ({ x, cotangent }) => gradient((v) => tf.logSoftmax(v), x, cotangent),
  cross_entropy_grad: (r) => gradient((v) => loss(oneHot(r), v), r.x),
  cross_entropy_soft_grad: ({ x, weights }) => gradient((v) => loss(weights, v), x),
};

tf.setBackend(backend).then(() => tf.ready()).then(() => {
  const offers = Object.fromEntries(Object.entries(functions).map(([f, g]) => [f, [on(g), 'float32']]));
  serve(`TensorFlow.js (${backend})`, tf.version.tfjs, offers);
});
