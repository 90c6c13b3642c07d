// One plane of one volume on a canvas: values, colours, cross-hair, measures.
import {PLANES, applyAffine, clampIndex, fractionToIndex, fractionToScreen, indexToFraction,
  isInside, roundIndex, screenRow, screenToFraction} from './geometry.js';
import {planeValues, slabRange} from './slabs.js';
import {blendContours, blendLabels, blendMap, paintGrey, planeOfMap} from './colour.js';
import {distance, ellipseStats} from './measure.js';

export function makeView(state, which, planeName, width, height) {
  const volume = state.volumes[which], plane = PLANES[planeName];
  const rows = volume.shape[plane.row], cols = volume.shape[plane.col], size = rows*cols;
  const canvas = document.createElement('canvas');
  Object.assign(canvas, {width, height, tabIndex: 0, className: `ct-${planeName}`});
  canvas.setAttribute('aria-label', `${planeName} plane of ${volume.name}, patient's right at left`);
  const picture = document.createElement('canvas');
  Object.assign(picture, {width: cols, height: rows});
  const context = picture.getContext('2d', {alpha: false}), image = context.createImageData(cols, rows);
  const paper = canvas.getContext('2d', {alpha: false}), still = document.createElement('canvas');
  Object.assign(still, {width, height});
  const view = {
    state, which, volume, plane, rows, cols, canvas, paper, picture, context, image, key: '',
    still, stillPaper: still.getContext('2d', {alpha: false}),
    pixels: new Uint32Array(image.data.buffer), values: new Int16Array(size),
    labels: volume.labels && new Uint8Array(size), draft: null,
    contours: volume.contours && new Uint8Array(size),
    map: volume.map && new Float32Array(size),
  };
  return view;
}

// Index of the cross-hair in the view's own volume, and whether it lies inside.
export function crossIndex(view) {
  const {state, volume} = view;
  const exact = view.which ? applyAffine(volume.inverse, state.mm) : state.exactIndex();
  return {index: clampIndex(roundIndex(exact), volume.shape), inside: isInside(exact, volume.shape)};
}

export function zoomOf(view) {
  return view.state.get('zoom')[view.plane.name] ?? [1, .5, .5];
}

// Fractional index (d, h, w) of the view's volume under a point of the canvas.
export function indexUnder(view, point) {
  const {canvas, plane, volume} = view;
  const fraction = screenToFraction(zoomOf(view), canvas.width, canvas.height, point);
  return fractionToIndex(plane, volume.shape, fraction, crossIndex(view).index[plane.fixed]);
}

export function slabOf(view, slice) {
  const {state, volume, plane} = view, n = volume.shape[plane.fixed];
  if (state.get('slab') === 'none') return [slice, slice];
  return slabRange(slice, n, volume.spacing[plane.fixed], state.get('slab_mm'));
}

function refill(view, range) {
  const {state, volume, plane, values} = view, mode = state.get('slab');
  const fold = range[1] > range[0] ? mode : 'mip';
  planeValues(volume.data, volume.shape, plane.name, range, fold, values);
  for (const part of ['labels', 'contours']) if (volume[part])
    planeValues(volume[part], volume.shape, plane.name, range, 'mip', view[part]);
  if (!volume.map || !state.get('show_overlay')) return;
  const step = Math.max(1, Math.floor(Math.min(...volume.map.spacing)/volume.spacing[plane.fixed]/2));
  const slices = [range[0]];
  while (slices.at(-1) + step <= range[1]) slices.push(slices.at(-1) + step);
  planeOfMap(volume.map, volume.map.toMap, volume.shape, plane.name, slices, view.map);
}

function recolour(view) {
  const {state, volume, pixels, cols} = view, colours = state.get('colors');
  paintGrey(pixels, view.values, volume.table);
  if (!state.get('show_overlay')) return;
  if (view.map) blendMap(pixels, view.map, volume.map.scale, {
    low: state.get('map_range')[0], high: state.get('map_range')[1],
    threshold: state.get('map_threshold'), opacity: state.get('map_opacity'), table: state.colours,
  });
  if (view.labels) blendLabels(pixels, view.labels, colours, state.get('opacity'));
  if (view.contours) blendContours(pixels, view.contours, cols, colours, 1);
}

export function drawView(view) {
  const {index, inside} = crossIndex(view), g = view.paper;
  drawStill(view, slabOf(view, index[view.plane.fixed]));
  g.drawImage(view.still, 0, 0);
  drawMeasures(view, g, index[view.plane.fixed]);
  if (inside) drawCross(view, g, index);
  drawWords(view, g, inside ? '' : 'outside this scan');
}

// The picture at its size on the screen; kept while only the cross-hair moves through the plane.
function drawStill(view, range) {
  const {state, volume, canvas, stillPaper: g} = view, zoom = zoomOf(view);
  const shown = state.get('show_overlay') && `${volume.map?.arrived} ${volume.map?.version}`;
  const filled = `${range} ${state.get('slab')} ${volume.arrived} ${shown}`;
  const key = `${filled} ${state.colouring}`, smooth = state.get('smooth') && zoom[0] < 6;
  if (view.key !== key) {
    if (view.filled !== filled) refill(view, range);
    recolour(view);
    view.context.putImageData(view.image, 0, 0);
    Object.assign(view, {key, filled});
  }
  if (view.drawn === `${key} ${zoom} ${smooth}`) return;
  view.drawn = `${key} ${zoom} ${smooth}`;
  const [x0, y0] = fractionToScreen(zoom, canvas.width, canvas.height, [0, 0]);
  g.fillStyle = '#000';
  g.fillRect(0, 0, canvas.width, canvas.height);
  g.imageSmoothingEnabled = smooth;
  g.drawImage(view.picture, x0, y0, canvas.width*zoom[0], canvas.height*zoom[0]);
}

function toScreen(view, index) {
  const {canvas, plane, volume} = view;
  const fraction = indexToFraction(plane, volume.shape, index);
  return fractionToScreen(zoomOf(view), canvas.width, canvas.height, fraction);
}

function drawCross(view, g, index) {
  const [x, y] = toScreen(view, index), {width, height} = view.canvas, gap = 9;
  g.strokeStyle = 'rgba(120, 200, 255, .6)';
  g.lineWidth = 1;
  g.beginPath();
  for (const [a, b] of [[0, x - gap], [x + gap, width]]) { g.moveTo(a, y); g.lineTo(b, y); }
  for (const [a, b] of [[0, y - gap], [y + gap, height]]) { g.moveTo(x, a); g.lineTo(x, b); }
  g.stroke();
}

function write(g, text, x, y) {     // with a dark rim, readable on any picture
  g.strokeStyle = '#000';
  g.lineWidth = 3;
  g.strokeText(text, x, y);
  g.fillText(text, x, y);
}

// Words that are the same in every frame are drawn once and kept as small pictures.
const FONT = '12px sans-serif', STAMPS = new Map();

function makeStamp(text, colour) {
  const canvas = document.createElement('canvas'), g = canvas.getContext('2d');
  g.font = FONT;
  Object.assign(canvas, {width: Math.ceil(g.measureText(text).width) + 4, height: 18});
  Object.assign(g, {font: FONT, textBaseline: 'middle', fillStyle: colour});
  write(g, text, 2, 9);
  return canvas;
}

function stamp(g, text, colour, x, y, centred = true) {
  const key = `${colour} ${text}`;
  if (!STAMPS.has(key)) STAMPS.set(key, makeStamp(text, colour));
  const picture = STAMPS.get(key), left = centred ? x - picture.width/2 : x - 2;
  g.drawImage(picture, Math.round(left), Math.round(y - 9));
}

function drawWords(view, g, note) {
  const {width, height} = view.canvas, {state, volume, plane} = view;
  [[width/2, 9], [width/2, height - 9], [9, height/2], [width - 9, height/2]]
    .forEach(([x, y], i) => stamp(g, plane.letters[i], '#8cf', x, y));
  if (note) stamp(g, note, '#8cf', width/2, height/2);
  const slab = state.get('slab') === 'none' ? '' : ` ${state.get('slab')} ${state.get('slab_mm')} mm`;
  const words = (state.volumes.length > 1 ? volume.name : '') + slab;
  if (words) stamp(g, words, '#bbb', 6, height - 24, false);     // above the letter
}

// A measure is {kind, plane, volume, points: two points in patient mm}; seen on its own slice.
function drawMeasures(view, g, slice) {
  const drafts = view.draft ? [view.draft] : [];
  for (const measure of [...view.state.get('measures'), ...drafts]) {
    if (measure.plane !== view.plane.name || (measure.volume ?? 0) !== view.which) continue;
    const ends = measure.points.map(p => applyAffine(view.volume.inverse, p));
    if (Math.abs(ends[0][view.plane.fixed] - slice) > .51) continue;
    const [a, b] = ends.map(p => toScreen(view, p));
    g.strokeStyle = g.fillStyle = '#f0e442';
    g.lineWidth = 1.5;
    g.beginPath();
    if (measure.kind === 'ruler') { g.moveTo(...a); g.lineTo(...b); }
    else g.ellipse((a[0] + b[0])/2, (a[1] + b[1])/2, Math.abs(a[0] - b[0])/2,
      Math.abs(a[1] - b[1])/2, 0, 0, 2*Math.PI);
    g.stroke();
    Object.assign(g, {font: FONT, textAlign: 'left', textBaseline: 'middle'});
    const text = measureText(measureIn(view, measure), view.volume.unit);
    writeBeside(g, view.canvas, text, a, b);
  }
}

// To the right of a shape where there is room, else below it; without the range where it is too long.
function writeBeside(g, canvas, text, a, b) {
  const fits = words => g.measureText(words).width <= canvas.width - 12;
  const words = fits(text) ? text : text.split(' (')[0], wide = g.measureText(words).width;
  const x = Math.max(a[0], b[0]) + 5, right = canvas.width - 6 - wide;
  const below = Math.min(canvas.height - 6, Math.max(a[1], b[1]) + 14);
  write(g, words, x <= right ? x : Math.max(6, right), x <= right ? Math.max(12, (a[1] + b[1])/2) : below);
}

// The read-out of a measure from the values of this view.
export function measureIn(view, measure) {
  if (measure.kind === 'ruler') return {mm: distance(...measure.points)};
  const {plane, volume, rows, cols} = view;
  const corners = measure.points.map(p => applyAffine(volume.inverse, p))
    .map(i => [i[plane.col], screenRow(plane, rows, i[plane.row])]);
  const pixel = [volume.spacing[plane.col], volume.spacing[plane.row]];
  return ellipseStats(view.values, cols, ...corners, pixel, volume.scale);
}

export function measureText(found, unit) {
  if ('mm' in found) return `${found.mm.toFixed(1)} mm`;
  const short = x => Math.abs(x) < 10 ? x.toFixed(2) : x.toFixed(0);
  if (!found.n) return `${found.mm2.toFixed(0)} mm²`;
  return `${short(found.mean)} ± ${short(found.sd)} ${unit} (${short(found.min)} to `
    + `${short(found.max)}), ${found.mm2.toFixed(0)} mm²`;
}
