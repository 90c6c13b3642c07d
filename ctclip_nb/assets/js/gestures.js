// What pointer and wheel do on a view: scroll, cross-hair, window, pan, zoom, measures.
import {applyAffine, zoomAbout} from './geometry.js';
import {crossIndex, indexUnder, measureIn, zoomOf} from './view.js';

const place = (canvas, event) => {
  const box = canvas.getBoundingClientRect();
  return [(event.clientX - box.left)/box.width*canvas.width,
    (event.clientY - box.top)/box.height*canvas.height];
};

function setZoom(view, zoom) {
  const {state, plane} = view;
  state.set('zoom', {...state.get('zoom'), [plane.name]: zoom});
}

// Tool of a drag: the middle button and shift pan, the right button sets the window.
function toolOf(state, event) {
  if (event.button === 1 || event.shiftKey) return 'pan';
  return event.button === 2 ? 'window' : state.get('tool');
}

const DRAG = {
  cross(view, drag, point) {
    view.state.moveTo(applyAffine(view.volume.affine, indexUnder(view, point)), view.which);
  },
  window(view, {window: [low, high], start}, point) {
    const step = Math.max(high - low, 1e-6)/250, wider = (point[0] - start[0])*step;
    const middle = (low + high)/2 - (point[1] - start[1])*step;
    const half = Math.max((high - low + wider)/2, step/2);
    view.state.set('window', [middle - half, middle + half]);
  },
  pan(view, {zoom, start}, point) {
    const {width, height} = view.canvas;
    setZoom(view, [zoom[0], zoom[1] - (point[0] - start[0])/width/zoom[0],
      zoom[2] - (point[1] - start[1])/height/zoom[0]]);
  },
  ruler: draftMeasure, ellipse: draftMeasure,
};

function draftMeasure(view, drag, point) {
  const points = [drag.start, point].map(p => applyAffine(view.volume.affine, indexUnder(view, p)));
  view.draft = {kind: drag.tool, plane: view.plane.name, volume: view.which, points};
  view.state.redraw();
}

export function keepMeasure(view) {
  const {state, draft} = view;
  view.draft = null;
  const found = measureIn(view, draft);
  if (!('mm' in found ? found.mm : found.mm2)) return state.redraw();
  const slab = state.get('slab') === 'none' ? {} : {slab: [state.get('slab'), state.get('slab_mm')]};
  const name = view.volume.name;
  state.set('measures', [...state.get('measures'), {...draft, case: name, ...slab, ...found}]);
}

function listenToPinch(view, pointers) {
  const {canvas} = view;
  let last = null;
  return () => {
    if (pointers.size < 2) { last = null; return false; }
    const [a, b] = [...pointers.values()], apart = Math.hypot(a[0] - b[0], a[1] - b[1]);
    const middle = [(a[0] + b[0])/2, (a[1] + b[1])/2];
    if (last) setZoom(view, zoomAbout(zoomOf(view), apart/last, canvas.width, canvas.height, middle));
    last = apart;
    return true;
  };
}

export function listenToPointer(view) {
  const {canvas, state} = view, pointers = new Map(), pinch = listenToPinch(view, pointers);
  let drag = null;
  canvas.addEventListener('pointerdown', event => {
    canvas.focus();
    canvas.setPointerCapture(event.pointerId);
    const start = place(canvas, event), tool = toolOf(state, event);
    pointers.set(event.pointerId, start);
    drag = {tool, start, window: state.get('window'), zoom: zoomOf(view)};
    if (tool === 'cross') DRAG.cross(view, drag, start);
  });
  canvas.addEventListener('pointermove', event => {
    const point = place(canvas, event);
    if (pointers.has(event.pointerId)) pointers.set(event.pointerId, point);
    if (pinch()) { drag = null; return; }
    if (drag) DRAG[drag.tool](view, drag, point);
    else state.hover(view, indexUnder(view, point));
  });
  const end = event => {
    pointers.delete(event.pointerId);
    pinch();
    if (drag && view.draft) keepMeasure(view);
    drag = null;
  };
  canvas.addEventListener('pointerup', end);
  canvas.addEventListener('pointercancel', end);
  canvas.addEventListener('pointerleave', () => state.hover(view, null));
  canvas.addEventListener('contextmenu', event => {     // a drag of ours, no menu of JupyterLab's
    event.preventDefault();
    event.stopPropagation();
  });
  canvas.addEventListener('dblclick', () => setZoom(view, [1, .5, .5]));
  canvas.addEventListener('focus', () => state.set('plane', view.plane.name));
}

export function listenToWheel(view) {
  const {canvas, state} = view;
  canvas.addEventListener('wheel', event => {
    event.preventDefault();
    if (event.ctrlKey || event.metaKey) {
      const by = Math.exp(-event.deltaY/400), {width, height} = canvas;
      setZoom(view, zoomAbout(zoomOf(view), by, width, height, place(canvas, event)));
    } else stepSlice(view, event.deltaY > 0 ? -1 : 1);
  }, {passive: false});
}

export function stepSlice(view, by) {
  goToSlice(view, crossIndex(view).index[view.plane.fixed] + by);
}

export function goToSlice(view, slice) {
  const {volume, plane, state} = view, {index} = crossIndex(view);
  const target = [...index];
  target[plane.fixed] = Math.max(0, Math.min(volume.shape[plane.fixed] - 1, slice));
  if (!view.which) return state.moveTo(applyAffine(volume.affine, target), 0);
  const before = applyAffine(volume.affine, index), after = applyAffine(volume.affine, target);
  state.moveTo(state.mm.map((x, i) => x + after[i] - before[i]), view.which);
}

export function zoomBy(view, by) {
  const {width, height} = view.canvas;
  setZoom(view, by ? zoomAbout(zoomOf(view), by, width, height, [width/2, height/2]) : [1, .5, .5]);
}
