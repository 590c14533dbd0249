// What is rendered, and which rows are kept.

// The lines whose logits are kept: Chinese, English, mixed, and one so faint
// and blurred that the network hesitates. 320 is the width the model was
// trained at and gives 40 time steps.
export const short = [
  { text: 'softmax 2.71828 3.14159', width: 320 },
  { text: '深度学习与数值分析', width: 320 },
  { text: 'The quick brown fox', width: 320 },
  { text: '误差不超过 0.5 ulp', width: 320 },
  { text: '雾里看花终隔一层', width: 320, ink: '#999', blur: 3 },
]

// A long line, two poems of the Tang dynasty, for attention rows of 163: a
// prime, since kernels treat multiples of 4 to 32 apart.
export const long = {
  text: '床前明月光疑是地上霜举头望明月低头思故乡白日依山尽黄河入海流欲穷千里目更上一层楼',
  width: 1304,
}

// every returns each step-th row of K numbers, the first one at index first.
export function every(step, first, K, data) {
  const rows = []
  for (let at = first * K; at < data.length; at += step * K) rows.push(data.subarray(at, at + K))
  return rows
}

// flat returns rows in one array.
export function flat(rows) {
  const out = new Float32Array(rows.reduce((n, row) => n + row.length, 0))
  let at = 0
  for (const row of rows) {
    out.set(row, at)
    at += row.length
  }
  return out
}
