// From values to pixels: CT window, labels, contours, and a continuous map in colour.
import {PLANES, applyAffine} from './geometry.js';

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

// The map along one of its axes through a point, as a line of values; NaN beside the map.
function lineOfMap({data, shape}, axis, at, line) {
  const strides = [shape[1]*shape[2], shape[2], 1];
  const [p, q] = [0, 1, 2].filter(i => i !== axis);
  if (!(at[p] > -.5 && at[q] > -.5 && at[p] < shape[p] - .5 && at[q] < shape[q] - .5)) return line.fill(NaN);
  const low = i => Math.max(0, Math.min(shape[i] - 1, Math.floor(at[i])));
  const part = i => Math.max(0, Math.min(1, at[i] - low(i)))*(low(i) < shape[i] - 1);
  const up = low(p) < shape[p] - 1 ? strides[p] : 0, right = low(q) < shape[q] - 1 ? strides[q] : 0;
  const a = part(p), b = part(q);
  for (let k = 0, o = low(p)*strides[p] + low(q)*strides[q]; k < line.length; k++, o += strides[axis]) {
    const top = data[o] + (data[o + right] - data[o])*b;
    const bottom = data[o + up] + (data[o + up + right] - data[o + up])*b;
    line[k] = top + (bottom - top)*a;
  }
}

// A row of pixels along an axis of the map: one line is enough for all of them.
function rowAlongAxis(map, axis, start, step, line, row) {
  lineOfMap(map, axis, start, line);
  const last = line.length - 1;
  for (let x = 0, at = start[axis]; x < row.length; x++, at += step) {
    if (!(at > -.5 && at < last + .5)) { row[x] = NaN; continue; }
    const k = at < 0 ? 0 : at > last ? last : at, low = k | 0;
    row[x] = low < last ? line[low] + (line[low + 1] - line[low])*(k - low) : line[last];
  }
}

function rowOfMap(map, [d, h, w], step, row) {
  for (let x = 0; x < row.length; x++, d += step[0], h += step[1], w += step[2])
    row[x] = trilinear(map.data, map.shape, d, h, w);
}

// Stored values of the map on the pixels of a plane; `toMap` takes an index (d, h, w) of the
// volume to the map. Over several slices the largest value counts.
export function planeOfMap(map, toMap, shape, planeName, slices, out) {
  const plane = PLANES[planeName], rows = shape[plane.row], cols = shape[plane.col];
  const step = [toMap[plane.col], toMap[4 + plane.col], toMap[8 + plane.col]], index = [0, 0, 0];
  const along = [0, 1, 2].filter(i => Math.abs(step[i])*cols > 1e-6), axis = along.length === 1 ? along[0] : -1;
  const row = new Float64Array(cols), line = new Float64Array(axis < 0 ? 0 : map.shape[axis]);
  slices.forEach((slice, turn) => {
    for (let y = 0, p = 0; y < rows; y++, p += cols) {
      index[plane.fixed] = slice;
      index[plane.row] = plane.up ? rows - 1 - y : y;
      const start = applyAffine(toMap, index);
      if (axis < 0) rowOfMap(map, start, step, row);
      else rowAlongAxis(map, axis, start, step[axis], line, row);
      if (!turn) out.set(row, p);
      else for (let x = 0; x < cols; x++)
        if (row[x] > out[p + x] || out[p + x] !== out[p + x]) out[p + x] = row[x];
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
