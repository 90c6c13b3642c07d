// What the keys do, and the help card that says so.
import {applyAffine} from './geometry.js';
import {crossIndex} from './view.js';
import {goToSlice, keepMeasure, stepSlice, zoomBy} from './gestures.js';

export const HELP = [
  ['wheel, arrows', 'next slice (Page keys: 10 slices; Home, End: first, last)'],
  ['click, drag', 'move the cross-hair (shift + arrows: by one voxel in the plane)'],
  ['ctrl + wheel, + and -', 'zoom; shift + drag pans, double click or 0 resets'],
  ['right drag', 'window: right is wider, up is darker'],
  ['W', 'next CT window (shift: the one before)'],
  [', and .', 'window level lower, higher; < and > narrower, wider'],
  ['O', 'overlays on and off; T and shift + T: threshold of the map'],
  ['S', 'slab: none, MIP, MinIP, mean; [ and ] change its thickness'],
  ['X D P R E', 'tool: cross-hair, window, pan, ruler, ellipse'],
  ['Enter', 'set a corner of the ruler or ellipse at the cross-hair'],
  ['Backspace', 'remove the last measure'],
  ['L', 'layout: three planes, one plane, two by two'],
  ['C', 'cine: play and stop'],
  ['?', 'this card; Escape closes it'],
];

const after = (list, item, step = 1) =>
  list[(list.indexOf(item) + step + list.length) % list.length];

function nextWindow(state, step) {
  const windows = state.get('windows'), names = Object.keys(windows);
  const now = names.find(k => windows[k].join() === state.get('window').join());
  const next = now === undefined && step < 0 ? names.at(-1) : after(names, now, step);
  state.set('window', [...windows[next]]);
}

function changeWindow(state, level, width) {
  const [low, high] = state.get('window'), step = (high - low)/20;
  const middle = (low + high)/2 + level*step, half = (high - low)/2*(1 + width*.1);
  state.set('window', [middle - half, middle + half]);
}

function changeThreshold(state, step) {
  const [low, high] = state.get('map_range');
  state.set('map_threshold', state.get('map_threshold') + step*(high - low)/20);
}

function moveInPlane(view, columns, rows) {
  const {index} = crossIndex(view), {plane, volume} = view;
  index[plane.col] += columns;
  index[plane.row] += plane.up ? -rows : rows;
  view.state.moveTo(applyAffine(volume.affine, index), view.which);
}

function setCorner(view) {
  const {state} = view, kind = state.get('tool');
  if (kind !== 'ruler' && kind !== 'ellipse') return;
  const point = applyAffine(view.volume.affine, crossIndex(view).index);
  if (view.draft) {
    view.draft.points = [view.draft.points[0], point];
    keepMeasure(view);
  } else view.draft = {kind, plane: view.plane.name, volume: view.which, points: [point, point]};
  state.redraw();
}

const STEPS = {ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1, PageUp: 10, PageDown: -10};
const SHIFTS = {ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0]};
const TOOL_KEYS = {x: 'cross', d: 'window', p: 'pan', r: 'ruler', e: 'ellipse'};

const ACTIONS = {
  w: s => nextWindow(s, 1), W: s => nextWindow(s, -1),
  ',': s => changeWindow(s, -1, 0), '.': s => changeWindow(s, 1, 0),
  '<': s => changeWindow(s, 0, -1), '>': s => changeWindow(s, 0, 1),
  o: s => s.set('show_overlay', !s.get('show_overlay')),
  t: s => changeThreshold(s, 1), T: s => changeThreshold(s, -1),
  s: s => s.set('slab', after(['none', 'mip', 'minip', 'mean'], s.get('slab'))),
  '[': s => s.set('slab_mm', Math.max(1, s.get('slab_mm') - 5)),
  ']': s => s.set('slab_mm', s.get('slab_mm') + 5),
  l: s => s.set('arrangement', after(['3', '1', '2x2'], s.get('arrangement'))),
  c: s => s.set('cine', s.get('cine') ? 0 : 12),
  Backspace: s => s.set('measures', s.get('measures').slice(0, -1)),
  '?': s => s.toggleHelp(), Escape: s => s.toggleHelp(true),
};

// True where the key meant something; `view` is the plane with the focus, or the active one.
export function onKey(state, view, event) {
  const {key} = event;
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  if (view && event.shiftKey && key in SHIFTS) moveInPlane(view, ...SHIFTS[key]);
  else if (view && key in STEPS) stepSlice(view, STEPS[key]);
  else if (view && key === 'Home') goToSlice(view, 0);
  else if (view && key === 'End') goToSlice(view, Infinity);
  else if (view && key === 'Enter') setCorner(view);
  else if (view && (key === '+' || key === '-' || key === '0'))
    zoomBy(view, {'+': 1.25, '-': .8, 0: 0}[key]);
  else if (key.toLowerCase() in TOOL_KEYS) state.set('tool', TOOL_KEYS[key.toLowerCase()]);
  else if (key in ACTIONS) ACTIONS[key](state);
  else if (key.toLowerCase() in ACTIONS) ACTIONS[key.toLowerCase()](state);
  else return false;
  return true;
}
