// Distances and regions: a ruler's length, and what lies in an ellipse of a plane.

export function distance(a, b) {
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

// `values`: rows x cols as on the screen; corners [x, y] in pixels, centres at whole numbers.
// A pixel counts if its centre lies in the ellipse that fills the box between the corners.
export function ellipseStats(values, cols, a, b, pixelMm, [slope, intercept]) {
  const rows = values.length/cols, cx = (a[0] + b[0])/2, cy = (a[1] + b[1])/2;
  const rx = Math.abs(a[0] - b[0])/2, ry = Math.abs(a[1] - b[1])/2;
  let n = 0, sum = 0, squares = 0, min = Infinity, max = -Infinity;
  for (let y = Math.max(0, Math.ceil(cy - ry)); y <= Math.min(rows - 1, cy + ry); y++)
    for (let x = Math.max(0, Math.ceil(cx - rx)); x <= Math.min(cols - 1, cx + rx); x++) {
      if (((x - cx)/rx)**2 + ((y - cy)/ry)**2 > 1) continue;
      const v = values[y*cols + x]*slope + intercept;
      n++; sum += v; squares += v*v; min = Math.min(min, v); max = Math.max(max, v);
    }
  const mm2 = Math.PI*rx*ry*pixelMm[0]*pixelMm[1];
  if (!n) return {n, mm2, mean: NaN, sd: NaN, min: NaN, max: NaN};
  const mean = sum/n;
  return {n, mm2, mean, sd: Math.sqrt(Math.max(0, squares/n - mean*mean)), min, max};
}
