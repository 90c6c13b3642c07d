// Values of one plane: a slice, or a slab of slices as maximum, minimum or mean.
import {PLANES} from './geometry.js';

// First and last slice of a slab of `thickness` mm around slice `at`; clipped at the ends.
export function slabRange(at, n, spacing, thickness) {
  const count = Math.max(1, Math.floor(thickness/spacing + .5));
  const first = at - Math.floor((count - 1)/2);
  return [Math.max(0, first), Math.min(n - 1, first + count - 1)];
}

function fold(out, data, plane, shape, slice, join) {
  const strides = [shape[1]*shape[2], shape[2], 1];
  const rows = shape[plane.row], cols = shape[plane.col];
  const down = strides[plane.row], across = strides[plane.col], base = slice*strides[plane.fixed];
  for (let y = 0, p = 0; y < rows; y++) {
    let o = base + (plane.up ? rows - 1 - y : y)*down;
    for (let x = 0; x < cols; x++, p++, o += across) out[p] = join(out[p], data[o]);
  }
}

const JOIN = {
  first: (a, b) => b,
  mip: (a, b) => b > a ? b : a,
  minip: (a, b) => b < a ? b : a,
  mean: (a, b) => a + b,
};

// A plane seen along W reads neighbours in memory, so all its slices are folded pixel by pixel.
function foldAlongRows(out, data, plane, shape, first, last, join) {
  const rows = shape[plane.row], cols = shape[plane.col];
  for (let y = 0, p = 0; y < rows; y++) {
    const d = plane.up ? rows - 1 - y : y;
    for (let x = 0; x < cols; x++, p++) {
      const o = (d*shape[1] + x)*shape[2];
      let v = data[o + first];
      for (let k = first + 1; k <= last; k++) v = join(v, data[o + k]);
      out[p] = v;
    }
  }
}

// Rows x columns as on the screen. `out` is a typed array that is filled and returned.
export function planeValues(data, shape, planeName, [first, last], mode, out) {
  const plane = PLANES[planeName], join = JOIN[mode];
  const sums = mode === 'mean' && last > first ? new Float64Array(out.length) : out;
  if (plane.fixed === 2 && last > first) {
    foldAlongRows(sums, data, plane, shape, first, last, join);
  } else {
    fold(sums, data, plane, shape, first, JOIN.first);
    for (let k = first + 1; k <= last; k++) fold(sums, data, plane, shape, k, join);
  }
  if (sums !== out) {
    const n = last - first + 1;
    for (let p = 0; p < out.length; p++) out[p] = Math.floor(sums[p]/n + .5);
  }
  return out;
}
