// Values of one plane: a slice, or a slab of slices as maximum, minimum or mean.
import {PLANES} from './geometry.js';

// First and last slice of a slab of `thickness` mm around slice `at`; clipped at the ends.
export function slabRange(at, n, spacing, thickness) {
  const count = Math.max(1, Math.floor(thickness/spacing + .5));
  const first = at - Math.floor((count - 1)/2);
  return [Math.max(0, first), Math.min(n - 1, first + count - 1)];
}

// The mode is chosen outside of each loop: a function called for every voxel would be many times slower.
function foldRow(out, p, data, o, step, n, mode) {
  const end = p + n;
  if (mode === 'mip') {
    for (; p < end; p++, o += step) { const v = data[o]; if (v > out[p]) out[p] = v; }
  } else if (mode === 'minip') {
    for (; p < end; p++, o += step) { const v = data[o]; if (v < out[p]) out[p] = v; }
  } else if (mode === 'mean') {
    for (; p < end; p++, o += step) out[p] += data[o];
  } else {
    for (; p < end; p++, o += step) out[p] = data[o];
  }
}

function fold(out, data, plane, shape, slice, mode) {
  const strides = [shape[1]*shape[2], shape[2], 1];
  const rows = shape[plane.row], cols = shape[plane.col];
  const down = strides[plane.row], across = strides[plane.col], base = slice*strides[plane.fixed];
  for (let y = 0; y < rows; y++) {
    const o = base + (plane.up ? rows - 1 - y : y)*down;
    foldRow(out, y*cols, data, o, across, cols, mode);
  }
}

function foldRun(data, first, last, mode) {
  let v = data[first];
  if (mode === 'mip') for (let o = first + 1; o <= last; o++) { if (data[o] > v) v = data[o]; }
  else if (mode === 'minip') for (let o = first + 1; o <= last; o++) { if (data[o] < v) v = data[o]; }
  else for (let o = first + 1; o <= last; o++) v += data[o];
  return v;
}

// A plane seen along W reads neighbours in memory, so all its slices are folded pixel by pixel.
function foldAlongRows(out, data, plane, shape, first, last, mode) {
  const rows = shape[plane.row], cols = shape[plane.col];
  for (let y = 0, p = 0; y < rows; y++) {
    const d = plane.up ? rows - 1 - y : y;
    for (let x = 0; x < cols; x++, p++) {
      const o = (d*shape[1] + x)*shape[2];
      out[p] = foldRun(data, o + first, o + last, mode);
    }
  }
}

// Rows x columns as on the screen. `out` is a typed array that is filled and returned.
export function planeValues(data, shape, planeName, [first, last], mode, out) {
  const plane = PLANES[planeName];
  const sums = mode === 'mean' && last > first ? new Float64Array(out.length) : out;
  if (plane.fixed === 2 && last > first) {
    foldAlongRows(sums, data, plane, shape, first, last, mode);
  } else {
    fold(sums, data, plane, shape, first, 'first');
    for (let k = first + 1; k <= last; k++) fold(sums, data, plane, shape, k, mode);
  }
  if (sums !== out) {
    const n = last - first + 1;
    for (let p = 0; p < out.length; p++) out[p] = Math.floor(sums[p]/n + .5);
  }
  return out;
}
