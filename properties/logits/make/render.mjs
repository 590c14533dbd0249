// Lines of text, rendered as the recognition model wants them.
import { createCanvas, GlobalFonts } from '@napi-rs/canvas'

const height = 48
const left = 6

// useFont registers the font file that all text is set in.
export function useFont(path) {
  if (!GlobalFonts.registerFromPath(path, 'line')) throw new Error(`${path}: not a font`)
}

// render returns the line as an image of [3, 48, width], blue, green, red as
// PaddleOCR reads images, with values (v/255 − ½)/½ in [−1, 1], and as PNG.
export function render({ text, width, ink = '#000', blur = 0 }) {
  const canvas = createCanvas(width, height)
  const draw = canvas.getContext('2d')
  draw.fillStyle = '#fff'
  draw.fillRect(0, 0, width, height)
  draw.filter = blur > 0 ? `blur(${blur}px)` : 'none'
  draw.fillStyle = ink
  draw.font = '32px line'
  draw.textBaseline = 'middle'
  draw.fillText(text, left, height / 2, width - 2 * left) // squeezed where too wide
  const rgba = draw.getImageData(0, 0, width, height).data
  const plane = height * width
  const pixels = new Float32Array(3 * plane)
  for (let i = 0; i < plane; i++) {
    for (let c = 0; c < 3; c++) pixels[c * plane + i] = (rgba[4 * i + 2 - c] / 255 - 0.5) / 0.5
  }
  return { pixels, shape: [1, 3, height, width], png: canvas.toBuffer('image/png') }
}
