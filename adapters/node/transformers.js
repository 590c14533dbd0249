// transformers.js: the functions that its pipelines turn logits into scores with, and those of its tensors.
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { serve, rowwise } = require('./adapter.js');

// version finds the package's file, which its exports do not name.
function version() {
  const main = require.resolve('@huggingface/transformers');
  return JSON.parse(fs.readFileSync(path.join(main.split(`${path.sep}dist${path.sep}`)[0], 'package.json'))).version;
}

const { softmax, log_softmax } = require('@huggingface/transformers');

serve('transformers.js', version(), {
  softmax: [rowwise(softmax), 'float64', 'float32'],
  log_softmax: [rowwise(log_softmax), 'float64', 'float32'],
});
