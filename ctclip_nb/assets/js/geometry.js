// Where a voxel lies: in the patient (mm, RAS+), in a plane, on the screen.
// Volumes are in "SPL" order: D to the head, H to the back, W to the patient's left.

export const PLANES = {
  axial: {name: 'axial', fixed: 0, row: 1, col: 2, up: false, letters: 'APRL'},
  coronal: {name: 'coronal', fixed: 1, row: 0, col: 2, up: true, letters: 'SIRL'},
  sagittal: {name: 'sagittal', fixed: 2, row: 0, col: 1, up: true, letters: 'SIAP'},
};

// A 4 x 4 affine is a flat list of 16 numbers, row by row.
export function applyAffine(affine, [d, h, w]) {
  return [0, 4, 8].map(i => affine[i]*d + affine[i + 1]*h + affine[i + 2]*w + affine[i + 3]);
}

export function invertAffine(m) {
  const [a, b, c, d, e, f, g, h, i] = [m[0], m[1], m[2], m[4], m[5], m[6], m[8], m[9], m[10]];
  const det = a*(e*i - f*h) - b*(d*i - f*g) + c*(d*h - e*g);
  const inverse = [e*i - f*h, c*h - b*i, b*f - c*e, f*g - d*i, a*i - c*g, c*d - a*f,
    d*h - e*g, b*g - a*h, a*e - b*d].map(x => x/det);
  const shift = [m[3], m[7], m[11]];
  const moved = [0, 3, 6].map(k =>
    -(inverse[k]*shift[0] + inverse[k + 1]*shift[1] + inverse[k + 2]*shift[2]));
  return [0, 1, 2].flatMap(k => [...inverse.slice(3*k, 3*k + 3), moved[k]]).concat([0, 0, 0, 1]);
}

export function composeAffines(first, second) {   // `second` is applied first
  const out = new Array(16).fill(0);
  for (let i = 0; i < 4; i++) for (let j = 0; j < 4; j++) for (let k = 0; k < 4; k++)
    out[4*i + j] += first[4*i + k]*second[4*k + j];
  return out;
}

export function roundIndex(index) {
  return index.map(x => Math.floor(x + .5));
}

export function clampIndex(index, shape) {
  return index.map((x, i) => Math.max(0, Math.min(shape[i] - 1, x)));
}

export function isInside(index, shape) {
  return index.every((x, i) => x > -.5 && x < shape[i] - .5);
}

// Row on the screen of a row of the array; the same function turns it back.
export function screenRow(plane, rows, row) {
  return plane.up ? rows - 1 - row : row;
}

// A view shows fractions 0..1 of the plane; `zoom` = [factor, centre x, centre y] in fractions.
export function fractionToScreen([factor, cx, cy], width, height, [x, y]) {
  return [width/2 + (x - cx)*factor*width, height/2 + (y - cy)*factor*height];
}

export function screenToFraction([factor, cx, cy], width, height, [x, y]) {
  return [cx + (x - width/2)/(factor*width), cy + (y - height/2)/(factor*height)];
}

export function zoomAbout(zoom, by, width, height, point) {
  const [x, y] = screenToFraction(zoom, width, height, point);
  const factor = Math.max(1, Math.min(32, zoom[0]*by)), ratio = zoom[0]/factor;
  return factor === 1 ? [1, .5, .5] : [factor, x + (zoom[1] - x)*ratio, y + (zoom[2] - y)*ratio];
}

// Fraction of the plane where an index (d, h, w) lies, and the index under a fraction.
export function indexToFraction(plane, shape, index) {
  const rows = shape[plane.row], cols = shape[plane.col];
  return [(index[plane.col] + .5)/cols, (screenRow(plane, rows, index[plane.row]) + .5)/rows];
}

export function fractionToIndex(plane, shape, [x, y], fixed) {
  const rows = shape[plane.row], cols = shape[plane.col], index = [0, 0, 0];
  index[plane.fixed] = fixed;
  index[plane.col] = x*cols - .5;
  index[plane.row] = screenRow(plane, rows, y*rows - .5);
  return index;
}
