// ConvNetJS: its softmax layer, forward and backward. It computes in float64.
'use strict';

const convnetjs = require('convnetjs');
const { serve, rowwise } = require('./adapter.js');

// layer runs a row through a layer and returns both it and its volume, in which backward leaves the gradient.
function layer(row) {
  const volume = new convnetjs.Vol(1, 1, row.length, 0);
  volume.w.set(row);
  const softmax = new convnetjs.SoftmaxLayer({ in_sx: 1, in_sy: 1, in_depth: row.length, num_classes: row.length });
  return { softmax, volume, y: softmax.forward(volume, true).w };
}

// eachTarget calls f with the layer of each row and its target.
function eachTarget({ x, rows, k, target }, f) {
  for (let i = 0; i < rows; i++) {
    const t = Number(target[i]);
    if (t < 0 || t >= k) throw new RangeError(`a target is not in [0, ${k})`);
    f(layer(x.subarray(i * k, (i + 1) * k)), t, i);
  }
}

function loss(request) {
  const y = new Float64Array(request.rows);
  eachTarget(request, ({ softmax }, t, i) => { y[i] = softmax.backward(t); });
  return y;
}

function gradient(request) {
  const y = new Float64Array(request.rows * request.k);
  eachTarget(request, ({ softmax, volume }, t, i) => {
    softmax.backward(t);
    y.set(volume.dw, i * request.k);
  });
  return y;
}

serve('ConvNetJS', require('convnetjs/package.json').version, {
  softmax: [rowwise((row) => layer(row).y), 'float64'],
  cross_entropy: [loss, 'float64'],
  cross_entropy_grad: [gradient, 'float64'],
});
