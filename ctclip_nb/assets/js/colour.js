// From values to pixels: CT window, labels, contours, and a continuous map in colour.
import {PLANES} from './geometry.js';

// Grey of each of the 65,536 stored values.
export function greyTable([low, high], [slope, intercept]) {
  const table = new Uint8Array(65536);
  for (let i = 0; i < 65536; i++) {
    const value = (i - 32768)*slope + intercept;
    table[i] = Math.max(0, Math.min(255, (value - low)*255/(high - low)));
  }
  return table;
}

const pack = (r, g, b) => (0xff000000 | b << 16 | g << 8 | r) >>> 0;

export function paintGrey(pixels, values, table) {
  for (let p = 0; p < pixels.length; p++) {
    const v = table[values[p] + 32768];
    pixels[p] = (0xff000000 | v << 16 | v << 8 | v) >>> 0;
  }
}

function blend(pixel, [r, g, b], alpha) {
  const R = pixel & 255, G = pixel >> 8 & 255, B = pixel >> 16 & 255;
  return pack(R + (r - R)*alpha, G + (g - G)*alpha, B + (b - B)*alpha);
}

export function blendLabels(pixels, labels, colours, opacity) {
  for (let p = 0; p < pixels.length; p++) if (labels[p])
    pixels[p] = blend(pixels[p], colours[(labels[p] - 1) % colours.length], opacity);
}

// A pixel belongs to the contour where a neighbour carries another label, or the picture ends.
// Its colour is the one after that of a label of the same number.
export function blendContours(pixels, labels, cols, colours, opacity) {
  const rows = pixels.length/cols;
  for (let y = 0, p = 0; y < rows; y++) for (let x = 0; x < cols; x++, p++) {
    const k = labels[p];
    if (!k) continue;
    const edge = !x || !y || x === cols - 1 || y === rows - 1 || labels[p - 1] !== k
      || labels[p + 1] !== k || labels[p - cols] !== k || labels[p + cols] !== k;
    if (edge) pixels[p] = blend(pixels[p], colours[k % colours.length], opacity);
  }
}

// Reads a map at fractional voxels, trilinear; NaN outside of it.
export function trilinear(data, [nd, nh, nw], d, h, w) {
  if (!(d > -.5 && h > -.5 && w > -.5 && d < nd - .5 && h < nh - .5 && w < nw - .5)) return NaN;
  d = d < 0 ? 0 : d > nd - 1 ? nd - 1 : d;
  h = h < 0 ? 0 : h > nh - 1 ? nh - 1 : h;
  w = w < 0 ? 0 : w > nw - 1 ? nw - 1 : w;
  const d0 = d | 0, h0 = h | 0, w0 = w | 0, a = d - d0, b = h - h0, c = w - w0;
  const up = d0 < nd - 1 ? nh*nw : 0, down = h0 < nh - 1 ? nw : 0, right = w0 < nw - 1 ? 1 : 0;
  const o = (d0*nh + h0)*nw + w0;
  const row = i => data[i] + (data[i + right] - data[i])*c;
  const top = row(o), low = row(o + up);
  const x = top + (row(o + down) - top)*b, y = low + (row(o + up + down) - low)*b;
  return x + (y - x)*a;
}

// Stored values of the map on the pixels of a plane; `toMap` takes an index (d, h, w) of the
// volume to the map. Over several slices the largest value counts.
export function planeOfMap(map, toMap, shape, planeName, slices, out) {
  const plane = PLANES[planeName], rows = shape[plane.row], cols = shape[plane.col];
  const step = [toMap[plane.col], toMap[4 + plane.col], toMap[8 + plane.col]], index = [0, 0, 0];
  slices.forEach((slice, turn) => {
    for (let y = 0, p = 0; y < rows; y++) {
      index[plane.fixed] = slice;
      index[plane.row] = plane.up ? rows - 1 - y : y;
      index[plane.col] = 0;
      let [d, h, w] = [0, 4, 8].map(i =>
        toMap[i]*index[0] + toMap[i + 1]*index[1] + toMap[i + 2]*index[2] + toMap[i + 3]);
      for (let x = 0; x < cols; x++, p++, d += step[0], h += step[1], w += step[2]) {
        const v = trilinear(map.data, map.shape, d, h, w);
        if (!turn || v > out[p] || out[p] !== out[p]) out[p] = v;
      }
    }
  });
  return out;
}

// `table` holds 256 colours as 768 numbers; values below `threshold` stay clear.
export function blendMap(pixels, stored, [slope, intercept], style) {
  const {low, high, threshold, opacity, table} = style;
  for (let p = 0; p < pixels.length; p++) {
    const value = stored[p]*slope + intercept;
    if (!(value >= threshold)) continue;
    const k = 3*Math.max(0, Math.min(255, Math.floor((value - low)*255/(high - low) + .5)));
    pixels[p] = blend(pixels[p], [table[k], table[k + 1], table[k + 2]], opacity);
  }
}
